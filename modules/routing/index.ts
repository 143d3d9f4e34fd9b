import type { Id } from '../../kernel/id.ts'
import type { Result } from '../../kernel/result.ts'
import type { Instant, World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { Lane } from '../../platform/db/lane.ts'
import type { OpenScope, Scope, TenantId } from '../../platform/scope.ts'
import type { Audit } from '../audit/index.ts'
import type { CardOperation } from '../rails/index.ts'
import type { RoutedAccount } from './account.ts'
import { type BreakerView, createBreakers, type Observed } from './breakers.ts'
import { activateRuleSet, checkNewRules, createRuleSet, type NewRules } from './change_rules.ts'
import type { RuleCheck } from './check_rules.ts'
import { choose, type RouteDecision, type Snapshot } from './choose.ts'
import { compileRules } from './compile.ts'
import type { EarlierDecline } from './decline.ts'
import type { RoutingFailure } from './errors.ts'
import type { RouteInput } from './input.ts'
import type { RuleSetSummary } from './rule_set.ts'
import type { RuleSet, Rules } from './rules.ts'
import { createSnapshots } from './snapshots.ts'
import { lookAtCards } from './store_declines.ts'
import { findRuleSet, listRuleSets } from './store_rule_sets.ts'

/** Where payments go. `choose` and `next` are pure and stand beside this face. */
export type Routing = {
  /** What choices are made from, as of now: from memory; rules and accounts at most seconds old, health of this process. */
  snapshot(scope: OpenScope): Promise<Snapshot>
  /** As `choose`, and takes one of the few probes when the payment is to try a half-open account. */
  decide(tenant_id: TenantId, input: RouteInput, snapshot: Snapshot, chance: number): RouteDecision
  /** Tells a breaker what became of a call. A decline is no failure. Never waits; a repeat counts again. */
  observe(
    tenant_id: TenantId,
    account: Id<'aca'>,
    operation: CardOperation,
    outcome: Observed,
    took_ms: number,
  ): void
  /** Breakers of the tenant in this process, by account and operation; accounts never called have none. */
  health(tenant_id: TenantId): BreakerView[]
  /** Declines of each card since a time, newest first, at most 64 of each; one round trip for all. */
  look(
    lane: Lane,
    tenant_id: TenantId,
    fingerprints: readonly string[],
    since: Instant,
  ): Promise<EarlierDecline[][]>
  /** Judges rules, stores nothing. See `change_rules.ts`. */
  check(scope: OpenScope, rules: Rules): Promise<Result<RuleCheck, RoutingFailure>>
  createRuleSet(
    scope: Scope,
    rules: NewRules,
  ): Promise<Result<{ rule_set: RuleSet; check: RuleCheck }, RoutingFailure>>
  activateRuleSet(scope: Scope, id: Id<'rul'>): Promise<Result<RuleSet, RoutingFailure>>
  /** Undefined when the tenant has no such version. */
  findRuleSet(scope: OpenScope, id: Id<'rul'>): Promise<RuleSet | undefined>
  /** Newest first, from below the version `before`; at most `limit`. */
  listRuleSets(
    scope: OpenScope,
    page: { before: number | undefined; limit: number },
  ): Promise<RuleSetSummary[]>
  /** Decides for payments as `rules`, or the active ones, would, without any effect; one decision for each. */
  simulate(
    scope: OpenScope,
    rules: Rules | RuleSet | undefined,
    inputs: readonly RouteInput[],
  ): Promise<RouteDecision[]>
  /** The tenant's accounts change, in a transaction that ends soon: this process reads them again at every use until then. */
  distrust(scope: Pick<Scope, 'tenant_id'>): void
}

export type RoutingDeps = {
  readonly db: Database
  /** The wall's world: breakers and memory go by real time. */
  readonly world: World
  readonly audit: Audit
  /**
   * Every account of the tenant, disabled ones too: rails, with the connectors' capabilities. With a `Scope` it is called
   * inside that scope's transaction and must read through `scope.db`: no second transaction can be opened there.
   */
  readonly accounts: (scope: OpenScope | Scope) => Promise<readonly RoutedAccount[]>
}

export function createRouting(deps: RoutingDeps): Routing {
  const { db } = deps
  const snapshots = createSnapshots(deps)
  const breakers = createBreakers(deps)
  const distrust: Routing['distrust'] = ({ tenant_id }) => snapshots.distrust(tenant_id)
  const changes = { audit: deps.audit, accounts: deps.accounts, onChange: distrust }
  const snapshot: Routing['snapshot'] = async (scope) => {
    const known = await snapshots.read(scope)
    const health = breakers.health(scope.tenant_id, 'authorize')
    return health.size === 0 ? known : { ...known, health }
  }
  return {
    snapshot,
    decide(tenant_id, input, from, chance) {
      const decision = choose(input, from, chance)
      const [first] = decision.candidates
      if (first?.why !== 'probe' || breakers.takeProbe(tenant_id, first.account, 'authorize')) return decision
      return choose(input, from, 1)
    },
    observe: breakers.observe,
    health: breakers.list,
    look: lookAtCards,
    check: (scope, rules) => checkNewRules(changes, scope, rules),
    createRuleSet: (scope, rules) => createRuleSet(changes, scope, rules),
    activateRuleSet: (scope, id) => activateRuleSet(changes, scope, id),
    findRuleSet: ({ tenant_id }, id) => db.withTenant(tenant_id, (tx) => findRuleSet(tx, tenant_id, id)),
    listRuleSets: ({ tenant_id }, page) =>
      db.withTenant(tenant_id, (tx) => listRuleSets(tx, tenant_id, page)),
    async simulate(scope, rules, inputs) {
      const now = await snapshot(scope)
      const asked = rules === undefined ? now : { ...now, ...namedRules(rules), rules: compileRules(rules) }
      return inputs.map((input) => choose(input, asked, 1))
    },
    distrust,
  }
}

const namedRules = (rules: Rules | RuleSet): Pick<Snapshot, 'rule_set' | 'version'> =>
  'id' in rules ? { rule_set: rules.id, version: rules.version } : { rule_set: null, version: 0 }

export type { RoutedAccount } from './account.ts'
export type { BreakerView, Observed } from './breakers.ts'
export type { NewRules } from './change_rules.ts'
export type { RuleCheck } from './check_rules.ts'
export { choose, type Candidate, type RouteDecision, type Snapshot } from './choose.ts'
export type { Channel, Condition, Initiator, Need, ThreeDsState } from './condition.ts'
export type {
  EarlierDecline,
  MayRetry,
  NewDecline,
  ReadDecline,
  RetryVerdict,
} from './decline.ts'
export { decisionJson } from './decision_json.ts'
export { routingFacts } from './facts.ts'
export { routes } from './http.ts'
export type { RouteInput } from './input.ts'
export { next, type Next, type NextAsked, type PastAttempt, type Stop } from './next.ts'
export { DecisionReply } from './schemas.ts'
export type { RuleSetSummary } from './rule_set.ts'
export type { Action, Rule, Rules, RuleSet } from './rules.ts'
export { packDeclines } from './store_declines.ts'
