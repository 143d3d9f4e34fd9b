import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ParseOption, XmlDocument, XmlElement } from 'libxml2-wasm'

/**
 * Makes `modules/rails/iso20022/schema/facts/*.gen.json` from a folder of XML schemas, by hand, by whoever has them:
 * `node tools/gen/iso20022_definitions.ts <folder>`. Only facts are taken: names, order, cardinality and simple types.
 * `modules/rails/iso20022/schema/definitions.ts` says how they are written.
 */
const provenance = {
  source: 'XML schemas of ISO 20022 messages (iso20022.org), of The Clearing House RTP, FedNow and SIX',
  effective_from: '2026-11-21',
  review_by: '2027-11-30',
}
const target = fileURLToPath(new URL('../../modules/rails/iso20022/schema/facts/', import.meta.url))

/** Wrappers of single operators are left out: what is inside is found wherever it stands. */
const taken =
  /^(urn:iso:std:(iso|ma):20022:(tech:)?xsd:|urn:swift:xsd:|http:\/\/www\.(six-interbank-clearing\.com|iso-payments\.ch)\/)/
const profileOf = (path: string): string => /moov-(rtp|fednow)\//.exec(path)?.[1] ?? 'iso'
const familyOf = (namespace: string): string => {
  const family = /\b(pain|pacs|camt)\.\d/.exec(namespace)?.[1]
  return family ?? 'other'
}

type Simple = { readonly base: string } & { readonly [facet: string]: unknown }
type Leaf = { readonly name: string; readonly type: string; readonly occurs: string }
/** A choice has several leaves. */
type Complex = {
  readonly items: readonly (readonly Leaf[])[]
  readonly text: string | undefined
  readonly attributes: readonly (readonly [name: string, type: string, is_required: boolean])[]
}
type Schema = {
  readonly path: string
  readonly namespace: string
  readonly root: { readonly name: string; readonly type: string }
  readonly simple: ReadonlyMap<string, Simple>
  readonly complex: ReadonlyMap<string, Complex>
}

const childrenOf = (parent: XmlElement): XmlElement[] => {
  const children: XmlElement[] = []
  for (let node = parent.firstChild; node !== null; node = node.next)
    if (node instanceof XmlElement && node.name !== 'annotation') children.push(node)
  return children
}
const attributeOf = (of: XmlElement, name: string): string | undefined => of.attr(name)?.value
const required = (of: XmlElement, name: string): string => {
  const value = attributeOf(of, name)
  if (value === undefined) throw new Error(`line ${of.line}: <${of.name}> has no ${name}`)
  return value
}
const only = (parent: XmlElement, ...names: readonly string[]): XmlElement => {
  const [child, second] = childrenOf(parent)
  if (child === undefined || second !== undefined || !names.includes(child.name))
    throw new Error(`line ${parent.line}: one of ${names.join(', ')} is expected`)
  return child
}

function readSchema(path: string, bytes: Uint8Array): Schema | undefined {
  const document = XmlDocument.fromBuffer(bytes, { option: ParseOption.XML_PARSE_NONET })
  try {
    const namespace = attributeOf(document.root, 'targetNamespace') ?? ''
    if (!taken.test(namespace)) return undefined
    const parts = childrenOf(document.root)
    const named = (kind: string): XmlElement[] => parts.filter(({ name }) => name === kind)
    const simple = new Map(named('simpleType').map((one) => [required(one, 'name'), readSimple(one)]))
    const complex = new Map(named('complexType').map((one) => [required(one, 'name'), readComplex(one)]))
    return { path, namespace, root: rootOf(named('element'), complex), simple, complex }
  } finally {
    document.dispose()
  }
}

/** Schemas that are only imported declare no element of their own. */
function rootOf(elements: readonly XmlElement[], complex: ReadonlyMap<string, Complex>): Schema['root'] {
  const [first] = elements
  if (first !== undefined) return { name: required(first, 'name'), type: local(required(first, 'type')) }
  if (complex.has('Document')) return { name: 'Document', type: 'Document' }
  const header = [...complex.keys()].find((name) => /^BusinessApplicationHeaderV\d+$/.test(name))
  if (header === undefined) throw new Error('a schema without a root')
  return { name: 'AppHdr', type: header }
}

/** Every schema here has its types in one namespace, so prefixes say nothing, except that a type is built in. */
const local = (name: string): string =>
  /^(xs|xsd):/.test(name) ? name.replace('xsd:', 'xs:') : name.replace(/^.*:/, '')

const windows1252 = new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 256 }, (_, at) => at))

/** One copy of a Swiss schema was read as windows-1252 and written as UTF-8 again; a space was a hard one before. */
function repaired(pattern: string): string {
  if (!pattern.includes('Ã')) return pattern
  const letters = Array.from(pattern.replaceAll('Ã ', 'Ã\u00a0'), (letter) => windows1252.indexOf(letter))
  return Buffer.from(letters).toString('utf8')
}

const countFacets = new Set(['minLength', 'maxLength', 'length', 'totalDigits', 'fractionDigits'])
const boundFacets = new Set(['minInclusive', 'maxInclusive'])
const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

function readSimple(type: XmlElement): Simple {
  const restriction = only(type, 'restriction')
  return { base: local(required(restriction, 'base')), ...facetsOf(childrenOf(restriction)) }
}

function facetsOf(facets: readonly XmlElement[]): Readonly<Record<string, unknown>> {
  const found: Record<string, unknown> = {}
  const several = new Map<string, string[]>()
  for (const facet of facets) {
    if (facet.name === 'attribute') continue
    const value = required(facet, 'value')
    if (countFacets.has(facet.name)) found[snake(facet.name)] = Number(value)
    else if (boundFacets.has(facet.name)) found[snake(facet.name)] = value
    else if (facet.name === 'pattern' || facet.name === 'enumeration')
      several.set(facet.name, [...(several.get(facet.name) ?? []), value])
    else throw new Error(`line ${facet.line}: the facet ${facet.name} is not known`)
  }
  const pattern = several.get('pattern')
  const enumeration = several.get('enumeration')
  if (pattern !== undefined) found['patterns'] = [repaired(pattern.join('|'))]
  if (enumeration !== undefined) found['enumeration'] = enumeration
  return found
}

function readComplex(type: XmlElement): Complex {
  const content = only(type, 'sequence', 'choice', 'simpleContent', 'complexContent')
  if (content.name === 'simpleContent') return readText(only(content, 'extension', 'restriction'))
  // A restriction repeats all that remains of its base.
  const group =
    content.name === 'complexContent' ? only(only(content, 'restriction'), 'sequence', 'choice') : content
  if (group.attrs.length > 0) throw new Error(`line ${group.line}: a group with occurrences`)
  const items = group.name === 'choice' ? [leavesOf(group)] : childrenOf(group).map(readItem)
  return { items, text: undefined, attributes: [] }
}

function readItem(item: XmlElement): readonly Leaf[] {
  if (item.name !== 'choice') return [readLeaf(item)]
  if (item.attrs.length > 0) throw new Error(`line ${item.line}: a choice with occurrences`)
  return leavesOf(item)
}
const leavesOf = (group: XmlElement): readonly Leaf[] => childrenOf(group).map(readLeaf)

const occurrences: ReadonlyMap<string, string> = new Map([
  ['1 1', ''],
  ['0 1', '?'],
  ['0 unbounded', '*'],
  ['1 unbounded', '+'],
])

function readLeaf(leaf: XmlElement): Leaf {
  const min = attributeOf(leaf, 'minOccurs') ?? '1'
  const max = attributeOf(leaf, 'maxOccurs') ?? '1'
  const occurs = occurrences.get(`${min} ${max}`) ?? (max === 'unbounded' ? `{${min},}` : `{${min},${max}}`)
  if (leaf.name === 'element')
    return { name: required(leaf, 'name'), type: local(required(leaf, 'type')), occurs }
  if (leaf.name !== 'any' || occurs !== '') throw new Error(`line ${leaf.line}: <${leaf.name}> is not known`)
  const namespace = attributeOf(leaf, 'namespace') ?? '##any'
  return { name: '*', type: namespace === '##any' ? '' : `@${namespace}`, occurs }
}

/** The base of a restriction has the same attributes; its own facets come with it by name. */
function readText(derived: XmlElement): Complex {
  const attributes = childrenOf(derived)
    .filter(({ name }) => name === 'attribute')
    .map(
      (one) =>
        [
          required(one, 'name'),
          local(required(one, 'type')),
          attributeOf(one, 'use') === 'required',
        ] as const,
    )
  const base = local(required(derived, 'base'))
  const facets = JSON.stringify(facetsOf(childrenOf(derived)))
  return { items: [], text: derived.name === 'extension' ? base : `${base} ${facets}`, attributes }
}

/** A simple type with everything that its bases say; patterns of each step must all match. */
function flatSimple(schema: Schema, name: string): Simple {
  if (name.startsWith('xs:')) return { base: name.slice('xs:'.length) }
  const space = name.indexOf(' ')
  if (space !== -1) {
    const base = name.slice(0, space)
    const facets = JSON.parse(name.slice(space)) as Record<string, unknown>
    return { ...flatSimple(schema, schema.complex.get(base)?.text ?? base), ...facets }
  }
  const own = schema.simple.get(name)
  if (own === undefined) throw new Error(`${schema.path}: no type ${name}`)
  const below = flatSimple(schema, own.base)
  const patterns = [below['patterns'], own['patterns']].flat().filter((one) => one !== undefined)
  const flat = { ...below, ...own, base: below.base }
  return patterns.length === 0 ? flat : { ...flat, patterns }
}

/** Gives each text that is asked for a number, the same one each time. */
function numbering(): { readonly texts: readonly string[]; number(text: string): number } {
  const texts: string[] = []
  const known = new Map<string, number>()
  return {
    texts,
    number(text) {
      const number = known.get(text) ?? texts.push(text) - 1
      known.set(text, number)
      return number
    },
  }
}

/** A type as a line with `§` for each complex type below, which come apart. */
type Written = { readonly skeleton: string; readonly below: readonly Complex[] }

function writtenType(schema: Schema, type: Complex, simpleNumber: (text: string) => number): Written {
  const below: Complex[] = []
  const simple = (name: string): string => `s${simpleNumber(JSON.stringify(flatSimple(schema, name)))}`
  const reference = (name: string): string => {
    const complex = schema.complex.get(name)
    if (complex === undefined) return simple(name)
    below.push(complex)
    return '§'
  }
  if (type.text !== undefined) {
    const attributes = type.attributes.map(
      ([name, of, is_required]) => `@${name}:${simple(of)}${is_required ? '' : '?'}`,
    )
    return { skeleton: [`=${simple(type.text)}`, ...attributes].join(' '), below }
  }
  const leaf = ({ name, type: of, occurs }: Leaf): string =>
    name === '*' ? `*${of}` : `${name}:${reference(of)}${occurs}`
  const items = type.items.map((leaves) =>
    leaves.length === 1 ? leaves.map(leaf).join('') : `(${leaves.map(leaf).join('|')})`,
  )
  return { skeleton: items.join(' '), below }
}

type Classes = ReadonlyMap<Complex, number>

/**
 * Which complex types are the same, whatever schema they stand in: at first all that look the same with the types below
 * left out, then again and again with what the types below turned out to be, until nothing more comes apart.
 */
function classesOf(types: ReadonlyMap<Complex, Written>): Classes {
  let classes: Classes = new Map()
  for (let count = -1; ; ) {
    const { texts, number } = numbering()
    const next = new Map<Complex, number>()
    for (const [type, { skeleton, below }] of types)
      next.set(type, number(`${skeleton} ${below.map((one) => classes.get(one)).join()}`))
    classes = next
    if (texts.length === count) return classes
    count = texts.length
  }
}

/** Types that a root needs, itself included. */
function reachable(schema: Schema): readonly Complex[] {
  const found = new Set<Complex>()
  const queue = [schema.root.type]
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const type = schema.complex.get(name)
    if (type === undefined || found.has(type)) continue
    found.add(type)
    for (const leaf of type.items.flat()) if (leaf.name !== '*') queue.push(leaf.type)
  }
  return [...found]
}

const rootClass = ({ root, complex }: Schema, classes: Classes): number =>
  classes.get(complex.get(root.type) as Complex) as number

type Message = { readonly profile: string; readonly schema: Schema }

/** One message once per profile; a profile that says the same as ISO itself is not repeated. */
function messagesOf(schemas: readonly Schema[], classes: Classes): readonly Message[] {
  const messages = new Map<string, Message>()
  const add = (profile: string, schema: Schema): void => {
    const { namespace } = schema
    const standard = messages.get(`iso ${namespace}`)
    if (standard === undefined) messages.set(`iso ${namespace}`, { profile: 'iso', schema })
    else if (rootClass(standard.schema, classes) !== rootClass(schema, classes)) {
      if (profile === 'iso') throw new Error(`${standard.schema.path} and ${schema.path} differ`)
      messages.set(`${profile} ${namespace}`, { profile, schema })
    }
  }
  for (const profile of ['iso', 'fednow', 'rtp'])
    for (const schema of schemas) if (profileOf(schema.path) === profile) add(profile, schema)
  return [...messages.values()]
}

/** The classes that each family has for itself; those that several need are first, under `shared`. */
function familiesOf(messages: readonly Message[], classes: Classes): ReadonlyMap<string, readonly number[]> {
  const users = new Map<number, Set<string>>()
  for (const { schema } of messages)
    for (const type of reachable(schema)) {
      const number = classes.get(type) as number
      users.set(number, (users.get(number) ?? new Set()).add(familyOf(schema.namespace)))
    }
  const families = new Map<string, number[]>([['shared', []]])
  for (const [number, names] of users) {
    const [first = ''] = names
    const name = names.size === 1 ? first : 'shared'
    families.set(name, [...(families.get(name) ?? []), number])
  }
  return families
}

/** The files by name, from a folder of schemas. */
export function definitionFiles(folder: string): ReadonlyMap<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.xsd'))
    .map((path) => path.replaceAll('\\', '/'))
    .toSorted((a, b) => (a < b ? -1 : 1))
  const schemas = paths.flatMap((path) => readSchema(path, readFileSync(join(folder, path))) ?? [])
  const simple = numbering()
  const types = new Map<Complex, Written>()
  for (const schema of schemas)
    for (const type of reachable(schema)) types.set(type, writtenType(schema, type, simple.number))
  const classes = classesOf(types)
  const messages = messagesOf(schemas, classes)
  const facts = simple.texts.map((text) => JSON.parse(text) as unknown)
  return filesOf(messages, types, classes).set('simple', fileText(facts))
}

function filesOf(
  messages: readonly Message[],
  types: ReadonlyMap<Complex, Written>,
  classes: Classes,
): Map<string, string> {
  const byClass = new Map([...types].map(([type, one]) => [classes.get(type) as number, one]))
  const families = familiesOf(messages, classes)
  const shared = families.get('shared') ?? []
  const numbers = new Map<string, ReadonlyMap<number, number>>()
  const files = new Map<string, string>()
  for (const [name, own] of families) {
    const all = name === 'shared' ? shared : [...shared, ...own]
    const numberOf = new Map(all.map((number, at) => [number, at]))
    const lines = own.map((number) => {
      const { skeleton, below } = byClass.get(number) as Written
      const left = below.map((one) => numberOf.get(classes.get(one) as number))
      return skeleton.replaceAll('§', () => `${left.shift()}`)
    })
    numbers.set(name, numberOf)
    files.set(name, fileText(lines))
  }
  const listed = messages.map(({ profile, schema }) => {
    const family = familyOf(schema.namespace)
    const type = numbers.get(family)?.get(rootClass(schema, classes))
    return [profile, schema.namespace, family, schema.root.name, type]
  })
  return files.set('messages', fileText(listed))
}

/** Where the facts come from, then one entry a line, so that a diff shows what changed. */
const fileText = (rows: readonly unknown[]): string =>
  [provenance, ...rows].map((row) => `${JSON.stringify(row)}\n`).join('')

if (import.meta.main) {
  const [folder] = process.argv.slice(2)
  if (folder === undefined) throw new Error('name the folder that holds the schemas')
  mkdirSync(target, { recursive: true })
  for (const [name, text] of definitionFiles(folder)) {
    writeFileSync(join(target, `${name}.jsonl`), text)
    console.log(`wrote ${name}.jsonl, ${text.length} characters`)
  }
}
