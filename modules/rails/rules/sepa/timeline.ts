import type { Day } from '../../../../kernel/world.ts'
import { type BankingCalendar, target } from '../../calendars/calendar.ts'
import { plusDays, plusMonths } from '../../calendars/days.ts'
import type { RuleBook } from '../rule_book.ts'
import { allow, refuse, type Verdict } from '../verdict.ts'
import { type SepaRule, sepaRules } from './facts/sepa_rules.ts'

export type SddScheme = 'sdd_core' | 'sdd_b2b'
export type SddTimelineAsked = {
  readonly scheme: SddScheme
  /** A TARGET day; another one is moved to the next. */
  readonly collection_on: Day
  /** What debtor and creditor agreed on; 14 days when they did not. */
  readonly notice_days?: number
}
/** The last days of a direct debit. All dates are inclusive. */
export type SddTimeline = {
  readonly collection_on: Day
  readonly prenotify_by: Day
  readonly earliest_presentation_on: Day
  readonly latest_presentation_on: Day
  /** The creditor takes it back, or the debtor of a CORE debit refuses it. */
  readonly revoke_by: Day
  /** The debtor of a B2B debit may refuse on the day itself. */
  readonly refuse_by: Day
  readonly reject_by: Day
  readonly return_by: Day
  readonly reversal_by: Day
  /** Without questions; null: never (B2B). */
  readonly refund_by: Day | null
  /** Unauthorised; null: by a claim between banks only (B2B). */
  readonly unauthorized_refund_by: Day | null
}

/** When everything about a collection may happen at the latest. Source: payment-codes.md 2.2. */
export function sddTimeline(
  asked: SddTimelineAsked,
  rules: RuleBook<SepaRule> = sepaRules,
  calendar: BankingCalendar = target,
): SddTimeline {
  const { scheme, notice_days } = asked
  const due = calendar.onOrAfter(asked.collection_on)
  const number = (name: SepaRule): number => rules.on(name, due).value
  const latest = calendar.addBankingDays(due, -number('sdd_latest_presentation'))
  const isCore = scheme === 'sdd_core'
  return {
    collection_on: due,
    prenotify_by: plusDays(due, -(notice_days ?? number('sdd_notice'))),
    earliest_presentation_on: plusDays(due, -number('sdd_earliest_presentation')),
    latest_presentation_on: latest,
    revoke_by: latest,
    refuse_by: isCore ? latest : due,
    reject_by: due,
    return_by: calendar.addBankingDays(due, number(isCore ? 'sdd_core_return' : 'sdd_b2b_return')),
    reversal_by: calendar.addBankingDays(due, number('sdd_reversal')),
    refund_by: isCore ? plusDays(due, number('sdd_refund')) : null,
    unauthorized_refund_by: isCore ? plusMonths(due, number('sdd_refund_unauthorized')) : null,
  }
}

export type SddEvent = 'reject' | 'return' | 'reversal' | 'refund' | 'unauthorized_refund'
export type SddEventAsked = SddTimelineAsked & { readonly event: SddEvent; readonly on: Day }

/** Whether something may still happen to a direct debit on a day. Before its collection there is only a reject. */
export function sddEventInTime(
  asked: SddEventAsked,
  rules: RuleBook<SepaRule> = sepaRules,
  calendar: BankingCalendar = target,
): Verdict {
  const { scheme, event, on } = asked
  const times = sddTimeline(asked, rules, calendar)
  const rule = `sepa.${scheme}.${event}`
  const row = eventRow(scheme, event)
  const { source } = rules.on(row.rule, times.collection_on)
  const until = times[row.until]
  if (until === null) return refuse(rule, 'The B2B scheme has no refund.', source)
  if (event !== 'reject' && on < times.collection_on)
    return refuse(rule, 'It was not collected yet.', source, { from: times.collection_on, until })
  const what = `A ${event.replace('_', ' ')}`
  return on <= until
    ? allow(rule, `${what} is possible through ${until}.`, source, { until })
    : refuse(rule, `${what} was possible through ${until}.`, source, { until })
}

type EventRow = { readonly rule: SepaRule; readonly until: keyof SddTimeline }

function eventRow(scheme: SddScheme, event: SddEvent): EventRow {
  switch (event) {
    case 'reject':
      return { rule: 'sdd_latest_presentation', until: 'reject_by' }
    case 'return':
      return { rule: scheme === 'sdd_core' ? 'sdd_core_return' : 'sdd_b2b_return', until: 'return_by' }
    case 'reversal':
      return { rule: 'sdd_reversal', until: 'reversal_by' }
    case 'refund':
      return { rule: 'sdd_refund', until: 'refund_by' }
    case 'unauthorized_refund':
      return { rule: 'sdd_refund_unauthorized', until: 'unauthorized_refund_by' }
  }
}
