import type { AchAddenda, AchEntryDraft } from './model.ts'

const TRACE_DIGITS = 7

/** The trace number of an entry: the ODFI's eight digits and a number of seven. */
export const traceNumber = (odfi_identification: string, number: number): string =>
  odfi_identification + String(number).padStart(TRACE_DIGITS, '0')

/** The next trace number of the same ODFI. */
export const traceNumberAfter = (trace_number: string): string =>
  traceNumber(trace_number.slice(0, -TRACE_DIGITS), Number(trace_number.slice(-TRACE_DIGITS)) + 1)

/**
 * Gives an entry a trace number, and its addenda the numbers that follow from it: each type counted from 1, the entry's own
 * number, the entry's trace number.
 */
export function numbered(draft: AchEntryDraft, trace_number: string): AchEntryDraft {
  const { addenda = [], details = {} } = draft
  const counts = new Map<AchAddenda['kind'], number>()
  const entry_sequence_number = trace_number.slice(-TRACE_DIGITS)
  const next = (one: AchAddenda): AchAddenda => {
    const sequence_number = (counts.get(one.kind) ?? 0) + 1
    counts.set(one.kind, sequence_number)
    if ('trace_number' in one) return { ...one, trace_number }
    return 'sequence_number' in one
      ? { ...one, sequence_number, entry_sequence_number }
      : { ...one, entry_sequence_number }
  }
  const { addenda_count: _counted, ...rest } = details
  const addenda_count = String(addenda.length).padStart(4, '0')
  return { ...draft, trace_number, details: { ...rest, addenda_count }, addenda: addenda.map(next) }
}
