import type { SettlementLine, SettlementReport, WireAnswer } from '../../modules/rails/index.ts'
import { type Fields, moneyOf, readObject, textOf } from './answer.ts'

const kinds: readonly string[] = [
  'sale',
  'refund',
  'chargeback',
  'chargeback_reversal',
  'dispute_fee',
  'adjustment',
] satisfies SettlementLine['kind'][]

/**
 * One JSON object a line: the head, then the lines. Undefined when the report is not made yet, and when any part of it
 * makes no sense: half a report is none.
 */
export function readReport(answer: WireAnswer): SettlementReport | undefined {
  if (answer.status !== 200) return undefined
  const [head, ...rows] = answer.body.trimEnd().split('\n').map(readObject)
  if (head === undefined) return undefined
  const report_reference = textOf(head, 'report_reference')
  const settled_on = textOf(head, 'settled_on')
  const currency = textOf(head, 'currency')
  const net = moneyOf(head, 'net')
  if (report_reference === null || settled_on === null || currency === null || net === null) return undefined
  const lines = rows.map((row) => (row === undefined ? undefined : readLine(row, currency)))
  if (!lines.every((line) => line !== undefined) || head['line_count'] !== lines.length) return undefined
  if (lines.reduce((total, line) => total + netOf(line), 0n) !== net.minor) return undefined
  const also = head['also_in']
  const also_in = Array.isArray(also) ? also.filter((code) => typeof code === 'string') : []
  return { report_reference, settled_on, currency, net, lines, also_in }
}

const netOf = (line: SettlementLine): bigint =>
  line.gross.minor + line.interchange.minor + line.scheme_fee.minor + line.acquirer_fee.minor

function readLine(row: Fields, currency: string): SettlementLine | undefined {
  const inCurrency = { ...row, currency }
  const kind = textOf(row, 'kind')
  const gross = moneyOf(inCurrency, 'gross')
  const interchange = moneyOf(inCurrency, 'interchange')
  const scheme_fee = moneyOf(inCurrency, 'scheme_fee')
  const acquirer_fee = moneyOf(inCurrency, 'acquirer_fee')
  if (gross === null || interchange === null || scheme_fee === null || acquirer_fee === null) return undefined
  if (kind === null || !kinds.includes(kind)) return undefined
  return {
    kind: kind as SettlementLine['kind'],
    operation_reference: textOf(row, 'operation_reference'),
    acquirer_reference: textOf(row, 'acquirer_reference'),
    gross,
    interchange,
    scheme_fee,
    acquirer_fee,
    case_reference: textOf(row, 'case_reference'),
  }
}
