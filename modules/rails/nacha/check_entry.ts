import { checkDigitAt } from './check_digit.ts'
import { transactionCodes } from './facts/transaction_codes.ts'
import type { Field } from './layout.ts'
import type { AchEntry } from './model.ts'
import type { OpenBatch } from './open_batch.ts'
import type { Report } from './rules.ts'

const ODFI_DIGITS = 8

/** What an entry must say whatever its class: its code, its side, its routing number, its trace number. */
export function checkEntry(batch: OpenBatch, entry: AchEntry, line: number, report: Report): void {
  checkTransactionCode(batch, entry, line, report)
  checkServiceClass(batch, entry, line, report)
  checkRouting(batch.layout.routing_number, entry, line, report)
  if (batch.layout.trace_number !== undefined)
    checkTrace(batch, batch.layout.trace_number, entry, line, report)
  else checkSequence(batch, entry, line, report)
}

function checkTransactionCode(batch: OpenBatch, entry: AchEntry, line: number, report: Report): void {
  const place = batch.layout.transaction_code
  const known = transactionCodes.get(entry.transaction_code)
  if (known === undefined)
    return report('nacha_transaction_code', line, place, `«${entry.transaction_code}» is no transaction code`)
  if ((known.account_type === 'accounting') !== batch.is_advice)
    return report(
      'nacha_transaction_code',
      line,
      place,
      `${known.code} does not belong into ${batch.header.sec_code}`,
    )
  const isAnswer = entry.category !== 'forward' && entry.category !== 'advice'
  if (isAnswer !== (known.purpose === 'return') && entry.category !== 'advice') {
    const detail = isAnswer
      ? `${known.code} is the code of a payment, and this is a ${entry.category.replaceAll('_', ' ')}`
      : `${known.code} is the code of a return or a notification, and there is no addenda 98 or 99`
    report('nacha_return_transaction_code', line, place, detail)
  }
}

/**
 * The service class says which sides a batch has. Gateways are often seen to send IAT batches whose class names the other
 * side; their controls carry the money on the right side, so there it is only noted.
 */
function checkServiceClass(
  { header, layout, is_iat }: OpenBatch,
  entry: AchEntry,
  line: number,
  report: Report,
): void {
  const service = header.service_class_code
  const wrong =
    (service === '220' && entry.direction === 'debit') || (service === '225' && entry.direction === 'credit')
  if (!wrong) return
  const detail = `a ${entry.direction} (${entry.transaction_code}) in a batch of service class ${service}`
  report('nacha_service_class', line, layout.transaction_code, detail, is_iat ? 'noted' : undefined)
}

function checkRouting({ from }: Field, { routing_number }: AchEntry, line: number, report: Report): void {
  const expected = checkDigitAt(routing_number, 0)
  const stands = routing_number.charCodeAt(8) - 48
  if (expected === -1 || expected === stands) return
  const place = { name: 'check_digit', start: from + 1 + ODFI_DIGITS }
  report('nacha_check_digit', line, place, `the check digit of ${routing_number.slice(0, 8)} is ${expected}`)
}

function checkTrace(
  batch: OpenBatch,
  place: Field,
  { trace_number }: AchEntry,
  line: number,
  report: Report,
): void {
  const { header, last_trace_number } = batch
  if (!trace_number.startsWith(header.odfi_identification))
    report(
      'nacha_trace_number_odfi',
      line,
      place,
      `the trace number ${trace_number} does not begin with the ODFI ${header.odfi_identification}`,
    )
  if (trace_number <= last_trace_number)
    report(
      'nacha_trace_number_order',
      line,
      place,
      `the trace number ${trace_number} follows ${last_trace_number}; they ascend`,
    )
  batch.last_trace_number = trace_number
}

/** An advice has a sequence number instead, of its own routing number and day. */
function checkSequence(batch: OpenBatch, { details }: AchEntry, line: number, report: Report): void {
  const sequence =
    (details.operator_routing_number ?? '') + (details.julian_day ?? '') + (details.sequence_number ?? '')
  if (sequence <= batch.last_trace_number) {
    const place = { name: 'sequence_number', start: 91 }
    report(
      'nacha_trace_number_order',
      line,
      place,
      `the sequence number ${sequence.slice(-4)} does not ascend`,
    )
  }
  batch.last_trace_number = sequence
}
