import { checkAddendaOf } from './check_addenda.ts'
import { checkClass } from './check_class.ts'
import { checkEntry } from './check_entry.ts'
import type { FaultBook, TakeEvent } from './events.ts'
import type { EntryLayout } from './layouts/entry_records.ts'
import { RECORDS_PER_BLOCK } from './limits.ts'
import type { AchAddenda, AchEntryText } from './model.ts'
import { addEntry, addTotals, noTotals, type OpenBatch, type Totals } from './open_batch.ts'
import { completeEntry } from './read_entry.ts'
import { type NachaRule, wholeRecord } from './rules.ts'

/** An entry whose addenda may still follow. */
type Pending = {
  readonly batch: OpenBatch
  readonly layout: EntryLayout
  readonly entry: AchEntryText
  readonly line: number
  readonly indicator: string
  readonly addenda: AchAddenda[]
  /** How many of the last kind follow one another. */
  run: number
  /** Addenda seen, also those that are too many to keep. */
  seen: number
}
/** A file between its header and its last fill. */
export type OpenFile = {
  readonly totals: Totals
  batches: number
  last_batch_number: number
  records: number
  fills: number
  is_advice: boolean
  /** The control came, or it is known to be missing. */
  isClosed: boolean
}
/** Where a reader stands: all that it remembers between two lines. */
export type Reading = {
  readonly take: TakeEvent
  readonly book: FaultBook
  file: OpenFile | undefined
  batch: OpenBatch | undefined
  pending: Pending | undefined
  last_line: number
}

export const newFile = (records: number): OpenFile => ({
  totals: noTotals(),
  batches: 0,
  last_batch_number: 0,
  records,
  fills: 0,
  is_advice: false,
  isClosed: false,
})

export const outOfPlace = ({ book }: Reading, line: number, detail: string): void =>
  book.report('nacha_record_sequence', line, wholeRecord, detail)

export const missing = ({ book }: Reading, rule: NachaRule, line: number, what: string): void =>
  book.report(rule, line, wholeRecord, `the ${what} is missing before this line`)

/** The file that a record other than a header belongs to. */
export function fileAt(reading: Reading, line: number): OpenFile {
  if (reading.file === undefined) {
    missing(reading, 'nacha_file_header_missing', line, 'file header')
    reading.file = newFile(0)
  }
  reading.file.records++
  return reading.file
}

/** Nothing more can belong to the entry at hand: it is looked at as a whole, counted and told. */
export function endEntry(reading: Reading): void {
  if (reading.pending === undefined) return
  const { batch, layout, entry: text, line, indicator, addenda, seen } = reading.pending
  const { report } = reading.book
  reading.pending = undefined
  const entry = completeEntry(text, addenda, batch.is_advice)
  const of = layout === batch.layout ? batch : { ...batch, layout }
  checkEntry(of, entry, line, report)
  checkClass(of, entry, line, report)
  checkAddendaOf(of, entry, indicator, line, report)
  batch.last_trace_number = of.last_trace_number
  batch.entries++
  addEntry(batch.totals, entry, entry.direction, seen)
  reading.take({ kind: 'entry', line, entry, batch: batch.header, is_refused: reading.book.isRefused() })
}

/** A record came that cannot stand within a batch. */
export function endBatchWithoutControl(reading: Reading, line: number): void {
  if (reading.batch === undefined || reading.file === undefined) return
  missing(reading, 'nacha_batch_control_missing', line, 'batch control')
  addTotals(reading.file.totals, reading.batch.totals)
  reading.batch = undefined
}

/** The stream ended, or another file begins. */
export function endFile(reading: Reading, line: number): void {
  const { file, book } = reading
  if (file === undefined) return
  endBatchWithoutControl(reading, line)
  if (!file.isClosed) missing(reading, 'nacha_file_control_missing', line, 'file control')
  else if ((file.records + file.fills) % RECORDS_PER_BLOCK !== 0)
    book.report(
      'nacha_block_fill',
      line,
      wholeRecord,
      `the last block is not filled up to ${RECORDS_PER_BLOCK} records`,
    )
  reading.file = undefined
}
