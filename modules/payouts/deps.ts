import type { World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { Log } from '../../platform/telemetry/log.ts'
import type { Audit } from '../audit/index.ts'
import type { Auth } from '../auth/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { Rails } from '../rails/index.ts'

/** What payouts are made of. */
export type PayoutsDeps = {
  readonly db: Database
  /** The wall's world. */
  readonly world: World
  readonly log: Pick<Log, 'error'>
  readonly audit: Pick<Audit, 'append'>
  readonly auth: Pick<Auth, 'findKey' | 'ownTenant' | 'systemScope'>
  readonly ledger: Pick<Ledger, 'findAccount' | 'createAccounts' | 'balances'>
  readonly rails: Pick<
    Rails,
    | 'findBankAccount'
    | 'listBankConnections'
    | 'createOrders'
    | 'cancelOrder'
    | 'findOrders'
    | 'latestPayeeVerification'
  >
}
