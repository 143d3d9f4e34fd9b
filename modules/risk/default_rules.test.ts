import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assess } from './assess.ts'
import { checkRules } from './check_rules.ts'
import { defaultRules, defaultRuleSet } from './default_rules.ts'
import type { RiskInput } from './input.ts'
import { overseas, seen } from './testing/payment.ts'
import { nothingSeen, type RiskView } from './view.ts'

const decide = (input: RiskInput, view: RiskView): string => {
  const { decision, reasons } = assess(input, view, defaultRuleSet)
  return [decision, ...reasons.map(({ rule }) => rule)].join(' ')
}

test('a card that nobody has seen before is allowed', () => {
  assert.equal(decide(overseas, nothingSeen), 'allow')
})

const bounds = [
  ['card', 'declines', '24h', 8, 'block card_declined_often'],
  ['ip', 'declines', '1h', 10, 'block card_testing_from_ip'],
  ['device', 'declines', '1h', 10, 'block card_testing_from_device'],
  ['email', 'declines', '24h', 10, 'review email_declined_often'],
  ['customer', 'declines', '24h', 10, 'review customer_declined_often'],
  ['card', 'attempts', '1h', 10, 'challenge card_in_a_hurry'],
  ['ip', 'attempts', '10m', 30, 'challenge ip_in_a_hurry'],
] as const
for (const [entity, what, window, bound, verdict] of bounds)
  test(`${bound} ${what} by ${entity} in ${window} are allowed, one more is "${verdict}"`, () => {
    assert.equal(decide(overseas, seen(entity, what, window, bound)), 'allow')
    assert.equal(decide(overseas, seen(entity, what, window, bound + 1)), verdict)
    const told = assess(overseas, seen(entity, what, window, bound + 1), defaultRuleSet)
    assert.deepEqual(told.seen, { [`${entity}.${what}_${window}`]: bound + 1 })
  })

test('a card from another country than both addresses is challenged; than one of them is not', () => {
  const there = { ...overseas, card_country: 'BR' }
  assert.equal(decide(there, nothingSeen), 'challenge countries_differ')
  assert.equal(decide({ ...there, billing_country: 'BR' }, nothingSeen), 'allow')
  assert.equal(decide({ ...there, ip_country: null }, nothingSeen), 'allow')
})

test('what the merchant starts by itself is left alone', () => {
  const started = { ...overseas, initiator: 'merchant', card_country: 'BR' } as const
  assert.equal(decide(started, seen('card', 'declines', '24h', 99)), 'allow')
})

test('the built-in rules pass the check that rules of tenants must pass, and each is tested here', () => {
  assert.deepEqual(checkRules(defaultRules), [])
  const tested = [...bounds.map((row) => row[4].split(' ')[1]), 'countries_differ']
  assert.deepEqual(
    defaultRules.rules.map(({ name }) => name),
    tested,
  )
})
