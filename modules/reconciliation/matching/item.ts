import type { Day } from '../../../kernel/world.ts'
import type { ItemState } from './item.machine.ts'

/** Stored as 1 and 2, in this order. */
export const sides = ['bank', 'ledger'] as const
export type Side = (typeof sides)[number]
export const sideNumber = (side: Side): number => sides.indexOf(side) + 1
export const sideOf = (number: number): Side => (number === 1 ? 'bank' : 'ledger')

/** Stored as 0 to 2, in this order. `reversal`: takes back an earlier line. */
export const marks = ['none', 'reversal', 'fee'] as const
export type Mark = (typeof marks)[number]

/** What tells an item from the others of its side: the day, then the order in which they came. */
export type Place = { readonly on: Day; readonly number: bigint }
/** As much of an item as the passes need. Minor units; above zero it came in. */
export type Piece = Place & { readonly amount: bigint }

/** One movement of a bound account, as the bank or as the ledger tells it. */
export type Item = Piece & {
  readonly side: Side
  /** UUID of the statement or of the transfer. */
  readonly source_id: string
  /** Line of the statement; 0 for a transfer. */
  readonly source_number: number
  /** Of a transfer: what the bank is expected to keep of it. */
  readonly fee: bigint
  readonly keys: readonly string[]
  readonly code: string
  readonly counterparty: string | null
  /** Of a transfer: UUID of the other leg. */
  readonly counter_account: string | null
  readonly is_own: boolean
  readonly mark: Mark
  readonly state: ItemState
  readonly match_id: string | null
}
/** `number` is given by the store on the bank's side. */
export type NewItem = Omit<Item, 'state' | 'side'>

/** What a pass found: these lines and these transfers are the same money, or seem to be. */
export type Plan = {
  readonly bank: readonly bigint[]
  readonly ledger: readonly bigint[]
  /** What the bank shows more than the ledger; 0 unless the pass allows for a difference. */
  readonly difference: bigint
  /** The difference is the fee that the transfer announced. */
  readonly is_fee?: boolean
  readonly score?: number
  /** UUIDs of matches whose difference lies in suspense and is explained by these: all that they hold is in the new one. */
  readonly in_place_of?: readonly string[]
}
