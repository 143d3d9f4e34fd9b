import { present } from '../../kernel/assert.ts'
import { type Id, newId } from '../../kernel/id.ts'
import { type Fault, ok, type Result } from '../../kernel/result.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { Json } from '../../platform/outbox/fact.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import type { Audit } from '../audit/index.ts'
import type { RoutedAccount } from './account.ts'
import { checkRules, type RuleCheck } from './check_rules.ts'
import { type RoutingFailure, routingErrors } from './errors.ts'
import { routingFacts } from './facts.ts'
import { ATTEMPTS_DEFAULT } from './limits.ts'
import { ruleFaults } from './read_rules.ts'
import { summaryJson } from './rule_set.ts'
import type { RuleSet, Rules } from './rules.ts'
import * as store from './store_rule_sets.ts'

export type RuleDeps = {
  readonly audit: Audit
  readonly accounts: (scope: OpenScope | Scope) => Promise<readonly RoutedAccount[]>
  /** Called when the tenant's active rules change, inside the transaction. */
  readonly onChange: (scope: Pick<Scope, 'tenant_id'>) => void
}
export type NewRules = Rules & { readonly name: string }

/**
 * Judges rules without storing anything: `findings` says which rules can never decide, what no rule takes, and which
 * accounts are named in vain. Errors: `rules_invalid` for rules that mean nothing.
 */
export async function checkNewRules(
  deps: Pick<RuleDeps, 'accounts'>,
  scope: OpenScope | Scope,
  rules: Rules,
): Promise<Result<RuleCheck, RoutingFailure>> {
  const faults = ruleFaults(rules)
  return faults.length > 0 ? refuse(faults) : ok(checkRules(rules, await deps.accounts(scope)))
}

/**
 * Writes the next version of the tenant's rules, in the caller's transaction. It decides nothing until it is activated.
 * A repeat writes another version. Errors: `rules_invalid` (also for an account that is not there), `rule_set_limit_reached`.
 */
export async function createRuleSet(
  deps: RuleDeps,
  scope: Scope,
  { name, ...rules }: NewRules,
): Promise<Result<{ rule_set: RuleSet; check: RuleCheck }, RoutingFailure>> {
  const checked = await checkNewRules(deps, scope, rules)
  if (!checked.ok) return checked
  const refused = refuseErrors(checked.value)
  if (refused !== undefined) return refused
  const id = newId('rul', scope.world)
  const made = { id, name, rules, by: scope.actor.id }
  const version = await store.createRuleSet(scope.db, scope.tenant_id, scope.world.now(), made)
  if (version === undefined) return routingErrors.fail('rule_set_limit_reached')
  const rule_set = await stored(scope, id)
  const summary = summaryJson(summaryOf(rule_set))
  await deps.audit.append(scope, [
    { ...audited('routing_rules.create', id), after: { ...summary, rules: rules as unknown as Json } },
  ])
  await appendFacts(scope.db, scope, [routingFacts.fact('routing.rules_created', id, summary)])
  return ok({ rule_set, check: checked.value })
}

/**
 * Makes a version the one that decides, for payments from now on: at once in this process, within seconds in others.
 * A repeat does nothing. Errors: `rule_set_not_found`; `rules_invalid` when an account it names is not there any more.
 */
export async function activateRuleSet(
  deps: RuleDeps,
  scope: Scope,
  id: Id<'rul'>,
): Promise<Result<RuleSet, RoutingFailure>> {
  const { db, tenant_id } = scope
  const before = await store.lockActive(db, tenant_id)
  const found = await store.findRuleSet(db, tenant_id, id)
  if (found === undefined) return routingErrors.fail('rule_set_not_found')
  if (found.is_active) return ok(found)
  const refused = refuseErrors(checkRules(found, await deps.accounts(scope)))
  if (refused !== undefined) return refused
  await store.setActive(db, tenant_id, scope.world.now(), found)
  const rule_set = await stored(scope, id)
  const object = summaryJson(summaryOf(rule_set))
  const previous = before === undefined ? null : { id: before.id, version: before.version }
  await deps.audit.append(scope, [
    {
      ...audited('routing_rules.activate', id),
      ...(previous === null ? {} : { before: previous }),
      after: object,
    },
  ])
  await appendFacts(db, scope, [routingFacts.fact('routing.rules_activated', id, { object, previous })])
  deps.onChange(scope)
  return ok(rule_set)
}

export const summaryOf = ({ rules, otherwise: _otherwise, max_attempts, ...rest }: RuleSet) => ({
  ...rest,
  rule_count: rules.length,
  max_attempts: max_attempts ?? ATTEMPTS_DEFAULT,
})

const audited = (action: string, resource_id: string) => ({
  action,
  resource_type: 'routing_rule_set',
  resource_id,
})

const stored = async ({ db, tenant_id }: Scope, id: Id<'rul'>): Promise<RuleSet> =>
  present(await store.findRuleSet(db, tenant_id, id), 'the rule set of this transaction')

function refuseErrors({ findings }: RuleCheck): ReturnType<typeof refuse> | undefined {
  const faults = findings
    .filter(({ severity }) => severity === 'error')
    .map(({ code, param, text }) => ({ code, param, detail: text }))
  return faults.length === 0 ? undefined : refuse(faults)
}

function refuse(faults: readonly Fault[]) {
  const first = present(faults[0], 'a fault')
  return routingErrors.fail('rules_invalid', {
    param: first.param,
    detail: `${first.param}: ${first.detail}`,
    errors: faults,
  })
}
