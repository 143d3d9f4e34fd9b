import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkRules } from './check_rules.ts'
import { defaultRules } from './default_rules.ts'
import type { Condition, Decision, Rule } from './rule.ts'

const rule = (name: string, when: readonly Condition[], decision: Decision = 'review'): Rule => ({
  name,
  text: name,
  when,
  decision,
})
const check = (...rules: Rule[]): string[] =>
  checkRules({ ...defaultRules, rules }).map(({ code, param }) => `${code} ${param}`)
const tried = (operator: 'gt' | 'gte' | 'lt' | 'lte', value: number): Condition => ({
  field: 'card.attempts_1h',
  operator,
  value,
})
const euros = (value: string): Condition => ({
  field: 'amount',
  operator: 'gt',
  amount: { value, currency: 'EUR' },
})

test('a condition that is always or never met is refused', () => {
  const constant = ['constant rules.0.when.0']
  assert.deepEqual(check(rule('a', [tried('gte', 0)])), constant)
  assert.deepEqual(check(rule('a', [tried('lt', 0)])), constant)
  assert.deepEqual(check(rule('a', [{ field: 'scheme', operator: 'is_known' }])), constant)
  const both = ['customer', 'merchant']
  assert.deepEqual(check(rule('a', [{ field: 'initiator', operator: 'in', values: both }])), constant)
  assert.deepEqual(check(rule('a', [{ field: 'channel', operator: 'in', values: ['shop'] }])), constant)
  const self: Condition = { field: 'ip_country', operator: 'differs_from', other: 'ip_country' }
  assert.deepEqual(check(rule('a', [self])), constant)
  assert.deepEqual(check(rule('a', [tried('gt', 0)])), [])
})

test('a rule that no payment can meet is refused', () => {
  const contradiction = ['contradiction rules.0.when']
  assert.deepEqual(check(rule('a', [tried('gt', 5), tried('lt', 6)])), contradiction)
  assert.deepEqual(check(rule('a', [tried('gt', 5), tried('lte', 6)])), [])
  const dollars: Condition = { field: 'amount', operator: 'gt', amount: { value: '1', currency: 'USD' } }
  assert.deepEqual(check(rule('a', [euros('1'), dollars])), contradiction)
  const country = (operator: 'in' | 'not_in', ...values: string[]): Condition => ({
    field: 'card_country',
    operator,
    values,
  })
  assert.deepEqual(check(rule('a', [country('in', 'DE'), country('in', 'FR')])), contradiction)
  assert.deepEqual(check(rule('a', [country('in', 'DE'), country('not_in', 'DE')])), contradiction)
  assert.deepEqual(check(rule('a', [country('in', 'DE', 'FR'), country('not_in', 'DE')])), [])
  const unknown: Condition = { field: 'card_country', operator: 'is_unknown' }
  assert.deepEqual(check(rule('a', [unknown, country('in', 'DE')])), contradiction)
})

test('the same rule twice is refused, and so are two that decide otherwise about the same', () => {
  const [one, other] = [tried('gt', 5), euros('100')]
  assert.deepEqual(check(rule('a', [one]), rule('a', [other])), ['duplicate rules.1.name'])
  assert.deepEqual(check(rule('a', [one, other]), rule('b', [other, one])), ['duplicate rules.1.when'])
  assert.deepEqual(check(rule('a', [one]), rule('b', [one], 'block')), ['contradiction rules.1.decision'])
})

test('a rule that a shorter one of at least its strength always covers is refused', () => {
  const [one, other] = [tried('gt', 5), euros('100')]
  const long = rule('long', [one, other], 'challenge')
  assert.deepEqual(check(long, rule('short', [one], 'review')), ['unreachable rules.0.when'])
  assert.deepEqual(check(long, rule('short', [one], 'allow')), [])
})
