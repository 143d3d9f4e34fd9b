import { nameWords } from '../facts/name_words.ts'
import { transliteration } from '../facts/transliteration.ts'
import { INPUT_CHARS_MAX } from '../fault.ts'

export type HolderKind = 'individual' | 'business'

/** One word of a name in the two ways in which it may be written: `muller` and `mueller`. */
export type Word = { readonly plain: string; readonly expanded: string }
export type PlainName = {
  readonly words: readonly Word[]
  /** The legal form of a company in its usual way of writing; undefined when the name has none. */
  readonly legal_form: string | undefined
  readonly titles: readonly string[]
  readonly fillers: number
  /** Letters of a script that we cannot turn into Latin ones. */
  readonly is_foreign: boolean
  readonly is_transliterated: boolean
}

const WORDS_MAX = 24
const plainLetters: Readonly<Record<string, string>> = transliteration.plain
const expandedLetters: Readonly<Record<string, string>> = transliteration.expanded
const titles: ReadonlySet<string> = new Set(nameWords.titles)
const connectors: ReadonlySet<string> = new Set(nameWords.connectors)
const fillers: ReadonlySet<string> = new Set(nameWords.fillers)
const legalForms: ReadonlyMap<string, string> = new Map(
  nameWords.legal_forms.flatMap((forms) => forms.map((form) => [form, forms[0] ?? form] as const)),
)
const FORM_WORDS_MAX = 5

/** A name without all that does not make it another name: case, marks, script, titles, legal form. */
export function plainName(name: string, kind: HolderKind): PlainName {
  const small = name.slice(0, INPUT_CHARS_MAX).normalize('NFKC').toLowerCase()
  const texts = split(small, kind).slice(0, WORDS_MAX)
  const kept = kind === 'individual' ? withoutTitles(texts) : texts
  const { rest, legal_form } =
    kind === 'business' ? withoutLegalForm(kept) : { rest: kept, legal_form: undefined }
  const said =
    kind === 'business' && rest.length > 1 ? rest.filter((text) => !fillers.has(latin(text, {}))) : rest
  return {
    words: said.map(wordOf),
    legal_form,
    titles: texts.filter((text) => !kept.includes(text)),
    fillers: rest.length - said.length,
    is_foreign: said.some((text) => /[^\x00-\x7f]/.test(latin(text, {}))),
    is_transliterated: /[\u0370-\u052f]/.test(small),
  }
}

/** Dots between single letters of a company are left out (S.A.), those of a person part initials (J.R.). */
function split(small: string, kind: HolderKind): readonly string[] {
  const joined =
    kind === 'business'
      ? small
          .replaceAll(/(?<=(?:^|[^\p{L}])\p{L})[./](?=\p{L}(?:[^\p{L}]|$))/gu, '')
          .replaceAll(/[&+]/g, ' and ')
      : small
  return joined
    .replaceAll(/['’`´]/g, '')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((text) => text !== '')
    .map((text) => (kind === 'business' && connectors.has(text) ? 'and' : text))
}

const latin = (text: string, expanded: Readonly<Record<string, string>>): string =>
  Array.from(text.normalize('NFC'), (letter) => expanded[letter] ?? plainLetters[letter] ?? letter)
    .join('')
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\x00-\x7f]/g, (letter) => plainLetters[letter] ?? letter)

const wordOf = (text: string): Word => ({ plain: latin(text, {}), expanded: latin(text, expandedLetters) })

/** A title is only one where another word is left: somebody may be called Don. */
function withoutTitles(texts: readonly string[]): readonly string[] {
  const kept = texts.filter((text) => !titles.has(latin(text, {})))
  return kept.length >= 2 ? kept : texts
}

/** Looks for the longest legal form at the end, then at the beginning (`SARL Dupont`). */
function withoutLegalForm(texts: readonly string[]): {
  readonly rest: readonly string[]
  readonly legal_form: string | undefined
} {
  const plain = texts.map((text) => latin(text, {}))
  for (let count = Math.min(FORM_WORDS_MAX, texts.length - 1); count > 0; count--) {
    const last = legalForms.get(plain.slice(-count).join(' '))
    if (last !== undefined) return { rest: texts.slice(0, -count), legal_form: last }
    const first = legalForms.get(plain.slice(0, count).join(' '))
    if (first !== undefined) return { rest: texts.slice(count), legal_form: first }
  }
  return { rest: texts, legal_form: undefined }
}

export const isSameWord = (a: Word, b: Word): boolean =>
  a.plain === b.plain || a.expanded === b.expanded || a.plain === b.expanded || a.expanded === b.plain
