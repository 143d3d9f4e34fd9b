import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import type { Scope } from '../../../platform/scope.ts'
import { reconciliationErrors } from '../errors.ts'
import type { MatchingDeps } from './deps.ts'
import type { RuleSet, RuleVersion } from './rules.ts'
import { currentRulesIn } from './rules_in.ts'
import { insertRules } from './store_rules.ts'

/**
 * Makes a new version of the rules, in the caller's transaction; it holds from the next run on, and matches that were made
 * stay as they are. Earlier versions are kept. Errors: matching_rules_changed.
 */
export async function makeRules(
  { audit }: Pick<MatchingDeps, 'audit'>,
  scope: Scope,
  rules: RuleSet,
  note: string | null,
): Promise<Result<RuleVersion, Failure>> {
  const { db, tenant_id, world, actor } = scope
  const before = await currentRulesIn(scope)
  const made = { version: before.version + 1, rules }
  const row = { ...made, note, made_by: actor.id, made_at: world.now() }
  if (!(await insertRules(db, tenant_id, row))) return reconciliationErrors.fail('matching_rules_changed')
  await audit.append(scope, [
    {
      action: 'matching_rules.create',
      resource_type: 'matching rules',
      resource_id: String(made.version),
      before: { version: before.version, rules: before.rules },
      after: made,
    },
  ])
  return ok(made)
}
