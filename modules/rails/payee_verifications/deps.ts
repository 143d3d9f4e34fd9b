import type { Database } from '../../../platform/db/database.ts'
import type { Send } from '../../../platform/outbound/wire.ts'
import type { OpenScope, TenantId } from '../../../platform/scope.ts'
import type { Log } from '../../../platform/telemetry/log.ts'
import type { Audit } from '../../audit/index.ts'
import type { Destinations, Sealer } from '../index.ts'
import type { PayeeConnector } from '../payee_connector.ts'
import type { PayeeProvider } from './provider.ts'

/** A simulated provider; what it needs of secrets is drawn here. */
export type SandboxPayeeProvider = Pick<PayeeProvider, 'connector' | 'name' | 'url' | 'countries'>

/** Who can be asked about payees; brought by the app. */
export type PayeeParts = {
  readonly connectors: readonly PayeeConnector[]
  /** What a sandbox has without being told; none for a live tenant. */
  simulated(tenant_id: TenantId): Promise<readonly SandboxPayeeProvider[]>
  /** Awaited once per provider and process, before its first question: a simulated one learns of its client there. */
  prepare?(scope: OpenScope, provider: PayeeProvider, secret: string): Promise<void>
}

export type PayeeDeps = {
  readonly db: Database
  readonly audit: Audit
  readonly sealer: Sealer
  readonly destinations: Destinations
  readonly send: Send
  readonly log: Pick<Log, 'error'>
  /** Absent: nobody can be asked, and every verification is "not possible". */
  readonly payees?: PayeeParts
}

/** What the secrets of providers are sealed for. */
export const PROVIDER_PURPOSE = 'payee_provider'
