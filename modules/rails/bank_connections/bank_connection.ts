import type { Currency } from '../../../kernel/currency.ts'
import type { Id } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'

/** Rails that a payment order can take. `sepa_core` and `sepa_b2b` collect, the others pay; ACH does both. */
export const orderRails = ['ach', 'sepa', 'sepa_instant', 'sepa_core', 'sepa_b2b', 'rtp', 'fednow'] as const
export type OrderRail = (typeof orderRails)[number]

/** How the bank knows us. Of each rail what it needs; see `identityFaults`. */
export type BankIdentity = {
  readonly ach?: {
    /** Nine digits: where files go, and the bank that originates our entries. */
    readonly immediate_destination: string
    readonly immediate_destination_name: string
    /** Ten characters that the bank gave us. */
    readonly immediate_origin: string
    readonly immediate_origin_name: string
    readonly odfi_routing_number: string
    readonly company_id: string
    readonly company_name: string
    /** Our account there, for files that must balance. */
    readonly offset_account_number?: string
  }
  readonly sepa?: {
    readonly iban: string
    readonly bic: string
    readonly name: string
    readonly initiating_party_id: string
    readonly creditor_id?: string
  }
  readonly instant?: {
    /** How the rail knows the sending bank: a routing number (RTP, FedNow) or a BIC. */
    readonly agent: string
    readonly account: string
    readonly name: string
    /** Where messages go, by HTTPS. */
    readonly url: string
  }
}
export type BankTransport =
  | {
      readonly kind: 'sftp'
      readonly host: string
      readonly port: number
      readonly user: string
      /** SHA-256 fingerprints of the host keys that are believed. */
      readonly host_keys: readonly string[]
      readonly inbound: string
      readonly outbound: string
      readonly archive: string
    }
  | {
      readonly kind: 'folder'
      readonly path: string
      readonly inbound: string
      readonly outbound: string
      readonly archive: string
    }
  | {
      readonly kind: 'https'
      readonly url: string
      readonly inbound: string
      readonly outbound: string
      readonly archive: string
    }

export type BankRules = {
  /** How long before an operator's or the bank's deadline our own file closes. */
  readonly lead_minutes: number
  /** The bank answers each file; one without an answer never counts as received. */
  readonly acknowledges: boolean
  /** ACH: each batch carries the entry against our own account. */
  readonly balanced: boolean
  /** Orders in one file at most. */
  readonly file_orders_max: number
  /** Whether a return rate over the law's threshold stops new debits. */
  readonly gauges_block: boolean
}
export type BankConnection = {
  readonly id: Id<'bcn'>
  /** The dialect, by the name of its plug-in. */
  readonly bank: string
  readonly name: string
  readonly currency: Currency
  readonly rails: readonly OrderRail[]
  readonly identity: BankIdentity
  readonly transport: BankTransport
  /** Ledger accounts, all of `currency`. */
  readonly bank_account: Id<'acc'>
  readonly uncleared_account: Id<'acc'>
  readonly shortfall_account: Id<'acc'>
  readonly rules: BankRules
  readonly state: 'enabled' | 'disabled'
  readonly looked_at: Instant | null
  readonly created_at: Instant
  readonly updated_at: Instant
}
export type SealedBankConnection = BankConnection & { readonly sealed_secrets: string }

/** What only the transport gets to see. */
export type BankSecrets = {
  readonly password?: string
  readonly private_key?: string
  readonly passphrase?: string
  readonly token?: string
}

/** What the secrets of bank connections are sealed for. */
export const CONNECTION_PURPOSE = 'bank_connection'

export const withoutConnectionSecrets = ({
  sealed_secrets: _sealed,
  ...connection
}: SealedBankConnection): BankConnection => connection

/** With a list of its own where the reply has one. */
const transportJson = (transport: BankTransport) =>
  transport.kind === 'sftp' ? { ...transport, host_keys: [...transport.host_keys] } : { ...transport }

/** As callers see it. */
export const bankConnectionJson = ({
  rails,
  transport,
  looked_at,
  created_at,
  updated_at,
  ...rest
}: BankConnection) => ({
  ...rest,
  rails: [...rails],
  transport: transportJson(transport),
  looked_at: looked_at === null ? null : instantText(looked_at),
  created_at: instantText(created_at),
  updated_at: instantText(updated_at),
})
