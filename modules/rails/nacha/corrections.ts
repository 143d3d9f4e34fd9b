import { readAchChangeCode } from '../codes/ach.ts'
import type { CorrectedLayout } from '../codes/facts/ach_changes.ts'
import { isRoutingNumber } from './check_digit.ts'
import { transactionCodes } from './facts/transaction_codes.ts'

/** What a notification of change asks to be corrected. Account numbers are whole: never log one. */
export type AchCorrections = {
  readonly routing_number?: string
  readonly account_number?: string
  readonly transaction_code?: string
  readonly individual_name?: string
  readonly identification_number?: string
  readonly foreign_rdfi_identification?: string
  /** Whether everything that the change code stands for was found, and is well formed. */
  readonly is_understood: boolean
}

const none: AchCorrections = { is_understood: false }

/**
 * Reads the corrected text of a notification by its change code, as the standard lays it out in columns. Senders differ in
 * the spaces between an account number and what comes with it, so those are not counted. A code that is not known, or that
 * corrects nothing, is not understood. Source: Nacha Operating Rules, appendix 5; shared/reference/payment-codes.md 1.2.
 */
export function correctionsOf(change_code: string, corrected: string): AchCorrections {
  return readers[readAchChangeCode(change_code).layout](corrected)
}

const account = (text: string): AchCorrections => {
  const account_number = text.slice(0, 17).trim()
  return { account_number, is_understood: account_number !== '' && text.slice(17).trim() === '' }
}
const code = (text: string): AchCorrections => {
  const transaction_code = text.trim()
  return { transaction_code, is_understood: transactionCodes.has(transaction_code) }
}

const readers: Readonly<Record<CorrectedLayout, (text: string) => AchCorrections>> = {
  none: () => none,
  account_number: account,
  routing_number: (text) => routingOf(text.trim()),
  routing_and_account: (text) => {
    const routing = routingOf(text.slice(0, 9))
    const account_number = text.slice(9).trim()
    const is_understood = routing.is_understood && account_number !== '' && account_number.length <= 17
    return { ...routing, account_number, is_understood }
  },
  name: (text) => {
    const individual_name = text.slice(0, 22).trim()
    return { individual_name, is_understood: individual_name !== '' }
  },
  transaction_code: code,
  account_and_transaction_code: (text) => {
    const whole = text.trimEnd()
    const rest = code(whole.slice(-2))
    const account_number = whole.slice(0, -2).trim()
    const is_understood = rest.is_understood && account_number !== '' && account_number.length <= 17
    return {
      ...rest,
      account_number,
      is_understood: is_understood && (whole.length > 17 || whole.at(-3) === ' '),
    }
  },
  routing_account_and_transaction_code: (text) => {
    const routing = routingOf(text.slice(0, 9))
    const account_number = text.slice(9, 26).trim()
    const rest = code(text.slice(26))
    const is_understood = routing.is_understood && rest.is_understood && account_number !== ''
    return { ...routing, ...rest, account_number, is_understood }
  },
  foreign_rdfi: (text) => {
    const foreign_rdfi_identification = text.trim()
    return { foreign_rdfi_identification, is_understood: foreign_rdfi_identification !== '' }
  },
  individual_id: (text) => {
    const identification_number = text.slice(0, 22).trim()
    return { identification_number, is_understood: identification_number !== '' }
  },
}

const routingOf = (routing_number: string): AchCorrections => ({
  routing_number,
  is_understood: isRoutingNumber(routing_number),
})
