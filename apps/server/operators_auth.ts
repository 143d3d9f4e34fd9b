import { join } from 'node:path'
import { type Audit, createAudit, fileKeeper, loadSigner } from '../../modules/audit/index.ts'
import { type Auth, createAuth } from '../../modules/auth/index.ts'
import type { Database } from '../../platform/db/database.ts'
import { listenerUrl } from './config.ts'
import type { OperateDeps } from './operate.ts'
import { API_VERSION } from './versions.ts'

/** Access as an operator's command needs it: what it does is in the audit trail, and no route has a say. Close it. */
export const operatorsAuth = async (deps: OperateDeps, db: Database): Promise<Auth> =>
  (await operatorsAccess(deps, db)).auth

/** The same, with the trail itself for what other modules do. */
export async function operatorsAccess(
  { config, world }: OperateDeps,
  db: Database,
): Promise<{ readonly auth: Auth; readonly audit: Audit }> {
  const signer = await loadSigner({ file: join(config.data_dir, 'audit.key'), name: 'florin', world })
  const keeper = fileKeeper(join(config.data_dir, 'checkpoints'))
  const audit = createAudit({ db, world, signer, keeper, trusted_keys: config.audit_trusted_keys })
  const public_url = config.public_url ?? listenerUrl(config)
  const auth = createAuth({ db, world, audit, scopes: () => [], version: API_VERSION, public_url })
  return { audit, auth }
}
