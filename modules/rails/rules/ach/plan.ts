import { assert, Bug } from '../../../../kernel/assert.ts'
import { type Day, startOfDay } from '../../../../kernel/world.ts'
import { type BankingCalendar, federalReserve } from '../../calendars/calendar.ts'
import { plusDays } from '../../calendars/days.ts'
import { instantAt, isBefore, type WallTime, wallDay } from '../../calendars/zone.ts'
import {
  type AchDirection,
  type AchWindow,
  type AchWindowName,
  type AchWindows,
  achWindows,
} from './facts/windows.ts'
import { type NotSameDay, sameDayFault } from './same_day.ts'
import { ACH_ZONE } from './zone.ts'

export type AchWish =
  | 'same_day'
  | 'next_day'
  /** Settle on a date; on the banking day after it, or before it, when it is none. After it when not said. */
  | { readonly on: Day; readonly roll?: 'following' | 'preceding' }
export type AchPlanAsked = {
  readonly at: Temporal.Instant
  readonly direction: AchDirection
  /** In cents. */
  readonly amount: bigint
  readonly sec: string
  readonly wish: AchWish
  /** How long before the operator’s deadline our own file closes; at most a day. */
  readonly lead_minutes: number
  readonly is_prenote?: boolean
  /** How many banking days before its date a future-dated credit is handed over; 1 when not said. Debits: always 1. */
  readonly credit_days?: 1 | 2
}
export type AchPlan = {
  readonly window: AchWindowName
  /** The banking day of the operator that the file belongs to. */
  readonly sent_on: Day
  /** Our own cut-off: from this instant on an entry misses the file. Always after `at`. */
  readonly file_cutoff_at: Temporal.Instant
  readonly operator_deadline_at: Temporal.Instant
  readonly distribution_at: Temporal.Instant
  readonly effective_entry_date: Day
  readonly settles_on: Day
  readonly settles_at: Temporal.Instant
  /** Why a wish for today, or for a date that only a same-day window could keep, was not kept. */
  readonly not_same_day: NotSameDay | null
  /** Why it settles on another day than was wished. */
  readonly moved: 'date_is_past' | 'date_is_no_banking_day' | 'too_late_for_date' | null
}

const LEAD_MINUTES_MAX = 24 * 60
/** With the greatest lead and the longest weekend the next file is less than so many processing days away. */
const PROCESSING_DAYS_MAX = 10

type Slot = Pick<
  AchPlan,
  'window' | 'sent_on' | 'file_cutoff_at' | 'operator_deadline_at' | 'distribution_at'
> & { readonly settlement: WallTime }
type Ask = { readonly asked: AchPlanAsked; readonly calendar: BankingCalendar; readonly windows: WindowsOn }
type WindowsOn = (day: Day) => AchWindows

const windowsOn: WindowsOn = (day) => achWindows(startOfDay(day)).value

/**
 * Which file an entry goes into, and when it settles. Pure, and later instants never give earlier plans.
 *
 * `same_day` takes what settles first: the last night window while it is open, which settles at 08:30 of the same day,
 * or the first window of the day whose own cut-off is still ahead. What cannot settle today says why, and goes with the
 * next future-dated file, or after a weekend with a same-day window where that is sooner. A date is kept by a
 * future-dated file, or on the day itself by a same-day window.
 * Source of the rules: payment-codes.md 1.4.
 */
export function planAch(
  asked: AchPlanAsked,
  calendar: BankingCalendar = federalReserve,
  windows: WindowsOn = windowsOn,
): AchPlan {
  const { lead_minutes } = asked
  assert(Number.isInteger(lead_minutes) && lead_minutes >= 0, 'whole minutes of lead')
  assert(lead_minutes <= LEAD_MINUTES_MAX, 'a day of lead at most')
  assert(asked.amount >= 0n, 'an amount is not negative')
  const ask: Ask = { asked, calendar, windows }
  const today = wallDay(asked.at, ACH_ZONE)
  if (asked.wish === 'next_day') return nextFile(ask, leadDays(asked))
  if (asked.wish === 'same_day') return planToday(ask, today)
  return planOn(ask, today, asked.wish)
}

const leadDays = ({ direction, credit_days = 1 }: AchPlanAsked): number =>
  direction === 'debit' ? 1 : credit_days

/** What settles first: a future-dated file, or a same-day window of today or of the next days on which there is one. */
function planToday(ask: Ask, today: Day): AchPlan {
  const next = nextFile(ask, 1)
  const fault = sameDayOn(ask, today)
  let found: AchPlan | NotSameDay = fault
  let day = today
  while ('rule' in found && day < next.settles_on) {
    day = ask.calendar.nextBankingDay(day)
    found = sameDayOn(ask, day)
  }
  const first = 'rule' in found || isBefore(next.settles_at, found.settles_at) ? next : found
  return 'rule' in fault && first.settles_on !== today ? { ...first, not_same_day: fault } : first
}

function planOn(ask: Ask, today: Day, wish: Exclude<AchWish, string>): AchPlan {
  const { asked, calendar } = ask
  const { on, roll = 'following' } = wish
  const date = roll === 'following' ? calendar.onOrAfter(on) : calendar.onOrBefore(on)
  const rolled = date === on ? null : 'date_is_no_banking_day'
  if (date < today) return { ...nextFile(ask, leadDays(asked)), moved: 'date_is_past' }
  for (let days = leadDays(asked); days > 0; days--) {
    const slot = openSlot(ask, calendar.addBankingDays(date, -days), 'future_dated')
    if (slot !== undefined) return settled(slot, date, rolled)
  }
  const found = sameDayOn(ask, date)
  if (!('rule' in found)) return { ...found, moved: rolled }
  return { ...nextFile(ask, leadDays(asked)), not_same_day: found, moved: 'too_late_for_date' }
}

/** The first future-dated file that is still open. */
function nextFile(ask: Ask, lead_days: number): AchPlan {
  const { calendar, asked } = ask
  // The night window of yesterday’s processing day closes today.
  let day = calendar.onOrAfter(plusDays(wallDay(asked.at, ACH_ZONE), -1))
  for (let days = 0; days < PROCESSING_DAYS_MAX; days++) {
    const slot = openSlot(ask, day, 'future_dated')
    if (slot !== undefined) return settled(slot, calendar.addBankingDays(day, lead_days), null)
    day = calendar.nextBankingDay(day)
  }
  throw new Bug('no future-dated file within ten processing days')
}

function sameDayOn(ask: Ask, day: Day): AchPlan | NotSameDay {
  const { asked, calendar, windows } = ask
  const fault = sameDayFault(asked, day, windows(day), calendar)
  if (fault !== undefined) return fault
  const slot = openSlot(ask, day, 'same_day')
  if (slot !== undefined) return settled(slot, day, null)
  return { rule: 'ach.same_day.after_last_window', because: `The last same-day file of ${day} is closed.` }
}

/** The first window of a processing day whose own cut-off is after `at`. */
function openSlot({ asked, windows }: Ask, day: Day, kind: AchWindow['kind']): Slot | undefined {
  const rows = windows(day).windows.filter(
    (row) => row.kind === kind && row.directions.includes(asked.direction),
  )
  return rows
    .map((row) => slotOf(row, day, asked.lead_minutes))
    .find((slot) => isBefore(asked.at, slot.file_cutoff_at))
}

export type AchCutoff = Pick<AchPlan, 'window' | 'operator_deadline_at' | 'settles_on' | 'settles_at'> &
  Pick<AchWindow, 'kind' | 'directions'>

/** When each window closes next, the soonest first. What waits for a future-dated file settles a banking day after it. */
export function nextCutoffs(
  at: Temporal.Instant,
  calendar: BankingCalendar = federalReserve,
  windows: WindowsOn = windowsOn,
): AchCutoff[] {
  const found = new Map<AchWindowName, AchCutoff>()
  let day = calendar.onOrAfter(plusDays(wallDay(at, ACH_ZONE), -1))
  for (let days = 0; days < PROCESSING_DAYS_MAX; days++, day = calendar.nextBankingDay(day))
    for (const row of windows(day).windows) {
      const slot = slotOf(row, day, 0)
      if (found.has(row.name) || !isBefore(at, slot.operator_deadline_at)) continue
      const settles_on = row.kind === 'same_day' ? day : calendar.nextBankingDay(day)
      const { window, operator_deadline_at, settles_at } = settled(slot, settles_on, null)
      const { kind, directions } = row
      found.set(row.name, { window, kind, directions, operator_deadline_at, settles_on, settles_at })
    }
  return [...found.values()].sort((a, b) =>
    Temporal.Instant.compare(a.operator_deadline_at, b.operator_deadline_at),
  )
}

function slotOf(row: AchWindow, day: Day, lead_minutes: number): Slot {
  const { deadline, distribution } = row
  const operator_deadline_at = instantAt(plusDays(day, deadline.days_after), deadline.time, ACH_ZONE)
  return {
    window: row.name,
    sent_on: day,
    file_cutoff_at: operator_deadline_at.subtract({ minutes: lead_minutes }),
    operator_deadline_at,
    distribution_at: instantAt(plusDays(day, distribution.days_after), distribution.time, ACH_ZONE, 'later'),
    settlement: row.settlement,
  }
}

const settled = (slot: Slot, day: Day, moved: AchPlan['moved']): AchPlan => ({
  window: slot.window,
  sent_on: slot.sent_on,
  file_cutoff_at: slot.file_cutoff_at,
  operator_deadline_at: slot.operator_deadline_at,
  distribution_at: slot.distribution_at,
  effective_entry_date: day,
  settles_on: day,
  settles_at: instantAt(day, slot.settlement, ACH_ZONE, 'later'),
  not_same_day: null,
  moved,
})

/**
 * The day on which an operator settles an entry, whatever date stands in it. Today’s date settles today where the entry
 * made a same-day window. A date that is stale, missing or no day is replaced by the next banking day, and so is one
 * further ahead than the one or two banking days that an entry may be [K].
 */
export function operatorSettlementDate(
  entry: {
    readonly effective_entry_date: Day | null
    readonly sent_on: Day
    readonly direction: AchDirection
    readonly made_same_day: boolean
  },
  calendar: BankingCalendar = federalReserve,
): Day {
  const { effective_entry_date: date, sent_on, direction, made_same_day } = entry
  const next = calendar.nextBankingDay(sent_on)
  if (date === null) return next
  if (date <= sent_on) return made_same_day ? calendar.onOrAfter(sent_on) : next
  const last = calendar.addBankingDays(sent_on, direction === 'debit' ? 1 : 2)
  const settles = calendar.onOrAfter(date)
  return settles <= last ? settles : next
}
