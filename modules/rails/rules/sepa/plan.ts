import { assert, present } from '../../../../kernel/assert.ts'
import type { Day } from '../../../../kernel/world.ts'
import { type BankingCalendar, target } from '../../calendars/calendar.ts'
import { daysBetween, laterDay, plusDays } from '../../calendars/days.ts'
import { instantAt, isBefore, startOfWallDay, wallDay, type Zone } from '../../calendars/zone.ts'
import { instantClock } from '../instant/clock.ts'
import type { RuleBook } from '../rule_book.ts'
import { type BatchScheme, type SepaCutoff, sepaCutoffs } from './facts/cutoffs.ts'
import { type SepaRule, sepaRules } from './facts/sepa_rules.ts'
import { type SddScheme, type SddTimeline, sddTimeline } from './timeline.ts'

export type SepaMoved =
  | 'date_is_past'
  | 'date_is_no_target_day'
  | 'too_late_for_date'
  | 'notice_is_too_short'
  | null
type Asked = {
  readonly at: Temporal.Instant
  /** The requested execution or collection date; null: as soon as may be. */
  readonly on: Day | null
}
type BatchAsked = Asked & {
  /** How long before the bank’s cut-off our own file closes; at most a day. */
  readonly lead_minutes: number
  /** The scheme’s own when absent: bring your bank’s. */
  readonly cutoff?: SepaCutoff
}
export type SepaPlanAsked =
  | (BatchAsked & { readonly scheme: 'sct' })
  | (Asked & { readonly scheme: 'sct_inst' })
  | (BatchAsked & {
      readonly scheme: SddScheme
      /** When the debtor was told; null: will be told today. */
      readonly notified_on: Day | null
      /** What was agreed on; 14 days when nothing was. */
      readonly notice_days?: number
    })

type Batch = {
  /** Our own cut-off: from this instant on an order misses the file. Always after `at`. */
  readonly file_cutoff_at: Temporal.Instant
  readonly bank_cutoff_at: Temporal.Instant
  readonly moved: SepaMoved
}
export type SctPlan = Batch & {
  readonly scheme: 'sct'
  readonly executes_on: Day
  /** D+1 at the latest. */
  readonly credited_by: Day
}
export type SctInstPlan = {
  readonly scheme: 'sct_inst'
  /** Now, or the beginning of the day in Brussels: any day of the year. */
  readonly sends_at: Temporal.Instant
  readonly beneficiary_answers_by: Temporal.Instant
  /** Without a confirmation by then the funds are restored, and a status query follows. */
  readonly ends_at: Temporal.Instant
  readonly moved: SepaMoved
}
export type SddPlan = Batch & {
  readonly scheme: SddScheme
  readonly collection_on: Day
  /** The file may be handed over from this day on. */
  readonly present_from: Day
  readonly timeline: SddTimeline
}
export type SepaPlan = SctPlan | SctInstPlan | SddPlan

const ZONE: Zone = 'Europe/Brussels'
const LEAD_MINUTES_MAX = 24 * 60
/** From any instant the next day with an open cut-off is nearer than this. */
const DAYS_MAX = 40

/** Which execution or collection date an order gets, and by when its file must be closed. Clocks hang in Brussels. */
export function planSepa(
  asked: SepaPlanAsked,
  rules: RuleBook<SepaRule> = sepaRules,
  calendar: BankingCalendar = target,
): SepaPlan {
  if (asked.scheme === 'sct_inst') return planInst(asked)
  const { lead_minutes } = asked
  assert(Number.isInteger(lead_minutes) && lead_minutes >= 0, 'whole minutes of lead')
  assert(lead_minutes <= LEAD_MINUTES_MAX, 'a day of lead at most')
  return asked.scheme === 'sct' ? planSct(asked, rules, calendar) : planSdd(asked, rules, calendar)
}

function planInst({ at, on }: Asked): SctInstPlan {
  const starts = on === null ? at : startOfWallDay(on, ZONE)
  const sends_at = isBefore(starts, at) ? at : starts
  const clock = instantClock('sct_inst', sends_at)
  const moved = on !== null && on < wallDay(at, ZONE) ? 'date_is_past' : null
  return {
    scheme: 'sct_inst',
    sends_at,
    beneficiary_answers_by: sends_at.add({ milliseconds: clock.receiver_answer_ms }),
    ends_at: clock.ends_at,
    moved,
  }
}

function planSct(
  asked: BatchAsked & { readonly scheme: 'sct' },
  rules: RuleBook<SepaRule>,
  calendar: BankingCalendar,
): SctPlan {
  const batch = batchOn(asked, asked.on ?? wallDay(asked.at, ZONE), calendar)
  const { value } = rules.on('sct_execution', batch.date)
  return {
    scheme: 'sct',
    executes_on: batch.date,
    credited_by: calendar.addBankingDays(batch.date, value),
    ...cutoffsOf(batch),
    moved: movedOf(asked, batch.date, calendar),
  }
}

function planSdd(
  asked: Extract<SepaPlanAsked, { scheme: SddScheme }>,
  rules: RuleBook<SepaRule>,
  calendar: BankingCalendar,
): SddPlan {
  const today = wallDay(asked.at, ZONE)
  const notice_days = asked.notice_days ?? rules.on('sdd_notice', today).value
  assert(Number.isInteger(notice_days) && notice_days >= 0, 'whole days of notice')
  const noticed = plusDays(asked.notified_on ?? today, notice_days)
  const batch = batchOn(asked, laterDay(asked.on ?? today, noticed), calendar)
  const timeline = sddTimeline(
    { scheme: asked.scheme, collection_on: batch.date, notice_days },
    rules,
    calendar,
  )
  const isShort = asked.on !== null && asked.on >= today && calendar.onOrAfter(asked.on) < noticed
  return {
    scheme: asked.scheme,
    collection_on: batch.date,
    present_from: laterDay(today, timeline.earliest_presentation_on),
    timeline,
    ...cutoffsOf(batch),
    moved: isShort ? 'notice_is_too_short' : movedOf(asked, batch.date, calendar),
  }
}

type BatchDate = Omit<Batch, 'moved'> & { readonly date: Day }
const cutoffsOf = ({ file_cutoff_at, bank_cutoff_at }: BatchDate): Omit<Batch, 'moved'> => ({
  file_cutoff_at,
  bank_cutoff_at,
})

/** The first TARGET day from `wished` on whose file is still open. */
function batchOn(
  asked: BatchAsked & { readonly scheme: BatchScheme },
  wished: Day,
  calendar: BankingCalendar,
): BatchDate {
  const cutoff = asked.cutoff ?? schemeCutoff(asked.scheme)
  assert(cutoff.scheme === asked.scheme, 'the cut-off is that of the scheme')
  const today = wallDay(asked.at, ZONE)
  let date = calendar.onOrAfter(laterDay(wished, today))
  for (;;) {
    const closes_on = calendar.addBankingDays(date, -cutoff.days_before)
    const bank_cutoff_at = instantAt(closes_on, cutoff.time, ZONE)
    const file_cutoff_at = bank_cutoff_at.subtract({ minutes: asked.lead_minutes })
    if (isBefore(asked.at, file_cutoff_at)) return { date, file_cutoff_at, bank_cutoff_at }
    assert(daysBetween(today, date) < DAYS_MAX || date <= wished, 'a cut-off lies ahead')
    date = calendar.nextBankingDay(date)
  }
}

const schemeCutoff = (scheme: BatchScheme): SepaCutoff =>
  present(
    sepaCutoffs.find((row) => row.name === 'scheme' && row.scheme === scheme),
    `the cut-off of ${scheme}`,
  )

function movedOf({ at, on }: Asked, date: Day, calendar: BankingCalendar): SepaMoved {
  if (on === null || on === date) return null
  if (on < wallDay(at, ZONE)) return 'date_is_past'
  return calendar.onOrAfter(on) === date ? 'date_is_no_target_day' : 'too_late_for_date'
}
