import type { cardPlaceholders } from './card.ts'

/** A card's details in clear, for as long as one call lasts. */
export type CardDetails = {
  readonly number: string
  readonly expiry_month: number
  readonly expiry_year: number
  /** Empty when none is held. */
  readonly cvc: string
}

type Name = keyof typeof cardPlaceholders
const OPEN = '{{card.'
const CLOSE = '}}'

const two = (value: number): string => String(value).padStart(2, '0')

const fields: Readonly<Record<Name, (card: CardDetails) => string>> = {
  number: ({ number }) => number,
  number_llvar: ({ number }) => `${two(number.length)}${number}`,
  expiry_mmyy: (card) => `${two(card.expiry_month)}${two(card.expiry_year % 100)}`,
  expiry_yymm: (card) => `${two(card.expiry_year % 100)}${two(card.expiry_month)}`,
  expiry_month: ({ expiry_month }) => two(expiry_month),
  expiry_year: ({ expiry_year }) => String(expiry_year),
  cvc: ({ cvc }) => cvc,
}

/** `fault`: nothing was filled in, and why. */
export type Filled = { readonly body: string } | { readonly fault: string }

/**
 * The body with the card's details where its placeholders stand. Each detail may be asked for once: a merchant's own text
 * that says `{{card.number}}` would otherwise carry the number into a field that somebody reads.
 */
export function fill(body: string, card: CardDetails): Filled {
  let at = body.indexOf(OPEN)
  if (at < 0) return { body }
  let filled = ''
  let from = 0
  const seen = new Set<string>()
  while (at >= 0) {
    const end = body.indexOf(CLOSE, at)
    const name = body.slice(at + OPEN.length, end < 0 ? at + OPEN.length : end)
    if (!Object.hasOwn(fields, name)) return { fault: 'the request holds a card placeholder that is unknown' }
    const detail = name === 'number_llvar' ? 'number' : name
    if (seen.has(detail)) return { fault: `the request asks for the card's ${detail} twice` }
    seen.add(detail)
    filled += body.slice(from, at) + fields[name as Name](card)
    from = end + CLOSE.length
    at = body.indexOf(OPEN, from)
  }
  return { body: filled + body.slice(from) }
}
