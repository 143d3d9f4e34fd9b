import { LINE_BYTES_MAX, RECORD_CHARS } from './limits.ts'

/** How a line differed from 94 characters: cut short, spaces behind, other characters behind, or nothing in it. */
export type LineShape = 'exact' | 'short' | 'spaces' | 'long' | 'empty'
/** `text` has exactly 94 characters. `wrong_at` is the first column with a character that is not printable ASCII, 0 for none. */
export type TakeLine = (text: string, line: number, shape: LineShape, wrong_at: number) => void
export type Lines = {
  push(chunk: Uint8Array): void
  end(): void
  /** Whether the file has no line ends, so that records follow one another; known after the first one. */
  isFixed(): boolean
  /** Whether a byte order mark stood in front, which is no part of the first record. */
  hasMark(): boolean
}

const LF = 10
const CR = 13
const SPACE = 32
/** What editors put in front of UTF-8. */
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])
const startsWithMark = (held: Buffer): boolean =>
  held.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)
const isDigitByte = (byte: number): boolean => byte >= 48 && byte <= 57
const NOT_PRINTABLE = /[^ -~]/
/** Spaces, or the mark with which old systems end a file. */
const NOTHING = /^[\s\u001a]*$/
const BEYOND_ASCII = /[\u0080-\u00ff]/

/** Where the cutting stands: the bytes of a line that has not ended yet. */
type Cutting = {
  readonly take: TakeLine
  readonly held: Buffer
  length: number
  number: number
  /** More bytes than are held came, and whether any of them was not a space. */
  hasMore: boolean
  isOver: boolean
  hasMark: boolean
  mode: 'unknown' | 'lines' | 'fixed'
}

/**
 * Cuts bytes into lines of 94 characters, however the chunks fall. Lines end in LF or CRLF. When a digit follows the first
 * 94 characters, the file has no line ends and every 94 bytes are a record. Of a line without end only its first bytes are
 * kept, so memory does not grow with the input.
 */
export function createLines(take: TakeLine): Lines {
  const held = Buffer.alloc(LINE_BYTES_MAX)
  const cutting: Cutting = {
    take,
    held,
    length: 0,
    number: 0,
    hasMore: false,
    isOver: false,
    hasMark: false,
    mode: 'unknown',
  }
  return {
    push(bytes) {
      const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      const start = cutting.mode === 'unknown' ? begin(cutting, chunk) : 0
      if (cutting.mode === 'lines') cutLines(cutting, chunk, start)
      if (cutting.mode === 'fixed') cutFixed(cutting, chunk, start)
    },
    end() {
      if (cutting.length > 0 || cutting.hasMore) giveHeld(cutting)
    },
    isFixed: () => cutting.mode === 'fixed',
    hasMark: () => cutting.hasMark,
  }
}

function give(cutting: Cutting, raw: string): void {
  const { hasMore, isOver, take } = cutting
  cutting.number++
  cutting.length = 0
  cutting.hasMore = false
  cutting.isOver = false
  if (raw.length === RECORD_CHARS && !hasMore && !NOT_PRINTABLE.test(raw))
    take(raw, cutting.number, 'exact', 0)
  else giveOdd(raw, cutting.number, hasMore, isOver, take)
}

const giveHeld = (cutting: Cutting): void =>
  give(cutting, withoutReturn(cutting.held.toString('latin1', 0, cutting.length)))

/** Keeps what fits; of the rest only whether there was anything but spaces. */
function keep(cutting: Cutting, chunk: Buffer, from: number, to: number): void {
  const end = Math.min(to, from + LINE_BYTES_MAX - cutting.length)
  cutting.length += chunk.copy(cutting.held, cutting.length, from, end)
  if (end === to) return
  cutting.hasMore = true
  for (let at = end; at < to && !cutting.isOver; at++)
    cutting.isOver = chunk[at] !== SPACE && chunk[at] !== CR
}

/** Reads the first record byte by byte, until it is known how records end. Returns where the rest begins. */
function begin(cutting: Cutting, chunk: Buffer): number {
  for (let at = 0; at < chunk.length; at++) {
    const byte = chunk[at] as number
    const isWhole = cutting.length === RECORD_CHARS
    if (byte === LF || isWhole) {
      cutting.mode = byte !== LF && isDigitByte(byte) ? 'fixed' : 'lines'
      if (cutting.mode === 'fixed') giveHeld(cutting)
      return at
    }
    cutting.held[cutting.length++] = byte
    if (cutting.length === BYTE_ORDER_MARK.length && !cutting.hasMark && startsWithMark(cutting.held)) {
      cutting.hasMark = true
      cutting.length = 0
    }
  }
  return chunk.length
}

function cutLines(cutting: Cutting, chunk: Buffer, start: number): void {
  let at = start
  while (at < chunk.length) {
    const end = chunk.indexOf(LF, at)
    if (end === -1) return keep(cutting, chunk, at, chunk.length)
    if (cutting.length === 0 && !cutting.hasMore && end - at <= LINE_BYTES_MAX)
      give(cutting, withoutReturn(chunk.toString('latin1', at, end)))
    else {
      keep(cutting, chunk, at, end)
      giveHeld(cutting)
    }
    at = end + 1
  }
}

function cutFixed(cutting: Cutting, chunk: Buffer, start: number): void {
  for (let at = start; at < chunk.length; at++) {
    const byte = chunk[at] as number
    if (byte !== LF && byte !== CR) cutting.held[cutting.length++] = byte
    if (cutting.length > 0 && (byte === LF || cutting.length === RECORD_CHARS)) giveHeld(cutting)
  }
}

const withoutReturn = (raw: string): string =>
  raw.charCodeAt(raw.length - 1) === CR ? raw.slice(0, -1) : raw

/** A line that is not 94 printable characters. UTF-8 is read as such, so that one letter is one column. */
function giveOdd(raw: string, number: number, hasMore: boolean, isOver: boolean, take: TakeLine): void {
  const text = BEYOND_ASCII.test(raw) ? Buffer.from(raw, 'latin1').toString('utf8') : raw
  const whole = text.length > RECORD_CHARS ? text.slice(0, RECORD_CHARS) : text.padEnd(RECORD_CHARS)
  const behind = text.slice(RECORD_CHARS)
  const isLong = isOver || behind.trim() !== ''
  const shape = isLong
    ? 'long'
    : NOTHING.test(text) && !hasMore
      ? 'empty'
      : behind !== '' || hasMore
        ? 'spaces'
        : text.length < RECORD_CHARS
          ? 'short'
          : 'exact'
  take(whole, number, shape, shape === 'empty' ? 0 : whole.search(NOT_PRINTABLE) + 1)
}
