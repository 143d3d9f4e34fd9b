import { type FaultAt, type FaultList, faultList } from '../fault_list.ts'
import { type LogicalRecord, logicalRecords, type RecordCode } from './logical.ts'
import { parseRecord } from './parse.ts'
import { physicalLines } from './physical.ts'
import type { Bai2Item, Bai2Options, Bai2Record } from './record.ts'
import { type Totals, totals } from './totals.ts'

export type Bai2Reader = {
  push(chunk: Uint8Array): Bai2Item[]
  /** Call it once, after the last bytes: a file that stops early is named here. */
  end(): Bai2Item[]
}
type Reading = {
  readonly faults: FaultList
  readonly sums: Totals
  /** What is open: nothing, a file, a group in it, an account in that. */
  depth: 0 | 1 | 2 | 3
  /** The trailer of the file was read. */
  is_over: boolean
  last: FaultAt | undefined
  items: Bai2Item[]
}
type Depth = Reading['depth']

/** What must be open around a record. */
const depths: Readonly<Record<RecordCode, Depth>> = {
  '01': 0,
  '02': 1,
  '03': 2,
  '16': 3,
  '49': 3,
  '98': 2,
  '99': 1,
}
/** What is open once the record was read. */
const depthsAfter: Readonly<Record<RecordCode, Depth>> = {
  '01': 1,
  '02': 2,
  '03': 3,
  '16': 3,
  '49': 2,
  '98': 1,
  '99': 0,
}
const names = ['nothing', 'a file', 'a group', 'an account'] as const
const start = { line: 1, column: 1 }

/**
 * Reads a BAI2 file as it comes, records and faults in the order of the file: faults of a trailer come before it, those
 * of any other record behind it. Whatever the bytes are, records come well nested: a trailer that is not there is
 * named, and made up with nothing in it. Memory is that of one record with its records 88.
 * Source: BAI Cash Management Balance Reporting Specifications, Version 2 (10/2005).
 */
export function bai2Reader({ is_loose = false }: Bai2Options = {}): Bai2Reader {
  const faults = faultList('bai2_faults')
  const physical = physicalLines(faults)
  const logical = logicalRecords(faults, is_loose)
  const reading: Reading = {
    faults,
    sums: totals(faults),
    depth: 0,
    is_over: false,
    last: undefined,
    items: [],
  }
  const take = (record: LogicalRecord) => takeRecord(record, reading)
  return {
    push(chunk) {
      for (const line of physical.push(chunk)) logical.push(line).forEach(take)
      // Faults of lines whose record is not complete wait for it.
      return reading.items.splice(0)
    },
    end() {
      for (const line of physical.end()) logical.push(line).forEach(take)
      logical.end().forEach(take)
      if (reading.last === undefined)
        faults.refuse(start, 'bai2_file_empty', 'file', 'the file holds no record')
      close(reading, 0, reading.last ?? start)
      flush(reading)
      return reading.items.splice(0)
    },
  }
}

function flush({ faults, items }: Reading): void {
  for (const fault of faults.taken()) items.push({ item: 'fault', fault })
}

function give(record: Bai2Record, { line, column }: FaultAt, reading: Reading): void {
  const item: Bai2Item = { item: 'record', record, line, column }
  if (depthsAfter[record.code] < depths[record.code]) flush(reading)
  reading.items.push(item)
  flush(reading)
  reading.depth = depthsAfter[record.code]
}

function takeRecord(record: LogicalRecord, reading: Reading): void {
  const { code, line, column, physical_count } = record
  const at = { line, column }
  reading.last = at
  if (!isInPlace(code, at, reading)) return flush(reading)
  close(reading, depths[code], at)
  const parsed = parseRecord(record, reading.faults)
  if (parsed === undefined) {
    reading.sums.count(physical_count)
    return flush(reading)
  }
  reading.sums.take(parsed, physical_count, at)
  give(parsed, at, reading)
  reading.is_over ||= code === '99'
}

function isInPlace(code: RecordCode, at: FaultAt, { depth, is_over, faults }: Reading): boolean {
  const wanted = depths[code]
  if (!is_over && depth >= wanted && (code !== '01' || depth === 0)) return true
  const where = is_over
    ? 'behind the end of the file'
    : code === '01'
      ? 'within a file'
      : `outside of ${names[wanted]}`
  faults.refuse(at, 'bai2_record_order', 'record_code', `a record ${code} stands ${where}`)
  return false
}

/** Trailers that the file forgot. */
const forgotten: readonly (Bai2Record | undefined)[] = [
  undefined,
  { code: '99', control_total: undefined, group_count: undefined, record_count: undefined },
  { code: '98', control_total: undefined, account_count: undefined, record_count: undefined },
  { code: '49', control_total: undefined, record_count: undefined },
]

/** Closes what is open deeper than `until`, where the file did not. */
function close(reading: Reading, until: number, at: FaultAt): void {
  while (reading.depth > until) {
    const { depth, faults, sums } = reading
    const record = forgotten[depth]
    if (record === undefined) return
    const detail = `${names[depth]} has no trailer ${record.code}`
    faults.refuse(at, 'bai2_trailer_missing', 'record_code', detail)
    sums.take(record, 0, at)
    give(record, at, reading)
  }
}
