import assert from 'node:assert/strict'
import { test } from 'node:test'
import { money } from '../../kernel/money.ts'
import { startProcessorClock } from '../../platform/telemetry/testing.ts'
import { choose } from './choose.ts'
import type { Condition } from './condition.ts'
import type { Unwell } from './breakers.ts'
import type { Rule } from './rules.ts'
import { accountId, paymentId, testAccount, testInput, testSnapshot } from './testing.ts'

const [first, second, third] = [
  testAccount({ priority: 1 }),
  testAccount({ priority: 2 }),
  testAccount({ priority: 3 }),
]
const accounts = [third, first, second]
const ids = (list: readonly { account: string }[]) => list.map(({ account }) => account)
const to = (...list: (typeof first)[]): Rule['use'] => ({
  kind: 'priority',
  accounts: list.map(({ id }) => id),
})
const rule = (when: Condition, use: Rule['use']): Rule => ({ name: 'A rule', when, use })
const isVisa: Condition = { field: 'scheme', is: ['visa'] }
const open: Unwell = { state: 'open', failures_share: 0.9, has_probe: false }

test('without rules accounts go by their own priority, cheaper ones first among equals', () => {
  const cheap = testAccount({ priority: 2, fee_bps: 20 })
  const dear = testAccount({ priority: 2, fee_bps: 90 })
  const decision = choose(testInput(), testSnapshot([second, dear, cheap, first]), 0)
  assert.deepEqual(ids(decision.candidates), [first.id, cheap.id, dear.id, second.id])
  assert.equal(decision.rule, 'own_priority')
})

test('the first rule that holds decides, and then `otherwise`', () => {
  const rules = {
    rules: [
      rule({ op: 'all', of: [isVisa, { field: 'funding', is: ['credit'] }] }, to(third)),
      rule(isVisa, to(second, first)),
    ],
    otherwise: to(third),
  }
  const snapshot = testSnapshot(accounts, rules)
  const decided = choose(testInput(), snapshot, 0)
  assert.deepEqual([decided.rule, ids(decided.candidates)], [1, [second.id, first.id]])
  const rest = choose(testInput({ scheme: 'jcb' }), snapshot, 0)
  assert.deepEqual([rest.rule, ids(rest.candidates)], ['otherwise', [third.id]])
})

test('every test of the language says yes and no', () => {
  const input = testInput({ metadata: { plan: 'gold' }, needs: ['increments'] })
  const cases: [Condition, boolean][] = [
    [{ field: 'bin', starts_with: ['5', '411'] }, true],
    [{ field: 'bin', starts_with: ['412'] }, false],
    [{ field: 'card_country', is: ['US', 'CA'] }, true],
    [{ field: 'card_country', is: ['unknown'] }, false],
    [{ field: 'currency', is: ['EUR'] }, false],
    [{ field: 'amount', currency: 'USD', at_least: '1050' }, true],
    [{ field: 'amount', currency: 'USD', below: '1050' }, false],
    [{ field: 'amount', currency: 'EUR', at_least: '0' }, false],
    [{ field: 'merchant', is: [input.merchant] }, true],
    [{ field: 'mcc', is: ['5812'] }, false],
    [{ field: 'initiator', is: ['merchant'] }, false],
    [{ field: 'channel', is: ['ecommerce'] }, true],
    [{ field: 'three_ds', is: ['authenticated'] }, false],
    [{ field: 'metadata', key: 'plan', is: ['gold'] }, true],
    [{ field: 'metadata', key: 'toString', is: ['gold'] }, false],
    [{ field: 'needs', is: ['partial_void', 'increments'] }, true],
    [{ op: 'none', of: [{ field: 'scheme', is: ['amex'] }] }, true],
    [{ op: 'any', of: [{ field: 'scheme', is: ['amex'] }, isVisa] }, true],
    [{ op: 'all', of: [{ field: 'scheme', is: ['amex'] }, isVisa] }, false],
  ]
  for (const [when, expected] of cases) {
    const snapshot = testSnapshot(accounts, { rules: [rule(when, to(third))] })
    assert.equal(choose(input, snapshot, 0).rule === 0, expected, JSON.stringify(when))
  }
})

test('an account that cannot take the payment is left out with the reason', () => {
  const gone = accountId()
  const yen = testAccount({ currencies: ['JPY'] })
  const off = testAccount({ state: 'disabled' })
  const amex = testAccount({ schemes: ['amex'] })
  const able = testAccount({ capabilities: ['increments'] })
  const named = [gone, off.id, yen.id, amex.id, first.id, able.id]
  const rules = { rules: [rule(isVisa, { kind: 'priority', accounts: named })] }
  const snapshot = testSnapshot([off, yen, amex, first, able], rules)
  const { candidates, excluded } = choose(testInput({ needs: ['increments'] }), snapshot, 0)
  assert.deepEqual(ids(candidates), [able.id])
  assert.deepEqual(
    excluded.map(({ why }) => why),
    ['unknown_account', 'disabled', 'currency', 'scheme', 'capability'],
  )
})

test('a payment with a proof of 3-D Secure passes over who cannot take it; one without goes there', () => {
  const plain = testAccount({ takes_three_ds: false })
  const snapshot = testSnapshot([plain, first], { rules: [rule(isVisa, to(plain, first))] })
  for (const three_ds of ['attempted', 'authenticated'] as const) {
    const { candidates, excluded } = choose(testInput({ three_ds }), snapshot, 0)
    assert.deepEqual(ids(candidates), [first.id])
    assert.deepEqual(excluded, [{ account: plain.id, why: 'three_ds' }])
  }
  assert.deepEqual(ids(choose(testInput(), snapshot, 0).candidates), [plain.id, first.id])
})

test('when no account of the rule can take the payment, others are asked', () => {
  const yen = testAccount({ currencies: ['JPY'] })
  const rules = { rules: [rule(isVisa, to(yen))] }
  const decision = choose(testInput(), testSnapshot([yen, first], rules), 0)
  assert.deepEqual([decision.is_fallback, ids(decision.candidates)], [true, [first.id]])
  assert.equal(decision.rule, 0)
  const nobody = choose(testInput(), testSnapshot([yen]), 0)
  assert.deepEqual(nobody.candidates, [])
})

test('an account whose breaker is open is left out, and comes back when all are open', () => {
  const snapshot = testSnapshot(accounts, { rules: [] }, new Map([[first.id, open]]))
  const { candidates, excluded } = choose(testInput(), snapshot, 0)
  assert.deepEqual(ids(candidates), [second.id, third.id])
  assert.deepEqual(excluded, [{ account: first.id, why: 'breaker_open' }])
  const all = new Map(
    [first, second, third].map(({ id }, index) => [id, { ...open, failures_share: 1 - index / 4 }]),
  )
  const degraded = choose(testInput(), testSnapshot(accounts, { rules: [] }, all), 0)
  assert.deepEqual(ids(degraded.candidates), [third.id, second.id, first.id])
  assert.ok(degraded.candidates.every(({ why }) => why === 'all_degraded'))
})

test('a half-open account is tried by the few whose chance says so, and is behind the others otherwise', () => {
  const half: Unwell = { state: 'half_open', failures_share: 0.5, has_probe: true }
  const at = (chance: number, unwell = half) =>
    choose(testInput(), testSnapshot(accounts, { rules: [] }, new Map([[first.id, unwell]])), chance)
  assert.deepEqual(at(0.05).candidates[0], { account: first.id, why: 'probe' })
  assert.deepEqual(ids(at(0.5).candidates), [second.id, third.id, first.id])
  assert.deepEqual(ids(at(0.05, { ...half, has_probe: false }).candidates), [second.id, third.id, first.id])
})

test('the same payment, snapshot and chance give the same decision', () => {
  const shares = [first, second, third].map(({ id }, index) => ({ account: id, weight: index + 1 }))
  const rules = { rules: [rule(isVisa, { kind: 'split', shares })] }
  for (let round = 0; round < 100; round++) {
    const input = testInput({ payment: paymentId() })
    const once = choose(input, testSnapshot(accounts, rules), 0.3)
    assert.deepEqual(choose(input, testSnapshot(accounts, rules), 0.3), once)
  }
})

test('a decision keeps what was looked at, and is small', () => {
  const rules = {
    rules: [rule({ field: 'metadata', key: 'plan', is: ['gold'] }, to(first, second, third))],
  }
  const input = testInput({ metadata: { plan: 'gold', secret: 'not looked at' } })
  const decision = choose(input, testSnapshot(accounts, rules), 0)
  assert.deepEqual(decision.inputs.metadata, { plan: 'gold' })
  assert.ok(JSON.stringify(decision).length < 700, `${JSON.stringify(decision).length} characters`)
})

test('a choice among a hundred rules takes less than 50 µs', () => {
  const when = (mcc: number): Condition => ({
    op: 'all',
    of: [
      { field: 'bin', starts_with: ['41', '42', '43'] },
      {
        op: 'any',
        of: [
          { field: 'mcc', is: [String(mcc)] },
          { field: 'card_country', is: ['XX'] },
        ],
      },
      { field: 'amount', currency: 'USD', at_least: '1', below: '100000' },
    ],
  })
  const shares = [first, second, third].map(({ id }, index) => ({ account: id, weight: index + 1 }))
  const rules = Array.from({ length: 100 }, (_, index) => rule(when(1000 + index), { kind: 'split', shares }))
  const snapshot = testSnapshot(accounts, { rules, otherwise: { kind: 'split', shares } })
  const input = testInput({ amount: money(500n, 'USD') })
  const round = (): number => {
    const spent_ms = startProcessorClock()
    for (let call = 0; call < 500; call++) choose(input, snapshot, 0.5)
    return (spent_ms() * 1000) / 500
  }
  // The least of many rounds: the first ones run before the code is compiled.
  const least = Math.min(...Array.from({ length: 40 }, round))
  assert.ok(least < 50, `${least.toFixed(1)} µs`)
})
