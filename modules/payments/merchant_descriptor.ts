/**
 * Statement descriptors: what a cardholder reads. The networks' card acceptor name takes 25 characters, of which
 * acquirers leave 22 to the merchant. Printable ASCII, because that is all that reaches every issuer; without the
 * characters < > \ ' " * which clearing formats and banks use for themselves; and with a letter, because a bare number
 * tells nobody whom they paid.
 */
export const DESCRIPTOR_CHARS_MAX = 22
/** For schemas. One space between words, none around them. */
export const DESCRIPTOR_PATTERN = '^(?=.*[A-Za-z])[!#-&(-)+-;=?-[\\]-~]+( [!#-&(-)+-;=?-[\\]-~]+)*$'
export const DESCRIPTOR_FAULT =
  'must be words of printable ASCII with a letter among them, single spaces, and none of < > \\ \' " *'

const form = new RegExp(DESCRIPTOR_PATTERN, 'u')
export const isDescriptor = (text: string): boolean => text.length <= DESCRIPTOR_CHARS_MAX && form.test(text)

/** A name as a descriptor: accents go, other characters become spaces. Undefined when no letter is left of it. */
export function descriptorFrom(name: string): string | undefined {
  const letters = name.normalize('NFKD').replaceAll(/\p{M}/gu, '')
  const words = letters.replaceAll(/[^!#-&(-)+-;=?-[\]-~]+/gu, ' ').trim()
  const text = words.slice(0, DESCRIPTOR_CHARS_MAX).trim().toUpperCase()
  return isDescriptor(text) ? text : undefined
}
