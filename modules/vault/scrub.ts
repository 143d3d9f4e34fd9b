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

/** The number as people and printers write it, in groups. */
const inGroups = (number: string): RegExp => new RegExp(number.split('').join('[ -]{0,2}'), 'g')
const GAP_MAX = 2

/** Whether `text` holds the number, in groups or not: a look that almost always spares the search. */
function holds(text: string, number: string): boolean {
  const first = number[0] as string
  for (let from = text.indexOf(first); from >= 0; from = text.indexOf(first, from + 1))
    if (beginsAt(text, from, number)) return true
  return false
}

function beginsAt(text: string, from: number, number: string): boolean {
  let at = from
  for (let digit = 0; digit < number.length; digit++) {
    if (digit > 0) at += gapAt(text, at)
    if (text.charCodeAt(at++) !== number.charCodeAt(digit)) return false
  }
  return true
}

function gapAt(text: string, at: number): number {
  let length = 0
  while (length < GAP_MAX && isGap(text.charCodeAt(at + length))) length++
  return length
}

const isGap = (code: number): boolean => code === 32 || code === 45

/** As long as before, so that fixed-width answers are read as they were: first six and last four stay (PCI DSS 3.4.1). */
const masked = (number: string): string =>
  `${number.slice(0, 6)}${'*'.repeat(number.length - 10)}${number.slice(-4)}`

/** `text` without the card's number and code. */
export function scrub(text: string, { number, cvc }: CardDetails): string {
  let clean = text
  if (holds(text, number)) clean = text.replaceAll(inGroups(number), masked(number))
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
