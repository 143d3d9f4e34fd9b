import { ownOf } from '../../../../kernel/own.ts'
import { type FaultAt, type FaultList, quoted } from '../fault_list.ts'
import { TAG_CHARS_MAX, VALUE_CHARS_MAX } from '../limits.ts'

type At = { readonly line: number; readonly column: number }
export type TagToken = At & { readonly token: 'open' | 'close'; readonly name: string }
/** `is_literal`: of a CDATA section, where nothing stands for anything else. A value may come in several. */
export type TextToken = At & { readonly token: 'text'; readonly text: string; readonly is_literal: boolean }
export type Token = TagToken | TextToken
export type Tokens = { push(text: string): Token[]; end(): Token[] }

type Scanner = {
  readonly faults: FaultList
  rest: string
  /** Where in `rest` the next character is, and where in the file. */
  at: number
  line: number
  column: number
  /** The next line feed in `rest`; kept, because a file of one line would be searched to its end for every tag. */
  feed: number
  /** Characters of the value at hand. */
  value_chars: number
  is_end: boolean
  found: Token[]
}

const TAG = /^<(\/?)([A-Za-z][A-Za-z0-9._-]*)\s*(\/?)>$/
/** Tags of OFX have no attributes; room for spaces and for what is no tag at all. */
const TAG_ROOM = TAG_CHARS_MAX + 8
/** A section is known by so many characters. */
const SECTION_CHARS = 9
/** What begins with it, and what ends it. */
const sections = [
  { begin: '<!--', end: '-->', is_text: false },
  { begin: '<![CDATA[', end: ']]>', is_text: true },
  { begin: '<?', end: '>', is_text: false },
] as const

/**
 * Cuts the body of OFX, SGML or XML, into tags and the text between them, with the place of each. It knows no entity
 * but those that stand for one character and reads no declaration, so a small file stays small. What is too long for a
 * tag or a value is named and cut; a `<` that begins no tag is text.
 */
export function tokens({ line, column }: FaultAt, faults: FaultList): Tokens {
  const scanner: Scanner = {
    faults,
    rest: '',
    at: 0,
    line,
    column,
    feed: -1,
    value_chars: 0,
    is_end: false,
    found: [],
  }
  return {
    push(more) {
      scanner.rest += more
      return cut(scanner)
    },
    end() {
      scanner.is_end = true
      return cut(scanner)
    },
  }
}

function cut(scanner: Scanner): Token[] {
  for (;;) {
    const open = scanner.rest.indexOf('<', scanner.at)
    if (open === -1) break
    if (open > scanner.at) takeText(scanner, open)
    if (!takeAngle(scanner)) break
  }
  if (scanner.rest.charAt(scanner.at) !== '<') takeText(scanner, scanner.rest.length)
  scanner.rest = scanner.rest.slice(scanner.at)
  scanner.at = 0
  scanner.feed = -1
  return scanner.found.splice(0)
}

function feedFrom({ rest, at }: Scanner): number {
  const feed = rest.indexOf('\n', at)
  return feed === -1 ? Number.POSITIVE_INFINITY : feed
}

function advance(scanner: Scanner, to: number): void {
  if (scanner.feed < scanner.at) scanner.feed = feedFrom(scanner)
  while (scanner.feed < to) {
    scanner.line++
    scanner.column = 1
    scanner.at = scanner.feed + 1
    scanner.feed = feedFrom(scanner)
  }
  scanner.column += to - scanner.at
  scanner.at = to
}

/** `literal`: what stands in a section, of which `to` is the end. */
function takeText(scanner: Scanner, to: number, literal?: string): void {
  const { line, column, faults, value_chars } = scanner
  const words = literal ?? scanner.rest.slice(scanner.at, to)
  const room = VALUE_CHARS_MAX - value_chars
  if (room > 0 && words !== '') {
    const text = words.slice(0, room)
    scanner.found.push({ token: 'text', text, is_literal: literal !== undefined, line, column })
  }
  if (words.length > room && room >= 0) {
    const detail = `a value has more than ${VALUE_CHARS_MAX} characters; the rest is not read`
    faults.refuse({ line, column }, 'ofx_value_length', 'value', detail)
    scanner.value_chars++
  }
  scanner.value_chars += words.length
  advance(scanner, to)
}

const isWaiting = ({ rest, at, is_end }: Scanner, room: number): boolean => !is_end && rest.length - at < room

/** Reads what begins with the `<` at hand; false when more has to come first. */
function takeAngle(scanner: Scanner): boolean {
  const { rest, at, line, column, found } = scanner
  const window = rest.slice(at, at + TAG_ROOM)
  const section = sections.find(({ begin }) => window.startsWith(begin))
  if (section !== undefined) return takeSection(scanner, section)
  const close = window.indexOf('>')
  const starts_tag = /^<[/A-Za-z]/.test(window)
  if (close === -1 && isWaiting(scanner, starts_tag ? TAG_ROOM : SECTION_CHARS)) return false
  const match = close === -1 ? null : TAG.exec(window.slice(0, close + 1))
  if (match === null) {
    takeNoTag(scanner, starts_tag)
    return true
  }
  const [, slash, name = '', is_empty] = match
  const tag = { name: name.toUpperCase(), line, column }
  found.push({ token: slash === '/' ? 'close' : 'open', ...tag })
  if (is_empty === '/' && slash === '') found.push({ token: 'close', ...tag })
  scanner.value_chars = 0
  advance(scanner, at + close + 1)
  return true
}

function takeSection(scanner: Scanner, { begin, end, is_text }: (typeof sections)[number]): boolean {
  const { rest, at, line, column, faults } = scanner
  const window = rest.slice(at, at + VALUE_CHARS_MAX)
  const stop = window.indexOf(end, begin.length)
  if (stop === -1 && isWaiting(scanner, VALUE_CHARS_MAX)) return false
  if (stop === -1) {
    const detail = `${begin} does not end within ${VALUE_CHARS_MAX} characters, which are not read`
    faults.refuse({ line, column }, 'ofx_section', 'tag', detail)
    advance(scanner, at + window.length)
    return true
  }
  const to = at + stop + end.length
  if (is_text) takeText(scanner, to, window.slice(begin.length, stop))
  else advance(scanner, to)
  return true
}

function takeNoTag(scanner: Scanner, starts_tag: boolean): void {
  const { rest, at, line, column, faults } = scanner
  const what = quoted(rest.slice(at, at + 12))
  const here = { line, column }
  if (rest.startsWith('<!', at))
    faults.refuse(here, 'ofx_declaration', 'tag', `${what} is a declaration, and none is read`)
  else if (starts_tag) faults.refuse(here, 'ofx_tag', 'tag', `${what} is no tag of OFX`)
  else faults.note(here, 'ofx_angle', 'value', `${what} begins no tag and is read as text`)
  takeText(scanner, at + 1)
}

const characters: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}

/** Text with the characters that its references stand for; a `&` that begins none stays, as in `AT&T`. */
export function withoutReferences(text: string): string {
  if (!text.includes('&')) return text
  return text.replaceAll(
    /&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi,
    (all: string, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return ownOf(characters, name.toLowerCase()) ?? all
      const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
      const is_character = point >= 0x20 && point <= 0x10_ffff && (point < 0xd800 || point > 0xdfff)
      return is_character ? String.fromCodePoint(point) : all
    },
  )
}
