import { SaxesParser, type SaxesTagPlain } from 'saxes'
import type { FileFault } from '../files/fault.ts'
import { openDecoder } from './decode.ts'
import { type XmlLimits, xmlLimits } from './limits.ts'
import { attributesOf, type Namespaces, noAttributes, openNamespaces } from './namespaces.ts'

/** An opening tag. Attributes bear their local name; those of XMLSchema-instance `xsi:` in front; `xmlns` is left out. */
export type XmlTag = {
  readonly name: string
  readonly namespace: string
  readonly attributes: Readonly<Record<string, string>>
  readonly line: number
  readonly column: number
}

/** What is told of a document, in its order. After a fault of the XML itself nothing follows. */
export type XmlEvents = {
  open(tag: XmlTag): void
  text(text: string): void
  close(): void
}

export type XmlSource = {
  push(chunk: Uint8Array): void
  end(): void
  /** Ends the reading with this fault. */
  refuse(rule: string, detail: string): void
  readonly faults: readonly FileFault[]
}

type Reading = {
  readonly parser: SaxesParser
  readonly events: XmlEvents
  readonly bounds: XmlLimits
  readonly namespaces: Namespaces
  readonly faults: FileFault[]
  depth: number
  /** What stands before the root, while that is not there. */
  prolog: string | undefined
  /** Where the tag that is being read begins. */
  line: number
  column: number
  /** Where the last event ended. */
  mark: { position: number; line: number; column: number }
  is_closing: boolean
  is_ending: boolean
}

/** Small enough that what a limit forbids is never more than this beyond it. */
const SLICE_BYTES = 64 * 1024

/**
 * Reads XML 1.0 as it arrives and tells what is in it. Refused, with one fault and an end: what is not well formed, a
 * DOCTYPE (and with it every entity declaration), encodings that are not read, and what is above a limit. Comments and
 * processing instructions, such as the style sheet of a browser, say nothing and are passed over. Chunks may be cut
 * anywhere. Never throws for what a document holds.
 */
export function openEvents(events: XmlEvents, limits: Partial<XmlLimits> = {}): XmlSource {
  const reading: Reading = {
    parser: new SaxesParser({ position: true, defaultXMLVersion: '1.0', forceXMLVersion: true }),
    events,
    bounds: { ...xmlLimits, ...limits },
    namespaces: openNamespaces(),
    faults: [],
    depth: 0,
    prolog: '',
    line: 1,
    column: 1,
    mark: { position: 0, line: 1, column: 0 },
    is_closing: false,
    is_ending: false,
  }
  listen(reading)
  const { faults, bounds, parser } = reading
  const decoder = openDecoder()
  let bytes = 0
  const write = (text: string): void => {
    writeSlice(reading, text)
    if (decoder.refusal !== undefined && faults.length === 0)
      refuseAt(reading, { line: parser.line, column: parser.column + 1 }, 'xml_encoding', decoder.refusal)
  }
  return {
    faults,
    refuse: (rule, detail) => refuse(reading, rule, detail),
    push(chunk) {
      for (let from = 0; from < chunk.length && faults.length === 0; from += SLICE_BYTES) {
        const slice = chunk.subarray(from, from + SLICE_BYTES)
        bytes += slice.length
        if (bytes <= bounds.bytes_max) write(decoder.push(slice))
        else refuse(reading, 'xml_too_large', `The document is larger than ${bounds.bytes_max} bytes.`)
      }
    },
    end() {
      if (reading.is_ending) return
      if (faults.length === 0) write(decoder.end())
      flush(reading)
      reading.is_ending = true
      if (faults.length === 0) parser.close()
    },
  }
}

/** Whatever gives no event for long is a text, a comment or a tag that is too long, and would be held until its end. */
function writeSlice(reading: Reading, text: string): void {
  const { parser, mark, bounds } = reading
  if (reading.prolog !== undefined) reading.prolog += text
  if (text !== '') parser.write(text)
  const prolog_chars = reading.prolog?.length ?? 0
  if (Math.max(prolog_chars, parser.position - mark.position) > bounds.text_chars_max)
    refuseAt(
      reading,
      mark,
      'xml_too_long',
      `A text, comment or tag is longer than ${bounds.text_chars_max} characters.`,
    )
}

function refuseAt(
  { faults }: Reading,
  { line, column }: { readonly line: number; readonly column: number },
  rule: string,
  detail: string,
): void {
  if (faults.length > 0) return
  faults.push({ line, column: Math.max(1, column), rule, field: '', detail, severity: 'refused' })
}

const refuse = (reading: Reading, rule: string, detail: string): void =>
  refuseAt(reading, reading.parser, rule, detail)

function setMark({ parser, mark }: Reading): void {
  mark.position = parser.position
  mark.line = parser.line
  mark.column = parser.column
}

/** The parser tells of a closing before it finds that it closes another element, so it is passed on with what follows. */
function flush(reading: Reading): void {
  if (!reading.is_closing || reading.faults.length > 0) return
  reading.is_closing = false
  reading.depth--
  reading.namespaces.close()
  reading.events.close()
}

/**
 * Seven at most: with the eighth the parser becomes an object that V8 does not optimise, which made it five times slower
 * (measured with saxes 6.0.0 on Node 26). So comments and instructions give no event, and a DOCTYPE is found in what stands before the root.
 */
function listen(reading: Reading): void {
  const { parser } = reading
  parser.on('error', ({ message }) => {
    const why = message.replace(/^\d+:\d+: /, '').replace(/\.$/, '')
    if (reading.is_ending) refuse(reading, 'xml_truncated', `The document ends too early: ${why}.`)
    else refuse(reading, 'xml_not_well_formed', `The XML is not well formed: ${why}.`)
  })
  parser.on('opentagstart', ({ name }) => onTagStart(reading, name))
  parser.on('opentag', (tag) => onTag(reading, tag))
  parser.on('text', (text) => onText(reading, text))
  parser.on('cdata', (text) => onText(reading, text))
  parser.on('closetag', () => {
    flush(reading)
    setMark(reading)
    reading.is_closing = reading.faults.length === 0
  })
}

/** The parser stands behind the name and one character more. When that ended the line, the last event tells the place. */
function onTagStart(reading: Reading, name: string): void {
  flush(reading)
  const { parser, mark, bounds } = reading
  reading.line = parser.column === 0 ? mark.line : parser.line
  reading.column = parser.column === 0 ? mark.column + 1 : parser.column - name.length - 1
  if (reading.prolog !== undefined) leaveProlog(reading)
  if (name.length > bounds.name_chars_max)
    refuse(
      reading,
      'xml_too_long',
      `The name of an element is longer than ${bounds.name_chars_max} characters.`,
    )
  if (++reading.depth > bounds.depth_max)
    refuse(
      reading,
      'xml_too_deep',
      `Elements stand within each other deeper than ${bounds.depth_max} levels.`,
    )
  setMark(reading)
}

/** What may hold any text at all; the one that begins first counts. */
const PASSED_OVER = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>/g

function leaveProlog(reading: Reading): void {
  const prolog = reading.prolog?.slice(0, reading.parser.position).replaceAll(PASSED_OVER, '') ?? ''
  reading.prolog = undefined
  if (prolog.includes('<!DOCTYPE'))
    refuse(reading, 'xml_doctype', 'A DOCTYPE is not allowed, nor are entities of its own.')
}

/** The attributes of a tag are within its limit of characters already. */
function checkAttributes(reading: Reading, attributes: Readonly<Record<string, string>>): boolean {
  const { attributes_max, name_chars_max } = reading.bounds
  let count = 0
  for (const name in attributes) {
    if (name.length > name_chars_max)
      refuse(reading, 'xml_too_long', `The name of an attribute is longer than ${name_chars_max} characters.`)
    if (++count > attributes_max)
      refuse(reading, 'xml_too_many_attributes', `An element has more than ${attributes_max} attributes.`)
  }
  return count > 0
}

function onTag(reading: Reading, tag: SaxesTagPlain): void {
  const { namespaces, events, line, column } = reading
  if (reading.faults.length > 0) return
  const written = checkAttributes(reading, tag.attributes) ? tag.attributes : noAttributes
  const wrong = namespaces.open(written)
  const expanded = namespaces.expand(tag.name, false)
  const attributes = attributesOf(written, namespaces)
  setMark(reading)
  if (wrong !== undefined) return refuse(reading, 'xml_not_well_formed', wrong)
  if (expanded === undefined || attributes === undefined)
    return refuse(
      reading,
      'xml_not_well_formed',
      'A name has a prefix that nobody declared, or stands twice in a tag.',
    )
  events.open({ name: expanded.name, namespace: expanded.namespace, attributes, line, column })
}

function onText(reading: Reading, text: string): void {
  flush(reading)
  const { bounds, events } = reading
  if (reading.faults.length > 0) return
  if (text.length > bounds.text_chars_max)
    return refuseAt(
      reading,
      reading.mark,
      'xml_too_long',
      `A text is longer than ${bounds.text_chars_max} characters.`,
    )
  setMark(reading)
  // The parser has already read the first character of what follows a text.
  reading.mark.column--
  if (reading.depth > 0) events.text(text)
}
