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
