import { element } from '../../../xml/element.ts'
import type { Codec } from './codec.ts'
import { refuse } from './writing.ts'
import { type Judged, leaf, notedAs, type Problem, refusedAs } from './leaf.ts'

const DAY = /^(\d{4})-(\d{2})-(\d{2})(Z|[+-]\d{2}:\d{2})?$/
const TIME = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})?$/
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Whether a day is in the calendar. */
export function isDay(text: string): boolean {
  const found = DAY.exec(text)
  if (found === null) return false
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])]
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = month === 2 && isLeap ? 29 : (MONTH_DAYS[month - 1] ?? 0)
  return day >= 1 && day <= days
}

function isInstant(text: string): boolean {
  const at = text.indexOf('T')
  return at === 10 && isDay(text.slice(0, at)) && TIME.test(text.slice(at + 1))
}

const notDay: Problem = refusedAs('iso20022_date', 'a day of the calendar is written YYYY-MM-DD')
const notInstant: Problem = refusedAs('iso20022_date', 'a time is written YYYY-MM-DDThh:mm:ss')
const zoned: Problem = notedAs('iso20022_date_zone', 'a day has a time zone here, which is left out')

function judgeDay(text: string): Judged<string> {
  if (!isDay(text)) return { problem: notDay }
  return text.length === 10 ? { value: text } : { value: text.slice(0, 10), problem: zoned }
}

/** A day, `YYYY-MM-DD`. */
export const date: Codec<string> = leaf({
  form: { kind: 'date' },
  judge: judgeDay,
  print: (value) => (isDay(value) && value.length === 10 ? { text: value } : { why: notDay.detail }),
})

/** A local time or one with its offset, as it stands: `2026-11-30T10:15:00.250+01:00`. */
export const dateTime: Codec<string> = leaf({
  form: { kind: 'date_time' },
  judge: (text) => (isInstant(text) ? { value: text } : { problem: notInstant }),
  print: (value) => (isInstant(value) ? { text: value } : { why: notInstant.detail }),
})

const ANY_OFFSET_SINCE = 2019
/** The time of a business application header: version 001.01 wants UTC, later ones take any offset. */
export const headerTime: Codec<string> = {
  ...dateTime,
  form: { kind: 'utc_time' },
  write(name, value, writing) {
    if (writing.release < ANY_OFFSET_SINCE && !value.endsWith('Z'))
      refuse(writing, 'this version wants the time in UTC, with a Z behind it')
    return dateTime.write(name, value, writing)
  },
}

/** A time of the day: `17:30:00+01:00`. */
export const time: Codec<string> = leaf({
  form: { kind: 'time' },
  judge: (text) =>
    TIME.test(text) ? { value: text } : { problem: refusedAs('iso20022_date', 'a time is written hh:mm:ss') },
  print: (value) => (TIME.test(value) ? { text: value } : { why: 'a time is written hh:mm:ss' }),
})

// From then on the messages that Florin writes let the sender choose between a day and a time.
const CHOICE_SINCE = 2017

/**
 * A day or a time, in `Dt` or `DtTm`; before the choice came, the day stood in the element itself. The text says which
 * it is: a time has a `T`.
 */
export const dayOrTime: Codec<string> = {
  form: { kind: 'day_or_time' },
  read(from, reading) {
    for (const inside of from.children) {
      // Some banks write a time where the day belongs. It is one all the same.
      if (inside.name === 'Dt') return (isInstant(inside.text.trim()) ? dateTime : date).read(inside, reading)
      if (inside.name === 'DtTm') return dateTime.read(inside, reading)
    }
    return (isInstant(from.text.trim()) ? dateTime : date).read(from, reading)
  },
  write(name, value, writing) {
    const isTime = value.includes('T')
    if (writing.release < CHOICE_SINCE) return date.write(name, value, writing)
    return element(name, [isTime ? dateTime.write('DtTm', value, writing) : date.write('Dt', value, writing)])
  },
}
