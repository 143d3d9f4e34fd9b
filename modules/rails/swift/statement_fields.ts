import type { Currency } from '../../../kernel/currency.ts'
import { isCurrency } from '../../../kernel/currency.ts'
import { fieldFault, letterOf, type MtField, placeIn, type Report, textIn } from './field.ts'
import type { EntrySum, FloorLimit, MtBalance } from './statement.ts'
import { isBic, readDate, readDateTime, readMinor } from './values.ts'

const BALANCE = /^([CD])(\d{6})([A-Z]{3})([\d,]{1,40})$/

/** `:60a:`, `:62a:`, `:64:` and `:65:`: a mark, a date, a currency and an amount. */
export function readBalance(field: MtField, report: Report): MtBalance | undefined {
  const text = textIn(field).trimEnd()
  const [, mark, date = '', currency = '', amount_text = ''] = BALANCE.exec(text) ?? []
  if (mark === undefined) {
    report(fieldFault(field, 'mt_balance', 'a balance is C or D, a date, a currency and an amount'))
    return undefined
  }
  const day = readDate(date)
  if (day === undefined)
    report(
      fieldFault(field, 'mt_date', 'the date is no day of the calendar', 'refused', placeIn(field, 0, 1)),
    )
  const amount = amountIn(field, amount_text, currency, 10, report)
  if (day === undefined || amount === undefined) return undefined
  const direction = mark === 'D' ? 'debit' : 'credit'
  return { direction, date: day, ...amount, is_intermediate: letterOf(field) === 'M' }
}

/** An amount from character `char` of the first line on, with its faults reported. */
export function amountIn(
  field: MtField,
  text: string,
  currency: string,
  char: number,
  report: Report,
): { readonly currency: Currency; readonly amount: bigint } | undefined {
  const { minor, faults } = readMinor(text, currency)
  for (const { rule, detail, severity } of faults)
    report(fieldFault(field, rule, detail, severity, placeIn(field, 0, char)))
  return minor === undefined || !isCurrency(currency) ? undefined : { currency, amount: minor }
}

/** `:90D:` and `:90C:`. */
export function readSum(field: MtField, report: Report): EntrySum | undefined {
  const [, count = '', currency = '', amount_text = ''] =
    /^(\d{1,5})([A-Z]{3})([\d,]{1,40})$/.exec(textIn(field).trimEnd()) ?? []
  if (count === '') {
    report(fieldFault(field, 'mt_sum', 'a sum is a number of entries, a currency and an amount'))
    return undefined
  }
  const amount = amountIn(field, amount_text, currency, count.length + 3, report)
  return amount === undefined ? undefined : { count: Number(count), ...amount }
}

/** `:34F:`. */
export function readFloor(field: MtField, report: Report): FloorLimit | undefined {
  const [, currency = '', mark, amount_text = ''] =
    /^([A-Z]{3})([CD])?([\d,]{1,40})$/.exec(textIn(field).trimEnd()) ?? []
  if (currency === '') {
    report(fieldFault(field, 'mt_floor_limit', 'a floor limit is a currency, perhaps C or D, and an amount'))
    return undefined
  }
  const amount = amountIn(field, amount_text, currency, mark === undefined ? 3 : 4, report)
  if (amount === undefined) return undefined
  return { direction: mark === undefined ? undefined : mark === 'D' ? 'debit' : 'credit', ...amount }
}

/** `:13D:`, an instant with the offset of the bank. */
export function readCreated(field: MtField, report: Report): string | undefined {
  const at = readDateTime(textIn(field).trim())
  if (at === undefined)
    report(fieldFault(field, 'mt_date_time', 'a date, a time and an offset from UTC', 'noted'))
  return at
}

/** `:28C:` or `:28:`: a statement number and, behind a slash, a sequence number. */
export function readNumbers(
  field: MtField,
  report: Report,
): readonly [string | undefined, string | undefined] {
  const text = textIn(field).trim()
  const [, statement, sequence] = /^(\d+)(?:\/(\d+))?$/.exec(text) ?? []
  if (statement === undefined) {
    report(fieldFault(field, 'mt_statement_number', 'a number and perhaps a slash and a number', 'noted'))
    return [text === '' ? undefined : text, undefined]
  }
  if (statement.length > 5 || (sequence?.length ?? 0) > 5)
    report(fieldFault(field, 'mt_statement_number', 'each number has at most five digits', 'noted'))
  return [statement, sequence]
}

/** `:25:` or `:25P:`: the account, and the BIC of the bank behind it. Some banks write the currency behind the number. */
export function readAccount(field: MtField, report: Report) {
  const [account = '', bic] = field.lines.map((line) => line.trim())
  if (account === '' || account.length > 35)
    report(fieldFault(field, 'mt_account', 'an account has 1 to 35 characters', 'noted'))
  const has_bic = letterOf(field) === 'P'
  if (has_bic && (bic === undefined || !isBic(bic)))
    report(fieldFault(field, 'mt_bic', 'the second line is the BIC of the bank', 'noted', placeIn(field, 1)))
  const suffix = /\d([A-Z]{3})$/.exec(account)?.[1] ?? ''
  return {
    account: account === '' ? undefined : account,
    account_bic: has_bic ? bic : undefined,
    currency: isCurrency(suffix) ? suffix : undefined,
  }
}
