import type { FileFault } from '../../../files/fault.ts'
import type { Element } from '../../../xml/element.ts'

/** What stood in a message and has no place in its noun: kept whole, so that nothing is lost without a word. */
export type Unread = { readonly path: string; readonly element: Element }

/** What one reading of a document, or of a repeating part of it, gathers beside the nouns. */
export type Reading = {
  /** The names from the root down to what the element that is read now stands in. */
  readonly path: readonly string[]
  readonly faults: FileFault[]
  /** Elements whose text went into a noun. */
  readonly used: Set<Element>
  /** What was made of an element, so that a later check has both: the noun, and where it stands. */
  readonly nouns: Map<Element, object>
}

export const startReading = (path: readonly string[], faults: FileFault[] = []): Reading => ({
  path,
  faults,
  used: new Set(),
  nouns: new Map(),
})

type Report = Pick<FileFault, 'rule' | 'detail' | 'severity'>

/** Adds a fault that stands at an element; `field` names it by its path from the root of the document. */
export function report(reading: Reading, at: Element, fault: Report): void {
  const field = [...reading.path, at.name].join('/')
  reading.faults.push({ line: at.line, column: at.column, field, ...fault })
}

export const below = (reading: Reading, name: string): Reading => ({
  ...reading,
  path: [...reading.path, name],
})

// A document nests some twenty levels. Deeper ones are kept as they are, so that a hostile one cannot fill the stack.
const DEPTH_MAX = 64
// A file that is full of strange elements is reported by its first ones: the list must not grow with the file.
const UNREAD_MAX = 1_000

/**
 * Lists what no noun took from an element, each at the highest level where nothing below was taken, and notes each one.
 */
export function collectUnread(from: Element, reading: Reading, unread: Unread[]): void {
  const taken = new Set<Element>()
  markTaken(from, reading.used, taken, 0)
  const visit = (element: Element, path: readonly string[], depth: number): void => {
    for (const one of element.children) {
      const at = [...path, one.name]
      if (taken.has(one)) {
        if (!reading.used.has(one)) visit(one, at, depth + 1)
      } else if (hasText(one, depth)) keep(one, at, reading, unread)
    }
  }
  visit(from, [...reading.path, from.name], 0)
}

function markTaken(
  element: Element,
  used: ReadonlySet<Element>,
  taken: Set<Element>,
  depth: number,
): boolean {
  if (depth > DEPTH_MAX) return false
  let isTaken = used.has(element)
  for (const one of element.children) if (markTaken(one, used, taken, depth + 1)) isTaken = true
  if (isTaken) taken.add(element)
  return isTaken
}

const hasText = (element: Element, depth: number): boolean =>
  depth > DEPTH_MAX || element.text.trim() !== '' || element.children.some((one) => hasText(one, depth + 1))

function keep(element: Element, path: readonly string[], reading: Reading, unread: Unread[]): void {
  if (unread.length >= UNREAD_MAX) return
  unread.push({ path: path.join('/'), element })
  reading.faults.push({
    line: element.line,
    column: element.column,
    rule: 'iso20022_not_understood',
    field: path.join('/'),
    detail: `${element.name} is kept as it stands: no field of Florin took it`,
    severity: 'noted',
  })
}
