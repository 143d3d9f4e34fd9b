import type { FileFault } from '../../files/fault.ts'
import type { XmlEvents, XmlTag } from '../../xml/events.ts'
import { missingBefore, type Progress, startOf, stepTo } from './content.ts'
import {
  type AttributeRule,
  type ElementType,
  type Iso20022Profile,
  type Leaf,
  messageDefinition,
} from './definitions.ts'
import { FAULTS_MAX } from './limits.ts'
import type { TextFault } from './text.ts'

export type SchemaCheck = XmlEvents & {
  /** No more events follow. Says when there was no message at all. A repeat does nothing. */
  end(): void
  readonly faults: readonly FileFault[]
  /** The namespaces of the messages and headers that were found, in order. */
  readonly found: readonly string[]
}

type TextRule = Extract<ElementType, { readonly kind: 'text' }>
type Place = { readonly line: number; readonly column: number }
type Frame =
  | { readonly kind: 'outside'; readonly tag: XmlTag; is_used: boolean }
  | {
      readonly kind: 'elements'
      readonly name: string
      readonly place: Place
      readonly namespace: string
      readonly progress: Progress
    }
  | {
      readonly kind: 'text'
      readonly name: string
      readonly place: Place
      readonly type: TextRule
      text: string
    }
  | { readonly kind: 'skipped'; readonly name: string }

type Checking = {
  readonly profile: Iso20022Profile
  readonly frames: Frame[]
  readonly faults: FileFault[]
  readonly found: string[]
}

const ISO = 'urn:iso:std:iso:20022:tech:xsd:'

/**
 * Checks a document of ISO 20022 against the definition of its namespace, in one pass and without holding it: it can
 * watch `openXml` while parts are cut away. Messages are found inside any wrapper; each is checked. Every fault is
 * collected, up to a limit. What a type leaves open (`xs:any`) is not looked into. Never throws for what comes.
 */
export function openSchemaCheck({
  profile = 'iso',
}: {
  readonly profile?: Iso20022Profile
} = {}): SchemaCheck {
  const checking: Checking = { profile, frames: [], faults: [], found: [] }
  const { frames, faults, found } = checking
  let place: Place = { line: 1, column: 1 }
  return {
    faults,
    found,
    open(tag) {
      place = tag
      frames.push(open(checking, tag))
    },
    text(text) {
      const frame = frames.at(-1)
      if (frame?.kind === 'text') frame.text += text
      else if (frame?.kind === 'elements' && !isBlank(text))
        add(checking, frame.place, 'unexpected_text', `${frame.name} holds elements and no text.`)
    },
    close() {
      const frame = frames.at(-1)
      if (frame !== undefined) close(checking, frame)
      frames.pop()
    },
    end() {
      if (found.length === 0 && faults.length === 0)
        add(checking, place, 'unknown_message', 'There is no known message of ISO 20022 in the document.')
    },
  }
}

const isBlank = (text: string): boolean => !/[^ \t\r\n]/.test(text)

/** `field` is the path from the message on, however deep its wrapper. */
function add({ faults, frames }: Checking, place: Place, rule: string, detail: string, below?: string): void {
  if (faults.length > FAULTS_MAX) return
  const { line, column } = place
  if (faults.length === FAULTS_MAX) {
    const told = `There are more than ${FAULTS_MAX} faults; the rest is not listed.`
    faults.push({ line, column, rule: 'iso20022_more_faults', field: '', detail: told, severity: 'refused' })
    return
  }
  const names = frames.map((frame) => (frame.kind === 'outside' ? undefined : frame.name))
  const field = [...names, below].filter((name) => name !== undefined).join('/')
  faults.push({ line, column, rule: `iso20022_${rule}`, field, detail, severity: 'refused' })
}

function open(checking: Checking, tag: XmlTag): Frame {
  const above = checking.frames.at(-1)
  if (above === undefined || above.kind === 'outside') return openOutside(checking, above, tag)
  const { name } = tag
  if (above.kind === 'skipped') return { kind: 'skipped', name }
  if (above.kind === 'text') {
    add(checking, tag, 'unexpected_element', `${above.name} holds a text and no element ${name}.`, name)
    return { kind: 'skipped', name }
  }
  const leaf = take(checking, above, tag)
  const type = leaf?.type()
  return type === undefined ? { kind: 'skipped', name } : begin(checking, tag, above.namespace, type)
}

/** Nothing of a message is open: the tag may begin one, or be a wrapper around one. */
function openOutside(
  checking: Checking,
  above: Extract<Frame, { readonly kind: 'outside' }> | undefined,
  tag: XmlTag,
): Frame {
  const { name, namespace } = tag
  const definition = messageDefinition(namespace, checking.profile)
  const is_first = above?.is_used === false
  if (above !== undefined) above.is_used = true
  if (definition === undefined) {
    if (!namespace.startsWith(ISO)) return { kind: 'outside', tag, is_used: false }
    checking.found.push(namespace)
    const message = namespace.slice(ISO.length)
    add(
      checking,
      tag,
      'unknown_message',
      `The message ${message} is not known, or not in this version.`,
      name,
    )
    return { kind: 'skipped', name }
  }
  if (name === definition.root) {
    checking.found.push(namespace)
    return begin(checking, tag, namespace, definition.type)
  }
  // RTP calls the document by the kind of message, in a namespace of its own; what is inside is the standard’s.
  if (above !== undefined && is_first && definition.type.kind === 'elements') {
    checking.found.push(namespace)
    checking.frames.pop()
    const progress = startOf(definition.type)
    checking.frames.push({ kind: 'elements', name: definition.root, place: above.tag, namespace, progress })
    return open(checking, tag)
  }
  add(checking, tag, 'unexpected_element', `${name} stands outside of a ${definition.root}.`, name)
  return { kind: 'skipped', name }
}

function begin(checking: Checking, tag: XmlTag, namespace: string, type: ElementType): Frame {
  const { name, attributes } = tag
  const rules = type.kind === 'text' ? type.attributes : noRules
  if (rules.size > 0 || !isEmpty(attributes)) checkAttributes(checking, tag, rules)
  return type.kind === 'text'
    ? { kind: 'text', name, place: tag, type, text: '' }
    : { kind: 'elements', name, place: tag, namespace, progress: startOf(type) }
}

const noRules: ReadonlyMap<string, AttributeRule> = new Map()
const isEmpty = (attributes: XmlTag['attributes']): boolean => {
  for (const _ in attributes) return false
  return true
}
/** A document may say where its schema is; nobody goes there. */
const hints = new Set(['xsi:schemaLocation', 'xsi:noNamespaceSchemaLocation'])

function checkAttributes(checking: Checking, tag: XmlTag, rules: ReadonlyMap<string, AttributeRule>): void {
  const { name, attributes } = tag
  for (const [attribute, value] of Object.entries(attributes)) {
    const rule = rules.get(attribute)
    const below = `${name}/@${attribute}`
    const wrong = rule?.text(value)
    if (rule === undefined && !hints.has(attribute))
      add(checking, tag, 'unexpected_attribute', `${name} has no attribute ${attribute}.`, below)
    if (wrong !== undefined) addText(checking, tag, wrong, below)
  }
  for (const [attribute, { is_required }] of rules)
    if (is_required && !Object.hasOwn(attributes, attribute))
      add(
        checking,
        tag,
        'missing_attribute',
        `${name} needs the attribute ${attribute}.`,
        `${name}/@${attribute}`,
      )
}

const addText = (checking: Checking, place: Place, { rule, detail }: TextFault, below?: string): void =>
  add(checking, place, rule, detail, below)

const NAMESPACE_SHOWN_MAX = 100
const NAMES_SHOWN_MAX = 8
const shownNames = (leaves: readonly Leaf[]): string => {
  const names = leaves.slice(0, NAMES_SHOWN_MAX).map(({ name }) => name)
  return names.join(', ') + (leaves.length > NAMES_SHOWN_MAX ? ' …' : '')
}

const oneOf = (leaves: readonly Leaf[]): string => shownNames(leaves).replaceAll(', ', ' or ')

/** A child comes into an element: says what is wrong with its place. Undefined when nobody knows what it should be. */
function take(
  checking: Checking,
  { name: parent, progress, namespace }: Extract<Frame, { readonly kind: 'elements' }>,
  tag: XmlTag,
): Leaf | undefined {
  const { name } = tag
  const step = stepTo(progress, tag, namespace)
  if (step.kind === 'unknown') {
    const expected = step.expected.length === 0 ? 'nothing more' : shownNames(step.expected)
    const why = tag.namespace === namespace ? '' : ` of the namespace «${tag.namespace}»`
    const told = `${parent} has no element ${name}${why} here; expected: ${expected}.`
    add(checking, tag, 'unexpected_element', told, name)
    return undefined
  }
  if (step.kind === 'missing')
    for (const missing of step.missing)
      add(
        checking,
        tag,
        'missing_element',
        `${parent} needs ${oneOf(missing)} before ${name}.`,
        missing[0]?.name,
      )
  if (step.kind === 'misplaced') {
    const told = step.is_repeated
      ? `${parent} may hold ${name} at most ${step.leaf.max} times.`
      : `${name} stands too late in ${parent}, or beside what excludes it.`
    add(checking, tag, step.is_repeated ? 'too_many_elements' : 'unexpected_element', told, name)
  }
  return step.leaf
}

function close(checking: Checking, frame: Frame): void {
  if (frame.kind === 'text') {
    const wrong = frame.type.text(frame.text)
    if (wrong !== undefined) addText(checking, frame.place, wrong)
  }
  if (frame.kind === 'elements')
    for (const missing of missingBefore(frame.progress)) {
      const told = `${frame.name} ends without ${oneOf(missing)}.`
      add(checking, frame.place, 'missing_element', told, missing[0]?.name)
    }
  if (frame.kind === 'outside' && frame.tag.name === 'Document') {
    const { namespace } = frame.tag
    const told = `The namespace «${namespace.slice(0, NAMESPACE_SHOWN_MAX)}» is none of a known message.`
    add(checking, frame.tag, 'unknown_message', told, 'Document')
  }
}
