import type { FileFault } from '../files/fault.ts'
import { addBlock, type MtHeaders, noHeaders } from './blocks.ts'
import { type MtField, mtFault, type Report } from './field.ts'
import { MESSAGE_FIELDS_MAX } from './limits.ts'
import type { MtMessage } from './message.ts'
import { createScanner, type ScanEvent } from './scan.ts'
import type { MtStatement, StatementFrame, StatementLine } from './statement.ts'
import { createStatement } from './statement_build.ts'
import { createPages } from './statement_pages.ts'
import { isStatementType } from './statement_tags.ts'
import { createTextLines, type TextLine } from './text_lines.ts'

export type MtEvent =
  | { readonly kind: 'message'; readonly message: MtMessage }
  /** Before the first line of a statement: what stood above it. */
  | { readonly kind: 'statement_opened'; readonly statement: StatementFrame }
  | { readonly kind: 'line'; readonly line: StatementLine }
  /** Behind the last line: all of the statement but its lines. Comes also where there were none. */
  | { readonly kind: 'statement_closed'; readonly statement: StatementFrame }
  | { readonly kind: 'fault'; readonly fault: FileFault }

type Text = {
  readonly statement: ReturnType<typeof createStatement> | undefined
  readonly message: Omit<MtMessage, 'fields'> & { readonly fields: MtField[] }
  is_opened: boolean
  is_ended: boolean
  is_full: boolean
}

type State = {
  events: MtEvent[]
  headers: MtHeaders
  text: Text | undefined
  has_noted_encoding: boolean
  readonly checkPages: ReturnType<typeof createPages>
  readonly report: Report
}

/**
 * Reads a file of FIN messages, or of statements as banks deliver them, as it comes: each chunk gives the messages,
 * statement lines and faults that it completes. Never throws, whatever the bytes are. Holds one message that is no
 * statement, one statement line and the last page of each account.
 */
export function createMtReader() {
  const lines = createTextLines()
  const state: State = {
    events: [],
    headers: noHeaders,
    text: undefined,
    has_noted_encoding: false,
    checkPages: createPages(),
    report: (fault) => {
      state.events.push({ kind: 'fault', fault })
    },
  }
  const scanner = createScanner((event) => take(state, event))
  const feed = (found: readonly TextLine[]): void => {
    for (const line of found) {
      noteLine(state, line)
      scanner.line(line)
    }
  }
  const drain = (): readonly MtEvent[] => {
    const given = state.events
    state.events = []
    return given
  }
  return {
    push: (chunk: Uint8Array): readonly MtEvent[] => {
      feed(lines.push(chunk))
      return drain()
    },
    /** To be called once, behind the last chunk. */
    end: (): readonly MtEvent[] => {
      feed(lines.end())
      scanner.end()
      finish(state)
      return drain()
    },
  }
}

function noteLine(state: State, { line, is_cut, encoding }: TextLine): void {
  const at = { line, column: 1 }
  if (is_cut) state.report(mtFault(at, 'mt_line_length', '', 'the line is too long and was cut'))
  if (encoding !== 'latin-1' || state.has_noted_encoding) return
  state.has_noted_encoding = true
  state.report(mtFault(at, 'mt_encoding', '', 'the line is not UTF-8 and was read as Latin-1', 'noted'))
}

/** A message ends when block 5 was read, or when something else than block 5 comes. */
function finish(state: State): void {
  const { text, headers } = state
  if (text === undefined) return
  state.text = undefined
  state.headers = noHeaders
  if (text.statement === undefined) {
    state.events.push({ kind: 'message', message: { ...text.message, headers } })
    return
  }
  const statement = { ...text.statement.close(), headers }
  state.checkPages(statement, state.report)
  state.events.push({ kind: 'statement_closed', statement })
}

function take(state: State, event: ScanEvent): void {
  switch (event.kind) {
    case 'fault':
      return state.report(event.fault)
    case 'block':
      return takeBlock(state, event)
    case 'start':
      return start(state, event)
    case 'field':
      return takeField(state, event.field)
    case 'end':
      if (state.text !== undefined) state.text.is_ended = true
  }
}

function takeBlock(state: State, event: ScanEvent & { kind: 'block' }): void {
  const is_ended = state.text?.is_ended === true
  if (is_ended && event.id !== '5' && event.id !== 'S') finish(state)
  // A first block begins a message, also where the one before had no text.
  if (event.id === '1') state.headers = noHeaders
  state.headers = addBlock(state.headers, event, state.report)
  if (is_ended && event.id === '5') finish(state)
}

function start(state: State, event: ScanEvent & { kind: 'start' }): void {
  // In one block 4 a second statement may begin: the headers are those of both.
  const headers = state.text === undefined || event.is_bare ? state.headers : state.text.message.headers
  finish(state)
  state.headers = headers
  const type = headers.application?.type ?? ''
  const is_statement = event.is_bare || isStatementType(type)
  const text: Text = {
    statement: is_statement
      ? createStatement(headers, event, state.report, (line) => giveLine(state, text, line))
      : undefined,
    message: { line: event.line, column: event.column, headers, type, fields: [] },
    is_opened: false,
    is_ended: false,
    is_full: false,
  }
  state.text = text
}

function giveLine({ events }: State, text: Text, line: StatementLine): void {
  if (!text.is_opened && text.statement !== undefined)
    events.push({ kind: 'statement_opened', statement: { ...text.statement.frame() } })
  text.is_opened = true
  events.push({ kind: 'line', line })
}

function takeField({ text, report }: State, field: MtField): void {
  if (text === undefined) return
  if (text.statement !== undefined) return text.statement.field(field)
  const { fields } = text.message
  if (fields.length < MESSAGE_FIELDS_MAX) fields.push(field)
  else if (!text.is_full) {
    text.is_full = true
    const detail = `a message has at most ${MESSAGE_FIELDS_MAX} fields`
    report(mtFault(field, 'mt_message_length', `:${field.tag}:`, detail))
  }
}

/** The events of a stream of bytes. */
export async function* readMt(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<MtEvent> {
  const reader = createMtReader()
  for await (const chunk of chunks) yield* reader.push(chunk)
  yield* reader.end()
}

export type MtFile = {
  readonly messages: readonly MtMessage[]
  readonly statements: readonly MtStatement[]
  readonly faults: readonly FileFault[]
}

/** A whole file at once, for those that are known to be small. */
export function readMtFile(bytes: Uint8Array): MtFile {
  const reader = createMtReader()
  const messages: MtMessage[] = []
  const statements: MtStatement[] = []
  const faults: FileFault[] = []
  let lines: StatementLine[] = []
  for (const event of [...reader.push(bytes), ...reader.end()]) {
    if (event.kind === 'fault') faults.push(event.fault)
    else if (event.kind === 'message') messages.push(event.message)
    else if (event.kind === 'line') lines.push(event.line)
    else if (event.kind === 'statement_closed') {
      statements.push({ ...event.statement, lines })
      lines = []
    }
  }
  return { messages, statements, faults }
}
