import type { FileFault } from '../files/fault.ts'
import { type MtField, mtFault, type Place } from './field.ts'
import { BLOCK_CHARS_MAX, FIELD_LINES_MAX } from './limits.ts'
import { isStatementTag, isStatementType } from './statement_tags.ts'
import type { TextLine } from './text_lines.ts'

export type ScanEvent =
  | ({ readonly kind: 'block'; readonly id: string; readonly text: string } & Place)
  /** Block 4 opens, or a field stands outside of any block: then the file is as banks deliver statements. */
  | ({ readonly kind: 'start'; readonly is_bare: boolean } & Place)
  | { readonly kind: 'field'; readonly field: MtField }
  | ({ readonly kind: 'end' } & Place)
  | { readonly kind: 'fault'; readonly fault: FileFault }

const TAG = /^:(\d\d[A-Z]?|NS):/
const END = /^-(?:\}|XXX\s*$|\s*$)/

type Open = Place & { tag: string; lines: string[]; is_cut: boolean }
type State = {
  mode: 'outside' | 'block' | 'text' | 'bare'
  block: string
  depth: number
  block_at: Place
  type: string
  open: Open | undefined
  /** Of this message, whether any field was seen: a second `:20:` of a statement begins the next one. */
  has_fields: boolean
  /** A line that holds nothing but a colon: some banks wrap a tag behind it. */
  has_colon: boolean
  emit: (event: ScanEvent) => void
}

/**
 * Finds blocks and fields in lines, one line at a time. In a statement only the tags of statements are tags: `:12:11` at
 * the beginning of a line of `:86:` is the time of a payment that was wrapped. Holds one field.
 */
export function createScanner(emit: (event: ScanEvent) => void) {
  const state: State = {
    mode: 'outside',
    block: '',
    depth: 0,
    block_at: { line: 1, column: 1 },
    type: '',
    open: undefined,
    has_fields: false,
    has_colon: false,
    emit,
  }
  return {
    line: (line: TextLine): void => {
      if (state.mode === 'text' || state.mode === 'bare') textLine(state, line.text, line.line)
      else outsideLine(state, line.text, line.line, 0)
    },
    end: (): void => {
      flush(state)
      if (state.mode === 'block')
        emit({
          kind: 'fault',
          fault: mtFault(state.block_at, 'mt_block_open', '{', 'a block is not closed'),
        })
      if (state.mode === 'text')
        emit({
          kind: 'fault',
          fault: mtFault(
            state.block_at,
            'mt_text_open',
            '{4:}',
            'the file ends inside the text of a message',
          ),
        })
    },
  }
}

/** From `from` on, outside of the text of a message: blocks, the beginning of a bare statement, or what banks put before one. */
function outsideLine(state: State, text: string, line: number, from: number): void {
  let at = from
  while (at < text.length) {
    if (state.mode === 'block') at = inBlock(state, text, line, at)
    else if (text[at] === '{') {
      state.mode = 'block'
      state.block = ''
      state.depth = 1
      state.block_at = { line, column: at + 1 }
      at++
    } else at = between(state, text, line, at)
    if (state.mode === 'text' || state.mode === 'bare') return
  }
  if (state.mode === 'block' && state.block.length > BLOCK_CHARS_MAX) giveUp(state)
}

function giveUp(state: State): void {
  const detail = `a block has at most ${BLOCK_CHARS_MAX} characters`
  state.emit({ kind: 'fault', fault: mtFault(state.block_at, 'mt_block_length', '{', detail) })
  state.mode = 'outside'
  state.depth = 0
}

/** Takes characters of a block until it closes, or until it turns out to be the text. Gives the next place. */
function inBlock(state: State, text: string, line: number, from: number): number {
  let at = from
  for (; at < text.length && state.depth > 0; at++) {
    const char = text.charAt(at)
    if (char === '{') state.depth++
    if (char === '}') state.depth--
    if (state.depth > 0) state.block += char
    if (state.block === '4:') {
      startText(state, text.slice(at + 1), line, at + 1)
      return text.length
    }
  }
  if (state.depth > 0) return at
  state.mode = 'outside'
  const [, id = '', inside = ''] = /^([0-9A-Z]):([^]*)$/.exec(state.block) ?? []
  if (id === '') {
    const detail = 'a block begins with its number and a colon'
    state.emit({ kind: 'fault', fault: mtFault(state.block_at, 'mt_block', '{', detail, 'noted') })
    return at
  }
  if (id === '2') state.type = inside.slice(1, 4)
  state.emit({ kind: 'block', id, text: inside, ...state.block_at })
  return at
}

function startText(state: State, rest: string, line: number, column: number): void {
  state.mode = 'text'
  state.depth = 0
  state.block = ''
  state.has_fields = false
  state.emit({ kind: 'start', is_bare: false, ...state.block_at })
  if (rest.trim() !== '') textLine(state, rest, line, column)
}

/** Characters between blocks. Gives the next place. */
function between(state: State, text: string, line: number, from: number): number {
  const next = text.indexOf('{', from)
  const part = text.slice(from, next === -1 ? undefined : next)
  const tag = from === 0 ? TAG.exec(text)?.[1] : undefined
  if (tag !== undefined && isStatementTag(tag)) {
    startBare(state, line)
    textLine(state, text, line)
    return text.length
  }
  // A closing brace alone belongs to a text that ended with `-` on the line before.
  if (part.trim() !== '' && part.trim() !== '}' && !END.test(part)) {
    const detail = 'outside of a message'
    state.emit({
      kind: 'fault',
      fault: mtFault({ line, column: from + 1 }, 'mt_preamble', '', detail, 'noted'),
    })
  }
  return next === -1 ? text.length : next
}

function startBare(state: State, line: number): void {
  state.mode = 'bare'
  state.type = '940'
  state.has_fields = false
  state.block_at = { line, column: 1 }
  state.emit({ kind: 'start', is_bare: true, line, column: 1 })
}

function textLine(state: State, given: string, line: number, base = 0): void {
  const text = state.has_colon ? `:${given}` : given
  state.has_colon = false
  if (given.trim() === ':' && state.open !== undefined) {
    state.has_colon = true
    return
  }
  if (END.test(text)) return endText(state, text, line, base)
  if (state.mode === 'bare' && /^\{[1-5]:/.test(text)) {
    endText(state, '-', line, base)
    return outsideLine(state, text, line, 0)
  }
  const tag = TAG.exec(text)?.[1]
  const shift = text.length - given.length
  if (tag !== undefined && isTag(state, tag))
    return openField(state, tag, text, { line, column: base + 1 - shift })
  continueField(state, text, { line, column: base + 1 })
}

const isTag = ({ type }: State, tag: string): boolean => !isStatementType(type) || isStatementTag(tag)

function openField(state: State, tag: string, text: string, { line, column }: Place): void {
  flush(state)
  if (tag === '20' && state.has_fields && isStatementType(state.type)) {
    state.emit({ kind: 'end', line, column })
    state.has_fields = false
    state.emit({ kind: 'start', is_bare: state.mode === 'bare', line, column })
  }
  state.has_fields = true
  const start = tag.length + 2
  state.open = { tag, lines: [text.slice(start)], line, column: Math.max(1, column + start), is_cut: false }
}

function continueField(state: State, text: string, at: Place): void {
  const { open } = state
  if (open === undefined) {
    if (text.trim() === '') return
    const detail = 'a message begins with a field'
    state.emit({ kind: 'fault', fault: mtFault(at, 'mt_line', '', detail, 'noted') })
    return
  }
  if (TAG.test(text)) {
    const detail = `no tag of this message, so it belongs to :${open.tag}:`
    state.emit({ kind: 'fault', fault: mtFault(at, 'mt_tag', `:${open.tag}:`, detail, 'noted') })
  }
  if (open.lines.length < FIELD_LINES_MAX) open.lines.push(text)
  else if (!open.is_cut) {
    open.is_cut = true
    const detail = `a field has at most ${FIELD_LINES_MAX} lines`
    state.emit({ kind: 'fault', fault: mtFault(at, 'mt_field_length', `:${open.tag}:`, detail) })
  }
}

function flush(state: State): void {
  if (state.open === undefined) return
  const { tag, line, column, lines } = state.open
  while (lines.length > 1 && lines.at(-1)?.trim() === '') lines.pop()
  state.open = undefined
  state.emit({ kind: 'field', field: { tag, line, column, lines } })
}

function endText(state: State, text: string, line: number, base: number): void {
  flush(state)
  state.mode = 'outside'
  state.type = ''
  state.emit({ kind: 'end', line, column: base + 1 })
  if (text.startsWith('-}')) outsideLine(state, text, line, 2)
}
