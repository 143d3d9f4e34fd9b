import { ownOf } from '../../../kernel/own.ts'
/** Letters that are not a plain letter with a mark, in the spelling that banks use for them. */
const spelled: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'SS',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'TH',
  ı: 'i',
  ŋ: 'n',
  Ŋ: 'N',
  '‘': "'",
  '’': "'",
  '‚': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '–': '-',
  '—': '-',
  '−': '-',
  '…': '...',
  '«': '"',
  '»': '"',
  '€': 'EUR',
  '£': 'GBP',
  '¥': 'JPY',
}
const MARKS = /\p{M}/gu
const NOT_PRINTABLE = /[^ -~]/gu

export type FittedText = {
  readonly text: string
  /** A letter was replaced: é by e, ß by ss, one without a spelling by `?`. */
  readonly is_changed: boolean
  readonly is_cut: boolean
}

/**
 * Fits a text into a field of a Nacha file: letters lose their marks, other characters get their usual spelling or `?`, every
 * kind of space is a space, and what is longer is cut. Deterministic: the same text fits the same way. To be called by whoever
 * knows that a text may be changed; the writer itself changes nothing.
 */
export function fitAscii(text: string, length: number): FittedText {
  const spaced = text.replaceAll(/\s+/gu, ' ').trim()
  const plain = spaced
    .normalize('NFKD')
    .replaceAll(MARKS, '')
    .replaceAll(NOT_PRINTABLE, (letter) => ownOf(spelled, letter) ?? '?')
  const cut = plain.slice(0, length).trimEnd()
  return { text: cut, is_changed: plain !== spaced, is_cut: plain.length > length }
}
