import type { Database } from '../../platform/db/database.ts'
import type { World } from '../../kernel/world.ts'
import type { OpenScope, TenantId } from '../../platform/scope.ts'
import type { Log } from '../../platform/telemetry/log.ts'
import type { Payments } from '../payments/index.ts'
import type { Rails } from '../rails/index.ts'
import type { Vault } from '../vault/index.ts'

export type DisputesDeps = {
  readonly db: Database
  /** The wall's world. */
  readonly world: World
  readonly log: Pick<Log, 'warn'>
  readonly vault: Pick<Vault, 'describe'>
  readonly rails: Pick<Rails, 'askDisputes'>
  readonly payments: Pick<Payments, 'disputed'>
  /** A scope in the system's own name, by the tenant's clock. */
  readonly scopeOf: (tenant_id: TenantId, request_id: string) => Promise<OpenScope>
}
