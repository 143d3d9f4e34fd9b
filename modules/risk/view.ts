import type { Id } from '../../kernel/id.ts'
import type { Counts, Entity, Spender } from './windows.ts'
import type { ListEffect } from './list.ts'

/** A list that the payment stands on. */
export type Listed = { readonly list: Id<'lst'>; readonly effect: ListEffect; readonly kind: string }

/** What was known of a payment's card, customer and so on before it. Absent: never seen. */
export type RiskView = {
  readonly counts: Readonly<Partial<Record<Entity, Counts>>>
  /** Minor units of the payment's currency, per window in the order of `windows`. */
  readonly amounts: Readonly<Partial<Record<Spender, readonly number[]>>>
  /** Of the card, in the payment's currency, since its holder was last authenticated. */
  readonly unproven: { readonly count: number; readonly amount: number }
  readonly lists: readonly Listed[]
}

export const nothingSeen: RiskView = {
  counts: {},
  amounts: {},
  unproven: { count: 0, amount: 0 },
  lists: [],
}
