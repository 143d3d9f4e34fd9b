import { ownOf } from '../../kernel/own.ts'
import type { Report } from './clearing.ts'
import type { Asked, MoneyOperation, OperationRow } from './operation.ts'
import { cardIn, commonOf, type Fields, objectOf, plainAsked, proofIn, textIn } from './read_fields.ts'

const followers: Readonly<Record<string, Exclude<MoneyOperation, 'authorize'>>> = {
  captures: 'capture',
  reversals: 'void',
  increments: 'increment',
  refunds: 'refund',
}

/** `POST /api/authorizations` and what follows one. Undefined: no such address; a text: the field that is wrong. */
export function readNorthgate(path: readonly string[], body: Fields): Asked | string | undefined {
  const [version, noun, id, action = ''] = path
  if (version !== 'api' || noun !== 'authorizations') return undefined
  const operation = path.length === 2 ? 'authorize' : path.length === 4 ? ownOf(followers, action) : undefined
  if (operation === undefined) return undefined
  const amount = textIn(body, 'amount')
  const names = [textIn(body, 'operation_reference'), textIn(body, 'reference')] as const
  const common = commonOf(...names, amount, textIn(body, 'currency'))
  if (typeof common === 'string') return common
  const asked = { ...plainAsked, ...common, acquirer: 'northgate', operation } as const
  if (operation !== 'authorize')
    return { ...asked, authorization: id ?? '', is_final: body['is_final'] === true }
  return {
    ...asked,
    card: cardIn(objectOf(body['card'])),
    mcc: textIn(objectOf(body['acceptor']), 'mcc'),
    is_captured: body['capture'] === true,
    allows_partial: body['allow_partial'] === true,
    is_estimate: body['estimate'] === true,
    is_merchant_initiated: body['initiated'] !== undefined,
    three_ds: proofIn(objectOf(body['three_ds'])),
    exemption: textIn(body, 'exemption') || null,
  }
}

/** The operation object, as answers, inquiries and callbacks carry it. */
export function northgateOperation(row: OperationRow): Record<string, unknown> {
  const { outcome, state } = row
  const common = { operation_reference: row.reference, operation: row.kind }
  if (outcome.kind === 'rejected')
    return { ...common, status: 'rejected', error: outcome.code, text: outcome.text }
  const { id } = outcome
  if (state === 'pending') return { ...common, id, status: 'pending' }
  if (state === 'reversed') return { ...common, id, status: 'reversed' }
  const { currency } = row
  if (outcome.kind === 'declined') {
    const { network_code, advice_code, cvc_check } = outcome
    const amount = String(row.amount)
    return { ...common, id, status: 'declined', amount, currency, network_code, advice_code, cvc_check }
  }
  const { kind: _kind, amount, ...rest } = outcome
  return { ...common, status: 'approved', amount: String(amount), currency, ...rest }
}

/** Refusals of a request have a status of their own; every other outcome is 200. */
export function northgateAnswer(row: OperationRow): { status: number; body: string } {
  const object = northgateOperation(row)
  return { status: row.outcome.kind === 'rejected' ? 422 : 200, body: JSON.stringify(object) }
}

export const northgateNews = (
  row: OperationRow,
  news: { message_id: string; about: string; at_us: number },
): object => ({ ...northgateOperation(row), ...news })

export function northgateReport(
  { day, currency, net, lines, also_in }: Report,
  merchant_number: string,
): string {
  const report_reference = `NG-${merchant_number}-${day}-${currency}`
  const head = {
    report_reference,
    settled_on: day,
    currency,
    net: String(net),
    line_count: lines.length,
    also_in,
  }
  const rows = lines.map((line) => ({
    kind: line.kind,
    operation_reference: line.operation_reference,
    acquirer_reference: line.authorization,
    gross: String(line.gross),
    interchange: String(line.interchange),
    scheme_fee: String(line.scheme_fee),
    acquirer_fee: String(line.acquirer_fee),
    case_reference: line.case_reference,
  }))
  return [head, ...rows].map((row) => `${JSON.stringify(row)}\n`).join('')
}
