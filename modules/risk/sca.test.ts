import assert from 'node:assert/strict'
import { test } from 'node:test'
import { money } from '../../kernel/money.ts'
import { parseDay } from '../../kernel/world.ts'
import { assess } from './assess.ts'
import { compileRules } from './compile_rules.ts'
import { defaultRules } from './default_rules.ts'
import { eeaCountries, eeaFacts, scaFacts } from './facts/sca.ts'
import type { RiskInput } from './input.ts'
import { readSca, type ScaPolicy } from './sca.ts'
import { plainPayment } from './testing/payment.ts'
import { nothingSeen } from './view.ts'

const policy = (more: Partial<ScaPolicy> = {}): ScaPolicy => ({ ...defaultRules.sca, ...more })
const euros = (minor: bigint, more: Partial<RiskInput> = {}): RiskInput => ({
  ...plainPayment,
  amount: money(minor, 'EUR'),
  ...more,
})
const pounds = (minor: bigint): RiskInput => ({
  ...plainPayment,
  amount: money(minor, 'GBP'),
  card_country: 'GB',
  merchant_country: 'GB',
})
const why = (input: RiskInput, unproven = { count: 0, amount: 0 }, asked = policy()): string =>
  readSca(input, { ...nothingSeen, unproven }, asked).why

test('the law asks only where card and merchant are both in the EEA, or both in the UK', () => {
  assert.equal(why(euros(9_000n)), 'no_exemption_fits')
  assert.equal(why(euros(9_000n, { card_country: 'US' })), 'one_leg_out')
  assert.equal(why(euros(9_000n, { card_country: 'GB' })), 'one_leg_out')
  assert.equal(why(euros(9_000n, { merchant_country: 'US' })), 'one_leg_out')
  assert.equal(why(euros(9_000n, { card_country: null })), 'card_country_unknown')
  assert.equal(why(pounds(9_000n)), 'no_exemption_fits')
})

test('merchant-initiated payments and orders by telephone or mail are out of scope', () => {
  assert.equal(why(euros(9_000n, { initiator: 'merchant' })), 'merchant_initiated')
  assert.equal(why(euros(9_000n, { channel: 'recurring' })), 'merchant_initiated')
  assert.equal(why(euros(9_000n, { channel: 'moto' })), 'telephone_or_mail')
})

test('low value: up to 30 EUR, while the sum stays within 100 EUR and no five came before', () => {
  assert.equal(why(euros(3_000n)), 'low_value')
  assert.equal(why(euros(3_001n)), 'no_exemption_fits')
  assert.equal(why(euros(3_000n), { count: 4, amount: 7_000 }), 'low_value')
  assert.equal(why(euros(3_000n), { count: 4, amount: 7_001 }), 'no_exemption_fits')
  assert.equal(why(euros(3_000n), { count: 5, amount: 500 }), 'no_exemption_fits')
  assert.equal(why(pounds(2_500n)), 'low_value')
  assert.equal(why(pounds(2_501n)), 'no_exemption_fits')
})

test('risk analysis: the amount that the acquirer’s fraud rate allows', () => {
  const at = (rate: number | null, minor: bigint) =>
    why(euros(minor), undefined, policy({ fraud_rate_ppm: rate }))
  const found = [
    [1_300, 10_000n],
    [600, 25_000n],
    [100, 50_000n],
  ] as const
  for (const [rate, minor] of found) {
    assert.equal(at(rate, minor), 'transaction_risk_analysis')
    assert.equal(at(rate, minor + 1n), 'no_exemption_fits')
    assert.equal(at(rate + 1, minor), 'no_exemption_fits')
  }
  assert.equal(at(null, 5_000n), 'no_exemption_fits')
})

test('amounts in another currency than the regime’s are not exempt: nothing is converted here', () => {
  assert.equal(why({ ...plainPayment, amount: money(100n, 'SEK') }), 'other_currency')
})

test('without an exemption the cardholder is asked for, unless that is left to the issuer', () => {
  const decide = (when_required: ScaPolicy['when_required']) => {
    const rules = compileRules({ ...defaultRules, sca: policy({ when_required }) }, { id: null, version: 0 })
    return assess(euros(9_000n), nothingSeen, rules).decision
  }
  assert.equal(decide('challenge'), 'challenge')
  assert.equal(decide('leave_to_issuer'), 'allow')
})

test('a challenged payment claims no exemption', () => {
  const odd = euros(1_000n, { ip_country: 'US', billing_country: 'US' })
  const { decision, exemption } = assess(
    odd,
    nothingSeen,
    compileRules(defaultRules, { id: null, version: 0 }),
  )
  assert.deepEqual([decision, exemption], ['challenge', null])
})

test('facts say where they come from, since when they hold and when to look again', () => {
  assert.equal(eeaCountries.size, 30)
  for (const facts of [scaFacts, eeaFacts]) {
    const [from, review] = [parseDay(facts.effective_from), parseDay(facts.review_by)]
    assert.ok(facts.source.length > 20 && from !== undefined && review !== undefined && from < review)
  }
})
