import type { FileFault } from '../files/fault.ts'
import type { XmlEvents } from '../xml/events.ts'
import { type MessageReader, type OpenMessages, openMessages } from './messages/read.ts'
import { openSchemaCheck } from './schema/check.ts'

/**
 * Reads messages and holds each against the structure of its version, in one pass: whoever looks at a file and whoever
 * loads it find the same faults. A version or variant whose structure is not known is read all the same, with a note.
 */
export function openCheckedMessages({ watch, ...options }: OpenMessages = {}): MessageReader {
  const schema = openSchemaCheck()
  const reader = openMessages({ ...options, watch: watch === undefined ? schema : both(schema, watch) })
  return {
    push: reader.push,
    end() {
      const read = reader.end()
      // A document that is no XML to its end has no structure to speak of.
      if (read.is_complete) schema.end()
      const known = schema.faults.map((fault) => (read.messages.length > 0 ? softened(fault) : fault))
      return { ...read, faults: withoutDoubles(known, read.faults) }
    },
  }
}

const both = (first: XmlEvents, then: XmlEvents): XmlEvents => ({
  open(tag) {
    first.open(tag)
    then.open(tag)
  },
  text(text) {
    first.text(text)
    then.text(text)
  },
  close() {
    first.close()
    then.close()
  },
})

/** A version or variant whose schema we have not seen, of a message that could be read all the same. */
const softened = (fault: FileFault): FileFault =>
  fault.rule === 'iso20022_unknown_message'
    ? { ...fault, detail: `${fault.detail} Its structure was not checked.`, severity: 'noted' }
    : fault

/** What the structure forbids, the noun cannot be read from either: that is one fault and not two. */
function withoutDoubles(first: readonly FileFault[], then: readonly FileFault[]): readonly FileFault[] {
  const placeOf = ({ line, column }: FileFault): string => `${line}:${column}`
  const known = new Set(first.map(placeOf))
  return [...first, ...then.filter((fault) => fault.severity === 'noted' || !known.has(placeOf(fault)))]
}
