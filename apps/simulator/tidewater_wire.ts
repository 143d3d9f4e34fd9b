import { type Currency, isCurrency, minorUnits } from '../../kernel/currency.ts'
import { decimalText } from '../../kernel/money.ts'
import { ownOf } from '../../kernel/own.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Report } from './clearing.ts'
import type { Asked, MoneyOperation, OperationRow, Outcome } from './operation.ts'
import { cardIn, commonOf, type Fields, objectOf, plainAsked, proofIn, textIn } from './read_fields.ts'

const followers: Readonly<Record<string, Exclude<MoneyOperation, 'authorize'>>> = {
  captures: 'capture',
  cancels: 'void',
  amountUpdates: 'increment',
  refunds: 'refund',
}
const types: Readonly<Record<string, string>> = {
  authorize: 'PAYMENT',
  capture: 'CAPTURE',
  void: 'CANCEL',
  increment: 'AMOUNT_UPDATE',
  refund: 'REFUND',
  reversal: 'REVERSAL',
}
export const operationOfType = (type: string): MoneyOperation | undefined =>
  Object.entries(types).find(([name, text]) => text === type && name !== 'reversal')?.[0] as MoneyOperation

/** `POST /payments` and what follows one. Undefined: no such address; a text: the field that is wrong. */
export function readTidewater(path: readonly string[], body: Fields): Asked | string | undefined {
  const [noun, id, action = ''] = path
  if (noun !== 'payments') return undefined
  const operation = path.length === 1 ? 'authorize' : path.length === 3 ? ownOf(followers, action) : undefined
  if (operation === undefined) return undefined
  const money = objectOf(body['amount'])
  const currency = textIn(money, 'currency')
  const amount = isCurrency(currency) ? minorText(textIn(money, 'value'), currency) : ''
  const names = [textIn(body, 'requestReference'), textIn(body, 'merchantReference')] as const
  const common = commonOf(...names, amount, currency)
  if (typeof common === 'string') return common
  const asked = { ...plainAsked, ...common, acquirer: 'tidewater', operation } as const
  if (operation !== 'authorize')
    return { ...asked, authorization: id ?? '', is_final: body['lastCapture'] === true }
  return { ...asked, ...paymentOf(body) }
}

function paymentOf(body: Fields): Partial<Asked> {
  const method = objectOf(body['paymentMethod'])
  const expiry = objectOf(method['expiry'])
  const authentication = objectOf(body['authentication'])
  return {
    card: cardIn({
      number: method['number'],
      expiry_month: expiry['month'],
      expiry_year: expiry['year'],
      cvc: method['securityCode'],
    }),
    mcc: textIn(objectOf(body['merchant']), 'mcc'),
    is_captured: body['captureMode'] === 'IMMEDIATE',
    allows_partial: body['acceptPartial'] === true,
    is_estimate: body['authorisationType'] === 'PRE',
    is_merchant_initiated: body['merchantInitiated'] !== undefined,
    three_ds: proofIn({ ...authentication, ds_transaction_id: authentication['dsTransId'] }),
    exemption: textIn(body, 'scaExemption') || null,
  }
}

/** `10.50` of USD is `1050`; empty when it has not exactly the currency's decimals. */
function minorText(text: string, currency: Currency): string {
  const places = minorUnits(currency)
  const match = /^(\d{1,15})(?:\.(\d{1,4}))?$/.exec(text)
  if (match === null || (match[2] ?? '').length !== places) return ''
  return `${match[1]}${match[2] ?? ''}`
}

const decimal = (amount: number, currency: Currency): string => decimalText(BigInt(amount), currency)

const letters = { match: 'M', no_match: 'N', not_checked: 'X' } as const

/** The transaction object. `isKnown`: the first answer of a request never tells more than that it was taken in. */
export function tidewaterTransaction(row: OperationRow, isKnown: boolean): Record<string, unknown> {
  const { outcome, currency } = row
  const id = outcome.kind === 'rejected' ? null : outcome.id
  const common = { requestReference: row.reference, type: ownOf(types, row.kind), pspReference: id }
  if (!isKnown || row.state === 'pending') return { ...common, state: 'received' }
  if (row.state === 'reversed') return { ...common, state: 'reversed' }
  const value = decimal(outcome.kind === 'approved' ? outcome.amount : row.amount, currency)
  return { ...common, amount: { value, currency }, ...stateAndResult(outcome) }
}

function stateAndResult(outcome: Outcome): Record<string, unknown> {
  switch (outcome.kind) {
    case 'rejected':
      return { state: 'failed', result: { refusalCode: outcome.code, message: outcome.text } }
    case 'declined': {
      const { network_code: schemeCode, advice_code: merchantAdvice } = outcome
      return { state: 'refused', result: { schemeCode, merchantAdvice, cvc: letters[outcome.cvc_check] } }
    }
    case 'approved':
      return {
        state: 'authorised',
        result: {
          authCode: outcome.auth_code,
          schemeTransactionId: outcome.network_transaction_id,
          schemeLinkId: outcome.transaction_link_id,
          cvc: letters[outcome.cvc_check],
          avs: letters[outcome.address_check],
        },
      }
  }
}

/** Refusals of a request are told at once; everything else is taken in, and told later. */
export function tidewaterAnswer(row: OperationRow): { status: number; body: string } {
  if (row.outcome.kind !== 'rejected')
    return { status: 202, body: JSON.stringify(tidewaterTransaction(row, false)) }
  const { code, text: message } = row.outcome
  return { status: 422, body: JSON.stringify({ problem: { code, message } }) }
}

export const tidewaterNews = (
  row: OperationRow,
  news: { message_id: string; about: string; at_us: number },
): object => ({
  ...tidewaterTransaction(row, true),
  notificationId: news.message_id,
  type: ownOf(types, news.about),
  eventDate: instantText(news.at_us as Instant),
})

export const tidewaterDispute = (
  { message_id, dispute }: { message_id: string; dispute: object },
  at_us: number,
): object => ({
  notificationId: message_id,
  type: 'DISPUTE',
  eventDate: instantText(at_us as Instant),
  dispute,
})

const lineTypes = {
  sale: 'Settled',
  refund: 'Refunded',
  chargeback: 'Chargeback',
  chargeback_reversal: 'ChargebackReversed',
  dispute_fee: 'DisputeFee',
  adjustment: 'Correction',
} as const

export function tidewaterReport(
  { day, currency, net, lines, also_in }: Report,
  merchant_number: string,
): string {
  const code = isCurrency(currency) ? currency : 'USD'
  const rows = lines.map((line) => {
    const amounts = [line.gross, line.interchange, line.scheme_fee, line.acquirer_fee]
    const texts = amounts.map((amount) => decimal(amount, code))
    return [
      'L',
      lineTypes[line.kind],
      line.operation_reference,
      line.authorization,
      ...texts,
      line.case_reference ?? '',
    ]
  })
  const head = ['H', `TW-${merchant_number}-${day}-${currency}`, day, currency, also_in.join(' ')]
  return [head, ...rows, ['T', lines.length, decimal(net, code)]].map((row) => `${row.join(',')}\n`).join('')
}
