/** One code of a narrative field and its text; lines that go on (`//`) are lines of the text. `code` is empty for free text. */
export type Coded = {
  readonly code: string
  readonly lines: readonly string[]
  /** Of its first line within the field, from 0. */
  readonly index: number
}

/**
 * Reads fields such as `:72:`, `:77B:`, `:76:` and `:79:`: `/CODE/text`, lines that begin with `//` going on. A line that
 * begins with neither is text of the code above it only where there is none to begin with.
 */
export function readCoded(lines: readonly string[]): readonly Coded[] {
  const found: { code: string; lines: string[]; index: number }[] = []
  for (const [index, line] of lines.entries()) {
    const [, code, text = ''] = /^\/([A-Z0-9]{1,8})\/(.*)$/.exec(line) ?? []
    const last = found.at(-1)
    if (code !== undefined) found.push({ code, lines: [text], index })
    else if (line.startsWith('//') && last !== undefined) last.lines.push(line.slice(2))
    else if (last?.code === '') last.lines.push(line)
    else found.push({ code: '', lines: [line], index })
  }
  return found
}

/**
 * The text of a code in one string. Where a line is full, the next one goes on in the middle of a word, as in a UETR;
 * else there was room for a space.
 */
export function joinedText({ code, lines }: Coded): string {
  const head = code === '' ? 0 : code.length + 2
  return joinLines(
    lines.map((text, index) => ({ text, is_full: text.length + (index === 0 ? head : 2) >= LINE_CHARS })),
  )
}

const LINE_CHARS = 35
const joinLines = (lines: readonly { readonly text: string; readonly is_full: boolean }[]): string =>
  lines
    .map(({ text, is_full }, index) => (is_full || index === lines.length - 1 ? text : `${text} `))
    .join('')

/** Lines of free text such as `:70:`, joined in the same way. */
export const joinedLines = (lines: readonly string[]): string =>
  joinLines(lines.map((text) => ({ text, is_full: text.length >= LINE_CHARS })))
export const findCode = (list: readonly Coded[], code: string): Coded | undefined =>
  list.find((one) => one.code === code)

/** `/RETN/` or `/REJT/` at the beginning of `:72:` or `:79:` (SWIFT payments reject and return guidelines). */
export type MtReturn = {
  readonly kind: 'return' | 'reject'
  /** Behind the first code: the field that was at fault, such as `99` or `57`. */
  readonly field: string
  readonly reason: string
  readonly reason_text: string
  /** `/MREF/`: the `:20:` of the message that comes back. */
  readonly original_reference: string | undefined
  /** `/TREF/`: the reference of the transaction in it. */
  readonly transaction_reference: string | undefined
  /** `/TEXT/`, and codes that nobody knows with theirs. */
  readonly texts: readonly string[]
  readonly charges: string | undefined
}

const named = new Set(['MREF', 'TREF', 'CHGS'])

/** Undefined when the narrative is about something else. */
export function readReturn(lines: readonly string[]): MtReturn | undefined {
  const [first, reason, ...rest] = readCoded(lines)
  if (first?.code !== 'RETN' && first?.code !== 'REJT') return undefined
  const isReason = reason !== undefined && /^[A-Z]{2}\d\d$|^[A-Z0-9]{4}$/.test(reason.code)
  const others = isReason || reason === undefined ? rest : [reason, ...rest]
  const of = (code: string): string | undefined => {
    const found = findCode(others, code)
    return found === undefined ? undefined : joinedText(found)
  }
  return {
    kind: first.code === 'RETN' ? 'return' : 'reject',
    field: joinedText(first),
    reason: isReason ? reason.code : '',
    reason_text: isReason ? joinedText(reason) : '',
    original_reference: of('MREF'),
    transaction_reference: of('TREF'),
    texts: others
      .filter(({ code }) => !named.has(code))
      .map((one) => (one.code === 'TEXT' || one.code === '' ? '' : `/${one.code}/`) + joinedText(one)),
    charges: of('CHGS'),
  }
}
