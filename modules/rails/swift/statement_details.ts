import { ownOf } from '../../../kernel/own.ts'
import { sepaKeyWords, slashCodes } from './facts/detail_codes.ts'

export type SubField = { readonly code: string; readonly text: string }

/** What `:86:` says of a line, as far as its layout is known. `raw` is all of it. */
export type StatementDetails = {
  readonly layout: 'none' | 'text' | 'german' | 'codes'
  readonly raw: readonly string[]
  /** German: three digits, the kind of business (GVC). */
  readonly business_code: string | undefined
  /** German `?00` to `?99`, or codes between slashes, in order. */
  readonly sub_fields: readonly SubField[]
  /** German `?00`. */
  readonly posting_text: string | undefined
  /** German `?10`. */
  readonly prima_nota: string | undefined
  /** German `?30` and `?31`: of the other side. */
  readonly bank_code: string | undefined
  readonly account: string | undefined
  /** German `?32` and `?33`, or `/NAME/`. */
  readonly name: string | undefined
  /** German `?34`: text key, for returns the reason. */
  readonly text_key: string | undefined
  /** Values by meaning, such as `end_to_end_id` and `mandate_id`: see `facts/detail_codes.ts`. */
  readonly references: Readonly<Record<string, string>>
  /** What the payer wrote: the remittance where it can be told, else the text as it stands. */
  readonly remittance: readonly string[]
}

export const noDetails: StatementDetails = {
  layout: 'none',
  raw: [],
  business_code: undefined,
  sub_fields: [],
  posting_text: undefined,
  prima_nota: undefined,
  bank_code: undefined,
  account: undefined,
  name: undefined,
  text_key: undefined,
  references: {},
  remittance: [],
}

/** Reads `:86:` of a line. Never refuses: what has no known layout is text. */
export function readDetails(lines: readonly string[]): StatementDetails {
  const whole = lines.join('')
  const [, business_code, mark] = /^\s*(\d{3})([?<>@^~|+]) ?(?=\d\d)/.exec(whole) ?? []
  if (business_code !== undefined && mark !== undefined) return german(lines, whole, business_code, mark)
  const codes = readSlashes(whole)
  if (codes.length > 0) return coded(lines, codes)
  const remittance = lines.map((line) => line.trim()).filter((line) => line !== '')
  return { ...noDetails, layout: lines.length === 0 ? 'none' : 'text', raw: lines, remittance }
}

function german(
  raw: readonly string[],
  whole: string,
  business_code: string,
  mark: string,
): StatementDetails {
  const sub_fields = whole
    .slice(whole.indexOf(mark) + 1)
    .split(mark)
    .flatMap((part, index, all) => cutSubField(part, all, index, mark))
  const of = (matches: (code: number) => boolean): string[] =>
    sub_fields.filter(({ code }) => matches(Number(code))).map(({ text }) => text)
  const only = (code: number): string | undefined => of((one) => one === code)[0]?.trim()
  const first = of((code) => code >= 20 && code <= 29)
  const more = of((code) => code >= 60 && code <= 63)
  const pieces = [...first, ...more]
  // Sub-fields 60 to 63 go on where 29 is full; else they stand for themselves.
  const is_one = sub_fields.some(({ code }) => code === '29') || more.length === 0
  const words = is_one
    ? readKeyWords(pieces.join(''))
    : both(readKeyWords(first.join('')), readKeyWords(more.join('')))
  return {
    layout: 'german',
    raw,
    business_code,
    sub_fields,
    posting_text: only(0),
    prima_nota: only(10),
    bank_code: only(30),
    account: only(31),
    name:
      of((code) => code === 32 || code === 33)
        .join('')
        .trim() || undefined,
    text_key: only(34),
    references: words.references,
    remittance: words.has_words
      ? [words.text, words.references['remittance'] ?? ''].filter((text) => text !== '')
      : pieces.map((piece) => piece.trim()).filter((piece) => piece !== ''),
  }
}

/** A mark that no two digits follow is a character of the text before it. */
function cutSubField(part: string, all: readonly string[], index: number, mark: string): SubField[] {
  if (!/^ ?\d\d/.test(part)) return []
  let text = part.trimStart().slice(2)
  for (let next = index + 1; next < all.length && !/^ ?\d\d/.test(all[next] ?? ''); next++)
    text += mark + all[next]
  return [{ code: part.trimStart().slice(0, 2), text }]
}

/** Anywhere: sub-fields are cut after 27 characters, also within a key word. */
const KEY_WORD = new RegExp(`(${Object.keys(sepaKeyWords).join('|')})\\+`, 'g')

function readKeyWords(text: string) {
  const found = [...text.matchAll(KEY_WORD)]
  const references: Record<string, string> = {}
  for (const [index, match] of found.entries()) {
    const name = ownOf(sepaKeyWords, match[1] ?? '') ?? ''
    const value = text.slice(match.index + match[0].length, found[index + 1]?.index).trim()
    references[name] ??= value
  }
  const before = text.slice(0, found[0]?.index).trim()
  return { references, text: before, has_words: found.length > 0 }
}

type KeyWords = ReturnType<typeof readKeyWords>
const both = (first: KeyWords, second: KeyWords): KeyWords => ({
  references: { ...second.references, ...first.references },
  text: [first.text, second.text].filter((text) => text !== '').join(' '),
  has_words: first.has_words || second.has_words,
})

const SLASH = new RegExp(`/(${Object.keys(slashCodes).join('|')})/`, 'g')

/** Codes between slashes; none unless the text begins with one. */
function readSlashes(text: string): readonly SubField[] {
  if (!/^\s*\/[A-Z]{2,8}\//.test(text)) return []
  const found: { code: string; from: number; start: number }[] = []
  // One slash may both close a value and open the next code, so each search begins at the slash that closed the last.
  SLASH.lastIndex = 0
  for (let match = SLASH.exec(text); match !== null; match = SLASH.exec(text)) {
    found.push({ code: match[1] ?? '', start: match.index, from: SLASH.lastIndex })
    SLASH.lastIndex -= 1
  }
  return found.map(({ code, from }, index) => {
    const until = found[index + 1]?.start ?? text.length
    return { code, text: text.slice(from, Math.max(from, until)).replace(/\/$/, '') }
  })
}

function coded(raw: readonly string[], sub_fields: readonly SubField[]): StatementDetails {
  const references: Record<string, string> = {}
  for (const { code, text } of sub_fields) {
    const name = ownOf(slashCodes, code) ?? ''
    if (text.trim() !== '') references[name] ??= text.trim()
  }
  const { remittance, name } = references
  return {
    ...noDetails,
    layout: 'codes',
    raw,
    sub_fields,
    name,
    account: references['iban'],
    bank_code: references['bic'],
    references,
    remittance: remittance === undefined ? [] : [remittance],
  }
}
