import fc from 'fast-check'
import { present } from '../../../kernel/assert.ts'
import { type Day, parseDay } from '../../../kernel/world.ts'
import { plusDays } from '../calendars/days.ts'
import { instantAt, type Zone } from '../calendars/zone.ts'

export const day = (text: string): Day => present(parseDay(text), `the day ${text}`)

const inZone =
  (zone: Zone) =>
  (text: string): Temporal.Instant => {
    const [on = '', time = ''] = text.split(' ')
    return instantAt(day(on), time, zone)
  }
/** `2026-11-23 10:30` on a wall in New York, and in Brussels. */
export const et = inZone('America/New_York')
export const brussels = inZone('Europe/Brussels')

const wall =
  (zone: Zone) =>
  (at: Temporal.Instant): string =>
    at.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ')
export const etText = wall('America/New_York')
export const brusselsText = wall('Europe/Brussels')

const FIRST = day('2023-01-01')
const DAYS = 365 * 4
export const anyDay = fc.integer({ min: 0, max: DAYS }).map((days) => plusDays(FIRST, days))
/** Any second of four years. */
export const anyInstant = fc
  .integer({ min: 0, max: DAYS * 86_400 })
  .map((seconds) => Temporal.Instant.from(`${FIRST}T05:00:00Z`).add({ seconds }))
