import { type Day, instant, parseDay, startOfDay } from '../../../../kernel/world.ts'
import {
  type AchDirection,
  type AchWindow,
  achWindows,
  instantAt,
  federalReserve,
  fromTemporal,
  operatorSettlementDate,
  plusDays,
  sameDayFault,
  toTemporal,
  wallDay,
} from '../../../../modules/rails/index.ts'
import { localInstant } from '../days.ts'
import { answerTimes, ODFI_LEAD_MINUTES } from './facts.ts'

const ZONE = 'America/New_York'
/** Longer than any weekend with its holidays. */
const DAYS_LOOKED_AHEAD = 10

type ToClear = {
  readonly at: number
  readonly direction: AchDirection
  readonly amount: bigint
  readonly sec: string
  readonly is_prenote: boolean
  /** As it stands in the batch header. */
  readonly effective_entry_date: string
}
export type Cleared = { readonly settles_on: Day; readonly settles_at: number }

/** In which window of the operator an entry goes that the bank has at `at`, and so when its money moves. */
export function clear(entry: ToClear): Cleared {
  const effective_entry_date = parseDay(entry.effective_entry_date) ?? null
  const { direction } = entry
  let day = federalReserve.onOrAfter(plusDays(wallDay(toTemporal(instant(entry.at)), ZONE), -1))
  for (let days = 0; days < DAYS_LOOKED_AHEAD; days++) {
    const window = firstOpen(entry, effective_entry_date, day)
    if (window !== undefined) {
      const made_same_day = window.kind === 'same_day'
      const settles_on = operatorSettlementDate({
        effective_entry_date,
        sent_on: day,
        direction,
        made_same_day,
      })
      return { settles_on, settles_at: localInstant(settles_on, window.settlement, 'USD') }
    }
    day = federalReserve.nextBankingDay(day)
  }
  throw new Error(`no window of the operator within ${DAYS_LOOKED_AHEAD} banking days`)
}

/** The first window of a processing day that takes the entry and is still open at the bank. */
function firstOpen(entry: ToClear, date: Day | null, day: Day): AchWindow | undefined {
  const rows = achWindows(startOfDay(day)).value
  const isForToday =
    date !== null && date <= day && sameDayFault(entry, day, rows, federalReserve) === undefined
  return rows.windows.find(
    (row) =>
      row.directions.includes(entry.direction) &&
      (row.kind !== 'same_day' || isForToday) &&
      entry.at < closesAt(row, day),
  )
}

function closesAt({ deadline }: AchWindow, day: Day): number {
  const at = instantAt(plusDays(day, deadline.days_after), deadline.time, ZONE)
  return fromTemporal(at.subtract({ minutes: ODFI_LEAD_MINUTES }))
}

const [MORNING, EVENING] = answerTimes

/** The file of answers of a banking day's morning: there before the opening of business. */
export const morningOf = (day: Day): number => localInstant(day, MORNING, 'USD')

/** What the operator itself returns: the evening file of the day on which it had the entry, or the next file when that is gone. */
export function operatorAnswers(at: number): number {
  const today = wallDay(toTemporal(instant(at)), ZONE)
  const evening = localInstant(today, EVENING, 'USD')
  return federalReserve.isBankingDay(today) && at < evening ? evening : nextAnswers(at)
}

/** The first file of answers after a moment. */
function nextAnswers(at: number): number {
  let day = federalReserve.onOrAfter(wallDay(toTemporal(instant(at)), ZONE))
  for (;;) {
    const found = answerTimes.map((time) => localInstant(day, time, 'USD')).find((slot) => slot > at)
    if (found !== undefined) return found
    day = federalReserve.nextBankingDay(day)
  }
}
