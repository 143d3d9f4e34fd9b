import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { present } from '../../../kernel/assert.ts'
import { money } from '../../../kernel/money.ts'
import { type Instant, instantText, parseInstant, plusMs } from '../../../kernel/world.ts'
import { type CardScheme, cardSchemes } from '../card_connector.ts'
import { isoFieldFacts } from '../iso8583/fields.ts'
import { checkLinkId, readEci, scaLimitsAt } from './authentication.ts'
import { dated } from './dated.ts'
import { readDecline } from './decline.ts'
import { disputeDeadlines, readDisputeReason } from './disputes.ts'
import { compellingEvidence } from './facts/dispute_deadlines.ts'
import { regionFacts } from './facts/regions.ts'
import { declineRows, taxonomyFacts } from './facts/taxonomy.ts'
import { timeoutFacts } from './facts/timeouts.ts'
import { expectedFees, type FeesAsked } from './fees.ts'
import { inquiryAfter, nextInquiry } from './inquiry.ts'
import { captureBefore, type ValidityAsked } from './validity.ts'

const at = (text: string): Instant => present(parseInstant(text), 'an instant')
const NOW = at('2026-11-21T12:00:00Z')
const code = (scheme: CardScheme, network_code: string, advice_code: string | null = null, when = NOW) =>
  readDecline({ scheme, network_code, advice_code, at: when })

test('a fact holds from midnight UTC of its first day until the next version', () => {
  const fact = dated([
    { source: 'a', effective_from: '2020-01-01', review_by: '2027-01-01', value: 1 },
    { source: 'b', effective_from: '2026-04-18', review_by: '2027-01-01', value: 2 },
  ])
  assert.equal(fact(at('1999-01-01T00:00:00Z')).value, 1)
  assert.equal(fact(at('2026-04-17T23:59:59.999999Z')).value, 1)
  assert.equal(fact(at('2026-04-18T00:00:00Z')).value, 2)
})

test('every table says where it comes from, since when it holds and when to look again', () => {
  for (const { source, effective_from, review_by } of [
    regionFacts,
    taxonomyFacts,
    timeoutFacts,
    isoFieldFacts,
  ]) {
    assert.ok(source.length > 10)
    assert.ok(effective_from < review_by)
  }
})

test('declines read the same whatever the scheme calls them', () => {
  for (const [scheme, network_code] of [
    ['visa', '51'],
    ['mastercard', '51'],
    ['amex', '116'],
    ['jcb', '51'],
  ] as const)
    assert.equal(code(scheme, network_code).code, 'insufficient_funds')
  assert.equal(code('visa', '65').code, 'limit_exceeded')
  assert.equal(code('mastercard', '65').code, 'authentication_required')
  assert.equal(code('visa', '1A').class, 'customer_action')
  assert.equal(code('mastercard', '05', '03').code, 'do_not_try_again')
  assert.equal(code('mastercard', '41', '03').code, 'lost_card')
  assert.equal(code('mastercard', '05', '25').retry_after_ms, 86_400_000)
  assert.equal(code('visa', '83', null, at('2026-07-24T00:00:00Z')).code, 'unknown')
  assert.equal(code('visa', '83').code, 'suspected_fraud')
})

test('an unknown code is tried later and looked at; nothing throws', () => {
  const unknown = code('visa', 'ZZ')
  assert.deepEqual(
    [unknown.code, unknown.class, unknown.advice, unknown.needs_review],
    ['unknown', 'later', 'none', true],
  )
  assert.equal(code('mastercard', '05', '77').needs_review, true)
  fc.assert(
    fc.property(
      fc.constantFrom(...cardSchemes),
      fc.string(),
      fc.option(fc.string()),
      (scheme, text, advice) => {
        assert.ok(Object.hasOwn(declineRows, code(scheme, text, advice).code))
      },
    ),
  )
})

test('the payer never learns that a card is lost, stolen or suspected', () => {
  const secrets = ['lost_card', 'stolen_card', 'pickup_card', 'fraudulent', 'suspected_fraud'] as const
  const texts = new Set(secrets.map((one) => declineRows[one].payer_message))
  assert.equal(texts.size, 1)
  assert.equal([...texts][0], declineRows.do_not_honor.payer_message)
  for (const { payer_message } of Object.values(declineRows))
    assert.doesNotMatch(payer_message, /lost|stolen|fraud|suspect/i)
})

test('how long an authorisation can be captured', () => {
  const until = (scheme: CardScheme, more: Partial<ValidityAsked> = {}): string =>
    instantText(
      captureBefore({
        scheme,
        initiated_by: 'customer',
        is_estimate: false,
        channel: 'ecommerce',
        at: NOW,
        ...more,
      }),
    ).slice(0, 16)
  assert.equal(until('visa'), '2026-11-28T12:00')
  assert.equal(until('visa', { initiated_by: 'merchant' }), '2026-11-26T06:00')
  assert.equal(until('visa', { channel: 'present' }), '2026-11-26T12:00')
  assert.equal(until('visa', { is_estimate: true }), '2026-12-21T12:00')
  assert.equal(until('mastercard', { is_estimate: true }), '2026-12-21T12:00')
  assert.equal(until('amex'), '2026-11-28T12:00')
})

const fees = (more: Partial<FeesAsked>): string[] => {
  const made = expectedFees({
    scheme: 'visa',
    funding: 'debit',
    issuer_country: 'DE',
    acquirer_country: 'FR',
    mcc: '5732',
    channel: 'ecommerce',
    amount: money(10_000n, 'EUR'),
    plan: { kind: 'interchange_plus', ppm: 1_500, fixed: { EUR: 5 } },
    at: NOW,
    ...more,
  })
  return [made.interchange, made.scheme_fee, made.acquirer_fee].map(({ minor }) => String(minor))
}

test('fees: the caps of the EU, the US rule for debit, and dearer from abroad', () => {
  assert.deepEqual(fees({}), ['20', '5', '20'])
  assert.deepEqual(fees({ funding: 'credit' }), ['30', '5', '20'])
  assert.deepEqual(fees({ issuer_country: 'US', funding: 'credit' })[0], '150')
  assert.deepEqual(fees({ issuer_country: 'US', funding: 'credit', channel: 'present' })[0], '30')
  assert.deepEqual(fees({ issuer_country: null, funding: null })[0], '150')
  const us = { issuer_country: 'US', acquirer_country: 'US', amount: money(10_000n, 'USD') } as const
  assert.deepEqual(fees(us), ['27', '15', '15']) // 0.05 % + 22 cents; 0.13 % + 1.55 cents
  assert.deepEqual(fees({ ...us, funding: 'credit' })[0], '190')
  assert.deepEqual(fees({ ...us, funding: 'credit', mcc: '4900' })[0], '75')
})

test('a blended price is the same whatever the card; the acquirer keeps what is left of it', () => {
  const plan = { kind: 'blended', ppm: 14_000, fixed: { EUR: 25 } } as const
  for (const funding of ['debit', 'credit'] as const) {
    const sum = fees({ plan, funding }).reduce((total, minor) => total + Number(minor), 0)
    assert.equal(sum, 165)
  }
})

test('every card, country and amount has a price', () => {
  const country = fc.constantFrom('US', 'DE', 'FR', 'GB', 'JP', 'BR', 'NO')
  fc.assert(
    fc.property(
      fc.constantFrom(...cardSchemes),
      fc.constantFrom('credit', 'debit', 'prepaid', null),
      fc.option(country),
      country,
      fc.bigInt(0n, 10n ** 12n),
      (scheme, funding, issuer_country, acquirer_country, minor) => {
        const asked = {
          scheme,
          funding,
          issuer_country,
          acquirer_country,
          amount: money(minor, 'EUR'),
        } as const
        assert.ok(fees(asked).every((one) => BigInt(one) >= 0n))
      },
    ),
  )
})

test('disputes: reasons and deadlines by network', () => {
  assert.equal(readDisputeReason('visa', '13.1').category, 'product_not_received')
  assert.equal(readDisputeReason('maestro', '4837').category, 'fraudulent')
  assert.equal(readDisputeReason('diners', 'UA02').category, 'fraudulent')
  assert.equal(readDisputeReason('amex', 'X99').needs_review, true)
  const days = (scheme: CardScheme, stage: 'response' | 'arbitration') =>
    disputeDeadlines({ scheme, stage, at: NOW }).days
  assert.deepEqual([days('visa', 'response'), days('mastercard', 'response')], [30, 45])
  assert.deepEqual([days('amex', 'response'), days('discover', 'response')], [20, 30])
  assert.deepEqual([days('visa', 'arbitration'), days('amex', 'arbitration')], [10, null])
  const { due_at, act_before } = disputeDeadlines({ scheme: 'visa', stage: 'response', at: NOW })
  assert.equal(instantText(present(due_at, 'due')).slice(0, 10), '2026-12-21')
  assert.equal(instantText(present(act_before, 'before')).slice(0, 10), '2026-12-18')
  assert.equal(compellingEvidence(NOW).value.earlier_payments_min, 2)
})

test('authentication: what an ECI says, and the thresholds of exemptions', () => {
  assert.equal(readEci('visa', '05', NOW), 'authenticated')
  assert.equal(readEci('mastercard', '02', NOW), 'authenticated')
  assert.equal(readEci('mastercard', '06', NOW), 'exempted')
  assert.equal(readEci('visa', 'toString', NOW), undefined)
  const limits = scaLimitsAt(NOW)
  assert.equal(limits.low_value_below['EUR'], 3_000n)
  assert.equal(limits.consecutive_max, 5)
})

test('Mastercard’s link id is warned about from June 2026 and required from 2026-10-23', () => {
  const missing = { network_transaction_id: 'MCC123', transaction_link_id: null }
  const verdict = (day: string, scheme: CardScheme = 'mastercard') =>
    checkLinkId(scheme, missing, at(`${day}T00:00:00Z`)).verdict
  assert.deepEqual(
    ['2026-06-01', '2026-06-02', '2026-10-22', '2026-10-23'].map((day) => verdict(day)),
    ['fine', 'warn', 'warn', 'refuse'],
  )
  assert.equal(verdict('2026-10-23', 'visa'), 'fine')
  const good = { network_transaction_id: 'MCC123', transaction_link_id: 'aZ09_-aZ09_-aZ09_-aZ09' }
  assert.equal(checkLinkId('mastercard', good, NOW).verdict, 'fine')
  assert.equal(checkLinkId('mastercard', { ...good, transaction_link_id: 'short' }, NOW).verdict, 'refuse')
  assert.equal(checkLinkId('mastercard', { ...good, network_transaction_id: null }, NOW).verdict, 'refuse')
})

test('an unknown outcome is asked about after 5 seconds first, and in the end a person looks', () => {
  const waits: number[] = []
  let next = nextInquiry('unknown', 0, NOW)
  for (let asked = 1; next !== null; asked++) {
    waits.push((next - NOW) / 1_000_000)
    next = nextInquiry('unknown', asked, NOW)
  }
  assert.deepEqual(waits.slice(0, 7), [5, 30, 120, 600, 3_600, 21_600, 86_400])
  assert.equal(nextInquiry('pending', 99, NOW), null)
})

test('an operation is asked about ever more rarely as it grows older, and not for ever', () => {
  const second = (n: number) => plusMs(NOW, n * 1_000)
  assert.equal(inquiryAfter('unknown', NOW, NOW), second(5))
  assert.equal(inquiryAfter('unknown', NOW, second(5)), second(35))
  assert.equal(inquiryAfter('unknown', NOW, second(40)), second(155))
  assert.equal(inquiryAfter('pending', NOW, second(0)), second(60))
  assert.equal(inquiryAfter('unknown', NOW, second(30 * 86_400)), null)
})
