/** What a simulated bank does with a question about one of its accounts. */
export type Finding =
  | { readonly kind: 'match' }
  /** `name` is the one that the bank has. */
  | { readonly kind: 'close_match'; readonly name: string }
  | { readonly kind: 'no_match' }
  | { readonly kind: 'not_possible' }
  | { readonly kind: 'silence' }
  | { readonly kind: 'garbage' }
  /** A match, but it takes its time. */
  | { readonly kind: 'slow' }

const DIGITS = /\d/g

/**
 * Whose account it is, by the last two digits of its number: 00 to 89 belong to whoever is asked about, and 96 to 99 too; the
 * others are for tests. docs/guides/payee-verification.md has the table.
 */
export function findHolder(number: string, asked_name: string): Finding {
  switch ((number.match(DIGITS) ?? []).slice(-2).join('')) {
    case '90':
      return { kind: 'close_match', name: nearlyNamed(asked_name) }
    case '91':
      return { kind: 'no_match' }
    case '92':
      return { kind: 'not_possible' }
    case '93':
      return { kind: 'silence' }
    case '94':
      return { kind: 'garbage' }
    case '95':
      return { kind: 'slow' }
    default:
      return { kind: 'match' }
  }
}

const lettersOf = (word: string): string[] => Array.from(word)

/** The name that was meant, if the payer mistyped it: two letters behind the middle of its longest word changed places. */
function nearlyNamed(name: string): string {
  const words = name.split(' ')
  const longest = words.reduce(
    (best, word) => (lettersOf(word).length > lettersOf(best).length ? word : best),
    '',
  )
  const letters = lettersOf(longest)
  const middle = Math.max(2, Math.floor(letters.length / 2))
  const at = letters.findIndex((letter, index) => index >= middle && letter !== letters[index - 1])
  if (at < 0) return `${name} Junior`
  const swapped = [...letters.slice(0, at - 1), letters[at], letters[at - 1], ...letters.slice(at + 1)].join(
    '',
  )
  return words.map((word) => (word === longest ? swapped : word)).join(' ')
}
