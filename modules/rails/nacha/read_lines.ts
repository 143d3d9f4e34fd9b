import { ownOf } from '../../../kernel/own.ts'
import { checkAddenda } from './check_addenda.ts'
import { checkFields } from './check_fields.ts'
import { checkBatchHeader, checkFileHeader, layoutOfHeader } from './check_headers.ts'
import { checkBatchControl, checkFileControl } from './check_totals.ts'
import { adviceBatchControl, batchControl } from './layouts/batch_records.ts'
import { adviceFileControl, fileControl, fileHeader } from './layouts/file_records.ts'
import { ADDENDA_MAX, RECORD_CHARS } from './limits.ts'
import { addTotals, openBatch, readBatchHeader } from './open_batch.ts'
import { addendaKindOf, addendaLayouts, readAddenda } from './read_addenda.ts'
import { layoutOfEntry, readEntryText } from './read_entry.ts'
import {
  endBatchWithoutControl,
  endFile,
  fileAt,
  missing,
  newFile,
  outOfPlace,
  type Reading,
} from './reading.ts'
import { readValues } from './records.ts'
import { wholeRecord } from './rules.ts'

type ReadLine = (reading: Reading, text: string, line: number) => void

const readFileHeader: ReadLine = (reading, text, line) => {
  const { report, isRefused } = reading.book
  if (reading.file !== undefined) {
    endFile(reading, line)
    report('nacha_file_follows', line, wholeRecord, 'another file begins in the same stream')
  }
  reading.file = newFile(1)
  checkFields(fileHeader, text, line, report)
  const header = readValues(fileHeader, text)
  checkFileHeader(header, line, report)
  reading.take({ kind: 'file_header', line, header, is_refused: isRefused() })
}

const readBatch: ReadLine = (reading, text, line) => {
  const { report, isRefused } = reading.book
  const file = fileAt(reading, line)
  if (file.isClosed) return outOfPlace(reading, line, 'a batch header behind the file control')
  endBatchWithoutControl(reading, line)
  const opened = openBatch(readBatchHeader(text), line)
  checkFields(layoutOfHeader(opened), text, line, report)
  checkBatchHeader(opened, file.last_batch_number, line, report)
  file.batches++
  file.last_batch_number = opened.header.batch_number
  file.is_advice ||= opened.is_advice
  reading.batch = opened
  reading.take({ kind: 'batch_header', line, header: opened.header, is_refused: isRefused() })
}

const readEntry: ReadLine = (reading, text, line) => {
  const { batch } = reading
  const { report } = reading.book
  fileAt(reading, line)
  if (batch === undefined) return outOfPlace(reading, line, 'an entry outside of a batch')
  const layout = layoutOfEntry(batch.layout, batch.sec?.code, text)
  if (layout !== batch.layout) {
    const detail = `an entry of ${batch.header.sec_code} is written like a plain one`
    report('nacha_entry_layout', line, { name: 'addenda_count', start: 55 }, detail)
  }
  checkFields(layout.layout, text, line, report)
  const indicator = text.charAt(layout.addenda_record_indicator.from)
  reading.pending = {
    batch,
    layout,
    entry: readEntryText(layout, text),
    line,
    indicator,
    addenda: [],
    run: 0,
    seen: 0,
  }
}

const readAddendaLine: ReadLine = (reading, text, line) => {
  const { pending } = reading
  const { report } = reading.book
  fileAt(reading, line)
  if (pending === undefined) return outOfPlace(reading, line, 'an addenda without an entry')
  pending.seen++
  if (pending.seen === ADDENDA_MAX + 1)
    report(
      'nacha_addenda_limit',
      line,
      wholeRecord,
      `an entry has at most ${ADDENDA_MAX} addenda; the rest is counted only`,
    )
  if (pending.seen > ADDENDA_MAX) return
  const { batch, entry, addenda } = pending
  const kind = addendaKindOf(text, { is_iat: batch.is_iat, sec_code: batch.sec?.code })
  if (kind === undefined) {
    const detail = `«${text.slice(1, 3)}» is no type of addenda`
    return report('nacha_addenda_type', line, { name: 'type_code', start: 2 }, detail)
  }
  checkFields(addendaLayouts[kind], text, line, report)
  const one = readAddenda(kind, text)
  const last = addenda.at(-1)
  pending.run = last?.kind === kind ? pending.run + 1 : 1
  checkAddenda(batch, entry, last, one, { line, number: pending.run, report })
  addenda.push(one)
}

const readBatchControl: ReadLine = (reading, text, line) => {
  const { batch } = reading
  const { report, isRefused } = reading.book
  const file = fileAt(reading, line)
  if (batch === undefined) return outOfPlace(reading, line, 'a batch control without its batch')
  checkFields(batch.control, text, line, report)
  const control = batch.is_advice
    ? ({ kind: 'advice', ...readValues(adviceBatchControl, text) } as const)
    : ({ kind: 'company', ...readValues(batchControl, text) } as const)
  checkBatchControl(batch, control, line, report)
  addTotals(file.totals, batch.totals)
  reading.batch = undefined
  reading.take({ kind: 'batch_control', line, control, is_refused: isRefused() })
}

const FILL = '9'.repeat(RECORD_CHARS)

const readFileControl: ReadLine = (reading, text, line) => {
  if (text === FILL) return readFill(reading, line)
  const { report, isRefused } = reading.book
  const file = fileAt(reading, line)
  endBatchWithoutControl(reading, line)
  if (file.isClosed) return outOfPlace(reading, line, 'a second file control')
  file.isClosed = true
  const layout = file.is_advice ? adviceFileControl : fileControl
  checkFields(layout, text, line, report)
  const control = file.is_advice
    ? ({ kind: 'advice', ...readValues(adviceFileControl, text) } as const)
    : ({ kind: 'file', ...readValues(fileControl, text) } as const)
  checkFileControl(layout, control, file, line, report)
  reading.take({ kind: 'file_control', line, control, is_refused: isRefused() })
}

function readFill(reading: Reading, line: number): void {
  const { file } = reading
  if (file === undefined) return outOfPlace(reading, line, 'fill without a file')
  endBatchWithoutControl(reading, line)
  if (!file.isClosed) missing(reading, 'nacha_file_control_missing', line, 'file control')
  file.isClosed = true
  file.fills++
}

const byType: Readonly<Record<string, ReadLine>> = {
  '1': readFileHeader,
  '5': readBatch,
  '6': readEntry,
  '7': readAddendaLine,
  '8': readBatchControl,
  '9': readFileControl,
}

/** Reads a record of 94 characters by its first one. */
export const readRecord: ReadLine = (reading, text, line) => {
  const read = ownOf(byType, text.charAt(0))
  if (read !== undefined) return read(reading, text, line)
  const detail = `«${text.charAt(0)}» is no type of record`
  reading.book.report('nacha_record_type', line, { name: 'record_type', start: 1 }, detail)
}
