import { type Day, instant, type Instant } from '../../../kernel/world.ts'
import {
  type BankingCalendar,
  federalReserve,
  fromTemporal,
  instantAt,
  target,
  toTemporal,
  wallDay,
  type WallTime,
  type Zone,
} from '../../../modules/rails/index.ts'
import type { BankCurrency } from './facts.ts'

/** By which clock and which banking days an account is kept. */
export const clocks: Readonly<Record<BankCurrency, { zone: Zone; calendar: BankingCalendar }>> = {
  USD: { zone: 'America/New_York', calendar: federalReserve },
  EUR: { zone: 'Europe/Berlin', calendar: target },
}

/** What the calendar on the bank's wall shows, a banking day or not. */
export const localDay = (at: number, currency: BankCurrency): Day =>
  wallDay(toTemporal(instant(at)), clocks[currency].zone)

/** The banking day of whose statement a movement of this moment is part. */
export const bookingDay = (at: number, currency: BankCurrency): Day =>
  clocks[currency].calendar.onOrAfter(localDay(at, currency))

export const localInstant = (day: Day, time: WallTime, currency: BankCurrency): Instant =>
  fromTemporal(instantAt(day, time, clocks[currency].zone))

/** `HHMM` on the bank's wall. */
export const localTime = (at: number, currency: BankCurrency): string =>
  toTemporal(instant(at))
    .toZonedDateTimeISO(clocks[currency].zone)
    .toPlainTime()
    .toString({ smallestUnit: 'minute' })
    .replace(':', '')

/** `20261130`. */
export const compactDay = (day: Day): string => day.replaceAll('-', '')
