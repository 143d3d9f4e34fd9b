import { startOfWallDay, type Zone } from '../../calendars/zone.ts'
import type { Day } from '../../../../kernel/world.ts'

/** The clock of the Fed, and of every Nacha deadline. */
export const ACH_ZONE: Zone = 'America/New_York'

/** The instant at which a wall clock in New York shows so many minutes after midnight. No bank opens in the hour that clocks skip. */
export const achInstant = (day: Day, minute_of_day: number): Temporal.Instant =>
  startOfWallDay(day, ACH_ZONE)
    .toZonedDateTimeISO(ACH_ZONE)
    .with({ hour: Math.floor(minute_of_day / 60), minute: minute_of_day % 60 })
    .toInstant()
