import type { Id } from '../../../kernel/id.ts'
import { type Day, type Instant, instantText } from '../../../kernel/world.ts'
import type { MandateState } from './mandate.machine.ts'

export const mandateSchemes = ['ach', 'sepa_core', 'sepa_b2b'] as const
export type MandateScheme = (typeof mandateSchemes)[number]

/** What a debtor agreed to be collected from them. SEPA calls it a mandate, Nacha an authorisation. */
export type Mandate = {
  readonly id: Id<'man'>
  readonly scheme: MandateScheme
  /** SEPA: the unique mandate reference (EPC AT-01). ACH: your own reference of the authorisation. */
  readonly reference: string
  readonly bank_account: Id<'bac'>
  readonly kind: 'one_off' | 'recurrent'
  readonly creditor_name: string
  /** SEPA only. */
  readonly creditor_id: string | null
  /** ACH only: the class that the authorisation allows, such as WEB. */
  readonly sec_code: string | null
  readonly signed_on: Day
  readonly pre_notification_days: number
  /** Minor units of the account's currency that one collection may have at most; null: no limit was agreed. */
  readonly amount_max: bigint | null
  readonly metadata: Readonly<Record<string, string>>
  readonly state: MandateState
  readonly because: string | null
  /** The due date of the last collection that was presented. */
  readonly last_collection_on: Day | null
  /** SEPA: the last day on which it may be used if nothing is collected before (36 months). */
  readonly lapses_on: Day | null
  readonly amendments: number
  readonly created_at: Instant
  readonly updated_at: Instant
}

export type Evidence = {
  readonly number: number
  readonly kind: string
  readonly content: Readonly<Record<string, string>>
  /** Hex, of the content as canonical JSON. */
  readonly sha256: string
  readonly added_at: Instant
}

/** What a mandate said before a change, of what changed. */
export type Amendment = {
  readonly number: number
  readonly original: Readonly<Record<string, string>>
  readonly amended_at: Instant
}

/** As callers see it. */
export const mandateJson = ({ amount_max, created_at, updated_at, ...mandate }: Mandate) => ({
  ...mandate,
  amount_max: amount_max === null ? null : String(amount_max),
  created_at: instantText(created_at),
  updated_at: instantText(updated_at),
})

export const evidenceJson = ({ added_at, ...evidence }: Evidence) => ({
  ...evidence,
  added_at: instantText(added_at),
})

export const amendmentJson = ({ amended_at, ...amendment }: Amendment) => ({
  ...amendment,
  amended_at: instantText(amended_at),
})
