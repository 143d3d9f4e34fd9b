import { ownOf } from '../../sdk/typescript/own.ts'

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

/** `90s`, `2h30m`, `3d`, `1w` in milliseconds; undefined when it is none of those. */
export function durationMs(text: string): number | undefined {
  if (!/^(?:\d{1,9}(?:ms|[smhdw]))+$/.test(text)) return undefined
  let sum = 0
  for (const [, count = '', unit = ''] of text.matchAll(/(\d+)(ms|[smhdw])/g))
    sum += Number(count) * (ownOf(units, unit) ?? 0)
  return Number.isSafeInteger(sum) ? sum : undefined
}

const TIME = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)$/

/** A day that exists. */
export const isDay = (text: string): boolean => {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const ms = Date.parse(text)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
}

/** A time with its zone, or a day: as the API takes times, and as a flag does. */
export const isTime = (text: string): boolean =>
  isDay(text) || (TIME.test(text) && !Number.isNaN(Date.parse(text)))

/** How times are written, for refusals. */
export const TIME_FORM = '2026-12-24T18:00:00Z, or a day such as 2026-12-24'
