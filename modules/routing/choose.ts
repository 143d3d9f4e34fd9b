import type { Id } from '../../kernel/id.ts'
import { type ReadyAccount, type Unfit, unfitFor } from './account.ts'
import type { Health } from './breakers.ts'
import type { CompiledRules } from './compile.ts'
import { compactInput, type SeenInput } from './decision_input.ts'
import type { RouteInput } from './input.ts'
import { type Action, accountsOf } from './rules.ts'
import { splitScore } from './split.ts'

/** Everything a choice is made from besides the payment, as of one moment. */
export type Snapshot = {
  /** Null when the tenant has no active rules: then accounts go by their own priority. */
  readonly rule_set: Id<'rul'> | null
  readonly version: number
  readonly rules: CompiledRules
  /** In the order of their own priority. */
  readonly accounts: readonly ReadyAccount[]
  readonly by_id: ReadonlyMap<Id<'aca'>, ReadyAccount>
  /** Of the operation that is routed. */
  readonly health: Health
}

/** Why an account stands where it stands. `share` is the part of all payments that a split gives it. */
export type Candidate = {
  readonly account: Id<'aca'>
  readonly why: 'rule' | 'split' | 'own_priority' | 'probe' | 'half_open' | 'all_degraded'
  readonly share?: number
}
export type Excluded = { readonly account: Id<'aca'>; readonly why: Unfit | 'breaker_open' }

/** Stored with every attempt, so it is small: JSON of some 600 bytes with three accounts. */
export type RouteDecision = {
  readonly rule_set: Id<'rul'> | null
  readonly version: number
  /** The number of the rule that held, from 0. `own_priority`: nothing said otherwise. */
  readonly rule: number | 'otherwise' | 'own_priority'
  /** True when no account of the rule can take the payment at all, so those beyond it were asked. */
  readonly is_fallback: boolean
  /** Best first; empty when no account can take the payment. */
  readonly candidates: readonly Candidate[]
  readonly excluded: readonly Excluded[]
  readonly inputs: SeenInput
}

/** The share of payments that may try a half-open account, until its few probes are taken. */
const PROBED_SHARE = 0.1

/**
 * Says where a payment goes. Pure: the same payment, snapshot and chance give the same decision.
 *
 * The first rule that holds gives the accounts and their order. Accounts that cannot take the payment (disabled,
 * currency, scheme, proof of 3-D Secure, capability) or whose breaker is open are left out, with the reason. When a rule's accounts are all
 * of the first kind, those of `otherwise` and then every other one are asked; when all that is left is open, the ones
 * with the least failures come back as `all_degraded`: a payment that may fail is better than one that cannot be made.
 * `chance`, from 0 to below 1, lets some payments try a half-open account before others.
 */
export function choose(input: RouteInput, snapshot: Snapshot, chance: number): RouteDecision {
  const { rules, rule_set, version } = snapshot
  const index = rules.rules.findIndex(({ matches }) => matches(input))
  const matched = rules.rules[index]?.use
  const action = matched ?? rules.otherwise
  const excluded: Excluded[] = []
  let fit = fitting(action, input, snapshot, excluded)
  const is_fallback = fit.length === 0 && action !== undefined
  if (fit.length === 0 && matched !== undefined && rules.otherwise !== undefined)
    fit = fitting(rules.otherwise, input, snapshot, excluded)
  if (fit.length === 0 && action !== undefined) fit = fitting(undefined, input, snapshot, excluded)
  return {
    rule_set,
    version,
    rule: matched !== undefined ? index : action !== undefined ? 'otherwise' : 'own_priority',
    is_fallback,
    candidates: byHealth(fit, snapshot.health, chance, excluded),
    excluded,
    inputs: compactInput(input, rules.metadata_keys),
  }
}

/** The accounts that an action names and that can take the payment, in its order; what cannot is noted once. */
function fitting(
  action: Action | undefined,
  input: RouteInput,
  { accounts, by_id }: Snapshot,
  excluded: Excluded[],
): Candidate[] {
  if (action?.kind === 'split') return splitOf(action, input, by_id, excluded)
  const fit: Candidate[] = []
  const why = action === undefined ? 'own_priority' : 'rule'
  const ids = action === undefined ? accounts.map(({ id }) => id) : accountsOf(action)
  for (const account of ids) if (isFit(account, input, by_id, excluded)) fit.push({ account, why })
  return fit
}

function splitOf(
  { shares }: Action & { kind: 'split' },
  input: RouteInput,
  by_id: Snapshot['by_id'],
  excluded: Excluded[],
): Candidate[] {
  const fit = shares.filter(({ account }) => isFit(account, input, by_id, excluded))
  const total = fit.reduce((sum, { weight }) => sum + weight, 0)
  return fit
    .map(({ account, weight }) => ({ account, weight, score: splitScore(input.payment, account, weight) }))
    .sort((a, b) => a.score - b.score)
    .map(({ account, weight }) => ({
      account,
      why: 'split',
      share: Math.round((weight / total) * 10_000) / 10_000,
    }))
}

function isFit(
  account: Id<'aca'>,
  input: RouteInput,
  by_id: Snapshot['by_id'],
  excluded: Excluded[],
): boolean {
  const why = unfitFor(by_id.get(account), input)
  if (why === undefined) return true
  if (!excluded.some((one) => one.account === account)) excluded.push({ account, why })
  return false
}

/** Well ones first, in their order; half-open ones behind them, save a probe; open ones out, unless all are. */
function byHealth(
  fit: readonly Candidate[],
  health: Health,
  chance: number,
  excluded: Excluded[],
): readonly Candidate[] {
  if (health.size === 0) return fit
  const [front, behind, open]: [Candidate[], Candidate[], Candidate[]] = [[], [], []]
  for (const candidate of fit) {
    const unwell = health.get(candidate.account)
    if (unwell === undefined) front.push(candidate)
    else if (unwell.state === 'open') open.push(candidate)
    else if (front.length === 0 && unwell.has_probe && chance < PROBED_SHARE)
      front.push({ ...candidate, why: 'probe' })
    else behind.push({ ...candidate, why: 'half_open' })
  }
  const able = [...front, ...behind]
  if (able.length > 0) {
    for (const { account } of open) excluded.push({ account, why: 'breaker_open' })
    return able
  }
  const failuresOf = ({ account }: Candidate): number => health.get(account)?.failures_share ?? 0
  return open
    .sort((a, b) => failuresOf(a) - failuresOf(b))
    .map((candidate) => ({ ...candidate, why: 'all_degraded' }))
}
