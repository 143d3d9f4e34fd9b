import type { World } from '../../../kernel/world.ts'
import type { Database } from '../../../platform/db/database.ts'
import type { Audit } from '../../audit/index.ts'
import type { Ledger } from '../../ledger/index.ts'
import type { Log } from '../../../platform/telemetry/log.ts'
import type { OpenScope, TenantId } from '../../../platform/scope.ts'
import type { Sealer } from '../index.ts'
import type { OutgoingFileDeps } from '../outgoing_files/deps.ts'

/** Whether payments of a tenant need the consent of others; without it nobody's do. */
export type AsksOthers = (scope: OpenScope) => Promise<boolean>

/** What payment orders and everything about them are made of. */
export type OrderDeps = Pick<OutgoingFileDeps, 'banks' | 'follow'> & {
  readonly db: Database
  /** The wall's world. */
  readonly world: World
  readonly audit: Audit
  readonly ledger: Pick<Ledger, 'createAccounts' | 'findAccount'>
  readonly log: Pick<Log, 'error'>
  readonly sealer: Sealer
  readonly asksOthers?: AsksOthers
  /** Something of the tenant's is due at once: for whoever does its jobs. */
  readonly hurry?: (tenant_id: TenantId) => void
}
