import type { Id } from '../../../kernel/id.ts'
import { type Day, type Instant, instantText } from '../../../kernel/world.ts'

/**
 * `applied`: the bank account has the correction. `review`: a person decides. `refused`: our bank gave the notification back.
 * `dismissed`: there was nothing to correct.
 */
export const changeNoticeStates = ['applied', 'review', 'refused', 'dismissed'] as const
export type ChangeNoticeState = (typeof changeNoticeStates)[number]

/** A notification of change: another bank asks that the details of an account be corrected. */
export type ChangeNotice = {
  readonly id: Id<'chn'>
  readonly connection: Id<'bcn'>
  readonly order: Id<'por'>
  readonly bank_account: Id<'bac'>
  readonly file: Id<'fil'>
  /** C01 to C14, or C61 to C69 when it was refused. */
  readonly code: string
  /** By when it has to be made. */
  readonly due_on: Day
  readonly state: ChangeNoticeState
  readonly because: string | null
  readonly created_at: Instant
  readonly updated_at: Instant
}
export type SealedChangeNotice = ChangeNotice & { readonly sealed_change: string }

/** What the corrections of notifications are sealed for. */
export const CHANGE_PURPOSE = 'change_notice'

/** As callers see it. What should be changed stays sealed: it names account numbers. */
export const changeNoticeJson = ({ created_at, updated_at, ...notice }: ChangeNotice) => ({
  ...notice,
  created_at: instantText(created_at),
  updated_at: instantText(updated_at),
})
