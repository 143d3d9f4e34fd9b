import type { Day } from '../../../../kernel/world.ts'
import { type BankingCalendar, federalReserve, target } from '../../calendars/calendar.ts'
import { plusDays } from '../../calendars/days.ts'
import { endOfWallDay, isBefore } from '../../calendars/zone.ts'
import type { InstantRail } from '../../codes/facts/instant_statuses.ts'
import type { RuleBook } from '../rule_book.ts'
import { mayRecall } from '../sepa/recall.ts'
import { allow, refuse, throughDay, type Verdict } from '../verdict.ts'
import { railZones } from './clock.ts'
import { type InstantRuleName, instantRules } from './facts/instant_rules.ts'

export type ReturnRequestAsked = {
  readonly rail: InstantRail
  /** `fraud`; `rfp_warranty`: a request for payment was not what it said; else the reason, DUPL or TECH in SEPA. */
  readonly reason: string
  readonly settled_on: Day
  readonly on: Day
  readonly is_requested: boolean
}

/** Whether a settled payment may be asked back with a camt.056. A receiver may always refuse. */
export function mayRequestReturn(
  { rail, reason, settled_on, on, is_requested }: ReturnRequestAsked,
  rules: RuleBook<InstantRuleName> = instantRules,
): Verdict {
  if (rail === 'sct_inst')
    return mayRecall({
      reason: reason === 'fraud' ? 'FRAD' : reason,
      executed_on: settled_on,
      on,
      is_recalled: is_requested,
    })
  const rule = `instant.${rail}.return_request`
  const limit = rules.on('fednow_return_request', settled_on)
  const claim = rules.on('fednow_warranty_claim', settled_on)
  if (rail === 'rtp') return allow(rule, 'No window is published for RTP.', '[K] RTP')
  if (reason === 'rfp_warranty') {
    const because = `A warranty claim within ${claim.value} days.`
    return throughDay(on, plusDays(settled_on, claim.value), rule, because, claim.source)
  }
  if (reason === 'fraud') return allow(rule, 'Fraud has no window.', limit.source)
  return throughDay(on, plusDays(settled_on, limit.value), rule, `Within ${limit.value} days.`, limit.source)
}

/** By when a return request is answered with a camt.029: before these instants. Null: the rail asks for no first answer. */
export type ReturnAnswerDue = {
  readonly first_by: Temporal.Instant | null
  readonly final_by: Temporal.Instant
  readonly source: string
}

export function returnAnswerDue(
  asked: { readonly rail: InstantRail; readonly received_on: Day; readonly is_warranty_claim: boolean },
  rules: RuleBook<InstantRuleName> = instantRules,
): ReturnAnswerDue {
  const { rail, received_on, is_warranty_claim } = asked
  const calendar: BankingCalendar = rail === 'sct_inst' ? target : federalReserve
  const endAfter = (days: number): Temporal.Instant =>
    endOfWallDay(calendar.addBankingDays(received_on, days), railZones[rail])
  const row = rules.on(
    rail === 'fednow' && is_warranty_claim ? 'fednow_answer_warranty' : `${rail}_answer_final`,
    received_on,
  )
  const first = rail === 'fednow' ? rules.on('fednow_answer_first', received_on).value : null
  return {
    first_by: first === null ? null : endAfter(first),
    final_by: endAfter(row.value),
    source: row.source,
  }
}

/**
 * When a request for payment expires: at the instant that it names, or, where it names a day only, at the midnight ET
 * that ends that day.
 */
export const rfpExpiresAt = (expiry: Day | Temporal.Instant): Temporal.Instant =>
  typeof expiry === 'string' ? endOfWallDay(expiry, 'America/New_York') : expiry

/** Whether a request for payment may still be answered (pain.014). Expiry itself is too late. */
export function mayAnswerRfp(
  expiry: Day | Temporal.Instant,
  at: Temporal.Instant,
): Verdict<Temporal.Instant> {
  const until = rfpExpiresAt(expiry)
  const source = 'FedNow Operating Procedures, October 2024: a date alone expires at midnight ET'
  return isBefore(at, until)
    ? allow('instant.rfp.expiry', 'It has not expired.', source, { until })
    : refuse('instant.rfp.expiry', 'It has expired.', source, { until })
}
