import { ownOf } from '../../../kernel/own.ts'
import { HOUR_US } from '../limits.ts'

/** Rails of the gateway, and the account of a world that each moves money on. */
export const instantRails = { fednow: 'USD', rtp: 'USD', sepa_instant: 'EUR' } as const
export type SimInstantRail = keyof typeof instantRails
export const railOf = (name: string | undefined): SimInstantRail | undefined =>
  (Object.keys(instantRails) as SimInstantRail[]).find((known) => known === name)

/** What the other bank, and the rail, do with a payment. */
export type Behaviour =
  | { readonly kind: 'accept' }
  /** The gateway takes it; the answer comes by callback, some seconds of the world's clock later. */
  | { readonly kind: 'later'; readonly after_us: number }
  | { readonly kind: 'checked_first'; readonly after_us: number }
  /** Accepted without posting; then, unless it is null, this. */
  | {
      readonly kind: 'held'
      readonly end: { readonly status: string; readonly reason: string | null } | null
      readonly after_us: number
    }
  | { readonly kind: 'reject'; readonly reason: string }
  /** Nothing is answered. `moved`: the money is there all the same. `lost`: the rail never got it, the first time. */
  | { readonly kind: 'silent'; readonly fate: 'moved' | 'lost'; readonly silent_queries: number }
  /** The connection is cut before the answer, after the money moved or before the rail got anything. */
  | { readonly kind: 'dropped'; readonly fate: 'moved' | 'lost' }
  | { readonly kind: 'garbage' }
  | { readonly kind: 'twice' }
  /** The answer is right, and an hour later comes the opposite. */
  | { readonly kind: 'contradicted'; readonly is_accepted: boolean }
  /** Rejected for time; under another message id it is accepted. */
  | { readonly kind: 'timed_out' }
  /** The gateway says that the time ran out. The money moved. */
  | { readonly kind: 'false_time_out' }
  | { readonly kind: 'refused_by_gateway' }
  /** Accepted, and given back a day later. */
  | { readonly kind: 'comes_back' }

const SECOND_US = 1_000_000
const held = (status: string, reason: string | null = null): Behaviour => ({
  kind: 'held',
  end: { status, reason },
  after_us: HOUR_US,
})

/** By the last four digits of the account number; anything else is accepted. docs/guides/instant.md has the table. */
const behaviours: Readonly<Record<string, Behaviour>> = {
  '7001': { kind: 'later', after_us: 3 * SECOND_US },
  '7002': { kind: 'checked_first', after_us: 3 * SECOND_US },
  '7003': held('ACCC'),
  '7004': held('RJCT', 'AC06'),
  '7005': held('BLCK'),
  '7006': { kind: 'held', end: null, after_us: 0 },
  '7010': { kind: 'silent', fate: 'moved', silent_queries: 0 },
  '7011': { kind: 'silent', fate: 'lost', silent_queries: 0 },
  '7012': { kind: 'silent', fate: 'moved', silent_queries: 2 },
  '7013': { kind: 'dropped', fate: 'moved' },
  '7014': { kind: 'garbage' },
  '7015': { kind: 'dropped', fate: 'lost' },
  '7020': { kind: 'twice' },
  '7021': { kind: 'contradicted', is_accepted: true },
  '7022': { kind: 'contradicted', is_accepted: false },
  '7023': { kind: 'timed_out' },
  '7024': { kind: 'false_time_out' },
  '7025': { kind: 'refused_by_gateway' },
  '7026': { kind: 'comes_back' },
}

/** Reasons of rejects by the last two digits of a number that ends in 78xx. */
const rejects: Readonly<Record<'USD' | 'EUR', readonly string[]>> = {
  USD: [
    'AC03',
    'AC04',
    'AC06',
    'AM02',
    'AM04',
    'AG01',
    'BE04',
    'DUPL',
    'MD07',
    'RC04',
    'TK01',
    '1100',
    '9909',
    '9910',
    '9912',
    'E990',
  ],
  EUR: [
    'AC01',
    'AC04',
    'AC06',
    'AM02',
    'AM04',
    'AG01',
    'AB08',
    'AB09',
    'MD07',
    'MS03',
    'AB07',
    'AM05',
    'AG03',
    'CNOR',
    'FRAD',
    'ZZ99',
  ],
}

/** What the rail says when time ran out. */
export const timeoutReason = (rail: SimInstantRail): string => (rail === 'sepa_instant' ? 'AB05' : 'DS24')

export function behaviourOf(rail: SimInstantRail, account_number: string): Behaviour {
  const digits = (account_number.match(/\d/g) ?? []).slice(-4).join('')
  if (digits.startsWith('78')) {
    const reason = rejects[instantRails[rail]][Number(digits.slice(2))]
    return reason === undefined ? { kind: 'accept' } : { kind: 'reject', reason }
  }
  return ownOf(behaviours, digits) ?? { kind: 'accept' }
}

/** What is special about a recall of a payment to such an account: it is accepted like any other, but … */
export type RecallTwist =
  /** both answers are brought twice, word for word. */
  | 'repeated'
  /** the return is told once more under another message id; its money comes once. */
  | 'told_anew'
  | 'money_first'
  /** The connection is cut before the gateway answers: it has the request, or never got it, the first time. */
  | 'cut'
  | 'lost'
  | 'not_passed_on'
  /** it is refused first, and the money comes all the same. */
  | 'after_all'
const twists: Readonly<Record<string, RecallTwist>> = {
  '9710': 'repeated',
  '9711': 'told_anew',
  '9712': 'money_first',
  '9713': 'cut',
  '9714': 'lost',
  '9715': 'not_passed_on',
  '9716': 'after_all',
}
/** Beside these 9701 to 9706 and 9799, which are the same as for recalls in files. */
export const recallTwistOf = (account_number: string): RecallTwist | undefined =>
  ownOf(twists, account_number.slice(-4))

/** What a debtor does with a request for payment, by the same digits. */
export type DebtorBehaviour = 'pays' | 'accepts_only' | 'declines' | 'ignores' | 'silent'
const debtors: Readonly<Record<string, DebtorBehaviour>> = {
  '7040': 'accepts_only',
  '7041': 'declines',
  '7042': 'ignores',
  '7043': 'silent',
}
export const debtorOf = (account_number: string): DebtorBehaviour =>
  ownOf(debtors, (account_number.match(/\d/g) ?? []).slice(-4).join('')) ?? 'pays'

/** Between a request for payment and the debtor's answer, and between the answer and the money. */
export const DEBTOR_DECIDES_US = 60 * SECOND_US
export const DEBTOR_PAYS_US = 60 * SECOND_US
