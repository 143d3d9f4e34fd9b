/** An object that stands in an array of a JSON file, and where it begins, from 1. `undefined`: see `wrong`. */
export type JsonRecord = {
  readonly line: number
  readonly column: number
  readonly value?: Readonly<Record<string, unknown>>
  /** What is wrong with the record, or with the file around it. */
  readonly wrong?: string
}

const RECORD_CHARS_MAX = 1_048_576
const OUTSIDE_CHARS_MAX = 65_536
const DEPTH_MAX = 64

type State = {
  line: number
  column: number
  /** The open brackets around the place, innermost last. */
  stack: string[]
  /** How many were open where the record began. */
  depth: number
  in_string: boolean
  is_escaped: boolean
  /** The record's text so far; undefined outside of records. */
  record: string | undefined
  at: { readonly line: number; readonly column: number }
  /** The file without its records: what shows at the end whether it is JSON. */
  outside: string
  /** The last character outside that is not a space; `r` for a record. */
  last: string
  wrong: string | undefined
}

/**
 * The objects inside of the arrays of a JSON file, one by one as its bytes come, in bounded memory. An object inside of
 * such an object belongs to it. Records that are no JSON, and a file that is none, are said and not thrown.
 */
export async function* jsonRecords(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<JsonRecord> {
  const state: State = {
    line: 1,
    column: 1,
    stack: [],
    depth: 0,
    in_string: false,
    is_escaped: false,
    record: undefined,
    at: { line: 1, column: 1 },
    outside: '',
    last: '',
    wrong: undefined,
  }
  const decoder = new TextDecoder()
  for await (const chunk of chunks) {
    yield* taken(state, decoder.decode(chunk, { stream: true }))
    if (state.wrong !== undefined) break
  }
  yield* taken(state, decoder.decode())
  const wrong = state.wrong ?? unfinished(state)
  if (wrong !== undefined) yield { line: state.line, column: state.column, wrong }
}

function* taken(state: State, text: string): Generator<JsonRecord> {
  for (let at = 0; at < text.length && state.wrong === undefined; at++) {
    const character = text.charAt(at)
    const ended = take(state, character)
    if (ended !== undefined) yield ended
    if (character === '\n') {
      state.line++
      state.column = 1
    } else state.column++
  }
}

/** Takes one character; gives the record that it ends. */
function take(state: State, character: string): JsonRecord | undefined {
  if (state.record === undefined && !state.in_string && character === '{' && state.stack.at(-1) === '[') {
    if (state.last !== '[' && state.last !== ',') state.wrong = 'a comma is missing between two records'
    state.record = ''
    state.depth = state.stack.length
    state.at = { line: state.line, column: state.column }
  }
  keep(state, character)
  if (state.in_string) {
    if (state.is_escaped) state.is_escaped = false
    else if (character === '\\') state.is_escaped = true
    else if (character === '"') state.in_string = false
    return undefined
  }
  if (character === '"') state.in_string = true
  else if (character === '{' || character === '[') state.stack.push(character)
  else if (character === '}' || character === ']') return closed(state, character)
  if (state.stack.length > DEPTH_MAX) state.wrong = `brackets are nested more than ${DEPTH_MAX} deep`
  return undefined
}

function keep(state: State, character: string): void {
  if (state.record !== undefined) {
    state.record += character
    if (state.record.length > RECORD_CHARS_MAX) state.wrong = 'a record is longer than 1,048,576 characters'
    return
  }
  if (!state.in_string && /\s/.test(character)) return
  if (!state.in_string && character === ']' && state.last === ',')
    state.wrong = 'a comma stands before the end of a list'
  // The commas between records are left out with the records, so a list of any length stays short.
  if (state.in_string || character !== ',' || state.last !== 'r') state.outside += character
  state.last = character
  if (state.outside.length > OUTSIDE_CHARS_MAX)
    state.wrong = 'more than 65,536 characters stand outside of records'
}

function closed(state: State, character: string): JsonRecord | undefined {
  const open = state.stack.pop()
  if ((open === '{') !== (character === '}')) {
    state.wrong = 'brackets do not match'
    return undefined
  }
  const text = state.record
  if (text === undefined || state.stack.length > state.depth) return undefined
  state.record = undefined
  state.last = 'r'
  return parsed(text, state.at)
}

function parsed(text: string, at: State['at']): JsonRecord {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null
      ? { ...at, value: Object.fromEntries(Object.entries(value)) }
      : { ...at, wrong: 'the record is no object' }
  } catch {
    return { ...at, wrong: 'the record is not JSON' }
  }
}

function unfinished({ record, outside }: State): string | undefined {
  if (record !== undefined) return 'the file ends within a record'
  try {
    JSON.parse(outside)
    return undefined
  } catch {
    return 'what stands around the records is not JSON'
  }
}
