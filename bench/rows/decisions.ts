import { newId } from '../../kernel/id.ts'
import { money } from '../../kernel/money.ts'
import type { World } from '../../kernel/world.ts'
import {
  assess,
  compileRules,
  defaultRules,
  type Rule as RiskRule,
  type RiskInput,
} from '../../modules/risk/index.ts'
import {
  choose,
  type Condition,
  type RouteInput,
  type Rule,
  type Snapshot,
} from '../../modules/routing/index.ts'
import { plainPayment, seen } from '../../modules/risk/testing.ts'
import { testAccount, testInput, testSnapshot } from '../../modules/routing/testing.ts'
import { quantile } from '../quantile.ts'
import { createRandom } from '../random.ts'
import type { Subject } from '../subject.ts'

const ACCOUNTS = 6
const RULES = 50
const CASES = 1_024
const SEED = 20_261_129
const countries = ['US', 'DE', 'FR', 'GB', 'JP', 'BR', 'IN', 'ZA'] as const

type Case = { readonly risk: RiskInput; readonly route: RouteInput; readonly tries: number }

/** A tenant with fifty rules of each kind, of which the last ones hold, so that all of them are looked at. */
function rulesOf(random: (limit: number) => number): { risk: RiskRule[]; routes: Condition[] } {
  const risk = Array.from({ length: RULES }, (_, index) => ({
    name: `rule_${index}`,
    text: 'A rule of the benchmark.',
    when: [
      { field: 'card.attempts_1h', operator: 'gt', value: 5 + random(20) },
      {
        field: 'amount',
        operator: 'gt',
        amount: { value: String(100_000 + random(100_000)), currency: 'USD' },
      },
    ],
    decision: 'review',
  })) satisfies RiskRule[]
  const routes = Array.from({ length: RULES }, (_, index): Condition => {
    const country = countries[index % countries.length] as string
    return {
      op: 'all',
      of: [
        { field: 'card_country', is: [country] },
        { field: 'amount', currency: 'USD', at_least: String(10_000_000 + random(1_000)) },
      ],
    }
  })
  return { risk, routes }
}

/** Risk and routing as a payment meets them after its one read: pure, in this process, one decision after the other. */
export function decisionsSubject(world: World): Subject {
  const random = createRandom(SEED)
  const { risk, routes } = rulesOf(random)
  const rules = compileRules(
    { ...defaultRules, rules: [...defaultRules.rules, ...risk] },
    { id: null, version: 0 },
  )
  const accounts = Array.from({ length: ACCOUNTS }, (_, priority) => testAccount({ priority }))
  const use: Rule['use'] = { kind: 'priority', accounts: accounts.map(({ id }) => id) }
  const snapshot: Snapshot = testSnapshot(accounts, {
    rules: routes.map((when, index) => ({ name: `rule ${index}`, when, use })),
    otherwise: use,
  })
  const cases = Array.from({ length: CASES }, (): Case => {
    const card_country = countries[random(countries.length)] as string
    const amount = money(BigInt(100 + random(50_000)), 'USD')
    return {
      risk: { ...plainPayment, amount, card_country },
      route: testInput({ payment: newId('pay', world), amount, card_country }),
      tries: random(12),
    }
  })
  const decideOnce = ({ risk: input, route, tries }: Case): number =>
    assess(input, seen('card', 'attempts', '1h', tries), rules).reasons.length +
    choose(route, snapshot, 0).candidates.length
  return {
    name: 'decisions',
    run(seconds) {
      const took: number[] = []
      const end_ms = world.elapsed_ms() + seconds * 1_000
      for (let index = 0; world.elapsed_ms() < end_ms; index++) {
        const from_ms = world.elapsed_ms()
        decideOnce(cases[index % CASES] as Case)
        took.push(world.elapsed_ms() - from_ms)
      }
      const per_s = took.length / seconds
      return Promise.resolve({ per_s, p50_ms: quantile(took, 0.5), p99_ms: quantile(took, 0.99) })
    },
    close: () => Promise.resolve(),
  }
}
