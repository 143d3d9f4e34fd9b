import { minorUnits } from '../../kernel/currency.ts'
import { ownOf } from '../../kernel/own.ts'
import type { CheckResult } from '../../modules/rails/index.ts'
import { type Issuer, isScaCountry, type TestCard, testCardOf } from './cards.ts'
import { type Draw, draw, pick } from './draw.ts'
import { HOUR_US } from './limits.ts'
import type { Asked, PresentedCard } from './operation.ts'
import { unitsOf } from './secret_rules.ts'

export type Verdict =
  | { readonly kind: 'approve'; readonly cvc_check: CheckResult; readonly address_check: CheckResult }
  | {
      readonly kind: 'decline'
      readonly code: string
      readonly advice: string | null
      readonly cvc_check: CheckResult
    }
/** What an issuer knows when it is asked. `proof`: what became of the proof that was sent, if any. */
export type Question = {
  readonly seed: string
  readonly asked: Asked
  readonly card: PresentedCard
  readonly card_key: string
  readonly issuer: Issuer
  readonly proof: 'good' | 'bad' | 'none'
  readonly at: number
}

const decline = (
  code: string,
  advice: string | null = null,
  cvc_check: CheckResult = 'not_checked',
): Verdict => ({
  kind: 'decline',
  code,
  advice,
  cvc_check,
})
const cvcOf = (card: PresentedCard): CheckResult => (card.has_cvc ? 'match' : 'not_checked')

/** What is wrong with a card for good: the same answer each time. About 1.4 % of ordinary cards. */
const cardFaults = [
  ['54', 30],
  ['14', 20],
  ['46', 12],
  ['43', 10],
  ['41', 10],
  ['57', 10],
  ['62', 5],
  ['04', 3],
] as const
/** Why an issuer says no to one payment. Shares after published distributions of declines (51 and 05 lead). */
const refusals = [
  ['51', 44],
  ['05', 30],
  ['61', 6],
  ['65', 4],
  ['59', 5],
  ['91', 4],
  ['96', 2],
  ['N7', 2],
  ['13', 1],
  ['R1', 1],
  ['63', 1],
] as const
/** Mastercard's advice that comes with them; others carry none. Source: payment-codes.md §4.2. */
const advices: Readonly<Record<string, readonly (readonly [string | null, number])[]>> = {
  '51': [
    ['24', 1],
    ['25', 3],
    ['26', 2],
    ['02', 2],
  ],
  '05': [
    ['02', 4],
    ['03', 2],
    ['01', 1],
    [null, 3],
  ],
  '54': [['01', 1]],
  '14': [['03', 1]],
  '46': [['03', 1]],
  '43': [['03', 1]],
  '41': [['03', 1]],
  '61': [
    ['24', 1],
    ['02', 1],
  ],
  '65': [['02', 1]],
  R1: [['21', 1]],
}
const CARD_FAULT_SHARE = 0.014
const REFUSAL_SHARE = 0.026
const SOFT_DECLINE_SHARE = 0.08
const OUTAGE_SHARE = 0.002
/** Below it no issuer asks for authentication (RTS low value, payment-codes.md §4.6). */
const SCA_FROM_UNITS = 30

export function askIssuer(question: Question): Verdict {
  const { card, asked } = question
  if (question.proof === 'bad') return decline('05')
  const test = testCardOf(card.number)
  if (test !== undefined) return testVerdict(test, question)
  const drawn = draw(question.seed, 'issuer', question.card_key, asked.operation_reference)
  return (
    cardFault(question) ??
    outage(question) ??
    softDecline(question, drawn) ??
    refusal(question, drawn) ?? { kind: 'approve', cvc_check: cvcOf(card), address_check: 'not_checked' }
  )
}

function testVerdict(test: TestCard, { asked, card, proof }: Question): Verdict {
  const { does } = test
  const approve: Verdict = {
    kind: 'approve',
    cvc_check: card.has_cvc ? (test.cvc_check ?? 'match') : 'not_checked',
    address_check: test.address_check ?? 'match',
  }
  switch (does.kind) {
    case 'approve':
      return approve
    case 'decline':
      return decline(does.code, null, does.cvc_check)
    case 'store_only':
      return asked.amount === 0 ? approve : decline('05')
    case 'authenticate': {
      const isExcused = asked.is_merchant_initiated && card.number !== '4000002760003184'
      if (proof !== 'good' && !isExcused) return decline('1A')
      return does.afterwards === null ? approve : decline(does.afterwards)
    }
  }
}

function advised({ seed, issuer, card_key, asked }: Question, code: string): Verdict {
  const rows = issuer.scheme === 'mastercard' ? ownOf(advices, code) : undefined
  const at = draw(seed, 'advice', card_key, asked.operation_reference).share(0)
  return decline(code, rows === undefined ? null : pick(rows, at))
}

function cardFault(question: Question): Verdict | undefined {
  const drawn = draw(question.seed, 'card', question.card_key)
  if (drawn.share(0) >= CARD_FAULT_SHARE) return undefined
  return advised(question, pick(cardFaults, drawn.share(1)))
}

/** An issuer is away for an hour now and then: everything it would be asked meets 91. */
function outage(question: Question): Verdict | undefined {
  const hour = Math.floor(question.at / HOUR_US)
  const drawn = draw(question.seed, 'outage', question.card.number.slice(0, 6), hour)
  return drawn.share(0) < OUTAGE_SHARE ? decline('91') : undefined
}

/** American Express asks by 130, which field 39 of ISO 8583:1987 has no room for, so here it does not ask. */
const softDeclineCodes: Readonly<Partial<Record<string, string>>> = {
  visa: '1A',
  mastercard: '65',
  maestro: '65',
}

function softDecline({ asked, issuer, proof }: Question, drawn: Draw): Verdict | undefined {
  const isExcused = proof === 'good' || asked.is_merchant_initiated || asked.exemption !== null
  if (isExcused || !isScaCountry(issuer.country)) return undefined
  if (unitsOf(asked.amount, asked.currency) < SCA_FROM_UNITS) return undefined
  const code = ownOf(softDeclineCodes, issuer.scheme)
  if (code === undefined || drawn.share(0) >= SOFT_DECLINE_SHARE) return undefined
  return decline(code)
}

/** The same card is liked better by one acquirer than by another: from a half to twice the usual refusals. */
function refusal(question: Question, drawn: Draw): Verdict | undefined {
  const { seed, asked, card } = question
  const liking = draw(seed, 'liking', asked.acquirer, card.number.slice(0, 6)).share(0)
  const shield = question.proof === 'good' ? 0.6 : 1
  if (drawn.share(1) >= REFUSAL_SHARE * shield * (0.5 + 1.5 * liking)) return undefined
  const code = pick(refusals, drawn.share(2))
  return code === 'N7' && !card.has_cvc ? advised(question, '05') : advised(question, code)
}

/** What an ordinary card may hold and spend in a currency in a day, in minor units; test numbers have no end. */
export function limitOf(seed: string, card_key: string, asked: Asked): number {
  const { share } = draw(seed, 'limit', card_key)
  // From 200 to 200,000 units, most of them below 10,000.
  const units = Math.round(200 * 1000 ** (share(0) ** 1.6))
  return units * 10 ** minorUnits(asked.currency)
}
