import { assert } from '../../../kernel/assert.ts'
import type { Currency } from '../../../kernel/currency.ts'
import type { Direction, MtBalance } from './statement.ts'
import { type MtAmount, shortDate, swiftText } from './values.ts'
import { fieldText } from './write.ts'

/** One page of MT940 that is to be written. */
export type StatementPage = {
  readonly reference: string
  readonly related_reference?: string
  readonly account: string
  readonly statement_number: string
  readonly sequence_number?: string
  readonly opening: MtBalance
  readonly closing: MtBalance
  readonly available?: MtBalance
  readonly forward_available?: readonly MtBalance[]
  readonly closing_text?: readonly string[]
}

/** One line that is to be written. `direction` says what it does to the account, also of a reversal. */
export type WrittenLine = {
  readonly value_date: string
  readonly booking_date?: string
  readonly direction: Direction
  readonly is_reversal?: boolean
  readonly amount: bigint
  readonly currency: Currency
  /** Four characters, such as `NTRF`. */
  readonly transaction_type: string
  readonly reference?: string
  readonly bank_reference?: string
  readonly supplementary?: string
  /** Lines of `:86:`, at most six of 65 characters; see `germanDetails`. */
  readonly details?: readonly string[]
}

const DETAIL_LINES = 6
const DETAIL_CHARS = 65
const SUB_FIELD_CHARS = 27

const balanceText = (balance: MtBalance): string =>
  `${balance.direction === 'credit' ? 'C' : 'D'}${shortDate(balance.date)}${moneyText(balance)}`
const moneyText = ({ currency, amount }: { readonly currency: Currency; readonly amount: bigint }): string =>
  currency + swiftText({ currency, minor: amount })
const letter = ({ is_intermediate }: MtBalance): string => (is_intermediate ? 'M' : 'F')

/** What stands above the lines of a statement. Throws for what a field cannot hold, as the others here do. */
export function statementHead(page: StatementPage): string {
  const { sequence_number: sequence, related_reference: related } = page
  return [
    fieldText('20', [page.reference]),
    fieldText('21', related === undefined ? [] : [related]),
    fieldText('25', [page.account]),
    fieldText('28C', [
      sequence === undefined ? page.statement_number : `${page.statement_number}/${sequence}`,
    ]),
    fieldText(`60${letter(page.opening)}`, [balanceText(page.opening)]),
  ].join('')
}

/** One line with its details, so that a statement of any length is written as its lines come. */
export function statementLine(line: WrittenLine): string {
  const { reference = 'NONREF', bank_reference, supplementary, details = [] } = line
  assert(line.amount >= 0n, 'an amount is not below zero: the direction says the side')
  assert(/^[A-Z][A-Z0-9]{3}$/.test(line.transaction_type), 'a transaction type has four characters')
  assert(
    reference.length <= 16 && !reference.includes('//'),
    'a reference has at most 16 characters and no //',
  )
  assert((bank_reference?.length ?? 0) <= 16, 'the reference of the bank has at most 16 characters')
  assert((supplementary?.length ?? 0) <= 34, 'supplementary details have at most 34 characters')
  assert(details.length <= DETAIL_LINES, 'details have at most six lines')
  assert(
    details.every(({ length }) => length <= DETAIL_CHARS),
    'a line of details has at most 65 characters',
  )
  const entry = line.booking_date === undefined ? '' : shortDate(line.booking_date).slice(2)
  const money: MtAmount = { currency: line.currency, minor: line.amount }
  const behind = bank_reference === undefined ? '' : `//${bank_reference}`
  const text = `${shortDate(line.value_date)}${entry}${markOf(line)}${swiftText(money)}${line.transaction_type}${reference}${behind}`
  return (
    fieldText('61', supplementary === undefined ? [text] : [text, supplementary]) + wideText('86', details)
  )
}

/** The reversal of a credit is a debit: `RC`. */
function markOf({ direction, is_reversal = false }: WrittenLine): string {
  const is_credit = (direction === 'credit') !== is_reversal
  return `${is_reversal ? 'R' : ''}${is_credit ? 'C' : 'D'}`
}

/** What stands below the lines. */
export function statementFoot(page: StatementPage): string {
  const { available, forward_available = [], closing_text = [] } = page
  return [
    fieldText(`62${letter(page.closing)}`, [balanceText(page.closing)]),
    fieldText('64', available === undefined ? [] : [balanceText(available)]),
    ...forward_available.map((balance) => fieldText('65', [balanceText(balance)])),
    wideText('86', closing_text),
  ].join('')
}

/** `:86:` of German banks holds `?`, which set x has, and letters with accents, which banks write too. */
function wideText(tag: string, lines: readonly string[]): string {
  if (lines.length === 0) return ''
  const isSafe = (line: string): boolean => !/[\r\n{}]/.test(line) && !/^(:|-)/.test(line)
  assert(
    lines.every((line, index) => isSafe(index === 0 ? ` ${line}` : line)),
    'a line would be read as a field',
  )
  return `:${tag}:${lines.join('\r\n')}\r\n`
}

/** A whole statement as banks deliver it, with `-` behind it. */
export const writeMt940 = (page: StatementPage, lines: readonly WrittenLine[]): string =>
  `${statementHead(page)}${lines.map(statementLine).join('')}${statementFoot(page)}-\r\n`

/** Details of the layout of German banks. */
export type GermanDetails = {
  /** Three digits. */
  readonly business_code: string
  readonly posting_text?: string
  readonly prima_nota?: string
  /** Key words with their values, such as `EREF` and `SVWZ`, in order. */
  readonly key_words: readonly (readonly [word: string, value: string])[]
  readonly bank_code?: string
  readonly account?: string
  readonly name?: string
}

/** Cuts details into sub-fields of 27 and lines of 65 characters. Throws where they need more than six lines. */
export function germanDetails(details: GermanDetails): readonly string[] {
  const { posting_text, prima_nota, bank_code, account, name } = details
  assert(/^\d{3}$/.test(details.business_code), 'a business code has three digits')
  const texts = [posting_text, prima_nota, bank_code, account, name, ...details.key_words.flat()]
  assert(!texts.some((text) => text?.includes('?')), 'a question mark would begin a sub-field')
  const purpose = details.key_words.map(([word, value]) => `${word}+${value}`).join('')
  const pieces = cut(purpose, SUB_FIELD_CHARS)
  assert(pieces.length <= 14, 'the purpose has room for 14 pieces of 27 characters')
  const one = (code: string, text: string | undefined): string =>
    text === undefined ? '' : `?${code}${text}`
  const whole = [
    details.business_code,
    one('00', posting_text),
    one('10', prima_nota),
    ...pieces.slice(0, 10).map((piece, index) => `?${20 + index}${piece}`),
    one('30', bank_code),
    one('31', account),
    ...cut(name ?? '', SUB_FIELD_CHARS)
      .slice(0, 2)
      .map((piece, index) => `?${32 + index}${piece}`),
    ...pieces.slice(10).map((piece, index) => `?${60 + index}${piece}`),
  ].join('')
  const lines = cut(whole, DETAIL_CHARS)
  assert(lines.length <= DETAIL_LINES, 'the details need more than six lines')
  return lines
}

const cut = (text: string, size: number): string[] =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  )
