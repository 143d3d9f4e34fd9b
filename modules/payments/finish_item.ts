import type { Id } from '../../kernel/id.ts'
import type { Instant, World } from '../../kernel/world.ts'
import type { PostCommand } from '../ledger/index.ts'
import type { RiskInput } from '../risk/index.ts'
import type { NewDecline } from '../routing/index.ts'
import type { OutcomeResult, OutcomeVia, Standing } from './payment.ts'
import type { Told } from './store_begin.ts'

/** One thing that was learned about an operation. */
export type Learned = {
  readonly operation: string
  /** Its own UUID: whoever writes it again finds it there. */
  readonly id: string
  readonly result: OutcomeResult
  readonly via: OutcomeVia
  readonly amount: number | null
  readonly acquirer_reference: string | null
  readonly auth_code: string | null
  readonly network_code: string | null
  readonly advice_code: string | null
  readonly decline_code: string | null
  readonly network_transaction_id: string | null
  readonly transaction_link_id: string | null
  readonly cvc_check: string | null
  readonly address_check: string | null
  readonly detail: string | null
  readonly message_id: string | null
  /** False: noted, and nothing changed by it. */
  readonly is_applied: boolean
}

export type FinishItem = {
  readonly payment: string
  /** As it stood when this was decided. */
  readonly version: number
  readonly step: number | null
  /** As it stands afterwards. */
  readonly after: Standing
  readonly learned: Learned
  /** What moves in the ledger with it. */
  readonly posting: PostCommand | null
  readonly told: Told | null
  /** A second fact of it, for those inside. */
  readonly also_told?: Told
  readonly next?: NextAttempt
  /** Of a refund: its step, from the version that was read. */
  readonly refund?: { readonly id: Id<'ref'>; readonly version: number; readonly step: number }
  readonly jobs?: readonly PlannedJob[]
  /**
   * Of a declined attempt: what risk counts (null for a soft decline, which says nothing against the card), and what the
   * schemes' law on trying again looks at.
   */
  readonly declined?: { readonly input: RiskInput | null; readonly noted: NewDecline }
  readonly at: Instant
}

/** Work that follows by the tenant's clock. */
export type PlannedJob = {
  readonly id: Id<'job'>
  readonly kind: string
  readonly unique_key: string
  readonly run_at: Instant
  readonly body: { readonly [name: string]: string }
}
/** The attempt that follows a declined one. */
export type NextAttempt = {
  readonly id: Id<'att'>
  readonly number: number
  readonly account: Id<'aca'>
  readonly amount: number
  readonly decision: string
  readonly request_id: string
}
export type Times = {
  readonly at: Instant
  readonly lease_until: Instant
  readonly world: World
  readonly packDeclined: (inputs: readonly RiskInput[]) => Buffer[]
}
