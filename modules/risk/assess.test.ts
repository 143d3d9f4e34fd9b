import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Id } from '../../kernel/id.ts'
import { startProcessorClock } from '../../platform/telemetry/testing.ts'
import { assess } from './assess.ts'
import { compileRules } from './compile_rules.ts'
import { defaultRules, defaultRuleSet } from './default_rules.ts'
import { type Condition, type Decision, decisions, type Rule } from './rule.ts'
import { overseas, plainPayment, seen } from './testing/payment.ts'
import { type Listed, nothingSeen } from './view.ts'

const rule = (decision: Decision, when: readonly Condition[]): Rule => ({
  name: `r_${decision}`,
  text: decision,
  when,
  decision,
})
const setOf = (...rules: Rule[]) => compileRules({ ...defaultRules, rules }, { id: null, version: 0 })
const always: Condition = { field: 'scheme', operator: 'is_known' }
const listed = (effect: Listed['effect']): Listed => ({
  list: `lst_${effect}` as Id<'lst'>,
  effect,
  kind: 'card',
})
const holds = (when: Condition, input = overseas, view = nothingSeen): boolean =>
  assess(input, view, setOf(rule('block', [when]))).decision === 'block'

test('the strongest of the rules that hold decides: block, review, challenge, allow', () => {
  const some = fc.subarray([...decisions], { minLength: 1 })
  fc.assert(
    fc.property(some, some, fc.func(fc.integer()), (from_rules, from_lists, order) => {
      const rules = from_rules
        .map((decision) => rule(decision, [always]))
        .toSorted((a, b) => order(a.name, b.name))
      const lists = from_lists.filter((effect) => effect !== 'block' && effect !== 'allow').map(listed)
      const { decision, reasons } = assess(overseas, { ...nothingSeen, lists }, setOf(...rules))
      const asked = [...from_rules, ...lists.map(({ effect }) => effect)]
      assert.equal(
        decision,
        decisions.find((one) => asked.includes(one)),
      )
      assert.ok(reasons.length > 0)
    }),
  )
})

test('a block list beats an allow list, an allow list beats every rule and every other list', () => {
  const rules = setOf(rule('block', [always]))
  const decide = (...effects: Listed['effect'][]) =>
    assess(overseas, { ...nothingSeen, lists: effects.map(listed) }, rules).decision
  assert.equal(decide('allow', 'block'), 'block')
  assert.equal(decide('allow', 'review', 'challenge'), 'allow')
  assert.equal(decide('none'), 'block')
})

test('an allow list does not set aside the law on authentication', () => {
  const view = { ...nothingSeen, lists: [listed('allow')] }
  const { decision, reasons } = assess(plainPayment, view, defaultRuleSet)
  assert.deepEqual([decision, reasons[0]?.rule], ['challenge', 'sca_required'])
})

test('amounts are compared in their own currency only', () => {
  const above = (value: string, currency: string): Condition => ({
    field: 'amount',
    operator: 'gt',
    amount: { value, currency },
  })
  assert.equal(holds(above('11999', 'EUR')), true)
  assert.equal(holds(above('12000', 'EUR')), false)
  assert.equal(holds(above('1', 'USD')), false)
  const spent: Condition = {
    field: 'card.amount_24h',
    operator: 'gte',
    amount: { value: '500', currency: 'EUR' },
  }
  assert.equal(holds(spent, overseas, { ...nothingSeen, amounts: { card: [0, 0, 500, 500, 500] } }), true)
  assert.equal(holds(spent), false)
})

test('what is not known is neither in nor out of any values, and differs from nothing', () => {
  const input = { ...overseas, card_country: null }
  assert.equal(holds({ field: 'card_country', operator: 'in', values: ['US'] }, input), false)
  assert.equal(holds({ field: 'card_country', operator: 'not_in', values: ['US'] }, input), false)
  assert.equal(holds({ field: 'card_country', operator: 'differs_from', other: 'ip_country' }, input), false)
  assert.equal(holds({ field: 'card_country', operator: 'is_unknown' }, input), true)
  assert.equal(holds({ field: 'card_country', operator: 'not_in', values: ['DE'] }), true)
})

test('a rule may look at a list, and at the exemption that could be claimed', () => {
  const list = 'lst_01k0000000000000000000000a' as Id<'lst'>
  const contains: Condition = { field: 'list', operator: 'contains', list }
  const view = { ...nothingSeen, lists: [{ list, effect: 'none', kind: 'bin' }] as const }
  assert.equal(holds(contains, overseas, view), true)
  assert.equal(holds(contains), false)
  const small = { ...plainPayment, amount: { ...plainPayment.amount, minor: 500n } }
  assert.equal(holds({ field: 'exemption', operator: 'in', values: ['low_value'] }, small), true)
})

test('an assessment takes under 100 µs', () => {
  const view = seen('card', 'attempts', '1h', 3)
  for (let run = 0; run < 2_000; run++) assess(plainPayment, view, defaultRuleSet)
  const spent_ms = startProcessorClock()
  for (let run = 0; run < 2_000; run++) assess(plainPayment, view, defaultRuleSet)
  const took_us = (spent_ms() * 1_000) / 2_000
  assert.ok(took_us < 100, `${took_us.toFixed(1)} µs`)
  assert.ok(JSON.stringify(assess(plainPayment, view, defaultRuleSet)).length < 500)
})
