import { type FaultList, quoted } from '../fault_list.ts'
import { CONTINUATIONS_MAX } from '../limits.ts'
import type { PhysicalLine } from './physical.ts'

export type RecordCode = '01' | '02' | '03' | '16' | '49' | '98' | '99'
/** What one physical record adds to a logical one: everything behind its code and comma. */
export type Piece = { readonly text: string; readonly line: number; readonly column: number }
/** A record with the records 88 that continue it; they and it make `physical_count`. */
export type LogicalRecord = {
  readonly code: RecordCode
  readonly line: number
  readonly column: number
  readonly pieces: readonly Piece[]
  readonly physical_count: number
}
type Open = LogicalRecord & { readonly pieces: Piece[]; physical_count: number }
/** A physical record, or what of a line belongs to one. */
type Part = { readonly code: RecordCode | '88'; readonly column: number; readonly piece: Piece }
type Joiner = { readonly faults: FaultList; readonly is_loose: boolean; open: Open | undefined }

const CODE = /^\s*(01|02|03|16|49|88|98|99)\s*(,|\/|$)/
/** Where a text looks as if another record began behind it. */
const NEXT_RECORD = /\/\s+(?=(?:01|02|03|16|49|88|98|99),)/

export type LogicalRecords = { push(line: PhysicalLine): LogicalRecord[]; end(): LogicalRecord[] }

/**
 * Joins records 88 to the record that they continue, whatever it is. Outside the text of a record 16 no field holds a
 * slash, so a line may there hold several records; within, only where the bank is known for it (`is_loose`).
 */
export function logicalRecords(faults: FaultList, is_loose: boolean): LogicalRecords {
  const joiner: Joiner = { faults, is_loose, open: undefined }
  return {
    push: (line) => (line.text === '' ? [] : recordsOf(line, joiner)),
    end() {
      const done = joiner.open
      joiner.open = undefined
      return done === undefined ? [] : [done]
    },
  }
}

/** The records that are complete once the line is read: those that a record of the line follows. */
function recordsOf({ line, text }: PhysicalLine, joiner: Joiner): LogicalRecord[] {
  const done: LogicalRecord[] = []
  let from = 0
  while (from < text.length) {
    const rest = text.slice(from)
    const column = from + rest.length - rest.trimStart().length + 1
    const [head = '', code, end] = CODE.exec(rest) ?? []
    if (code === undefined) {
      strayText({ text: rest.trimStart(), line, column }, joiner)
      break
    }
    const start = from + (end === ',' ? head.length : head.trimEnd().length)
    const is_text = code === '16' || (code === '88' && joiner.open?.code === '16')
    const stop = recordEnd(text, start, is_text, joiner.is_loose)
    noteNeighbour(joiner.faults, { text, line, column: start + 1 }, stop, is_text)
    const piece = { text: text.slice(start, stop).trimEnd(), line, column: start + 1 }
    const before = joined({ code: code as Part['code'], column, piece }, joiner)
    if (before !== undefined) done.push(before)
    from = stop
  }
  return done
}

/** Continues the open record, or begins one; then it gives the one before. */
function joined({ code, column, piece }: Part, joiner: Joiner): LogicalRecord | undefined {
  const { open, faults } = joiner
  const { line } = piece
  if (code !== '88') {
    joiner.open = { code, line, column, pieces: [piece], physical_count: 1 }
    return open
  }
  if (open === undefined) {
    faults.refuse({ line, column }, 'bai2_record_order', 'record_code', 'a record 88 continues nothing')
    return undefined
  }
  open.physical_count++
  if (open.pieces.length <= CONTINUATIONS_MAX) open.pieces.push(piece)
  if (open.physical_count === CONTINUATIONS_MAX + 2) {
    const detail = `more than ${CONTINUATIONS_MAX} records 88 continue one record; the rest is not read`
    faults.refuse({ line, column }, 'bai2_continuations', 'record_code', detail)
  }
  return undefined
}

/** A line, or what is left of one, that begins with no record code. */
function strayText(piece: Piece, { open, faults, is_loose }: Joiner): void {
  if (piece.text === '') return
  if (is_loose && open?.code === '16' && open.pieces.length <= CONTINUATIONS_MAX) {
    faults.note(piece, 'bai2_broken_text', 'text', 'the line continues a text without a record 88')
    open.pieces.push(piece)
    return
  }
  const detail = `${quoted(piece.text.slice(0, 4))} stands where a record code should`
  faults.refuse(piece, 'bai2_record_code', 'record_code', detail)
}

/** Where the record that began before `start` ends: behind its slash, or with its line. */
function recordEnd(text: string, start: number, is_text: boolean, is_loose: boolean): number {
  if (is_text && !is_loose) return text.length
  const rest = text.slice(start)
  const slash = is_text ? rest.search(NEXT_RECORD) : rest.indexOf('/')
  return slash === -1 ? text.length : start + slash + 1
}

function noteNeighbour(faults: FaultList, from: Piece, stop: number, is_text: boolean): void {
  const { text, line, column } = from
  if (stop < text.length) {
    const at = { line, column: stop + 1 }
    faults.note(at, 'bai2_shared_line', 'record', 'several records stand on one line')
    return
  }
  const place = is_text ? text.slice(column - 1).search(NEXT_RECORD) : -1
  if (place === -1) return
  const detail = 'the text holds what looks like another record; it is read as text'
  faults.note({ line, column: column + place }, 'bai2_record_in_text', 'text', detail)
}
