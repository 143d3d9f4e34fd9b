import { type DescriptionRule, descriptionRules } from './facts/descriptions.ts'
import { isTimeOfDay } from './dates.ts'
import type { AchBatchHeader } from './model.ts'

/** What a company entry description means by the rules; undefined for the originator's own words. */
export const descriptionRuleOf = (description: string): DescriptionRule | undefined =>
  descriptionRules.get(description.trim().toUpperCase())

/**
 * The time that a batch asks to settle at on the same day, as `HH:MM` Eastern Time, from a descriptive date `SDHHMM`;
 * undefined for any other. Source: Nacha Operating Rules, optional same day indicator of company descriptive date.
 */
export function sameDayTimeOf(header: AchBatchHeader): string | undefined {
  if (header.kind === 'iat') return undefined
  const text = header.company_descriptive_date
  if (!text.startsWith('SD') || !isTimeOfDay(text.slice(2))) return undefined
  return `${text.slice(2, 4)}:${text.slice(4)}`
}
