import { canonicalJson } from '../../kernel/canonical_json.ts'
import type { Id } from '../../kernel/id.ts'
import { type Failure, type Fault, ok, type Result } from '../../kernel/result.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { Scope } from '../../platform/scope.ts'
import type { Audit } from '../audit/index.ts'
import { checkRules } from './check_rules.ts'
import { riskErrors } from './errors.ts'
import { riskFacts } from './facts.ts'
import { RULE_SETS_PER_TENANT_MAX } from './limits.ts'
import type { RuleCache } from './rule_cache.ts'
import type { RuleDefinition, StoredRuleSet } from './rule.ts'
import { findList } from './store_lists.ts'
import { findActive, findRuleSet, insertRuleSet, lockHead, setActive } from './store_rules.ts'

export type NewRuleSet = Pick<StoredRuleSet, 'id' | 'description' | 'definition'>
type Deps = { readonly audit: Audit; readonly cache: RuleCache }

const told = ({ id, version, description }: StoredRuleSet, is_active: boolean) => ({
  id,
  version,
  description,
  is_active,
})

/**
 * Stores rules as the tenant's next version. They decide nothing until they are activated. A repeat with the same id and
 * content returns what was stored.
 *
 * Errors: risk_rules_invalid with every fault (see `check_rules.ts`; lists that are not there), risk_rule_set_differs,
 * too_many_risk_rule_sets.
 */
export async function createRuleSet(
  { audit }: Deps,
  scope: Scope,
  asked: NewRuleSet,
): Promise<Result<StoredRuleSet, Failure>> {
  const { db, tenant_id } = scope
  const { last_version } = await lockHead(db, tenant_id)
  const known = await findRuleSet(db, tenant_id, asked.id)
  if (known !== undefined)
    return canonicalJson(known.definition) === canonicalJson(asked.definition)
      ? ok(known)
      : riskErrors.fail('risk_rule_set_differs', { param: 'id' })
  const faults = [...checkRules(asked.definition), ...(await missingLists(scope, asked.definition))]
  if (faults.length > 0) return refuse(faults)
  if (last_version >= RULE_SETS_PER_TENANT_MAX) return riskErrors.fail('too_many_risk_rule_sets')
  const made = {
    ...asked,
    version: last_version + 1,
    created_by: scope.actor.id,
    created_at: scope.world.now(),
  }
  await insertRuleSet(db, tenant_id, made)
  const after = JSON.parse(canonicalJson(made.definition)) as never
  await audit.append(scope, [
    { action: 'risk_rules.create', resource_type: 'risk_rule_set', resource_id: made.id, after },
  ])
  const stored = { ...made, is_active: false }
  const fact = riskFacts.fact('risk.rule_set_created', made.id, { object: told(stored, false) })
  await appendFacts(db, scope, [fact])
  return ok(stored)
}

function refuse(faults: readonly Fault[]) {
  const [first] = faults
  return riskErrors.fail('risk_rules_invalid', {
    param: first?.param ?? '',
    detail: `${first?.param}: ${first?.detail}`,
    errors: faults,
  })
}

async function missingLists({ db, tenant_id }: Scope, { rules }: RuleDefinition): Promise<Fault[]> {
  const faults: Fault[] = []
  for (const [place, { when }] of rules.entries())
    for (const [index, condition] of when.entries()) {
      if (!('list' in condition) || (await findList(db, tenant_id, condition.list)) !== undefined) continue
      const param = `rules.${place}.when.${index}.list`
      faults.push({ code: 'not_found', param, detail: 'no risk list has this id' })
    }
  return faults
}

/**
 * Lets a version decide, on this node at once and everywhere within a second. A repeat does nothing.
 * Errors: risk_rule_set_not_found.
 */
export async function activateRuleSet(
  { audit, cache }: Deps,
  scope: Scope,
  id: Id<'rul'>,
): Promise<Result<StoredRuleSet, Failure>> {
  const { db, tenant_id } = scope
  await lockHead(db, tenant_id)
  const found = await findRuleSet(db, tenant_id, id)
  if (found === undefined) return riskErrors.fail('risk_rule_set_not_found')
  if (found.is_active) return ok(found)
  const before = await findActive(db, tenant_id)
  await setActive(db, tenant_id, id, scope.world.now())
  cache.distrust(tenant_id)
  const previous = { id: before?.id ?? null }
  const object = told(found, true)
  await audit.append(scope, [
    {
      action: 'risk_rules.activate',
      resource_type: 'risk_rule_set',
      resource_id: id,
      before: previous,
      after: object,
    },
  ])
  await appendFacts(db, scope, [riskFacts.fact('risk.rule_set_activated', id, { object, previous })])
  return ok({ ...found, is_active: true })
}
