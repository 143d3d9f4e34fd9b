import { dayOf } from '../../../kernel/world.ts'
import type { Scope } from '../../../platform/scope.ts'
import { rulesInProgram, type RuleVersion } from './rules.ts'
import { findRules } from './store_rules.ts'

/** The rules that hold, read in the caller's transaction: the tenant's newest, or those that stand in the program. */
export const currentRulesIn = async ({ db, tenant_id, world }: Scope): Promise<RuleVersion> =>
  (await findRules(db, tenant_id)) ?? { version: 0, rules: rulesInProgram(dayOf(world.now())) }
