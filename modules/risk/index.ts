import type { Id } from '../../kernel/id.ts'
import type { Failure, Result } from '../../kernel/result.ts'
import type { Instant } from '../../kernel/world.ts'
import type { Lane } from '../../platform/db/lane.ts'
import type { OpenScope, Scope, TenantId } from '../../platform/scope.ts'
import type { Assessment } from './assess.ts'
import type { RuleSet } from './compile_rules.ts'
import type { RiskAttempt, RiskInput } from './input.ts'
import type { RiskKey } from './keys.ts'
import type { NewItem, NewList, RiskList } from './list.ts'
import type { NewRuleSet } from './rule_sets.ts'
import type { StoredRuleSet } from './rule.ts'
import type { ItemRow } from './store_lists.ts'
import type { RiskView } from './view.ts'

/**
 * The face of risk. The way of a payment: `look` (one read for a batch) and `rules` (memory), then the pure `assess`, then
 * `packRecord` into the SQL function `risk.record_attempts` inside the payment's own first transaction, and after a decline
 * `packDeclines` into `risk.record_declines` inside its second one.
 */
export type Risk = {
  /** Pure: what a payment is counted by. */
  keysOf(input: RiskInput): RiskKey[]
  /** Throws StartRefused when counts and lists were made with another pepper. */
  checkPepper(): Promise<void>
  /** What was known before these payments, in order. One round trip. Rejects with PostgreSQL's error. */
  look(
    lane: Lane,
    tenant_id: TenantId,
    at: Instant,
    inputs: readonly RiskInput[],
  ): Promise<readonly RiskView[]>
  /** The tenant's active rules, at most a second old; the built-in ones when none was activated. */
  rules(scope: Pick<OpenScope, 'tenant_id'>): Promise<RuleSet>
  /**
   * What `risk.record_attempts(p_tenant, p_at, …)` takes behind tenant and time, in binary form and in the order and with the
   * types of `RECORD_TYPES`. A repeat of the call counts again: make it where the payment itself can be made only once.
   */
  packRecord(tenant_id: TenantId, attempts: readonly RiskAttempt[]): Buffer[]
  /** The same for `risk.record_declines(p_tenant, p_at, …)` and `DECLINE_TYPES`. */
  packDeclines(tenant_id: TenantId, inputs: readonly RiskInput[]): Buffer[]
  /** Judges a payment by the active rules as of `input.at`, and counts nothing. */
  tryOut(scope: OpenScope, input: RiskInput): Promise<Assessment>
  /** Stores the next version of the rules. See `rule_sets.ts`. */
  createRuleSet(scope: Scope, asked: NewRuleSet): Promise<Result<StoredRuleSet, Failure>>
  /** Lets a version decide. See `rule_sets.ts`. */
  activateRuleSet(scope: Scope, id: Id<'rul'>): Promise<Result<StoredRuleSet, Failure>>
  findRuleSet(scope: OpenScope, id: Id<'rul'>): Promise<StoredRuleSet | undefined>
  /** Undefined when the built-in rules decide. */
  findActive(scope: OpenScope): Promise<StoredRuleSet | undefined>
  /** Newest version first, from below `before`. */
  listRuleSets(
    scope: OpenScope,
    page: { before: number | undefined; limit: number },
  ): Promise<StoredRuleSet[]>
  /** Makes a list. See `lists.ts`, also for the next three. */
  createList(scope: Scope, asked: NewList): Promise<Result<RiskList, Failure>>
  addItems(scope: Scope, id: Id<'lst'>, items: readonly NewItem[]): Promise<Result<RiskList, Failure>>
  removeItems(scope: Scope, id: Id<'lst'>, values: readonly string[]): Promise<Result<RiskList, Failure>>
  deleteList(scope: Scope, id: Id<'lst'>): Promise<Result<null, Failure>>
  findList(scope: OpenScope, id: Id<'lst'>): Promise<RiskList | undefined>
  /** By id, from behind `after`. */
  listLists(scope: OpenScope, page: { after: Id<'lst'> | undefined; limit: number }): Promise<RiskList[]>
  /** By key, from behind `after`. */
  listItems(
    scope: OpenScope,
    id: Id<'lst'>,
    page: { after: string | undefined; limit: number },
  ): Promise<ItemRow[]>
}

export { DECLINE_TYPES, RECORD_TYPES } from './aggregate.ts'
export { assess, assessReviewed, type Assessment, type Reason } from './assess.ts'
export { compileRules, type RuleSet } from './compile_rules.ts'
export { defaultRules, defaultRuleSet } from './default_rules.ts'
export { riskFacts } from './facts.ts'
export { routes } from './http.ts'
export type { RiskAttempt, RiskInput } from './input.ts'
export { keysOf, type RiskKey } from './keys.ts'
export type { ListEffect, NewItem, NewList, RiskList } from './list.ts'
export { loadPepper } from './pepper.ts'
export { createRisk, type RiskDeps } from './risk.ts'
export type { Condition, Decision, Rule, RuleDefinition, StoredRuleSet } from './rule.ts'
export type { NewRuleSet } from './rule_sets.ts'
export type { ScaExemption } from './sca.ts'
export { type Listed, nothingSeen, type RiskView } from './view.ts'
