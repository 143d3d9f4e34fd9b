import { type Element, element } from '../../../xml/element.ts'
import type { Codec, Form } from './codec.ts'
import { type Reading, report } from './reading.ts'
import { refuse, type Writing } from './writing.ts'

export type Problem = {
  readonly rule: string
  readonly detail: string
  readonly severity: 'refused' | 'noted'
}

/** What a text is worth: the value, when there is one that can be used, and what is wrong with it. */
export type Judged<T> = { readonly value?: T; readonly problem?: Problem }

type Leaf<T> = {
  readonly form: Form
  readonly judge: (text: string, from: Element) => Judged<T>
  /** The text of a value, or the sentence why it cannot be written. */
  readonly print: (value: T) => { readonly text: string } | { readonly why: string }
  readonly attributes?: (value: T) => Readonly<Record<string, string>>
}

/**
 * The codec of a value that is one text. Spaces around it are no part of it. An element that holds elements, or
 * nothing, is left to other fields.
 */
export function leaf<T>({ form, judge, print, attributes }: Leaf<T>): Codec<T> {
  return {
    form,
    read(from: Element, reading: Reading) {
      const text = from.text.trim()
      if (from.children.length > 0 || text === '') return undefined
      const { value, problem } = judge(text, from)
      if (problem !== undefined) report(reading, from, problem)
      if (value !== undefined) reading.used.add(from)
      return value
    },
    write(name: string, value: T, writing: Writing) {
      const printed = print(value)
      if ('why' in printed) refuse(writing, printed.why)
      return element(name, 'text' in printed ? printed.text : '', attributes?.(value) ?? {})
    },
  }
}

export const refusedAs = (rule: string, detail: string): Problem => ({ rule, detail, severity: 'refused' })
export const notedAs = (rule: string, detail: string): Problem => ({ rule, detail, severity: 'noted' })

// XML 1.0, production 2: no control characters but tab and line ends, no half of a surrogate pair, no U+FFFE or U+FFFF.
const outsideXml = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u

/** Says why a text cannot stand in an element of so many characters; undefined when it can. */
export function whyNotText(text: string, length: number): string | undefined {
  if (text === '') return 'an element cannot be written empty'
  if (text.trim() !== text) return 'a space at either end would be lost'
  if (outsideXml.test(text)) return 'XML has no way to write one of the characters'
  return lengthOf(text) > length ? `at most ${length} characters can be written` : undefined
}

/** As a schema counts: characters, not halves of them. */
export const lengthOf = (text: string): number => {
  let length = 0
  for (const _ of text) length += 1
  return length
}
