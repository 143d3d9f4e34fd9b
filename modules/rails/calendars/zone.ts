import { assert } from '../../../kernel/assert.ts'
import { type Day, type Instant, instant } from '../../../kernel/world.ts'
import { dayText, plusDays } from './days.ts'

/** Where the clocks of the rails hang. Frankfurt keeps the time of `Europe/Berlin`; the tz database has no other name. */
export type Zone = 'America/New_York' | 'Europe/Brussels' | 'Europe/Berlin' | 'Europe/London'
/** `HH:MM` on a clock of 24 hours. */
export type WallTime = string

/** A time that the clocks skip or show twice is read as the earlier instant for a deadline, the later for a release. */
export type Reading = 'earlier' | 'later'

/**
 * The instant at which a clock in `zone` shows `time` on `day`. Deadlines take `earlier`, the default: where the clocks
 * jump over a cut-off or show it twice, nobody who keeps the earlier one is late.
 */
export function instantAt(
  day: Day,
  time: WallTime,
  zone: Zone,
  reading: Reading = 'earlier',
): Temporal.Instant {
  assert(/^([01]\d|2[0-3]):[0-5]\d$/.test(time), `${time} is a time of day`)
  return Temporal.PlainDateTime.from(`${day}T${time}`)
    .toZonedDateTime(zone, { disambiguation: reading })
    .toInstant()
}

/** The day that a calendar on the wall in `zone` shows. */
export const wallDay = (at: Temporal.Instant, zone: Zone): Day =>
  dayText(at.toZonedDateTimeISO(zone).toPlainDate())

/** The first instant of a day; it is not midnight where the clocks skip midnight. */
export const startOfWallDay = (day: Day, zone: Zone): Temporal.Instant =>
  Temporal.PlainDate.from(day).toZonedDateTime(zone).toInstant()

/** The first instant that is no longer of the day: midnight at its end. */
export const endOfWallDay = (day: Day, zone: Zone): Temporal.Instant => startOfWallDay(plusDays(day, 1), zone)

export const isBefore = (a: Temporal.Instant, b: Temporal.Instant): boolean =>
  Temporal.Instant.compare(a, b) < 0
export const earlierOf = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant =>
  isBefore(a, b) ? a : b

/** From the instants that `World` gives. */
export const toTemporal = (at: Instant): Temporal.Instant =>
  Temporal.Instant.fromEpochNanoseconds(BigInt(at) * 1_000n)

/** To the instants that `World` gives; what is below a microsecond is cut. */
export const fromTemporal = (at: Temporal.Instant): Instant => instant(Number(at.epochNanoseconds / 1_000n))
