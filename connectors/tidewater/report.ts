import { ownOf } from '../../kernel/own.ts'
import { parseDay } from '../../kernel/world.ts'
import type { SettlementLine, SettlementReport, WireAnswer } from '../../modules/rails/index.ts'
import { readDecimal } from './amount.ts'

const kinds: Readonly<Record<string, SettlementLine['kind']>> = {
  Settled: 'sale',
  Refunded: 'refund',
  Chargeback: 'chargeback',
  ChargebackReversed: 'chargeback_reversal',
  DisputeFee: 'dispute_fee',
  Correction: 'adjustment',
}
const LINE_COLUMNS = 9

/**
 * Comma-separated text: a head (`H`), lines (`L`), a trailer (`T`) with their number and sum. Undefined when the report is
 * not made yet, and when any part of it makes no sense or the trailer does not add up: half a report is none.
 */
export function readReport(answer: WireAnswer): SettlementReport | undefined {
  if (answer.status !== 200) return undefined
  const rows = answer.body
    .trimEnd()
    .split('\n')
    .map((row) => row.trimEnd().split(','))
  const [head, trailer] = [rows[0], rows.at(-1)]
  if (head?.[0] !== 'H' || trailer?.[0] !== 'T' || rows.length < 2) return undefined
  const [, report_reference = '', day = '', currency = '', also = ''] = head
  const settled_on = parseDay(day)
  const net = readDecimal(trailer[2] ?? '', currency)
  if (report_reference === '' || settled_on === undefined || net === null) return undefined
  const lines = rows.slice(1, -1).map((row) => readLine(row, currency))
  if (!lines.every((line) => line !== undefined) || String(lines.length) !== trailer[1]) return undefined
  if (lines.reduce((total, line) => total + netOf(line), 0n) !== net.minor) return undefined
  const also_in = also.split(' ').filter((code) => code !== '')
  return { report_reference, settled_on, currency, net, lines, also_in }
}

const netOf = (line: SettlementLine): bigint =>
  line.gross.minor + line.interchange.minor + line.scheme_fee.minor + line.acquirer_fee.minor

function readLine(row: readonly string[], currency: string): SettlementLine | undefined {
  const [mark, type = '', reference = '', psp = '', ...rest] = row
  const kind = ownOf(kinds, type)
  const [gross, interchange, scheme_fee, acquirer_fee] = rest.map((text) => readDecimal(text, currency))
  if (mark !== 'L' || row.length !== LINE_COLUMNS || kind === undefined) return undefined
  if (!gross || !interchange || !scheme_fee || !acquirer_fee) return undefined
  const case_reference = rest[4] === '' ? null : (rest[4] ?? null)
  return {
    kind,
    operation_reference: reference === '' ? null : reference,
    acquirer_reference: psp === '' ? null : psp,
    gross,
    interchange,
    scheme_fee,
    acquirer_fee,
    case_reference,
  }
}
