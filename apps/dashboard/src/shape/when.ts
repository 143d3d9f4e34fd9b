/** Of the reader, as their computer says it. */
export const zone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

const full = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
})
const brief = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
})
const briefYear = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
})
const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})

/** A moment in the reader's zone, which is named: `30 Nov, 18:33 CET`; of another year than `from`, with its year. */
export function shownTime(at: string, from: Date): string {
  const moment = new Date(at)
  return (moment.getFullYear() === from.getFullYear() ? brief : briefYear).format(moment)
}
/** To the second, with the zone's name and the moment in UTC. */
export const exactTime = (at: string): string => `${full.format(new Date(at))} (${zone()}) · ${at}`
/** A day of a calendar has no zone. */
export const shownDay = (on: string): string => day.format(new Date(`${on}T00:00:00Z`))

/** What a field for a moment holds, in the reader's zone: `2026-11-30T18:33`. */
export function localMoment(at: string): string {
  const moment = new Date(at)
  const pad = (value: number): string => String(value).padStart(2, '0')
  const [month, date] = [pad(moment.getMonth() + 1), pad(moment.getDate())]
  return `${moment.getFullYear()}-${month}-${date}T${pad(moment.getHours())}:${pad(moment.getMinutes())}`
}

/** The moment that such a field means, as the API takes it; empty for an empty one. */
export const instantOf = (local: string): string => (local === '' ? '' : new Date(local).toISOString())

const steps: readonly (readonly [number, Intl.RelativeTimeFormatUnit])[] = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
]
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** `in 3 days`, `2 hours ago`. */
export function away(at: string, from: Date): string {
  const ms = new Date(at).getTime() - from.getTime()
  const [size, unit] = steps.find(([step]) => Math.abs(ms) >= step) ?? [1_000, 'second']
  return relative.format(Math.round(ms / size), unit)
}
