import type { Id } from '../../../kernel/id.ts'
import { type Day, type Instant, instantText } from '../../../kernel/world.ts'

export const verificationMethods = ['prenote', 'micro_entries'] as const
export type VerificationMethod = (typeof verificationMethods)[number]
export const verificationStates = ['pending', 'verified', 'failed'] as const

/** How it is found out that a bank account can be debited. */
export type AccountVerification = {
  /** Of the first of its orders. */
  readonly id: Id<'por'>
  readonly bank_account: Id<'bac'>
  readonly method: VerificationMethod
  readonly orders: readonly Id<'por'>[]
  readonly state: (typeof verificationStates)[number]
  /** Amounts that were named and wrong. */
  readonly tries: number
  readonly created_at: Instant
  readonly updated_at: Instant
}
/** The same as it stands today: what came back, and how long a prenote has been quiet, decide with. */
export type VerificationView = AccountVerification & {
  readonly because: string
  /** Of a prenote: the first day of live entries, once it is known. */
  readonly usable_from: Day | null
}

/** As callers see it: without the amounts, which the holder of the account has to name. */
export const verificationJson = ({ id: _id, orders, created_at, updated_at, ...rest }: VerificationView) => ({
  ...rest,
  orders: [...orders],
  created_at: instantText(created_at),
  updated_at: instantText(updated_at),
})
