import { instantText } from '../../kernel/world.ts'
import type { RuleSet } from './rules.ts'

/** A version without its rules. */
export type RuleSetSummary = Omit<RuleSet, 'rules' | 'otherwise' | 'max_attempts'> & {
  readonly rule_count: number
  readonly max_attempts: number
}

/** As lists and events show it. */
export const summaryJson = ({ created_at, activated_at, ...set }: RuleSetSummary) => ({
  id: set.id,
  version: set.version,
  name: set.name,
  rule_count: set.rule_count,
  max_attempts: set.max_attempts,
  is_active: set.is_active,
  created_by: set.created_by,
  created_at: instantText(created_at),
  activated_at: activated_at === null ? null : instantText(activated_at),
})
