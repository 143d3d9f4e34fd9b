import { ownOf } from '../../../../kernel/own.ts'
import { byPlace, type FileFault } from '../../files/fault.ts'
import type { Element } from '../../xml/element.ts'
import { messagesIn, type XmlMessage } from '../../xml/envelope.ts'
import type { XmlEvents } from '../../xml/events.ts'
import type { XmlLimits } from '../../xml/limits.ts'
import { openXml } from '../../xml/read.ts'
import type { Check } from './checks/check.ts'
import { openChecks, type Profile } from './checks/checks.ts'
import { type BusinessApplicationHeader, businessApplicationHeader } from './kinds/head_001.ts'
import { type Batch, type Item, type KindName, kindOfRoot, messageKinds, type Noun } from './kinds.ts'
import type { Codec } from './shape/codec.ts'
import { elementsAt } from './shape/group.ts'
import { collectUnread, type Reading, startReading, type Unread } from './shape/reading.ts'

/** A message as it was read. `noun` is undefined when something is missing without which it means nothing. */
export type ReadMessage = {
  [K in KindName]: {
    readonly kind: K
    /** As its namespace says, such as `pain.001.001.09`; empty when it says nothing. */
    readonly version: string
    readonly header: BusinessApplicationHeader | undefined
    readonly noun: Noun<K> | undefined
  }
}[KindName]

/** One payment or entry of a message that is read part by part. */
export type MessageItem = {
  [K in KindName]: {
    readonly kind: K
    readonly noun: Item<K>
    /** What it stands in, as far as it was read: its own list of parts is empty. */
    batch(): Batch<K> | undefined
    readonly line: number
  }
}[KindName]

export type ReadFile = {
  readonly messages: readonly ReadMessage[]
  /** Whether the document is well-formed XML to its end. */
  readonly is_complete: boolean
  readonly faults: readonly FileFault[]
  /** What no noun has a field for, as it stood. Each is noted among the faults. */
  readonly unread: readonly Unread[]
}

export type OpenMessages = {
  /** Called for each payment or entry as it is complete; without it they stand in the nouns of the messages. */
  onItem?(item: MessageItem): void
  readonly profile?: Profile
  /** Sees the document as it is read: a check of its structure in the same pass. */
  readonly watch?: XmlEvents
  readonly limits?: Partial<XmlLimits>
}
export type MessageReader = { push(chunk: Uint8Array): void; end(): ReadFile }

// A file in which everything is wrong must not fill the memory with sentences.
const FAULTS_MAX = 10_000

/**
 * Reads a file of ISO 20022 messages of any kind in `messageKinds` and any version, in whatever envelope. With `onItem`
 * a file of 500,000 entries is read in bounded memory, and the messages at the end have empty lists instead. Never
 * throws for what a file holds. Faults come in the order of the file, at most 10,000 of them.
 */
export function openMessages({
  onItem,
  profile = 'iso20022',
  watch,
  limits = {},
}: OpenMessages = {}): MessageReader {
  const gathered: Gathered = { faults: [], unread: [], checks: new Map(), profile }
  const heads = { of: undefined as Element | undefined, noun: undefined as object | undefined }
  const xml = openXml({
    parts: (path) => onItem !== undefined && partOf(path) !== undefined,
    limits,
    ...(watch === undefined ? {} : { watch }),
    onPart(element, path) {
      const part = partOf(path)
      const parents = part === undefined ? undefined : parentsOf(xml.soFar(), path, part.body_depth)
      if (part === undefined || parents === undefined) return
      const { item: codec, within = messageKinds[part.kind].noun } = part.row
      const reading = startReading(path.slice(0, -1))
      const noun = codec.read(element, reading)
      gather(element, reading, gathered, part.kind)
      checkOf(part.kind, parents.body, gathered).item({ noun, element, parent: parents.parent })
      if (noun === undefined) return
      const batch = (): object | undefined => {
        if (heads.of !== parents.parent) heads.noun = readQuietly(within, parents.parent)
        heads.of = parents.parent
        return heads.noun
      }
      // The row of the kind has the codec of its items, which the compiler cannot follow through the path.
      onItem?.({ kind: part.kind, noun, batch, line: element.line } as MessageItem)
    },
  })
  return {
    push: xml.push,
    end() {
      xml.end()
      const messages = messagesIn(xml.root()).flatMap((message) => readOne(message, gathered))
      const faults = [...xml.faults, ...gathered.faults].toSorted(byPlace)
      return { messages, is_complete: xml.faults.length === 0, faults, unread: gathered.unread }
    },
  }
}

/** A file of messages that may be held in memory as a whole. */
export function readMessages(bytes: Uint8Array, options: Omit<OpenMessages, 'onItem'> = {}): ReadFile {
  const reader = openMessages(options)
  reader.push(bytes)
  return reader.end()
}

type Gathered = {
  readonly faults: FileFault[]
  readonly unread: Unread[]
  /** By the root element of a message. */
  readonly checks: Map<Element, Check>
  readonly profile: Profile
}
type Row = { readonly item: Codec<object>; readonly within?: Codec<object> }
type Part = { readonly kind: KindName; readonly row: Row; readonly body_depth: number }

/** What a path leads to, when that repeats without bound. */
function partOf(path: readonly string[]): Part | undefined {
  for (const [depth, name] of path.entries()) {
    const kind = kindOfRoot(name)
    if (kind === undefined) continue
    const rows: Readonly<Record<string, Row>> = messageKinds[kind].items
    const row = ownOf(rows, path.slice(depth + 1).join('/'))
    return row === undefined ? undefined : { kind, row, body_depth: depth }
  }
  return undefined
}

/** The elements of the path that are open now, which are the last ones of their name. */
function parentsOf(root: Element | undefined, path: readonly string[], body_depth: number) {
  let at = root
  let body = body_depth === 0 ? root : undefined
  for (const [depth, name] of path.slice(0, -1).entries()) {
    if (depth > 0) at = at?.children.findLast((one) => one.name === name)
    if (depth === body_depth) body = at
  }
  return at === undefined || body === undefined ? undefined : { body, parent: at }
}

const readQuietly = (codec: Codec<object>, from: Element): object | undefined =>
  codec.read(from, startReading([]))

function add(gathered: Gathered, fault: FileFault): void {
  if (gathered.faults.length < FAULTS_MAX) gathered.faults.push(fault)
}

/** A bank tells of accounts at other banks what those told it: its statement counts all the same. */
const hearsay: ReadonlySet<string> = new Set(['iso20022_iban', 'iso20022_bic', 'iso20022_lei'])
const statements: ReadonlySet<KindName> = new Set(['camt.052', 'camt.053', 'camt.054'])

function gather(element: Element, reading: Reading, gathered: Gathered, kind?: KindName): void {
  collectUnread(element, reading, gathered.unread)
  const isHearsay = kind !== undefined && statements.has(kind)
  for (const fault of reading.faults)
    add(gathered, isHearsay && hearsay.has(fault.rule) ? { ...fault, severity: 'noted' } : fault)
}

function checkOf(kind: KindName, body: Element, gathered: Gathered): Check {
  const known = gathered.checks.get(body)
  const check = known ?? openChecks(kind, gathered.profile, (fault) => add(gathered, fault))
  if (known === undefined) gathered.checks.set(body, check)
  return check
}

function readOne({ header, document }: XmlMessage, gathered: Gathered): ReadMessage[] {
  const body = document.children[0]
  const kind = body === undefined ? undefined : kindOfRoot(body.name)
  if (body === undefined || kind === undefined) {
    noteUnknown(body ?? document, gathered)
    return []
  }
  const reading = startReading([document.name])
  const codec: Codec<object> = messageKinds[kind].noun
  const noun = codec.read(body, reading)
  gather(body, reading, gathered, kind)
  const check = checkOf(kind, body, gathered)
  for (const path of Object.keys(messageKinds[kind].items)) checkWhole(path.split('/'), body, reading, check)
  check.end({ body, noun })
  const version = /[a-z]{4}\.\d{3}\.\d{3}\.\d{2}/.exec(body.namespace)?.[0] ?? ''
  return [{ kind, version, header: readHeader(header, gathered), noun } as ReadMessage]
}

/** Shows the parts that stand in the message itself to its checks; when they came one by one there are none. */
function checkWhole(path: readonly string[], body: Element, reading: Reading, check: Check): void {
  for (const parent of elementsAt(body, path.slice(0, -1)))
    for (const element of elementsAt(parent, path.slice(-1)))
      check.item({ noun: reading.nouns.get(element), element, parent })
}

function readHeader(header: Element | undefined, gathered: Gathered): BusinessApplicationHeader | undefined {
  if (header === undefined) return undefined
  const reading = startReading([])
  const noun = businessApplicationHeader.read(header, reading)
  gather(header, reading, gathered)
  return noun
}

function noteUnknown(element: Element, gathered: Gathered): void {
  gathered.unread.push({ path: element.name, element })
  const { line, column, name } = element
  const detail = `${name.slice(0, 60)} is a message that Florin has no noun for; it is kept as it stands`
  add(gathered, { line, column, rule: 'iso20022_kind_unknown', field: name, detail, severity: 'noted' })
}
