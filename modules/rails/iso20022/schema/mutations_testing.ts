import fc from 'fast-check'
import type { Element } from '../../xml/element.ts'
import { XML_HEAD, writeElement } from '../../xml/write.ts'

/** One change of one element, chosen by its number in the order of the document. */
export type Mutation = {
  readonly kind:
    | 'drop'
    | 'rename'
    | 'duplicate'
    | 'text'
    | 'swap'
    | 'add'
    | 'attribute'
    | 'no_attributes'
    | 'empty'
    | 'space'
  readonly at: number
  readonly text: string
}

/** Texts at the edges of types, without spaces; `_` stands for one. */
const edges = `A NEW é €uro 0 -1 +1.50 1. .5 1e3 0.00001 1.1234567 1.1000000 00012.3 -0 -0.00 INF _7_ 123456789012345678
 1234567890123456789 1234567890123.12345 999999999999999999.9 true TRUE 1 _false_ 2026-02-29 2024-02-29 2026-04-31
 0000-01-01 2026-1-1 2026-01-01Z 2026-01-01+14:00 2026-01-01+14:01 -0044-03-15 12026-01-01 2026-01-01T00:00:00
 2026-01-01T24:00:00 2026-01-01T24:00:01 2026-01-01T23:59:60 2026-01-01T12:00 2026-01-01T12:00:00.123456789012Z
 2026-01-01t12:00:00 2026 2026-13 2026-12 12:00:00 24:00:00 25:00:00 12:00:00.5-05:00 EUR eur EURO DE de DEUTDEFF
 DEUTDEFF500 DEUTDEFF50 DE89370400440532013000 de89370400440532013000 DE8937_0400 +49-123456 +49- 49-1 CRDT DBIT BOOK
 PDNG SLEV eab85f24-4d12-4f4e-8f65-0d7d3f0e4d0a 12345 1234567890123456 aGVsbG8= aGVsbG9= aGVsbA== a_b_c_d !!!!`
const texts = [
  ...edges.split(/\s+/).map((edge) => edge.replaceAll('_', ' ')),
  '',
  ' ',
  'x'.repeat(36),
  'x'.repeat(141),
  'x'.repeat(600),
  '😀'.repeat(35),
  '😀'.repeat(36),
]
const names =
  'Id Cd Prtry Nm Amt Ccy Dt DtTm IBAN Othr SplmtryData Envlp CdtDbtInd Ntry GrpHdr MsgId Foo'.split(' ')

export const mutation = (): fc.Arbitrary<Mutation> =>
  fc.record({
    kind: fc.constantFrom(
      'drop',
      'rename',
      'duplicate',
      'text',
      'text',
      'text',
      'text',
      'swap',
      'add',
      'attribute',
      'no_attributes',
      'empty',
      'space',
    ),
    at: fc.nat(2_000),
    text: fc.constantFrom(...texts),
  })

const sizeOf = (element: Element): number => element.children.reduce((sum, child) => sum + sizeOf(child), 1)

/** The document with one change. */
export function mutated(root: Element, { kind, at, text }: Mutation): Element {
  let left = at % sizeOf(root)
  const visit = (element: Element): readonly Element[] => {
    if (left-- === 0) return element === root ? [changed(element, kind, text)] : changes(element, kind, text)
    return [{ ...element, children: element.children.flatMap(visit) }]
  }
  return visit(root).at(0) ?? root
}

function changes(element: Element, kind: Mutation['kind'], text: string): readonly Element[] {
  if (kind === 'drop') return []
  if (kind === 'duplicate') return [element, element]
  return [changed(element, kind, text)]
}

function changed(element: Element, kind: Mutation['kind'], text: string): Element {
  const { children, attributes } = element
  const name = names[text.length % names.length] ?? 'Foo'
  if (kind === 'rename') return { ...element, name }
  if (kind === 'text') return children.length === 0 ? { ...element, text } : element
  if (kind === 'swap') return { ...element, children: [...children.slice(1), ...children.slice(0, 1)] }
  if (kind === 'add')
    return { ...element, text: '', children: [...children, { ...element, name, children: [], text }] }
  if (kind === 'attribute')
    return { ...element, attributes: { ...attributes, [text.length % 2 === 0 ? 'Ccy' : 'Foo']: text } }
  if (kind === 'no_attributes') return { ...element, attributes: {} }
  // libxml2 refuses white space around dates, which XML Schema allows; nobody’s verdict is asked about that.
  if (kind === 'space')
    return /^\d{4}-/.test(element.text) ? element : { ...element, text: ` ${element.text}\n` }
  return { ...element, children: [], text: '' }
}

/** As a file again: all in the namespace of its root. Hints where a schema is are left out. */
export function asFile(root: Element): Uint8Array {
  const attributes = Object.entries(root.attributes).filter(([name]) => !name.startsWith('xsi:'))
  const named = { ...root, attributes: { ...Object.fromEntries(attributes), xmlns: root.namespace } }
  return new TextEncoder().encode(XML_HEAD + writeElement(named))
}
