/**
 * One element of an XML document that is held in memory: a header, a payment, an entry of a statement, never a whole
 * file of 500,000 of them. `name` is the local name, `text` what stands directly inside when there are no children.
 */
export type Element = {
  readonly name: string
  readonly namespace: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Element[]
  readonly text: string
  /** Of the opening tag, from 1; 0 for an element that was made here. */
  readonly line: number
  readonly column: number
}

type Inside = string | readonly (Element | undefined)[]

/** Makes an element; children that are undefined are left out, so optional ones can be written in place. */
export const element = (
  name: string,
  inside: Inside,
  attributes: Readonly<Record<string, string>> = {},
): Element => ({
  name,
  namespace: '',
  attributes,
  children: typeof inside === 'string' ? [] : inside.filter((one) => one !== undefined),
  text: typeof inside === 'string' ? inside : '',
  line: 0,
  column: 0,
})

/** An element with text, or nothing when there is no text. */
export const optional = (name: string, text: string | undefined): Element | undefined =>
  text === undefined ? undefined : element(name, text)

/** The first child of each name in turn: `child(entry, 'NtryDtls', 'TxDtls')`. */
export function child(from: Element | undefined, ...path: readonly string[]): Element | undefined {
  let at = from
  for (const name of path) at = at?.children.find((one) => one.name === name)
  return at
}

/** Every child of that name, in order. */
export const childrenOf = (from: Element | undefined, name: string): readonly Element[] =>
  from?.children.filter((one) => one.name === name) ?? []

/** The text at the end of a path, without the spaces around it; undefined when it is absent or empty. */
export function textOf(from: Element | undefined, ...path: readonly string[]): string | undefined {
  const text = child(from, ...path)?.text.trim()
  return text === '' ? undefined : text
}
