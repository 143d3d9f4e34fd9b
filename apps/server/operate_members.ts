import { parseId } from '../../kernel/id.ts'
import type { LinkRefused } from '../../modules/auth/index.ts'
import { createDatabase } from '../../platform/db/database.ts'
import { migrate } from '../../platform/db/migrate.ts'
import { root, rooms } from '../../platform/db/rooms.ts'
import { StartRefused } from '../../platform/db/start_refused.ts'
import { type OperateDeps, withDatabaseUrl } from './operate.ts'
import { operatorsAuth } from './operators_auth.ts'

const sentences: Readonly<Record<LinkRefused, string>> = {
  email_invalid: '--email takes an address such as anna@example.com',
  member_unknown:
    'nobody has this email, and the organization has members: an owner invites further ones (POST /v1/members)',
  member_disabled: 'this member is disabled: an owner has to enable them first',
  organization_open: 'there is more than one organization this could be; say which with --organization',
  organization_unknown:
    'there is no such organization with a tenant; npm run florin -- tenant list names all there are',
}

/**
 * Makes a set-up link for a member, as lines to print. What the member has stays good until the link is used; then password
 * and second factors are new. An organization without members gets its first owner. Errors: StartRefused.
 */
export async function linkMember(
  deps: OperateDeps & { readonly email: string; readonly organization: string | undefined },
): Promise<string[]> {
  const { email, organization: named } = deps
  const organization = named === undefined ? undefined : parseId('org', named)
  if (named !== undefined && organization === undefined)
    throw new StartRefused(`--organization takes an id such as org_…, not "${named}"`)
  return withDatabaseUrl(deps, async (url) => {
    await migrate({ url, root, rooms })
    const db = createDatabase({ url, pool_max: 2, application_name: 'florin-members' })
    const auth = await operatorsAuth(deps, db)
    try {
      const made = await auth.members.operatorLink({ email, organization })
      if (typeof made === 'string') throw new StartRefused(sentences[made])
      return [
        made.url,
        `For ${made.email}. It works once, within a day; links made before it are good no more.`,
        ...(made.is_new ? [] : ['When it is used, password, second factors and sessions of before end.']),
      ]
    } finally {
      await auth.close()
      await db.close()
    }
  })
}
