import type { FileFault } from '../files/fault.ts'
import type { Element } from './element.ts'
import { openEvents, type XmlEvents } from './events.ts'
import { type XmlLimits, xmlLimits } from './limits.ts'
import { openTree } from './tree.ts'

/**
 * Which elements are handed over one by one. A path is written as `Document/BkToCstmrStmt/Stmt/Ntry`, local names only;
 * what wraps the document does not matter, nor what the wrapper calls it. A function is asked once for each path that
 * occurs, with the names from the root on. Within a part nothing more is cut away.
 */
export type XmlParts = readonly string[] | ((path: readonly string[]) => boolean)

export type OpenXml = {
  readonly parts: XmlParts
  /** A part that is complete, with the names from the root to it. It is held by nobody else. */
  onPart?(part: Element, path: readonly string[]): void
  /** Sees every event first, those within parts too: a check of the whole document in the same pass. */
  readonly watch?: XmlEvents
  readonly limits?: Partial<XmlLimits>
}

export type XmlReader = {
  /** Parts are handed over while this runs, as soon as something follows them. */
  push(chunk: Uint8Array): void
  /** Nothing follows. Says with a fault when something should have. A repeat does nothing. */
  end(): void
  /**
   * The root as far as it was read, without its parts: what stands before the first part is there when that part comes.
   * It goes on growing while it is read.
   */
  soFar(): Element | undefined
  /** The whole root without its parts, once the document has ended well; undefined before that and after a fault. */
  root(): Element | undefined
  /** Of the XML itself: at most one, because nothing is read after it. */
  readonly faults: readonly FileFault[]
}

/**
 * Reads a document of any size in bounded memory: parts are handed over as they are complete, and the rest is kept as a
 * tree. Never throws for what a document holds. Parts that came before a fault stand; whether they count is the
 * caller's to say.
 */
export function openXml({ parts, onPart = () => undefined, watch, limits = {} }: OpenXml): XmlReader {
  const bounds = { ...xmlLimits, ...limits }
  const tree = openTree({ isPart: typeof parts === 'function' ? parts : matcherOf(parts), onPart })
  const events: XmlEvents = {
    open(tag) {
      watch?.open(tag)
      tree.open(tag)
      if (tree.held.elements > bounds.held_elements_max || tree.held.chars > bounds.held_chars_max)
        source.refuse('xml_too_much_held', 'The document holds more than may be in memory at one time.')
    },
    text(text) {
      watch?.text(text)
      tree.text(text)
    },
    close() {
      watch?.close()
      tree.close()
    },
  }
  const source = openEvents(events, limits)
  let has_ended = false
  return {
    push: source.push,
    end() {
      source.end()
      has_ended = true
    },
    soFar: tree.soFar,
    root: () => (has_ended && source.faults.length === 0 ? tree.soFar() : undefined),
    faults: source.faults,
  }
}

/** A document that may be held as a whole. The root is undefined when there is a fault. Never throws. */
export function readXmlWhole(
  bytes: Uint8Array,
  options: Pick<OpenXml, 'watch' | 'limits'> = {},
): { readonly root: Element | undefined; readonly faults: readonly FileFault[] } {
  const reader = openXml({ parts: [], ...options })
  reader.push(bytes)
  reader.end()
  return { root: reader.root(), faults: reader.faults }
}

/** `Document` in front stands for any name, because some wrappers call it by the kind of message. */
function matcherOf(parts: readonly string[]): (path: readonly string[]) => boolean {
  const tails = parts.map((part) => part.split('/').slice(part.startsWith('Document/') ? 1 : 0))
  return (path) =>
    tails.some(
      (tail) => path.length >= tail.length && tail.every((name, at) => path.at(at - tail.length) === name),
    )
}
