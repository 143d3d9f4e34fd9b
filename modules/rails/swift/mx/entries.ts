import { type Element, element, optional } from '../../xml/element.ts'
import type { Direction, MtBalance, StatementFrame, StatementLine } from '../statement.ts'
import { decimalText } from '../values.ts'
import type { MxContext } from './envelope.ts'
import { accountId, amountElement, group, NOT_PROVIDED, remittanceElement } from './parts.ts'

const ADDITIONAL_MAX = 500
const REFERENCE_MAX = 35

export const indicator = (direction: Direction): Element =>
  element('CdtDbtInd', direction === 'credit' ? 'CRDT' : 'DBIT')

/** The pairs that CBPR+ tools are tested with say no code: the type of MT is of another list. */
export const noTransactionCode = (): Element =>
  element('BkTxCd', [element('Prtry', [element('Cd', NOT_PROVIDED), element('Issr', NOT_PROVIDED)])])

function balanceElement(
  code: string,
  { direction, date, currency, amount, is_intermediate }: MtBalance,
): Element {
  return element('Bal', [
    element('Tp', [
      element('CdOrPrtry', [element('Cd', code)]),
      is_intermediate ? element('SubTp', [element('Cd', 'INTM')]) : undefined,
    ]),
    amountElement('Amt', { currency, minor: amount }),
    indicator(direction),
    element('Dt', [element('Dt', date)]),
  ])
}

/** Opening, closing, available and forward available balances, as far as they are given. */
export function balancesOf({
  opening,
  closing,
  available,
  forward_available,
}: StatementFrame): readonly Element[] {
  return [
    ...(opening === undefined ? [] : [balanceElement('OPBD', opening)]),
    ...(closing === undefined ? [] : [balanceElement('CLBD', closing)]),
    ...(available === undefined ? [] : [balanceElement('CLAV', available)]),
    ...forward_available.map((balance) => balanceElement('FWAV', balance)),
  ]
}

export function accountOf(frame: StatementFrame, scheme?: string): Element {
  return element('Acct', [
    accountId(frame.account ?? NOT_PROVIDED, scheme),
    optional('Ccy', frame.currency),
    frame.account_bic === undefined
      ? undefined
      : element('Svcr', [element('FinInstnId', [element('BICFI', frame.account_bic)])]),
  ])
}

/** One line as an entry; nothing where its amount could not be counted. */
export function entryElement(context: MxContext, line: StatementLine): Element | undefined {
  const { amount, currency, details } = line
  if (amount === undefined || currency === undefined) {
    context.notCarried('61', 'an amount without a currency', line)
    return undefined
  }
  const money = { currency, minor: amount }
  if (line.transaction_type !== undefined)
    context.notCarried('61', `the transaction type ${line.transaction_type}`, line)
  if (line.funds_code !== undefined) context.notCarried('61', `the funds code ${line.funds_code}`, line)
  const [bank_reference, reference, supplementary] = [
    cutTo(context, line, REFERENCE_MAX, line.bank_reference),
    cutTo(context, line, REFERENCE_MAX, details.references['end_to_end_id'] ?? line.reference),
    cutTo(context, line, ADDITIONAL_MAX, line.supplementary?.replaceAll('\n', ' ')),
  ]
  const more = details.layout === 'none' ? '' : details.raw.join(' ')
  if (more.length > ADDITIONAL_MAX) context.notCarried('86', 'what is longer than 500 characters', line)
  return element('Ntry', [
    amountElement('Amt', money),
    indicator(line.direction),
    line.is_reversal ? element('RvslInd', 'true') : undefined,
    element('Sts', [element('Cd', line.is_expected ? 'PDNG' : 'BOOK')]),
    line.has_entry_date ? element('BookgDt', [element('Dt', line.booking_date)]) : undefined,
    element('ValDt', [element('Dt', line.value_date)]),
    optional('AcctSvcrRef', bank_reference),
    noTransactionCode(),
    element('NtryDtls', [
      element('TxDtls', [
        element('Refs', [
          element('EndToEndId', reference ?? NOT_PROVIDED),
          optional('MndtId', cutTo(context, line, REFERENCE_MAX, details.references['mandate_id'])),
        ]),
        amountElement('Amt', money),
        indicator(line.direction),
        remittanceElement(details.remittance),
        optional('AddtlTxInf', supplementary),
      ]),
    ]),
    optional('AddtlNtryInf', more === '' ? undefined : more.slice(0, ADDITIONAL_MAX)),
  ])
}

/** What a document has no room for is noted; an empty text is none. */
function cutTo(
  context: MxContext,
  line: StatementLine,
  chars: number,
  text: string | undefined,
): string | undefined {
  if (text === undefined || text === '') return undefined
  if (text.length > chars) context.notCarried('61', `what is longer than ${chars} characters`, line)
  return text.slice(0, chars)
}

/** `:90C:` and `:90D:`. */
export function sumsOf({ credit_sum, debit_sum }: StatementFrame): Element | undefined {
  const total = (name: string, sum: StatementFrame['debit_sum']): Element | undefined =>
    sum === undefined
      ? undefined
      : element(name, [
          element('NbOfNtries', String(sum.count)),
          element('Sum', decimalText({ currency: sum.currency, minor: sum.amount })),
        ])
  return group('TxsSummry', [total('TtlCdtNtries', credit_sum), total('TtlDbtNtries', debit_sum)])
}
