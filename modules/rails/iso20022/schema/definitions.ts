import { readFileSync } from 'node:fs'
import { assert, present } from '../../../../kernel/assert.ts'
import type { Provenance } from '../../cards/dated.ts'
import { type SimpleFacts, type TextType, textType } from './text.ts'

/** Whose variant of a message counts where several are published under one namespace. Swiss ones have their own. */
export type Iso20022Profile = 'iso' | 'rtp' | 'fednow'

/** An element that may stand in another. `*` stands for any element of `any_namespace`, or of any when that is empty. */
export type Leaf = {
  readonly name: string
  readonly any_namespace: string
  readonly min: number
  readonly max: number
  /** Undefined for `*`: what is inside is not ours to check. */
  type(): ElementType | undefined
}
/** One place in the order: a single leaf, or a choice of several. `is_optional`: nothing need stand there. */
export type Item = { readonly leaves: readonly Leaf[]; readonly is_optional: boolean }
export type AttributeRule = { readonly text: TextType; readonly is_required: boolean }
export type ElementType =
  | { readonly kind: 'elements'; readonly items: readonly Item[] }
  | {
      readonly kind: 'text'
      readonly text: TextType
      readonly attributes: ReadonlyMap<string, AttributeRule>
    }

export type MessageDefinition = {
  readonly namespace: string
  /** `Document`, or `AppHdr` for a business application header. */
  readonly root: string
  readonly type: ElementType
}

type Family = 'pain' | 'pacs' | 'camt' | 'other' | 'shared'
type Message = readonly [
  profile: Iso20022Profile,
  namespace: string,
  family: Family,
  root: string,
  type: number,
]

/**
 * A file that `tools/gen/iso20022_definitions.ts` makes: where the facts come from, then a row a line. Each is read when
 * it is first needed, so a start costs nothing.
 */
function readRows(name: string): readonly [Provenance, ...unknown[]] {
  const text = readFileSync(new URL(`facts/${name}.jsonl`, import.meta.url), 'utf8')
  return JSON.parse(`[${text.trim().replaceAll('\n', ',')}]`) as [Provenance, ...unknown[]]
}
const readTypes = (name: string): readonly string[] => readRows(name).slice(1) as string[]

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}
const listed = once(() => {
  const [provenance, ...rows] = readRows('messages')
  return { provenance, rows: rows as Message[] }
})
const messages = once(
  () => new Map(listed().rows.map((message) => [`${message[0]} ${message[1]}`, message] as const)),
)
const simples = once(() =>
  (readRows('simple').slice(1) as SimpleFacts[]).map((facts) => once(() => textType(facts))),
)
const shared = once(() => readTypes('shared'))

/** Types by number: those of several families first, then the family’s own. */
const typesByFamily = new Map<Family, readonly (() => ElementType)[]>()
function typesOf(family: Family): readonly (() => ElementType)[] {
  const known = typesByFamily.get(family)
  if (known !== undefined) return known
  const types = [...shared(), ...readTypes(family)].map((written) => once(() => readType(written, family)))
  typesByFamily.set(family, types)
  return types
}

/**
 * What the message of a namespace must look like, such as `urn:iso:std:iso:20022:tech:xsd:pain.001.001.09`; undefined
 * when it is not known. A profile without a variant of its own has the standard’s.
 */
export function messageDefinition(
  namespace: string,
  profile: Iso20022Profile = 'iso',
): MessageDefinition | undefined {
  const message = messages().get(`${profile} ${namespace}`) ?? messages().get(`iso ${namespace}`)
  if (message === undefined) return undefined
  const [, , family, root, type] = message
  return { namespace, root, type: present(typesOf(family)[type], 'a type')() }
}

/** Every message that is known, and where the facts come from. */
export function knownMessages(): Provenance & { readonly namespaces: readonly string[] } {
  const { provenance, rows } = listed()
  return { ...provenance, namespaces: [...new Set(rows.map(([, namespace]) => namespace))] }
}

/**
 * A type is one line. Elements in their order: `MsgId:s3 CtrlSum:s60? CdtTrfTxInf:313+ (Cd:s6|Prtry:s226)`, where the
 * number names the type, `s` a simple one, and `?`, `*`, `+` and `{0,10}` mean what they mean in a pattern. A text with
 * attributes: `=s5 @Ccy:s7`, where `?` means that the attribute may be left out.
 */
function readType(written: string, family: Family): ElementType {
  const words = written.split(' ')
  if (!written.startsWith('='))
    return { kind: 'elements', items: words.map((word) => readItem(word, family)) }
  const [text = '', ...attributes] = words
  return {
    kind: 'text',
    text: simple(text.slice('=s'.length)),
    attributes: new Map(attributes.map(readAttribute)),
  }
}

const simple = (number: string): TextType => present(simples()[Number(number)], 'a simple type')()

function readAttribute(written: string): readonly [string, AttributeRule] {
  const [, name = '', number = '', optional] = /^@(\w+):s(\d+)(\?)?$/.exec(written) ?? []
  assert(name !== '', `an attribute is written as ${written}`)
  return [name, { text: simple(number), is_required: optional === undefined }]
}

function readItem(written: string, family: Family): Item {
  const words = written.startsWith('(') ? written.slice(1, -1).split('|') : [written]
  const leaves = words.map((word) => readLeaf(word, family))
  return { leaves, is_optional: leaves.some(({ min }) => min === 0) }
}

function readLeaf(written: string, family: Family): Leaf {
  if (written.startsWith('*'))
    return { name: '*', any_namespace: written.slice('*@'.length), min: 1, max: 1, type: () => undefined }
  const [, name = '', is_simple, number = '', occurs = ''] =
    /^([\w.-]+):(s?)(\d+)([?*+]|\{\d+,\d*\})?$/.exec(written) ?? []
  assert(name !== '', `an element is written as ${written}`)
  const type = once((): ElementType => {
    if (is_simple === 's') return { kind: 'text', text: simple(number), attributes: new Map() }
    return present(typesOf(family)[Number(number)], 'a type')()
  })
  return { name, any_namespace: '', ...occurrences(occurs), type }
}

function occurrences(written: string): { readonly min: number; readonly max: number } {
  if (written === '') return { min: 1, max: 1 }
  if (written === '?') return { min: 0, max: 1 }
  if (written === '*') return { min: 0, max: Number.POSITIVE_INFINITY }
  if (written === '+') return { min: 1, max: Number.POSITIVE_INFINITY }
  const [min = '', max = ''] = written.slice(1, -1).split(',')
  return { min: Number(min), max: max === '' ? Number.POSITIVE_INFINITY : Number(max) }
}
