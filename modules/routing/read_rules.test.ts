import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileChecker } from '../../platform/http/checker.ts'
import { inputSchema } from '../../platform/http/input_schema.ts'
import type { Condition } from './condition.ts'
import { depthOf } from './condition.ts'
import { CONDITION_DEPTH_MAX, TESTS_MAX } from './limits.ts'
import { ruleFaults } from './read_rules.ts'
import { RulesInput } from './schemas.ts'
import { accountId } from './testing.ts'

const checker = compileChecker(inputSchema(RulesInput, 'body'))
const use = { kind: 'priority', accounts: [accountId()] } as const
const isRead = (when: unknown): boolean => checker.check({ rules: [{ name: 'A rule', when, use }] })
const visa: Condition = { field: 'scheme', is: ['visa'] }
const nested = (levels: number): Condition => (levels === 1 ? visa : { op: 'none', of: [nested(levels - 1)] })

test('conditions nest six levels and not seven', () => {
  assert.equal(depthOf(nested(CONDITION_DEPTH_MAX)), CONDITION_DEPTH_MAX)
  assert.equal(isRead(nested(CONDITION_DEPTH_MAX)), true)
  assert.equal(isRead(nested(CONDITION_DEPTH_MAX + 1)), false)
})

test('what is no test of the language is refused', () => {
  const wrong: unknown[] = [
    { field: 'pan', is: ['4111111111111111'] },
    { field: 'scheme', is: [] },
    { field: 'scheme', is: ['visa', 'visa'] },
    { field: 'scheme', is: ['visa'], not: true },
    { field: 'bin', starts_with: ['411111111'] },
    { field: 'card_country', is: ['us'] },
    { field: 'amount', currency: 'USD' },
    { field: 'amount', currency: 'USD', at_least: '1.5' },
    { field: 'amount', currency: 'USD', at_least: '01' },
    { field: 'metadata', key: '', is: ['x'] },
    { op: 'all', of: [] },
    { op: 'not', of: [visa] },
    { op: 'all', of: [visa], field: 'scheme', is: ['visa'] },
    {},
    null,
  ]
  for (const when of wrong) assert.equal(isRead(when), false, JSON.stringify(when))
})

test('what a schema cannot say is said by place', () => {
  const account = accountId()
  const faults = ruleFaults({
    rules: [
      {
        name: 'A rule',
        when: {
          op: 'any',
          of: [
            { field: 'currency', is: ['USD', 'XQQ'] },
            { op: 'none', of: [{ field: 'amount', currency: 'USD', at_least: '10', below: '10' }] },
          ],
        },
        use,
      },
    ],
    otherwise: {
      kind: 'split',
      shares: [
        { account, weight: 1 },
        { account, weight: 2 },
      ],
    },
  })
  assert.deepEqual(
    faults.map(({ code, param }) => `${code} ${param}`),
    [
      'not_one_of rules.0.when.of.0.is.1',
      'too_small rules.0.when.of.1.of.0.below',
      'not_unique otherwise.shares.1.account',
    ],
  )
})

test('a rule set holds a bounded number of tests', () => {
  const of = Array.from({ length: TESTS_MAX / 100 + 1 }, () => visa)
  const rules = Array.from({ length: 100 }, () => ({
    name: 'A rule',
    when: { op: 'any' as const, of },
    use,
  }))
  assert.deepEqual(
    ruleFaults({ rules }).map(({ code, param }) => `${code} ${param}`),
    ['too_many rules'],
  )
})
