import { type FaultList, quoted } from '../fault_list.ts'
import type { LogicalRecord } from './logical.ts'

export type Field = {
  readonly text: string
  readonly line: number
  readonly column: number
  /** Nothing stands behind it in its physical record. */
  readonly is_last: boolean
}
/** A place in a record: before the character `at` of a piece, or behind all of it. */
export type Cursor = { readonly record: LogicalRecord; piece: number; at: number; is_over: boolean }

export const cursorOf = (record: LogicalRecord): Cursor => ({
  record,
  piece: 0,
  at: 0,
  is_over: record.pieces[0]?.text === '',
})

/** Where a fault of a field that is absent stands. */
export function placeOf({ record, piece, at }: Cursor): { readonly line: number; readonly column: number } {
  const here = record.pieces[Math.min(piece, record.pieces.length - 1)]
  return here === undefined ? record : { line: here.line, column: here.column + at }
}

function toNextPiece(cursor: Cursor): void {
  cursor.piece++
  cursor.at = 0
  cursor.is_over = false
}

/**
 * The next field, through every record 88; undefined when there is none. Fields end at a comma, and the last one of a
 * physical record at its slash.
 */
export function nextField(cursor: Cursor, faults: FaultList): Field | undefined {
  if (cursor.is_over) toNextPiece(cursor)
  const piece = cursor.record.pieces[cursor.piece]
  if (piece === undefined) return undefined
  const { line } = piece
  const column = piece.column + cursor.at
  const comma = piece.text.indexOf(',', cursor.at)
  if (comma !== -1) {
    const text = piece.text.slice(cursor.at, comma).trim()
    cursor.at = comma + 1
    return { text, line, column, is_last: false }
  }
  const has_slash = piece.text.endsWith('/')
  const text = piece.text.slice(cursor.at, has_slash ? -1 : undefined).trim()
  if (!has_slash) {
    const detail = `the record ends with ${quoted(text)} and without a slash`
    faults.note({ line, column }, 'bai2_record_end', 'record', detail)
  }
  cursor.is_over = true
  return { text, line, column, is_last: true }
}

/** All that is left, one for each physical record, where commas and slashes are text. */
export function restAsText(cursor: Cursor): string[] {
  const lines: string[] = []
  if (cursor.is_over) toNextPiece(cursor)
  for (; cursor.piece < cursor.record.pieces.length; toNextPiece(cursor)) {
    const line = (cursor.record.pieces[cursor.piece]?.text ?? '').slice(cursor.at)
    const words = (line.endsWith('/') ? line.slice(0, -1) : line).trimEnd()
    if (words !== '') lines.push(words)
  }
  return lines
}
