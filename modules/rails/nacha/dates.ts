const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

const two = (text: string, at: number): number => Number(text.slice(at, at + 2))

/**
 * Reads YYMMDD as `YYYY-MM-DD`. The standard has no century; every file that can still be met is of this one. Undefined
 * for a day that does not exist.
 */
export function dayOfSix(text: string): string | undefined {
  if (text.length !== 6) return undefined
  for (let at = 0; at < 6; at++) {
    const code = text.charCodeAt(at)
    if (code < 48 || code > 57) return undefined
  }
  const month = two(text, 2)
  const day = two(text, 4)
  const isLeap = two(text, 0) % 4 === 0
  const last = month === 2 && !isLeap ? 28 : MONTH_DAYS[month - 1]
  if (last === undefined || day < 1 || day > last) return undefined
  return `20${text.slice(0, 2)}-${text.slice(2, 4)}-${text.slice(4, 6)}`
}

/** The other way; undefined for what is no day of this century. */
export function sixOfDay(day: string): string | undefined {
  const six = day.slice(2, 4) + day.slice(5, 7) + day.slice(8, 10)
  return dayOfSix(six) === day ? six : undefined
}

/** Whether three digits can be a day of the year, 001 to 366; 000 is how some operators say that they left it out. */
export const isDayOfYear = (text: string): boolean => /^\d{3}$/.test(text) && Number(text) <= 366

/** Whether four digits are a time of the day, HHMM. */
export const isTimeOfDay = (text: string): boolean => /^([01]\d|2[0-3])[0-5]\d$/.test(text)
