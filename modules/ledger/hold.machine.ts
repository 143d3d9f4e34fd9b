import { machine } from '../../kernel/machine.ts'

/**
 * What becomes of a pending transfer: parts of it are posted while it stays open, until the rest is posted, voided
 * or expires. Mirrored by the CHECK `declared_transition` of `ledger.hold`; a test compares the two.
 */
export const holdMachine = machine('ledger hold', {
  open: { post_part: 'open', post: 'posted', void: 'voided', expire: 'expired' },
  posted: {},
  voided: {},
  expired: {},
})

/** Stored as 0 to 3, in this order. */
export const holdStates = ['open', 'posted', 'voided', 'expired'] as const
export type HoldState = (typeof holdStates)[number]
/** Stored as 1 to 4, in this order. */
export const holdEvents = ['post_part', 'post', 'void', 'expire'] as const
