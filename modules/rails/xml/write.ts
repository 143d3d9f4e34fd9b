import { ownOf } from '../../../kernel/own.ts'
import type { Element } from './element.ts'

export const XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
}
const escaped = (text: string): string =>
  text.replaceAll(/[&<>"\r]/g, (found) => ownOf(escapes, found) ?? found)

/**
 * An element as XML, two spaces a level. Repeated parts of a large file are written one by one between the opening and
 * the closing lines of their parents, so nobody holds the file. Characters that XML 1.0 does not allow at all are the
 * caller's to refuse: a message says what may stand in a field.
 */
export function writeElement(element: Element, depth = 0): string {
  const indent = '  '.repeat(depth)
  const attributes = Object.entries(element.attributes)
    .map(([name, value]) => ` ${name}="${escaped(value)}"`)
    .join('')
  const open = `${indent}<${element.name}${attributes}`
  if (element.children.length > 0) {
    const inside = element.children.map((one) => writeElement(one, depth + 1)).join('')
    return `${open}>\n${inside}${indent}</${element.name}>\n`
  }
  return element.text === '' ? `${open}/>\n` : `${open}>${escaped(element.text)}</${element.name}>\n`
}
