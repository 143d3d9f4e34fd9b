import type { Money } from '../../../kernel/money.ts'
import { ownOf } from '../../../kernel/own.ts'
import { type Instant, plusMs } from '../../../kernel/world.ts'
import type { CardScheme } from '../card_connector.ts'
import { type Decline, hasAdviceCodes } from './decline.ts'
import { type AdviceRule, mastercardRetries } from './facts/mastercard_retries.ts'
import { taxonomyFacts } from './facts/taxonomy.ts'
import { type VisaCategory, visaRetries } from './facts/visa_retries.ts'

const DAY_MS = 86_400_000

/** A decline of the same card, before the one that is asked about. */
export type EarlierDecline = {
  readonly at: Instant
  readonly amount: bigint
  readonly currency: string
  readonly merchant: string
  readonly network_code: string
  readonly advice_code: string | null
}
export type RetryAsked = {
  readonly scheme: CardScheme
  readonly decline: Decline
  /** When it was declined; `at` when absent. */
  readonly declined_at?: Instant
  readonly merchant: string
  readonly amount: Money
  /** In any order; those of other merchants or longer ago may be among them. Without the decline itself. */
  readonly earlier: readonly EarlierDecline[]
  /** When it would be tried again. */
  readonly at: Instant
  /** The next try has other card details, or an authentication that this one had not. */
  readonly has_changes?: boolean
}
export type RetryVerdict =
  | { readonly allowed: true }
  | {
      readonly allowed: false
      /** `visa.category_1`, `mastercard.advice_03`, `class.never`: stable, for routing and for people. */
      readonly rule: string
      readonly source: string
      readonly why: string
      /** From when on it would be allowed; null: never as it is. */
      readonly retry_at: Instant | null
    }

const allowed: RetryVerdict = { allowed: true }

/** Whether the schemes’ rules let the payment be tried again. Pure; the network’s law first, then the kind of decline. */
export function mayRetry(asked: RetryAsked): RetryVerdict {
  if (asked.scheme === 'visa') return visaLaw(asked) ?? classLaw(asked)
  if (hasAdviceCodes(asked.scheme)) return mastercardLaw(asked)
  return classLaw(asked)
}

export function visaCategory(network_code: string, at: Instant): VisaCategory {
  const { categories } = visaRetries(at).value
  return ownOf(categories, network_code) ?? 4
}

/**
 * Undefined: nothing against it. Reattempts are counted over all amounts of the merchant, which is at least what Visa
 * counts: nobody is charged for a rule that was read too narrowly.
 */
function visaLaw(asked: RetryAsked): RetryVerdict | undefined {
  const { value: law, source } = visaRetries(asked.at)
  const { network_code } = asked.decline
  const category = visaCategory(network_code, asked.at)
  if (category === 1)
    return no('visa.category_1', source, `Visa code ${network_code} must never be tried again.`)
  if (category === 3 && asked.has_changes !== true)
    return no(
      'visa.changed_details',
      source,
      `Visa code ${network_code} may be tried only with other details.`,
    )
  const window_ms = law.window_days * DAY_MS
  const times = declineTimes(asked, window_ms, () => true)
  // The first decline was no reattempt: with 20 allowed, the 21st decline is the last.
  if (times.length <= law.reattempts_max) return undefined
  const rule = `visa.${law.reattempts_max}_in_${law.window_days}_days`
  const why = `${law.reattempts_max} reattempts within ${law.window_days} days are used up.`
  return no(rule, source, why, whenBelow(times, law.reattempts_max + 1, window_ms))
}

function mastercardLaw(asked: RetryAsked): RetryVerdict {
  const { value: law, source } = mastercardRetries(asked.at)
  const { advice_code } = asked.decline
  const rule: AdviceRule | undefined = advice_code === null ? undefined : ownOf(law.advice, advice_code)
  const name = `mastercard.advice_${advice_code}`
  if (rule?.next === 'never') return no(name, source, `Mastercard: ${rule.text}.`)
  const capped = mastercardCaps(asked)
  if (capped !== undefined) return capped
  if (asked.decline.class === 'never' || asked.decline.class === 'compliance') return classLaw(asked)
  if (asked.has_changes === true) return allowed
  if (rule?.next === 'changed') return no(name, source, `Mastercard: ${rule.text}.`)
  if (rule?.next !== 'wait')
    return no('mastercard.no_advice', source, 'Without advice to try again, Mastercard’s default is not to.')
  const from = plusMs(asked.declined_at ?? asked.at, rule.wait_ms ?? 0)
  return asked.at >= from ? allowed : no(name, source, `Mastercard: ${rule.text}.`, from)
}

function mastercardCaps(asked: RetryAsked): RetryVerdict | undefined {
  const { value: law, source } = mastercardRetries(asked.at)
  const day = declineTimes(asked, DAY_MS, () => true)
  if (day.length >= law.declines_a_day_max)
    return no(
      `mastercard.${law.declines_a_day_max}_in_24_hours`,
      source,
      `${law.declines_a_day_max} declines of this card within 24 hours.`,
      whenBelow(day, law.declines_a_day_max, DAY_MS),
    )
  const { minor, currency } = asked.amount
  const month = declineTimes(asked, 30 * DAY_MS, (one) => one.amount === minor && one.currency === currency)
  if (month.length < law.declines_in_30_days_max) return undefined
  return no(
    `mastercard.${law.declines_in_30_days_max}_in_30_days`,
    source,
    `${law.declines_in_30_days_max} declines of this card and amount within 30 days.`,
    whenBelow(month, law.declines_in_30_days_max, 30 * DAY_MS),
  )
}

/** What the kind of decline says, where the network has no law of its own or nothing against it. */
function classLaw({ decline, declined_at, at, has_changes = false }: RetryAsked): RetryVerdict {
  const { source } = taxonomyFacts
  if (decline.class === 'never' || decline.class === 'compliance')
    return no(`class.${decline.class}`, source, decline.merchant_message)
  if (has_changes) return allowed
  if (decline.class === 'fix_data' || decline.class === 'customer_action')
    return no(`class.${decline.class}`, source, decline.merchant_message)
  if (decline.advice === 'authenticate' || decline.advice === 'use_other_card')
    return no(`advice.${decline.advice}`, source, decline.merchant_message)
  if (decline.retry_after_ms === null) return allowed
  const from = plusMs(declined_at ?? at, decline.retry_after_ms)
  return at >= from ? allowed : no(`class.${decline.class}`, source, decline.merchant_message, from)
}

const no = (rule: string, source: string, why: string, retry_at: Instant | null = null): RetryVerdict => ({
  allowed: false,
  rule,
  source,
  why,
  retry_at,
})

/** When the card was declined at the merchant within `window_ms` before `at`, this decline included; oldest first. */
function declineTimes(
  { earlier, merchant, declined_at, at }: RetryAsked,
  window_ms: number,
  counts: (one: EarlierDecline) => boolean,
): Instant[] {
  const from = plusMs(at, -window_ms)
  const times = earlier
    .filter((one) => one.at > from && one.at <= at && one.merchant === merchant && counts(one))
    .map((one) => one.at)
  const own = declined_at ?? at
  if (own > from) times.push(own)
  return times.sort((a, b) => a - b)
}

/** When fewer than `count` of them are within the window again. */
const whenBelow = (times: readonly Instant[], count: number, window_ms: number): Instant =>
  plusMs(times[times.length - count] as Instant, window_ms)
