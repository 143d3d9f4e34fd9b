import { machine, type StateOf } from '../../../kernel/machine.ts'

/**
 * The life of a bank account of somebody else's. `needs_details`: a bank said that the account is closed or does not exist;
 * `frozen`: a person has to look first. Nothing is sent to or collected from an account that is not `enabled`.
 */
export const bankAccountMachine = machine('bank account', {
  enabled: { ask_details: 'needs_details', freeze: 'frozen', disable: 'disabled' },
  needs_details: { freeze: 'frozen', enable: 'enabled', disable: 'disabled' },
  frozen: { enable: 'enabled', disable: 'disabled' },
  disabled: {},
})
export type BankAccountState = StateOf<typeof bankAccountMachine>
/** Stored as 0 to 3, in this order. */
export const bankAccountStates = Object.keys(bankAccountMachine.table) as BankAccountState[]
/** Stored as 1 to 4, in this order. */
export const bankAccountEvents = ['ask_details', 'freeze', 'enable', 'disable'] as const
export type BankAccountEvent = (typeof bankAccountEvents)[number]
