import { machine } from '../../kernel/machine.ts'

/**
 * What an account takes: `frozen_debits` refuses to be debited, `frozen` refuses both sides, `closed` is empty and
 * for ever. Settling or giving back a hold asks the same. Mirrored by the CHECK `declared_transition` of
 * `ledger.account`; a test compares the two.
 */
export const accountMachine = machine('ledger account', {
  open: { freeze_debits: 'frozen_debits', freeze: 'frozen', close: 'closed' },
  frozen_debits: { freeze: 'frozen', unfreeze: 'open', close: 'closed' },
  frozen: { freeze_debits: 'frozen_debits', unfreeze: 'open', close: 'closed' },
  closed: {},
})

/** Stored as 0 to 3, in this order. */
export const accountStates = ['open', 'frozen_debits', 'frozen', 'closed'] as const
export type AccountState = (typeof accountStates)[number]
/** Stored as 1 to 4, in this order; 0 stands for none. */
export const accountEvents = ['freeze_debits', 'freeze', 'unfreeze', 'close'] as const
export type AccountEvent = (typeof accountEvents)[number]
