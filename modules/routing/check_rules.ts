import type { Id } from '../../kernel/id.ts'
import type { RoutedAccount } from './account.ts'
import { type Condition, testsOf } from './condition.ts'
import { exampleOf, type Finding, finding } from './findings.ts'
import { type Demand, findPayment, type Found, type Steps } from './find_payment.ts'
import { CHECK_STEPS_MAX } from './limits.ts'
import { type Action, accountsOf, type Rules } from './rules.ts'
import { type Space, spaceOf } from './space.ts'

export type RuleCheck = {
  /** Whether every payment meets a rule; null when that was not decided. */
  readonly is_exhaustive: boolean | null
  readonly findings: readonly Finding[]
}
/** An earlier rule, which must not hold. */
type Passed = Demand & { readonly rule: number }
type Judge = {
  readonly space: Space
  readonly steps: Steps
  readonly find: (demands: readonly Demand[]) => Found
  readonly exampleOf: (found: Found) => Finding['example']
  readonly accounts: ReadonlyMap<Id<'aca'>, RoutedAccount>
}

/**
 * Static analysis of rules: which can never decide, what nobody decides, and which accounts they name in vain. Exact over
 * the condition language, not over the world: that a BIN beginning with 4 is Visa's, it does not know, so it may call a
 * rule reachable that never sees a payment, and never the other way round. `steps` bounds its work.
 */
export function checkRules(
  rules: Rules,
  accounts: readonly RoutedAccount[],
  steps: Steps = { left: CHECK_STEPS_MAX },
): RuleCheck {
  const serving = accounts.map(servedBy)
  const space = spaceOf([...rules.rules.map(({ when }) => when), ...serving])
  const judge: Judge = {
    space,
    steps,
    find: (demands) => findPayment(space.fields, demands, steps),
    exampleOf: (found) => (found.kind === 'found' ? exampleOf(space.fields, found.cells) : null),
    accounts: new Map(accounts.map((account) => [account.id, account])),
  }
  const formulas = rules.rules.map(({ when }) => space.formula(when))
  const findings: Finding[] = []
  const passed: Passed[] = []
  for (const [index, { when, use }] of rules.rules.entries()) {
    const own: Demand = { formula: formulas[index] as Demand['formula'], is_true: true }
    // Earlier rules that share no payment with this one say nothing of it.
    const before = passed.filter(
      ({ formula }) => judge.find([own, { formula, is_true: true }]).kind !== 'none',
    )
    const reach = judgeReach(judge, index, own, before)
    findings.push(...reach)
    const isReached = reach.length === 0
    findings.push(...judgeAction(judge, use, `rules.${index}.use`, isReached ? [own, ...before] : [], when))
    passed.push({ formula: own.formula, is_true: false, rule: index })
  }
  const rest = judge.find(passed)
  findings.push(...judgeRest(judge, rules, rest, passed))
  return { is_exhaustive: rest.kind === 'open' ? null : rest.kind === 'none', findings }
}

function judgeReach(judge: Judge, index: number, own: Demand, passed: readonly Passed[]): Finding[] {
  const param = `rules.${index}`
  const found = judge.find([own, ...passed])
  if (found.kind === 'found') return []
  if (found.kind === 'open')
    return [
      finding(
        'note',
        'undecided',
        param,
        'Whether this rule can decide was not found out: the rules are too many.',
      ),
    ]
  if (judge.find([own]).kind === 'none')
    return [
      finding(
        'warning',
        'never_holds',
        `${param}.when`,
        'The condition contradicts itself: no payment fulfils it.',
      ),
    ]
  const shadowed_by = shadows(judge, own, passed)
  const names = shadowed_by.join(', ')
  const text =
    shadowed_by.length === 1
      ? `Rule ${names} takes every payment that this one would.`
      : `Rules ${names} together take every payment that this one would.`
  return [finding('warning', 'unreachable', param, text, { shadowed_by })]
}

/** Earlier rules that suffice to take everything: those that can be left out are left out, last ones first. */
function shadows(judge: Judge, own: Demand, passed: readonly Passed[]): number[] {
  const isEnough = (some: readonly Passed[]): boolean => judge.find([own, ...some]).kind === 'none'
  const alone = passed.find((one) => isEnough([one]))
  if (alone !== undefined) return [alone.rule]
  let kept = passed
  for (const one of passed.toReversed()) {
    const without = kept.filter((other) => other !== one)
    if (isEnough(without)) kept = without
  }
  return kept.map(({ rule }) => rule)
}

function judgeRest(judge: Judge, rules: Rules, rest: Found, passed: readonly Demand[]): Finding[] {
  const { otherwise } = rules
  if (rest.kind === 'open')
    return [
      finding('note', 'undecided', 'rules', 'Whether every payment meets a rule was not found out.'),
      ...(otherwise === undefined ? [] : judgeAction(judge, otherwise, 'otherwise', [])),
    ]
  if (otherwise === undefined)
    return rest.kind === 'none' || rules.rules.length === 0
      ? []
      : [
          finding(
            'warning',
            'not_exhaustive',
            'otherwise',
            'Some payments meet no rule and there is no `otherwise`: they go to accounts by their own priority.',
            { example: judge.exampleOf(rest) },
          ),
        ]
  if (rest.kind === 'none')
    return [
      finding(
        'note',
        'otherwise_unreachable',
        'otherwise',
        'The rules take every payment; this is used only when none of their accounts can.',
      ),
      ...judgeAction(judge, otherwise, 'otherwise', []),
    ]
  return judgeAction(judge, otherwise, 'otherwise', passed)
}

/** `demands`: the payments that the action is for; none when it is for no payment at all, or that is not known. */
function judgeAction(
  judge: Judge,
  action: Action,
  place: string,
  demands: readonly Demand[],
  when?: Condition,
): Finding[] {
  const list = action.kind === 'split' ? 'shares' : 'accounts'
  return accountsOf(action).flatMap((id, index) => {
    const param = `${place}.${list}.${index}`
    const account = judge.accounts.get(id)
    if (account === undefined)
      return [finding('error', 'unknown_account', param, `There is no acquirer account ${id}.`)]
    const isOff = account.state === 'disabled'
    const off = isOff ? [finding('warning', 'account_disabled', param, 'The account is disabled.')] : []
    return demands.length === 0 ? off : [...off, ...judgeService(judge, account, param, demands, when)]
  })
}

function judgeService(
  judge: Judge,
  account: RoutedAccount,
  param: string,
  demands: readonly Demand[],
  when: Condition | undefined,
): Finding[] {
  const formula = judge.space.formula(servedBy(account))
  if (judge.find([{ formula, is_true: true }, ...demands]).kind === 'none')
    return [
      finding(
        'warning',
        'account_serves_none',
        param,
        'The account serves no currency and scheme that payments of this rule can have.',
      ),
    ]
  // A rule that says nothing of currency or scheme is not meant to be served in full by each account.
  const names = new Set(when === undefined ? [] : testsOf(when).map(({ field }) => field))
  if (!names.has('currency') && !names.has('amount') && !names.has('scheme')) return []
  const missed = judge.find([{ formula, is_true: false }, ...demands])
  return missed.kind !== 'found'
    ? []
    : [
        finding(
          'note',
          'account_serves_part',
          param,
          'Some payments of this rule have a currency or scheme that the account does not serve.',
          {
            example: judge.exampleOf(missed),
          },
        ),
      ]
}

/** The payments that an account serves, as a condition. */
const servedBy = ({ currencies, schemes }: RoutedAccount): Condition => ({
  op: 'all',
  of: [
    { field: 'scheme', is: schemes },
    ...(currencies === 'any' ? [] : [{ field: 'currency' as const, is: currencies }]),
  ],
})
