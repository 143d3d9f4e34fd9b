import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { present } from '../../../kernel/assert.ts'
import { money } from '../../../kernel/money.ts'
import { type Instant, parseInstant, plusMs } from '../../../kernel/world.ts'
import { type CardScheme, cardSchemes } from '../card_connector.ts'
import { readDecline } from './decline.ts'
import { type EarlierDecline, mayRetry, type RetryAsked, visaCategory } from './retry.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const on = (day: string): Instant => present(parseInstant(`${day}T12:00:00Z`), 'an instant')
const NOW = on('2026-11-21')

type More = Partial<Omit<RetryAsked, 'decline'>> & { readonly advice_code?: string | null }
function verdict(scheme: CardScheme, network_code: string, more: More = {}): string {
  const { advice_code = null, at = NOW, ...rest } = more
  const decline = readDecline({ scheme, network_code, advice_code, at })
  const asked = { scheme, decline, merchant: 'mer_1', amount: money(1_000n, 'EUR'), earlier: [], at, ...rest }
  const answer = mayRetry(asked)
  return answer.allowed
    ? 'allowed'
    : `${answer.rule} ${answer.retry_at === null ? 'never' : `+${(answer.retry_at - at) / 3_600_000_000} h`}`
}
/** `count` declines of the same card, one an hour, the last one an hour before `at`. */
const hourly = (count: number, at: Instant = NOW, more: Partial<EarlierDecline> = {}): EarlierDecline[] =>
  Array.from({ length: count }, (_, index) => ({
    at: plusMs(at, -(index + 1) * HOUR_MS),
    amount: 1_000n,
    currency: 'EUR',
    merchant: 'mer_1',
    network_code: '05',
    advice_code: null,
    ...more,
  }))

test('Visa, category 1: never again, with or without other details', () => {
  for (const code of ['04', '07', '12', '14', '15', '41', '43', '46', '57', 'R0', 'R1', 'R3']) {
    assert.equal(verdict('visa', code), 'visa.category_1 never')
    assert.equal(verdict('visa', code, { has_changes: true }), 'visa.category_1 never')
  }
})

test('Visa, the lists by date: four codes moved in 2021, one came in 2026', () => {
  for (const code of ['03', '62', '78', '93']) {
    assert.equal(visaCategory(code, on('2021-04-16')), 1, code)
    assert.equal(visaCategory(code, on('2021-04-17')), 2, code)
  }
  assert.equal(visaCategory('83', on('2026-07-24')), 4)
  assert.equal(visaCategory('83', on('2026-07-25')), 2)
  assert.equal(visaCategory('05', NOW), 4)
  assert.equal(visaCategory('1A', NOW), 4)
  assert.equal(visaCategory('constructor', NOW), 4)
})

test('Visa, category 3: only with other details', () => {
  assert.equal(verdict('visa', '54'), 'visa.changed_details never')
  assert.equal(verdict('visa', 'N7', { has_changes: true }), 'allowed')
})

test('Visa: 15 reattempts in 30 days, 20 from 2026-04-18', () => {
  const spread = (count: number, at: Instant) => ({ at, earlier: hourly(count, at) })
  assert.equal(verdict('visa', '05', spread(14, on('2026-04-17'))), 'allowed')
  assert.equal(verdict('visa', '05', spread(15, on('2026-04-17'))), `visa.15_in_30_days +${30 * 24 - 15} h`)
  assert.equal(verdict('visa', '05', spread(19, on('2026-04-18'))), 'allowed')
  assert.equal(verdict('visa', '05', spread(20, on('2026-04-18'))), `visa.20_in_30_days +${30 * 24 - 20} h`)
  const elsewhere = hourly(50, NOW, { merchant: 'mer_2' })
  assert.equal(verdict('visa', '05', { earlier: elsewhere }), 'allowed')
})

test('Mastercard: 10 declines in 24 hours, 20 before 2022-10-01', () => {
  const late = { advice_code: '24', declined_at: plusMs(NOW, -2 * HOUR_MS) }
  assert.equal(verdict('mastercard', '05', { ...late, earlier: hourly(8) }), 'allowed')
  assert.equal(
    verdict('mastercard', '05', { ...late, earlier: hourly(9) }),
    'mastercard.10_in_24_hours +15 h',
  )
  const at = on('2022-09-30')
  const before_2022 = {
    advice_code: '24',
    at,
    declined_at: plusMs(at, -2 * HOUR_MS),
    earlier: hourly(18, at),
  }
  assert.equal(verdict('mastercard', '05', before_2022), 'allowed')
})

test('Mastercard: 35 declines of one amount in 30 days', () => {
  const daily = hourly(0).concat(
    Array.from({ length: 34 }, (_, index) => ({
      ...(hourly(1)[0] as EarlierDecline),
      at: plusMs(NOW, -(25 * HOUR_MS + (index * 28 * DAY_MS) / 34)),
    })),
  )
  assert.match(
    verdict('mastercard', '05', { advice_code: '24', earlier: daily }),
    /^mastercard\.35_in_30_days \+/,
  )
  const other = daily.map((one) => ({ ...one, amount: 999n }))
  assert.equal(
    verdict('mastercard', '05', { advice_code: '24', earlier: other }),
    'mastercard.advice_24 +1 h',
  )
})

test('Mastercard: each advice code has its own law, and none means not to', () => {
  const waits = { '02': 72, '24': 1, '25': 24, '26': 48, '27': 96, '28': 144, '29': 192, '30': 240 }
  for (const [advice_code, hours] of Object.entries(waits)) {
    assert.equal(verdict('mastercard', '05', { advice_code }), `mastercard.advice_${advice_code} +${hours} h`)
    const declined_at = plusMs(NOW, -hours * HOUR_MS)
    assert.equal(verdict('mastercard', '05', { advice_code, declined_at }), 'allowed')
  }
  for (const advice_code of ['03', '21', '42', '99'])
    assert.equal(
      verdict('mastercard', '05', { advice_code, has_changes: true }),
      `mastercard.advice_${advice_code} never`,
    )
  for (const advice_code of ['01', '04']) {
    assert.equal(verdict('mastercard', '79', { advice_code }), `mastercard.advice_${advice_code} never`)
    assert.equal(verdict('mastercard', '79', { advice_code, has_changes: true }), 'allowed')
  }
  for (const advice_code of [null, '05', '22', '40', '41', '77'])
    assert.equal(verdict('mastercard', '05', { advice_code }), 'mastercard.no_advice never')
  assert.equal(verdict('mastercard', '65', { has_changes: true }), 'allowed')
  assert.equal(verdict('mastercard', '41', { advice_code: '24' }), 'class.never never')
})

test('other schemes follow the kind of decline', () => {
  assert.equal(verdict('amex', '116'), 'class.later +24 h')
  assert.equal(verdict('amex', '911'), 'allowed')
  assert.equal(verdict('discover', '41'), 'class.never never')
  assert.equal(verdict('jcb', '93', { has_changes: true }), 'class.compliance never')
  assert.equal(verdict('diners', '54'), 'class.fix_data never')
  assert.equal(verdict('unionpay', '59'), 'advice.authenticate never')
})

test('whatever is asked, an answer comes, and what must wait is allowed when the wait is over', () => {
  const asked = fc.record({
    scheme: fc.constantFrom(...cardSchemes),
    code: fc.oneof(
      fc.string({ maxLength: 3 }),
      fc.constantFrom('05', '51', '41', '91', '65', '116', '__proto__'),
    ),
    advice_code: fc.option(fc.constantFrom('01', '02', '03', '24', '30', '99', 'toString'), { nil: null }),
    count: fc.nat(45),
    step_h: fc.integer({ min: 1, max: 40 }),
  })
  fc.assert(
    fc.property(asked, ({ scheme, code, advice_code, count, step_h }) => {
      const earlier = hourly(count).map((one, index) => ({
        ...one,
        at: plusMs(NOW, -index * step_h * HOUR_MS),
      }))
      const decline = readDecline({ scheme, network_code: code, advice_code, at: NOW })
      const base = {
        scheme,
        decline,
        merchant: 'mer_1',
        amount: money(1_000n, 'EUR'),
        earlier,
        declined_at: NOW,
      }
      let at = NOW
      // More than one rule may hold it back, one after the other; each names a later time.
      for (let turn = 0; turn < 4; turn++) {
        const answer = mayRetry({ ...base, at })
        if (answer.allowed || answer.retry_at === null) return
        assert.ok(answer.retry_at > at)
        at = answer.retry_at
      }
      assert.fail('a wait never ends')
    }),
    { numRuns: 300 },
  )
})
