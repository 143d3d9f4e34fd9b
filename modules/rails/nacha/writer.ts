import { err, ok, type Result } from '../../../kernel/result.ts'
import type { FileFault } from '../files/fault.ts'
import { checkFields } from './check_fields.ts'
import { checkBatchHeader, checkFileHeader, layoutOfHeader } from './check_headers.ts'
import { adviceFileControl, fileControl, fileHeader } from './layouts/file_records.ts'
import { RECORD_CHARS, RECORDS_PER_BLOCK } from './limits.ts'
import type {
  AchBatch,
  AchBatchHeader,
  AchBatchHeaderText,
  AchEntryDraft,
  AchFileHeaderText,
} from './model.ts'
import { offsetEntries } from './offset.ts'
import { numbered, traceNumber, traceNumberAfter } from './numbering.ts'
import {
  addEntry,
  addTotals,
  hashText,
  noTotals,
  type OpenBatch,
  openBatch,
  type Totals,
} from './open_batch.ts'
import { readValues, valuesIn, writeValues } from './records.ts'
import { type Report, severityOf, wholeRecord } from './rules.ts'
import { writeEntry } from './write_entry.ts'

export type AchWriteOptions = {
  /** What follows each record; '' for a file of records only. */
  readonly line_end?: '\n' | '\r\n' | ''
  /** `keep` writes the numbers of batches, entries and addenda as they are given, `assign` counts them from 1. */
  readonly numbering?: 'keep' | 'assign'
  /** Of the first entry when numbers are assigned; a bank may ask that they differ from file to file. */
  readonly first_trace?: number
}
/** Records with their line ends, or every fault for which they were not written. */
export type AchRecords = Result<string, readonly FileFault[]>
type BatchEnd = Omit<AchBatch, 'header' | 'entries'>
/**
 * Writes one file, record by record, in this order: `header`, then for each batch `batch`, its entries, `endBatch`, then
 * `end`. A refused record is not written and changes nothing, so the next one may be tried.
 */
export type AchWriter = {
  header(header: AchFileHeaderText): AchRecords
  batch(header: AchBatchHeaderText): AchRecords
  entry(entry: AchEntryDraft): AchRecords
  endBatch(more?: BatchEnd): AchRecords
  end(): AchRecords
}

/** Where a writer stands: all that it remembers between two records. */
type Writing = {
  readonly totals: Totals
  readonly isAssigned: boolean
  readonly report: Report
  records: number
  batches: number
  last_batch_number: number
  next_trace: number
  has_advice: boolean
  stage: 'empty' | 'file' | 'batch' | 'done'
  batch: OpenBatch | undefined
  faults: FileFault[]
}

const NO_RULES = new Set<never>()
const usual = { priority_code: '01', file_id_modifier: 'A' }
const FILL = '9'.repeat(RECORD_CHARS)

/** Makes a writer. It counts, sums and hashes as it goes, and keeps no entry. */
export function createAchWriter(options: AchWriteOptions = {}): AchWriter {
  const { line_end = '\n', numbering = 'keep', first_trace = 1 } = options
  const writing: Writing = {
    totals: noTotals(),
    isAssigned: numbering === 'assign',
    report(rule, line, place, detail, given) {
      const severity = severityOf(rule, NO_RULES, given)
      if (severity === 'refused')
        writing.faults.push({ line, column: place.start, rule, field: place.name, detail, severity })
    },
    records: 0,
    batches: 0,
    last_batch_number: 0,
    next_trace: first_trace,
    has_advice: false,
    stage: 'empty',
    batch: undefined,
    faults: [],
  }
  /** Runs one step; its records count only when nothing was refused. */
  const step = (from: Writing['stage'], write: (line: number) => readonly string[]): AchRecords => {
    const line = writing.records + 1
    writing.faults = []
    if (writing.stage !== from)
      writing.report(
        'nacha_record_sequence',
        line,
        wholeRecord,
        `the record does not belong at stage ${writing.stage}`,
      )
    const written = writing.faults.length === 0 ? write(line) : []
    if (writing.faults.length > 0) return err(writing.faults)
    writing.records += written.length
    return ok(written.join(line_end) + line_end)
  }
  return {
    header: (header) => step('empty', (line) => writeHeader(writing, header, line)),
    batch: (header) => step('file', (line) => writeBatch(writing, header, line)),
    entry: (draft) => step('batch', (line) => writeNext(writing, draft, line)),
    endBatch: (more = {}) => step('batch', (line) => writeBatchEnd(writing, more, line)),
    end: () => step('file', (line) => writeEnd(writing, line)),
  }
}

function writeHeader(writing: Writing, header: AchFileHeaderText, line: number): readonly string[] {
  const text = writeValues(fileHeader, valuesIn({ ...usual, ...header }), line, writing.report)
  if (text === '') return []
  checkFields(fileHeader, text, line, writing.report)
  checkFileHeader(readValues(fileHeader, text), line, writing.report)
  if (writing.faults.length === 0) writing.stage = 'file'
  return [text]
}

function writeBatch(writing: Writing, given: AchBatchHeaderText, line: number): readonly string[] {
  const { report } = writing
  const batch_number = writing.isAssigned ? writing.batches + 1 : (given.batch_number ?? 0)
  const batch = openBatch(wholeHeader(given, batch_number), line)
  const text = writeValues(layoutOfHeader(batch), valuesIn(batch.header), line, report)
  if (text === '') return []
  checkFields(layoutOfHeader(batch), text, line, report)
  checkBatchHeader(batch, writing.last_batch_number, line, report)
  if (writing.faults.length > 0) return []
  writing.batch = batch
  writing.stage = 'batch'
  writing.batches++
  writing.last_batch_number = batch_number
  writing.has_advice ||= batch.is_advice
  return [text]
}

function writeNext(writing: Writing, draft: AchEntryDraft, line: number): readonly string[] {
  const { batch } = writing
  if (batch === undefined) return []
  const isAssigned = writing.isAssigned && !batch.is_advice
  const trace_number = traceNumber(batch.header.odfi_identification, writing.next_trace)
  const records = writeCounted(writing, batch, isAssigned ? numbered(draft, trace_number) : draft, line)
  if (writing.faults.length === 0 && isAssigned) writing.next_trace++
  return records
}

/** Writes an entry and counts it; one that was refused leaves the batch as it was. */
function writeCounted(
  writing: Writing,
  batch: OpenBatch,
  draft: AchEntryDraft,
  line: number,
): readonly string[] {
  const last = batch.last_trace_number
  const { records, entry } = writeEntry(batch, draft, line, writing.report)
  if (writing.faults.length > 0) {
    batch.last_trace_number = last
    return []
  }
  batch.entries++
  addEntry(batch.totals, entry, entry.direction, entry.addenda.length)
  return records
}

function writeBatchEnd(writing: Writing, more: BatchEnd, line: number): readonly string[] {
  const { batch, report } = writing
  if (batch === undefined) return []
  const before = { ...batch.totals }
  const { last_trace_number } = batch
  const records: string[] = []
  for (const draft of offsetEntries(batch, more.offset, line, report)) {
    const trace_number = traceNumberAfter(batch.last_trace_number)
    records.push(...writeCounted(writing, batch, { ...draft, trace_number }, line + records.length))
  }
  const { offset: _offset, ...stated } = more
  const values = { ...batch.header, ...stated, ...sums(batch.totals) }
  records.push(writeValues(batch.control, valuesIn(values), line + records.length, report))
  if (writing.faults.length > 0) {
    Object.assign(batch.totals, before)
    batch.last_trace_number = last_trace_number
    return []
  }
  addTotals(writing.totals, batch.totals)
  writing.next_trace += records.length - 1
  writing.batch = undefined
  writing.stage = 'file'
  return records
}

function writeEnd(writing: Writing, line: number): readonly string[] {
  const block_count = Math.ceil(line / RECORDS_PER_BLOCK)
  const values = { ...sums(writing.totals), batch_count: writing.batches, block_count }
  const text = writeValues(
    writing.has_advice ? adviceFileControl : fileControl,
    valuesIn(values),
    line,
    writing.report,
  )
  if (writing.faults.length === 0) writing.stage = 'done'
  return [text, ...Array.from({ length: block_count * RECORDS_PER_BLOCK - line }, () => FILL)]
}

/** A header with all its fields, so that it can be asked as well as written. */
function wholeHeader(given: AchBatchHeaderText, batch_number: number): AchBatchHeader {
  const common = {
    effective_entry_date: '',
    settlement_date: '',
    originator_status_code: '1',
    company_entry_description: '',
  }
  if (given.kind === 'company')
    return {
      company_name: '',
      company_discretionary: '',
      company_descriptive_date: '',
      ...common,
      ...given,
      batch_number,
    }
  return {
    iat_indicator: '',
    foreign_exchange_indicator: '',
    foreign_exchange_reference_indicator: '',
    foreign_exchange_reference: '',
    destination_country: '',
    originating_currency: '',
    destination_currency: '',
    ...common,
    ...given,
    batch_number,
  }
}

const sums = (totals: Totals) => ({
  entry_addenda_count: totals.count,
  entry_hash: hashText(totals),
  total_debit: totals.debit,
  total_credit: totals.credit,
})
