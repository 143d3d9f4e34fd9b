import type { Day } from '../../../../kernel/world.ts'
import type { BankingCalendar } from '../../calendars/calendar.ts'
import type { AchDirection, AchWindows } from './facts/windows.ts'

export type NotSameDay = {
  readonly rule:
    | 'ach.same_day.weekend'
    | 'ach.same_day.holiday'
    | 'ach.same_day.sec'
    | 'ach.same_day.amount'
    | 'ach.same_day.prenote'
    | 'ach.same_day.direction'
    | 'ach.same_day.after_last_window'
  readonly because: string
}
type Asked = {
  readonly direction: AchDirection
  readonly amount: bigint
  readonly sec: string
  readonly is_prenote?: boolean
}

const no = (rule: NotSameDay['rule'], because: string): NotSameDay => ({ rule, because })

/**
 * Why an entry may not settle on the day on which it is sent, whatever the hour; undefined when it may. What is wrong
 * with the entry itself comes before what is wrong with the day, so that the answer does not change by waiting.
 */
export function sameDayFault(
  { direction, amount, sec, is_prenote = false }: Asked,
  day: Day,
  { windows, same_day }: AchWindows,
  calendar: BankingCalendar,
): NotSameDay | undefined {
  if (same_day.excluded_sec.includes(sec)) return no('ach.same_day.sec', `${sec} entries are not eligible.`)
  if (is_prenote && !same_day.prenotes)
    return no('ach.same_day.prenote', 'Prenotes go out with future-dated files.')
  if (!windows.some((row) => row.kind === 'same_day' && row.directions.includes(direction)))
    return no('ach.same_day.direction', `There is no same-day window for a ${direction} on ${day}.`)
  if (amount > same_day.amount_max)
    return no('ach.same_day.amount', `More than ${same_day.amount_max} cents, the limit on ${day}.`)
  const closed = calendar.closedFor(day)
  if (closed === undefined) return undefined
  return closed === 'weekend'
    ? no('ach.same_day.weekend', `${day} is on a weekend.`)
    : no('ach.same_day.holiday', `${day} is ${closed}.`)
}
