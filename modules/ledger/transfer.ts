import type { Currency } from '../../kernel/currency.ts'
import type { Id } from '../../kernel/id.ts'
import type { Day, Instant } from '../../kernel/world.ts'
import type { KeyClaim } from '../../platform/idempotency/claim.ts'
import type { Actor } from '../../platform/scope.ts'
import type { HoldState } from './hold.machine.ts'
import type { ResultCode } from './results.ts'

/** Stored as 1 to 5, in this order. */
export const transferKinds = ['single', 'pending', 'post', 'void', 'expire'] as const
export type TransferKind = (typeof transferKinds)[number]

export type BalanceField = 'version' | 'posted' | 'pending_in' | 'pending_out' | 'available'
export type Comparison = 'eq' | 'lt' | 'lte' | 'gt' | 'gte'

/** `version` is compared before the transfer, balances after it. Balances are on the account's normal side. */
export type Precondition = {
  readonly leg: 'debit' | 'credit'
  readonly field: BalanceField
  readonly operator: Comparison
  readonly value: bigint
}

type Common = {
  /** Chosen by the caller: the id is the key under which the outcome stands for ever. */
  readonly id: Id<'trf'>
  /** The caller's own category, such as `capture` or `fee`. */
  readonly code: string
  /** Succeeds or fails together with the next one of the call. */
  readonly is_linked?: boolean
  readonly effective_on?: Day
  readonly preconditions?: readonly Precondition[]
  readonly description?: string
  readonly metadata?: Readonly<Record<string, string>>
}

/** Moves at once, or reserves. `max` is what the limits of both accounts allow, at most `at_most`. */
export type MoveOrder = Common & {
  readonly kind: 'single' | 'pending'
  readonly debit_account: Id<'acc'>
  readonly credit_account: Id<'acc'>
  /** Minor units, 1 to 2^53 - 1. */
  readonly amount: number | 'max'
  readonly at_most?: number
  readonly currency: Currency
  readonly expires_at?: Instant
  readonly reversal_of?: Id<'trf'>
}

/** Settles a pending transfer: `post` moves all or a part of it, `void` and `expire` give it back. */
export type SettleOrder = Common & {
  readonly kind: 'post' | 'void' | 'expire'
  readonly pending_id: Id<'trf'>
  /** Of a post: `max` is all that remains. */
  readonly amount?: number | 'max'
  readonly currency?: Currency
  /** Of a post: what this one leaves is given back. */
  readonly is_final?: boolean
}
export type TransferOrder = MoveOrder | SettleOrder
export const isMove = (order: TransferOrder): order is MoveOrder =>
  order.kind === 'single' || order.kind === 'pending'

/** An account's balances as one transfer left them; net is credits - debits. */
export type LegBalance = {
  readonly account: Id<'acc'>
  readonly version: number
  readonly net: bigint
  readonly debits_pending: bigint
  readonly credits_pending: bigint
  readonly normal_side: 'debit' | 'credit'
}

export type TransferOutcome = {
  readonly id: Id<'trf'>
  readonly result: ResultCode
  /** Of `id_reused`: the first field that differs. */
  readonly differs?: string
  /** Of `precondition_failed`, unless the id was refused before: the first that does not hold, from 0. */
  readonly precondition?: number
  /** Of `posted` and `exists`: the row as recorded. */
  readonly transfer?: RecordedTransfer
}

/** The immutable row. */
export type RecordedTransfer = {
  readonly id: Id<'trf'>
  readonly kind: TransferKind
  readonly amount: number
  readonly currency: Currency
  readonly code: string
  readonly debit: LegBalance
  readonly credit: LegBalance
  readonly effective_on: Day
  readonly recorded_at: Instant
  readonly pending_id?: Id<'trf'>
  readonly released?: number
  readonly expires_at?: Instant
  readonly reversal_of?: Id<'trf'>
}

/** What has become of a hold by the time it is read. Minor units; the three add up to what was held. */
export type HoldNow = {
  readonly state: HoldState
  readonly remaining: number
  readonly posted: number
  readonly released: number
}

/** One request's transfers, judged in order, optionally under an idempotency key. */
export type PostCommand = {
  readonly transfers: readonly TransferOrder[]
  readonly claim?: KeyClaim
  readonly request_id: string
  readonly actor: Actor
  /** The peer's address; null in the system's own work. */
  readonly ip: string | null
  readonly at: Instant
}
