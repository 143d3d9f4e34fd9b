import type { Currency } from '../../kernel/currency.ts'
import type { Id } from '../../kernel/id.ts'
import type { Instant } from '../../kernel/world.ts'
import type { CardScheme, CaseStage, DisputeCategory } from '../rails/index.ts'
import type { DisputeState } from './dispute.machine.ts'
import type { Evidence } from './evidence.ts'

/** A dispute as it is stored. Amounts are minor units of `currency`. */
export type Dispute = {
  readonly id: Id<'dsp'>
  readonly state: DisputeState
  readonly version: number
  readonly payment: Id<'pay'>
  readonly merchant: Id<'mer'>
  readonly account: Id<'aca'>
  readonly case_reference: string
  readonly operation_reference: string
  readonly scheme: CardScheme
  readonly reason_code: string
  readonly category: DisputeCategory
  readonly stage: CaseStage
  /** Rank of the newest news that was believed: see `learn.ts`. */
  readonly heard: number
  readonly currency: Currency
  readonly amount: number
  /** What the merchant is without now because of it. */
  readonly amount_withdrawn: number
  readonly fee: number
  /** What does not fit together, in words for a person; null when everything does. */
  readonly contradiction: string | null
  /** UUID of the answer whose outcome is not known. */
  readonly open_operation: string | null
  readonly open_kind: 'submit' | 'accept' | null
  readonly due_at: Instant
  readonly act_before: Instant
  readonly opened_at: Instant
  readonly stage_at: Instant
  readonly evidence: Evidence
  readonly evidence_at: Instant | null
  readonly settled_at: Instant | null
  readonly created_at: Instant
  readonly updated_at: Instant
}
