import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadSigner, verificationLines, verifyAudit } from '../../modules/audit/index.ts'
import { createDatabase } from '../../platform/db/database.ts'
import { type OperateDeps, withDatabaseUrl } from './operate.ts'
import { operatedTenant } from './operated_tenant.ts'

type VerifyTrail = OperateDeps & {
  readonly tenant: string | undefined
  readonly checkpoints: readonly string[]
  readonly keys: readonly string[] | undefined
}

/** Recomputes the audit trail of one tenant or of all. `ok` is false when anything was found. */
export const verifyTrail = (deps: VerifyTrail): Promise<{ lines: string[]; ok: boolean }> =>
  withDatabaseUrl(deps, async (url) => {
    const db = createDatabase({ url, pool_max: 2, application_name: 'florin-audit' })
    try {
      const found = await verifyAudit({
        db,
        keys: deps.keys ?? [await ownKey(deps), ...deps.config.audit_trusted_keys],
        checkpoints: [...(await keptCheckpoints(deps.config.data_dir)), ...deps.checkpoints],
        ...(deps.tenant === undefined
          ? {}
          : { tenants: [(await operatedTenant(db, deps.tenant)).tenant_id] }),
      })
      const unreadable = found.unreadable.map((text) => `unreadable key or checkpoint: ${text.slice(0, 60)}`)
      const lines = [...found.tenants.flatMap(verificationLines), ...unreadable]
      // A tenant that is named has a trail from its first use on: finding none is not finding it intact.
      const isEmpty = deps.tenant !== undefined && found.tenants.every(({ events }) => events === 0)
      if (isEmpty) lines.push(`nothing was verified: there is no trail of tenant ${deps.tenant}`)
      return { lines, ok: found.ok && !isEmpty }
    } finally {
      await db.close()
    }
  })

/** The public key that this installation signs with, for whoever verifies elsewhere. */
export const ownKey = async ({ config, world }: OperateDeps): Promise<string> =>
  (await loadSigner({ file: join(config.data_dir, 'audit.key'), name: 'florin', world })).key_text

/** Those that the server itself keeps beside its data. Ones kept on another machine prove more. */
async function keptCheckpoints(data_dir: string): Promise<string[]> {
  const folder = join(data_dir, 'checkpoints')
  const files = await readdir(folder).catch((): string[] => [])
  return Promise.all(
    files.filter((file) => file.endsWith('.checkpoint')).map((file) => readFile(join(folder, file), 'utf8')),
  )
}
