import type { Element } from '../../xml/element.ts'
import { type FaultList, quoted } from '../fault_list.ts'
import { DEPTH_MAX, ELEMENTS_MAX } from '../limits.ts'
import { aggregates } from './facts/transaction_types.ts'
import { type TagToken, type TextToken, type Token, withoutReferences } from './tokens.ts'

/** An element whose end has not come. */
export type OpenElement = {
  readonly name: string
  readonly line: number
  readonly column: number
  text: string
  children: Element[]
  /** Elements held below it. */
  held: number
}
export type TreeOptions = {
  /** XML, where every element has an end tag. */
  readonly is_xml: boolean
  /** An element is complete. True when nobody needs it any more; `around` is what is open around it, outermost first. */
  ended(element: Element, around: readonly OpenElement[]): boolean
}
export type Tree = { take(token: Token): void; end(): void }
type Growing = TreeOptions & {
  readonly faults: FaultList
  readonly stack: OpenElement[]
  held: number
  has_noted_open: boolean
  is_full: boolean
}

/**
 * Makes elements of tags. In the SGML of OFX an element with a value needs no end tag, and an aggregate does: so what
 * has text ends at the next tag, and what is still open when an end tag of something around it comes was an element
 * without a value. Only what `ended` leaves stays in memory.
 */
export function tree(options: TreeOptions, faults: FaultList): Tree {
  const growing: Growing = { ...options, faults, stack: [], held: 0, has_noted_open: false, is_full: false }
  return {
    take(token) {
      if (token.token === 'text') addText(growing, token)
      else if (token.token === 'open') open(growing, token)
      else close(growing, token)
    },
    end() {
      while (growing.stack.length > 0) finishWithoutTag(growing)
    },
  }
}

function open(growing: Growing, { name, line, column }: TagToken): void {
  const { stack, faults } = growing
  const top = stack.at(-1)
  if (top?.children.length === 0 && top.text.trim() !== '') finishWithoutTag(growing)
  if (stack.length >= DEPTH_MAX) {
    const detail = `${quoted(name)} stands more than ${DEPTH_MAX} elements deep`
    faults.refuse({ line, column }, 'ofx_depth', name, detail)
    finishWithoutTag(growing)
  }
  stack.push({ name, line, column, text: '', children: [], held: 0 })
}

function close(growing: Growing, { name, line, column }: TagToken): void {
  const { stack, faults } = growing
  const index = stack.findLastIndex((one) => one.name === name)
  if (index === -1) {
    faults.refuse({ line, column }, 'ofx_end_tag', name, `an end tag of ${quoted(name)} ends nothing`)
    return
  }
  while (stack.length > index + 1) finishWithoutTag(growing)
  finish(growing)
}

function addText({ stack, faults }: Growing, { text, is_literal, line, column }: TextToken): void {
  const top = stack.at(-1)
  if (top?.children.length === 0) {
    top.text += is_literal ? text.replaceAll('&', '&amp;') : text
    return
  }
  if (text.trim() === '') return
  const where = top === undefined ? 'outside of every element' : `between the elements of ${quoted(top.name)}`
  faults.note({ line, column }, 'ofx_text', top?.name ?? 'file', `${quoted(text.trim())} stands ${where}`)
}

/** Ends the innermost element, and hangs it into the one around it when it is still needed. */
function finish(growing: Growing): void {
  const { stack, faults } = growing
  const done = stack.pop()
  if (done === undefined) return
  const { name, line, column, children } = done
  const text = children.length === 0 ? withoutReferences(done.text).trim() : ''
  const element: Element = { name, namespace: '', attributes: {}, children, text, line, column }
  const parent = stack.at(-1)
  if (growing.ended(element, stack) || parent === undefined) {
    growing.held -= done.held
    return
  }
  if (growing.held >= ELEMENTS_MAX) {
    const detail = `more than ${ELEMENTS_MAX} elements have to be held at once`
    if (!growing.is_full) faults.refuse({ line, column }, 'ofx_elements', name, detail)
    growing.is_full = true
    growing.held -= done.held
    return
  }
  growing.held++
  parent.held += done.held + 1
  parent.children.push(element)
}

/** Ends what has no end tag: with text a value, without text an element that is empty, and its children stand beside it. */
function finishWithoutTag(growing: Growing): void {
  const { stack, faults, is_xml } = growing
  const top = stack.at(-1)
  if (top === undefined) return
  const { name, children, held } = top
  if (aggregates.has(name)) {
    faults.refuse(top, 'ofx_end_tag_missing', name, `${name} has no end tag`)
    return finish(growing)
  }
  if (is_xml && !growing.has_noted_open) {
    growing.has_noted_open = true
    const detail = `${quoted(name)} has no end tag, which XML asks for; it is read as SGML`
    faults.note(top, 'ofx_end_tag_missing', name, detail)
  }
  top.children = []
  top.held = 0
  if (children.length > 0) top.text = ''
  finish(growing)
  const parent = stack.at(-1)
  if (parent === undefined) {
    growing.held -= held
    return
  }
  for (const one of children) parent.children.push(one)
  parent.held += held
}
