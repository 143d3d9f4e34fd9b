import type { World } from '../../../kernel/world.ts'
import type { Database } from '../../../platform/db/database.ts'
import type { Send } from '../../../platform/outbound/wire.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import type { Log } from '../../../platform/telemetry/log.ts'
import type { Audit } from '../../audit/index.ts'
import type { Ledger } from '../../ledger/index.ts'
import type { BankDialect } from '../bank_dialect.ts'
import type { Destinations, Sealer } from '../index.ts'

/** The simulated bank of a sandbox, as it is reached now and as it knows the sandbox. */
export type SimulatedBank = {
  readonly host: string
  readonly port: number
  /** SHA-256 fingerprints. */
  readonly host_keys: readonly string[]
  readonly user: string
  readonly accounts: readonly {
    readonly currency: string
    readonly account_number: string
    readonly routing_number?: string
    readonly iban?: string
    readonly bic?: string
  }[]
}

export type BankConnectionDeps = {
  readonly db: Database
  /** The wall's world. */
  readonly world: World
  readonly audit: Audit
  readonly ledger: Pick<Ledger, 'createAccounts' | 'findAccount'>
  readonly sealer: Sealer
  readonly destinations: Destinations
  readonly log: Pick<Log, 'error'>
  readonly send: Send
  /** What speaks the ways of each bank. */
  readonly banks?: readonly BankDialect[]
  /** Folders of this machine that connections may use lie below it; without it none may. */
  readonly allowed_folder?: string
  /** The bank of a sandbox. Undefined when no simulator runs here; rejects when it does not answer. */
  readonly simulated_bank?: (scope: OpenScope) => Promise<SimulatedBank | undefined>
}
