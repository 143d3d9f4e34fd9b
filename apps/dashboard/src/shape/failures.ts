import { isJson, type Json, textAt } from './value.ts'

const numbers = ['This error makes', 'These two errors make', 'These three errors make']
const NAMED_MAX = 3

const countOf = (group: Json): number => Number(textAt(group, 'count'))

export const groupsOf = (report: Json | undefined): readonly Json[] => {
  const found = report?.['data']
  return Array.isArray(found) ? found.filter(isJson) : []
}

/** A share in whole percent, never 100 for less than all and never 0 for something. */
export function percentOf(count: number, all: number): number {
  if (all === 0 || count === 0) return 0
  if (count >= all) return 100
  return Math.min(99, Math.max(1, Math.round((count / all) * 100)))
}

/** How much the few most frequent errors are of all that failed: where to begin. Undefined when nothing did. */
export function failureSentence(report: Json | undefined): string | undefined {
  const groups = groupsOf(report)
  const first = groups.slice(0, NAMED_MAX)
  const kept = groups.reduce((sum, group) => sum + countOf(group), 0)
  if (kept === 0) return undefined
  const percent = percentOf(
    first.reduce((sum, group) => sum + countOf(group), 0),
    kept,
  )
  return `${numbers[first.length - 1]} ${percent} % of your failures.`
}
