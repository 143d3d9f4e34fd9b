import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Auth, Tenant } from '../../modules/auth/index.ts'
import { type Imported, type ImportFault, importLedger } from '../../modules/ledger/index.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import { createDatabase } from '../../platform/db/database.ts'
import { StartRefused } from '../../platform/db/start_refused.ts'
import { type OperateDeps, withDatabaseUrl } from './operate.ts'
import { operatedTenant } from './operated_tenant.ts'
import { operatorsAuth } from './operators_auth.ts'

type ImportLog = OperateDeps & { readonly tenant: string; readonly file: string }

/**
 * Replays a log that `GET /v1/ledger/export` wrote into a tenant whose ledger is empty, and compares every line
 * of what came of it. A sandbox whose clock lags behind the log is moved to the log's last time; a live tenant takes no
 * log from the future. `ok` is false when a line was refused; the lines say which, why, and what is left of it.
 */
export const importLog = (deps: ImportLog): Promise<{ lines: string[]; ok: boolean }> =>
  withDatabaseUrl(deps, async (url) => {
    const db = createDatabase({ url, pool_max: 2, application_name: 'florin-import' })
    const auth = await operatorsAuth(deps, db)
    try {
      const tenant = await operatedTenant(db, deps.tenant)
      await stat(deps.file).catch(() => {
        throw new StartRefused(`${deps.file} cannot be read; name the file that the export was saved in`)
      })
      // A sandbox that nobody used yet is a row of the directory and nothing more.
      await auth.openTenant(tenant)
      const imported = await importLedger(
        { db, world: deps.world },
        tenant.tenant_id,
        () => createReadStream(deps.file),
        tenant.mode === 'live' ? { latest_at: deps.world.now() } : {},
      )
      if (!imported.ok) return { lines: refusalLines(tenant, imported.error), ok: false }
      return { lines: await importedLines(auth, tenant, imported.value), ok: true }
    } finally {
      await auth.close()
      await db.close()
    }
  })

async function importedLines(auth: Auth, tenant: Tenant, imported: Imported): Promise<string[]> {
  const { lines, final_hash, balances_hash, last_at } = imported
  const moved = tenant.mode === 'sandbox' && last_at !== null ? await moveClock(auth, tenant, last_at) : []
  return [
    `${lines} lines replayed into ${tenant.id}, final hash ${final_hash}, balances ${balances_hash}`,
    ...moved,
  ]
}

/** Nothing happens in a sandbox before what its books already tell. */
async function moveClock(auth: Auth, { tenant_id }: Tenant, to: Instant): Promise<string[]> {
  const moved = await auth.asSystem(tenant_id, (scope) =>
    scope.world.now() < to ? auth.moveClock(scope, { move: 'to', to }) : Promise.resolve(undefined),
  )
  if (moved === undefined) return []
  return moved.ok
    ? [`the sandbox’s clock was behind the log and was moved to ${instantText(to)}`]
    : [
        `the sandbox’s clock is behind the log’s last time ${instantText(to)} and stays there: ${moved.error.code}`,
      ]
}

function refusalLines(tenant: Tenant, { line, code, detail, is_empty }: ImportFault): string[] {
  const refused = `refused at line ${line}: ${code}, ${detail}`
  const fresh = 'make one with POST /v1/sandboxes'
  if (code === 'tenant_taken') return [refused]
  if (is_empty) return [refused, `nothing was written: ${tenant.id} is as empty as before`]
  if (code === 'tenant_not_empty')
    return [refused, `${tenant.id} has a ledger already; import into a fresh tenant (${fresh})`]
  return [
    refused,
    `what was replayed up to there stays in ${tenant.id}, and it takes no other log: do not use it, and import the right file into a fresh tenant (${fresh})`,
  ]
}
