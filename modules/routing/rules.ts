import type { Id } from '../../kernel/id.ts'
import type { Instant } from '../../kernel/world.ts'
import type { Condition } from './condition.ts'

/** Where a payment goes. `priority`: in this order. `split`: by the hash of the payment's id, in these proportions. */
export type Action =
  | { readonly kind: 'priority'; readonly accounts: readonly Id<'aca'>[] }
  | {
      readonly kind: 'split'
      readonly shares: readonly { readonly account: Id<'aca'>; readonly weight: number }[]
    }

export type Rule = { readonly name: string; readonly when: Condition; readonly use: Action }

/** What a tenant writes. The first rule that holds decides. */
export type Rules = {
  readonly rules: readonly Rule[]
  /** For payments that no rule takes; without it they go to every account by its own priority. */
  readonly otherwise?: Action
  /** Attempts that one payment may make, the first included. */
  readonly max_attempts?: number
}

/** One version, as it is stored: it never changes. */
export type RuleSet = Rules & {
  readonly id: Id<'rul'>
  /** Counts from 1 without gaps, per tenant. */
  readonly version: number
  readonly name: string
  readonly created_by: string
  readonly created_at: Instant
  readonly is_active: boolean
  /** Of the active one. */
  readonly activated_at: Instant | null
}

export const accountsOf = (action: Action): readonly Id<'aca'>[] =>
  action.kind === 'priority' ? action.accounts : action.shares.map(({ account }) => account)
