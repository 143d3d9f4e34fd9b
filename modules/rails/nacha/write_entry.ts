import { checkAddenda, checkAddendaOf } from './check_addenda.ts'
import { checkClass } from './check_class.ts'
import { checkEntry } from './check_entry.ts'
import { type EntryLayout, entryLayouts } from './layouts/entry_records.ts'
import type { AchEntry, AchEntryDetails, AchEntryDraft, AchEntryText } from './model.ts'
import type { OpenBatch } from './open_batch.ts'
import { addendaLayouts } from './read_addenda.ts'
import { completeEntry } from './read_entry.ts'
import { valuesIn, writeValues } from './records.ts'
import type { Report } from './rules.ts'

/** An entry as it will be written: its records without line ends, and what it means. */
export type WrittenEntry = { readonly records: readonly string[]; readonly entry: AchEntry }

/**
 * Writes an entry and its addenda, and looks at them as a reader would. The first of its records stands at `line`. What is
 * refused was reported; its records must not be used.
 */
export function writeEntry(
  batch: OpenBatch,
  draft: AchEntryDraft,
  line: number,
  report: Report,
): WrittenEntry {
  const layout = layoutOf(batch, draft)
  const text = wholeEntry(draft, layout)
  const indicator = text.addenda.length > 0 ? '1' : '0'
  const records = [writeValues(layout.layout, valuesOf(text, indicator), line, report)]
  for (const one of text.addenda)
    records.push(writeValues(addendaLayouts[one.kind], valuesIn(one), line + records.length, report))
  const entry = completeEntry(text, text.addenda, batch.is_advice)
  if (records.includes('')) return { records, entry }
  const of = layout === batch.layout ? batch : { ...batch, layout }
  look(of, entry, { indicator, line, report })
  batch.last_trace_number = of.last_trace_number
  return { records, entry }
}

const valuesOf = (text: AchEntryText, indicator: string) => {
  const own: Readonly<Record<string, unknown>> = text
  const details: Readonly<Record<string, unknown>> = text.details
  return (name: string): unknown =>
    own[name] ?? details[name] ?? (name === 'addenda_record_indicator' ? indicator : undefined)
}

/** An entry of DNE or ENR that was read like a plain one is written like one. */
function layoutOf({ layout, sec }: OpenBatch, { details }: AchEntryDraft): EntryLayout {
  const mayBePlain = sec?.code === 'DNE' || sec?.code === 'ENR'
  return mayBePlain && details?.addenda_count === undefined ? entryLayouts.plain : layout
}

/** Fills in what the class has and the draft leaves open. */
function wholeEntry(draft: AchEntryDraft, layout: EntryLayout): AchEntryText {
  const { addenda = [], details = none } = draft
  const isCounted = layout.details.some(({ name }) => name === 'addenda_count')
  const addenda_count = details.addenda_count ?? String(addenda.length).padStart(4, '0')
  return {
    transaction_code: draft.transaction_code,
    routing_number: draft.routing_number,
    account_number: draft.account_number,
    amount: draft.amount,
    identification_number: draft.identification_number ?? '',
    individual_name: draft.individual_name ?? '',
    discretionary: draft.discretionary ?? '',
    trace_number: draft.trace_number ?? '',
    details: isCounted ? { ...details, addenda_count } : details,
    addenda,
  }
}
const none: AchEntryDetails = Object.freeze({})

type Look = { readonly indicator: string; readonly line: number; readonly report: Report }

/** What a reader would say: the form of the fields was seen to when they were written. */
function look(batch: OpenBatch, entry: AchEntry, { indicator, line, report }: Look): void {
  checkEntry(batch, entry, line, report)
  checkClass(batch, entry, line, report)
  let number = 0
  for (const [index, one] of entry.addenda.entries()) {
    const last = entry.addenda[index - 1]
    number = last?.kind === one.kind ? number + 1 : 1
    checkAddenda(batch, entry, last, one, { line: line + 1 + index, number, report })
  }
  checkAddendaOf(batch, entry, indicator, line, report)
}
