import { type Id, parseId } from '../../kernel/id.ts'
import type { Auth, Tenant } from '../../modules/auth/index.ts'
import { createDatabase } from '../../platform/db/database.ts'
import { migrate } from '../../platform/db/migrate.ts'
import { root, rooms } from '../../platform/db/rooms.ts'
import { StartRefused } from '../../platform/db/start_refused.ts'
import { type OperateDeps, withDatabaseUrl } from './operate.ts'
import { operatorsAuth } from './operators_auth.ts'

const TENANTS_PAGE = 500
const NAME_CHARS_MAX = 100

type NewTenant = OperateDeps & {
  readonly name: string
  readonly mode: string
  /** An organization's id; undefined: the only one there is. */
  readonly organization: string | undefined
  /** The name of an organization to make for it. */
  readonly new_organization: string | undefined
}

/**
 * Makes a tenant, live or a sandbox, and answers it with its two keys as lines to print: they are shown this
 * once. No key can make a live tenant, only whoever operates the installation. A repeat makes another one.
 */
export const createTenant = (deps: NewTenant): Promise<string[]> =>
  withAuth(deps, async (auth) => {
    const { mode } = deps
    if (mode !== 'live' && mode !== 'sandbox')
      throw new StartRefused(`--mode is live or sandbox, and is "${mode}"`)
    const name = checkedName('--name', deps.name)
    const organization_id = await chooseOrganization(auth, deps)
    const made = await auth.createTenant({ organization_id, name, mode })
    if (!made.ok) throw new StartRefused(made.error.text)
    const { tenant, secret_key, publishable_key } = made.value
    return [
      line(tenant),
      `secret key       ${secret_key.reveal()}`,
      `publishable key  ${publishable_key.reveal()}`,
      'Keep the secret key now: only its hash is stored, and nobody can show it again.',
    ]
  })

/** Every tenant as a line: its number (for other commands), its id, its kind, its organization, its name. */
export const listTenants = (deps: OperateDeps): Promise<string[]> =>
  withAuth(deps, async (auth) => {
    const lines: string[] = []
    let after: Id<'ten'> | undefined
    for (;;) {
      const page = await auth.listTenants({ after, limit: TENANTS_PAGE })
      lines.push(...page.map(line))
      if (page.length < TENANTS_PAGE) return lines
      after = page.at(-1)?.id
    }
  })

const line = ({ tenant_id, id, organization_id, mode, name }: Tenant): string =>
  `${String(tenant_id).padEnd(16)}  ${id}  ${mode.padEnd(7)}  ${organization_id}  ${name}`

function checkedName(option: string, text: string): string {
  const name = text.trim().normalize('NFC')
  if (name.length === 0 || name.length > NAME_CHARS_MAX)
    throw new StartRefused(`${option} is 1 to ${NAME_CHARS_MAX} characters`)
  return name
}

async function chooseOrganization(
  auth: Auth,
  { organization, new_organization }: NewTenant,
): Promise<Id<'org'>> {
  if (new_organization !== undefined)
    return (await auth.createOrganization(checkedName('--new-organization', new_organization))).id
  if (organization !== undefined) {
    const id = parseId('org', organization)
    if (id === undefined)
      throw new StartRefused(`--organization takes an id such as org_…, not "${organization}"`)
    return id
  }
  const [only, another] = await auth.listOrganizations(2)
  if (only === undefined)
    throw new StartRefused('there is no organization yet; name one with --new-organization')
  if (another !== undefined)
    throw new StartRefused('there is more than one organization; say which with --organization')
  return only.id
}

const withAuth = <T>(deps: OperateDeps, fn: (auth: Auth) => Promise<T>): Promise<T> =>
  withDatabaseUrl(deps, async (url) => {
    await migrate({ url, root, rooms })
    const db = createDatabase({ url, pool_max: 2, application_name: 'florin-tenant' })
    const auth = await operatorsAuth(deps, db)
    try {
      return await fn(auth)
    } finally {
      await auth.close()
      await db.close()
    }
  })
