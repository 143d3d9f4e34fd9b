import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { importLedger } from '../../modules/ledger/index.ts'
import { createDatabase } from '../../platform/db/database.ts'
import { StartRefused } from '../../platform/db/start_refused.ts'
import { type OperateDeps, withDatabaseUrl } from './operate.ts'
import { tenantNumber } from './tenant_number.ts'

/**
 * Replays a log that `GET /v1/ledger/export` wrote into a tenant whose ledger is empty, and compares every line
 * of what came of it. `ok` is false when a line was refused; the line says which and why.
 */
export const importLog = (
  deps: OperateDeps & { readonly tenant: string; readonly file: string },
): Promise<{ line: string; ok: boolean }> =>
  withDatabaseUrl(deps, async (url) => {
    await stat(deps.file).catch(() => {
      throw new StartRefused(`${deps.file} cannot be read; name the file that the export was saved in`)
    })
    const db = createDatabase({ url, pool_max: 2, application_name: 'florin-import' })
    try {
      const tenant_id = tenantNumber(deps.tenant)
      const imported = await importLedger({ db, world: deps.world }, tenant_id, () =>
        createReadStream(deps.file),
      )
      if (!imported.ok) {
        const { line, code, detail } = imported.error
        return { line: `refused at line ${line}: ${code}, ${detail}`, ok: false }
      }
      const { lines, final_hash, balances_hash } = imported.value
      return {
        line: `${lines} lines replayed, final hash ${final_hash}, balances ${balances_hash}`,
        ok: true,
      }
    } finally {
      await db.close()
    }
  })
