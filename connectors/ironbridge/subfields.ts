/** Field 48: tag (2 digits), length (3 digits), value, one after the other. Tags are explained in README.md. */
export type Subfields = { readonly [tag: string]: string }

const TAG_CHARS = 2
const LENGTH_CHARS = 3

/** Leaves out what is null or empty. Lower tags come first. */
export function packSubfields(values: { readonly [tag: string]: string | null }): string {
  let text = ''
  for (const tag of Object.keys(values).sort()) {
    const value = values[tag] ?? ''
    if (value !== '') text += `${tag}${String(value.length).padStart(LENGTH_CHARS, '0')}${value}`
  }
  return text
}

/** Undefined when the lengths do not add up, or a tag comes twice. */
export function readSubfields(text: string): Subfields | undefined {
  const found = new Map<string, string>()
  let at = 0
  while (at < text.length) {
    const head = text.slice(at, at + TAG_CHARS + LENGTH_CHARS)
    if (!/^\d{5}$/.test(head)) return undefined
    const tag = head.slice(0, TAG_CHARS)
    const start = at + head.length
    const end = start + Number(head.slice(TAG_CHARS))
    if (end > text.length || found.has(tag)) return undefined
    found.set(tag, text.slice(start, end))
    at = end
  }
  return Object.fromEntries(found)
}
