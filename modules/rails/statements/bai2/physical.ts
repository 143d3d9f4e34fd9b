import type { FaultList } from '../fault_list.ts'
import { LINE_CHARS_MAX } from '../limits.ts'

/** One line, or one record of a file in blocks; `line` counts them from 1. Spaces at its end are gone. */
export type PhysicalLine = { readonly line: number; readonly text: string }
/** Lines come one at a time, each with its faults, so that those do not depend on how the bytes came. */
export type PhysicalLines = { push(chunk: Uint8Array): Iterable<PhysicalLine>; end(): Iterable<PhysicalLine> }

type Cutter = {
  readonly faults: FaultList
  /** Latin-1, so that every character is one byte. */
  rest: string
  line: number
  /** The rest of a line that was too long is passed over. */
  is_skipping: boolean
  is_begun: boolean
  /** The length of every record, of a file in blocks. */
  size: number | undefined
}

/** The sixth field behind the code of a file header is the length of a physical record. */
const HEADER = /^01,(?:[^,/\n]*,){5}\s*(\d{1,4})\s*[,/]/
/** The file header ends within so many characters, or its length is not looked for. */
const HEADER_CHARS = 400

/**
 * Cuts bytes into physical records. They end at a line feed, with or without a carriage return. A file whose header
 * gives a record length and whose second record begins right there, without a line feed, is in blocks: every record has
 * that length then. Lines are read as UTF-8 where they are that, and as Latin-1 where not: the format knows neither.
 */
export function physicalLines(faults: FaultList): PhysicalLines {
  const cutter: Cutter = { faults, rest: '', line: 0, is_skipping: false, is_begun: false, size: undefined }
  return {
    push(chunk) {
      cutter.rest += Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1')
      return cut(cutter, false)
    },
    end: () => cut(cutter, true),
  }
}

function cut(cutter: Cutter, is_end: boolean): Iterable<PhysicalLine> {
  if (!cutter.is_begun) {
    if (!is_end && cutter.rest.length < HEADER_CHARS) return []
    cutter.is_begun = true
    cutter.size = blockLength(cutter.rest)
  }
  return cutter.size === undefined ? cutLines(cutter, is_end) : cutBlocks(cutter, cutter.size, is_end)
}

function blockLength(start: string): number | undefined {
  const size = Number(HEADER.exec(start.slice(0, HEADER_CHARS))?.[1] ?? 0)
  const is_one_line = !start.slice(0, size).includes('\n')
  return size > 0 && is_one_line && /^(?:02|88),/.test(start.slice(size, size + 3)) ? size : undefined
}

/** Line ends between the blocks are not counted by the length, and neither is what fills up the last block. */
const BREAKS = /[\r\n\0\x1a]*/y

function* cutBlocks(cutter: Cutter, size: number, is_end: boolean): Generator<PhysicalLine> {
  const { rest } = cutter
  const behindBreaks = (from: number): number => {
    BREAKS.lastIndex = from
    return from + (BREAKS.exec(rest)?.[0].length ?? 0)
  }
  const needed = is_end ? 1 : size
  let at = behindBreaks(0)
  while (rest.length - at >= needed) {
    yield* take(cutter, rest.slice(at, at + size))
    at = behindBreaks(at + size)
  }
  cutter.rest = rest.slice(at)
}

function* cutLines(cutter: Cutter, is_end: boolean): Generator<PhysicalLine> {
  const texts = cutter.rest.split('\n')
  cutter.rest = texts.pop() ?? ''
  for (const text of texts) yield* take(cutter, text)
  if (is_end && cutter.rest !== '') yield* take(cutter, cutter.rest)
  if (cutter.rest.length <= LINE_CHARS_MAX) return
  // A line that is too long is given at once and its rest forgotten, so that it costs no memory.
  if (!cutter.is_skipping) {
    yield* take(cutter, cutter.rest)
    cutter.line--
  }
  cutter.is_skipping = true
  cutter.rest = ''
}

/** The line, or nothing when it is the rest of one that was too long. */
function take(cutter: Cutter, text: string): readonly PhysicalLine[] {
  const { faults } = cutter
  const line = ++cutter.line
  if (cutter.is_skipping) {
    cutter.is_skipping = false
    return []
  }
  if (text.length > LINE_CHARS_MAX) {
    const detail = `the record has more than ${LINE_CHARS_MAX} characters; the rest is not read`
    faults.refuse({ line, column: LINE_CHARS_MAX + 1 }, 'bai2_line_length', 'record', detail)
  }
  return [{ line, text: readable(text.slice(0, LINE_CHARS_MAX), line, faults) }]
}

/** Only what ASCII calls a space: a byte that Latin-1 calls one may be the end of a character of UTF-8. */
function withoutPadding(latin: string): string {
  let end = latin.length
  while (end > 0 && latin.charCodeAt(end - 1) <= 0x20) end--
  return latin.slice(0, end)
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

function readable(latin: string, line: number, faults: FaultList): string {
  const text = withoutPadding(latin)
  const column = text.search(/[\x80-\xff]/) + 1
  if (column === 0) return text
  const detail = 'the record holds characters that are not ASCII'
  faults.note({ line, column }, 'bai2_characters', 'record', detail)
  try {
    return utf8.decode(Buffer.from(text, 'latin1'))
  } catch {
    return text
  }
}
