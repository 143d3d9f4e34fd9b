import type { WireAnswer, WireReply } from '../../platform/outbound/wire.ts'
import type { CardDetails } from './fill.ts'

/**
 * A code of three digits stands in every other amount, so it is taken out where its name is in front of it: as JSON, also
 * JSON within JSON, as a form, as XML. Linear: every repetition has a bound.
 */
const codeNamed = (cvc: string): RegExp =>
  new RegExp(
    `(?<name>(?:cvc|cvv|cvn|cid|csc|cav|card.?code|(?:security|verification|validation).?(?:code|value|number))[a-z0-9_]{0,12}[^a-z0-9]{1,12})${cvc}(?![0-9])`,
    'gi',
  )

/** Almost no answer holds twelve digits in a row: this look spares the search. */
const ENOUGH_DIGITS = /\d(?:[ -]{0,2}\d){11}/

/** The number as people and printers write it, in groups. */
const inGroups = (number: string): RegExp => new RegExp(number.split('').join('[ -]{0,2}'), 'g')

/** As long as before, so that fixed-width answers are read as they were: first six and last four stay (PCI DSS 3.4.1). */
const masked = (number: string): string =>
  `${number.slice(0, 6)}${'*'.repeat(number.length - 10)}${number.slice(-4)}`

/** `text` without the card's number and code. */
export function scrub(text: string, { number, cvc }: CardDetails): string {
  let clean = text
  if (ENOUGH_DIGITS.test(text)) {
    const mask = masked(number)
    clean = clean.replaceAll(number, mask).replaceAll(inGroups(number), mask)
  }
  if (cvc !== '' && clean.includes(cvc))
    clean = clean.replaceAll(codeNamed(cvc), `$<name>${'*'.repeat(cvc.length)}`)
  return clean
}

/** What a counterpart answered, without what we told it. */
export function scrubReply(reply: WireReply, card: CardDetails): WireReply {
  if (reply.kind !== 'answered') return { kind: reply.kind, why: scrub(reply.why, card) }
  const { status, headers, body } = reply.answer
  const answer: WireAnswer = { status, headers: scrubHeaders(headers, card), body: scrub(body, card) }
  return { kind: 'answered', answer }
}

function scrubHeaders(
  headers: Readonly<Record<string, string>>,
  card: CardDetails,
): Readonly<Record<string, string>> {
  const clean: Record<string, string> = {}
  for (const name of Object.keys(headers)) {
    // With its name in front, because the name may be what says that this is a code.
    const line = scrub(`${name}: ${headers[name]}`, card)
    const at = line.indexOf(': ')
    clean[line.slice(0, at)] = line.slice(at + 2)
  }
  return clean
}
