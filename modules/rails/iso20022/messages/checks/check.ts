import type { FileFault } from '../../../files/fault.ts'
import type { Element } from '../../../xml/element.ts'
import { elementsAt } from '../shape/group.ts'

/** One repeating part as a check sees it. `noun` is undefined when the part could not be read. */
export type Seen = {
  readonly noun: object | undefined
  readonly element: Element
  /** What the part stands in; the same object for all parts that stand in it. */
  readonly parent: Element
}

/** The message at its end: `body` is the root element, `noun` what was read of it, without its repeating parts or with. */
export type SeenMessage = { readonly body: Element; readonly noun: object | undefined }

/** A check over a whole message, in one pass and bounded memory. Its faults go where it was told when it was opened. */
export type Check = {
  item(seen: Seen): void
  end(message: SeenMessage): void
}
export type Report = (at: Element, rule: string, detail: string, severity?: FileFault['severity']) => void

/** The element at a path below another, or the other itself: a fault stands at the closest place there is. */
export const elementAt = (from: Element, path: string): Element =>
  elementsAt(from, path.split('/'))[0] ?? from

export const textAt = (from: Element, path: string): string | undefined =>
  elementsAt(from, path.split('/'))[0]?.text.trim()
