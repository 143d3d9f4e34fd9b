import { readAchChangeCode } from '../codes/ach.ts'
import type { SealedBankAccount, SealedDetails } from '../bank_accounts/bank_account.ts'
import type { DetailsAsked } from '../bank_accounts/read_details.ts'
import type { AccountType } from '../identifiers/bank_details.ts'
import { transactionCodes } from '../nacha/facts/transaction_codes.ts'
import type { AchNotification } from '../nacha/public.ts'
import type { ChangeNoticeState } from './change_notice.ts'

export type ChangeVerdict = {
  readonly code: string
  /** `applied` when it may be made by itself. */
  readonly state: ChangeNoticeState
  readonly because: string
}
type Corrections = AchNotification['corrections']

/**
 * What becomes of a notification of change. Numbers, banks and types of accounts are corrected by themselves, as Nacha obliges
 * an originator to do; a name is another person's until somebody has compared them (C04), our own id of the payer is nothing of
 * the account's (C09), and what nobody understands is for a person. Source: payment-codes.md 1.2. Pure.
 */
export function judgeChange(note: AchNotification, account: Pick<SealedBankAccount, 'state'>): ChangeVerdict {
  if (note.refusal_code !== '')
    return {
      code: note.refusal_code,
      state: 'refused',
      because: `${note.refusal_code} ${readAchChangeCode(note.refusal_code).name}: ${note.change_code} was given back.`,
    }
  const { change_code: code, corrections } = note
  const row = readAchChangeCode(code)
  const review = (why: string): ChangeVerdict => ({
    code,
    state: 'review',
    because: `${code} ${row.name}. ${why}`,
  })
  if (!row.is_known) return review('Nobody here knows this code.')
  if (row.auto_action !== 'UPDATE_DETAILS') return review(row.note)
  if (!corrections.is_understood)
    return review('What stands there is no correction; the bank may give it back with C65 within 15 days.')
  if (code === 'C04') return review('Compare the names before you change the holder.')
  if (!isOfAccount(corrections)) return review('It is about nothing that is kept with a bank account.')
  if (account.state === 'frozen' || account.state === 'disabled')
    return review(`The bank account is ${account.state}.`)
  return { code, state: 'applied', because: `${code} ${row.name}.` }
}

const isOfAccount = ({ routing_number, account_number, transaction_code }: Corrections): boolean =>
  routing_number !== undefined || account_number !== undefined || transaction_code !== undefined

/** The details of a bank account with what a notification corrects. Only the type of account is read off a transaction code. */
export function corrected(details: DetailsAsked, corrections: Corrections): DetailsAsked {
  const { routing_number, account_number, transaction_code } = corrections
  const numbers = { routing_number, account_number }
  const given = Object.entries(numbers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  )
  const account = { ...details.account, ...Object.fromEntries(given) }
  const account_type = typeOf(transaction_code) ?? details.account_type
  return account_type === undefined ? { ...details, account } : { ...details, account, account_type }
}

function typeOf(code: string | undefined): AccountType | undefined {
  const type = code === undefined ? undefined : transactionCodes.get(code)?.account_type
  return type === 'accounting' ? undefined : type
}

/** What a bank account was made from. */
export function detailsOf(account: SealedBankAccount, opened: SealedDetails): DetailsAsked {
  const { country, currency, holder_name: name, holder_kind: kind, account_type } = account
  const details: DetailsAsked = {
    country,
    currency,
    holder: { name, kind, ...opened.holder },
    account: opened.account,
  }
  const typed = account_type === null ? details : { ...details, account_type }
  return opened.purpose === undefined ? typed : { ...typed, purpose: opened.purpose }
}
