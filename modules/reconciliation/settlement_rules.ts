import { present } from '../../kernel/assert.ts'
import { type Day, dayOf, plusMs, startOfDay } from '../../kernel/world.ts'
import { type SettlementRules, settlementRules } from './facts/settlement_rules.ts'
import { DAY_MS } from './limits.ts'

/** What holds on a day; before the first rule the first one. */
export function rulesOn(day: Day): SettlementRules {
  const found = settlementRules.findLast(({ effective_from }) => effective_from <= day) ?? settlementRules[0]
  return present(found, 'a rule of settlement').value
}

export const plusDays = (day: Day, days: number): Day => dayOf(plusMs(startOfDay(day), days * DAY_MS))
export const dueOn = (claimed_on: Day): Day => plusDays(claimed_on, rulesOn(claimed_on).due_days)
