import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { mccOf } from './categories.ts'
import { readColumns } from './columns.ts'
import { count, quantile } from './histogram.ts'
import { knownOf } from './outcome.ts'
import { readRow, referenceOf } from './row.ts'
import { countOutcome, newTally } from './tally.ts'
import { testCardNumber } from './test_card.ts'

const handbook =
  'TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT,TX_FRAUD,TX_FRAUD_SCENARIO'.split(',')
const sparkov =
  ',trans_date_trans_time,cc_num,merchant,category,amt,first,last,gender,street,city,state,zip,lat,long,city_pop,job,dob,trans_num,unix_time,merch_lat,merch_long,is_fraud'.split(
    ',',
  )
const handbookRow = (amount: string): string[] => [
  '7',
  '2018-04-01 00:00:31',
  '596',
  '3156',
  amount,
  '0',
  '0',
]
const inHandbook = (fields: readonly string[], flags = {}) =>
  readRow(fields, handbook.length, readColumns(handbook, flags))

test('a row of the Fraud Detection Handbook needs no flag', () => {
  const read = inHandbook(handbookRow('74.37'), { metadataColumn: ['TX_FRAUD'] })
  assert.deepEqual(read, {
    kind: 'paid',
    row: {
      amount: { value: '7437', currency: 'USD' },
      at: Date.UTC(2018, 3, 1, 0, 0, 31) * 1_000,
      customer: '596',
      merchant: { reference: '3156', name: 'Merchant 3156', mcc: '5999' },
      card: '596',
      reference: '7',
      id: '7',
      metadata: { occurred_at: '2018-04-01T00:00:31.000Z', TX_FRAUD: '0' },
    },
  })
})

test('a row of Sparkov needs none either, and its card number does not leave', () => {
  const columns = readColumns(sparkov, {})
  const fields = sparkov.map((name) => name || '0')
  fields[sparkov.indexOf('trans_date_trans_time')] = '2019-01-01 00:00:18'
  fields[sparkov.indexOf('cc_num')] = '2703186189652095'
  fields[sparkov.indexOf('merchant')] = 'fraud_Rippin, Kub and Mann'
  fields[sparkov.indexOf('category')] = 'grocery_pos'
  fields[sparkov.indexOf('amt')] = '8.5'
  const read = readRow(fields, sparkov.length, columns)
  assert.ok(read.kind === 'paid')
  const { card: _seed, ...sent } = read.row
  assert.equal(columns.preset, 'Sparkov')
  assert.deepEqual([sent.amount.value, sent.merchant?.mcc], ['850', '5411'])
  assert.ok(!JSON.stringify(sent).includes('2703186189652095'))
})

test('a flag beats what the header means, and a column that is not there is named', () => {
  const columns = readColumns(handbook, { merchantColumn: 'CUSTOMER_ID', currency: 'EUR' })
  assert.deepEqual([columns.merchant, columns.currency_code], [2, 'EUR'])
  assert.throws(
    () => readColumns(handbook, { timeColumn: 'when' }),
    /--time-column: there is no column “when”/,
  )
  assert.throws(() => readColumns(['a', 'b'], {}), /which column is the amount/)
})

test('nothing to pay is skipped, and what cannot be read says why', () => {
  assert.deepEqual(inHandbook(handbookRow('0.00')), { kind: 'skipped', why: 'amount of 0' })
  assert.deepEqual(inHandbook(handbookRow('-1.00')), { kind: 'skipped', why: 'amount below 0' })
  assert.deepEqual(inHandbook(handbookRow('1e3')), {
    kind: 'unreadable',
    why: 'its amount is not a decimal number',
  })
  assert.deepEqual(inHandbook(['1', '2']), { kind: 'unreadable', why: 'it has 2 fields, the header has 7' })
  assert.equal(inHandbook(handbookRow('1.005')).kind, 'unreadable')
  assert.equal(readRow(handbookRow('1.005'), 7, readColumns(handbook, {}), 'half_even').kind, 'paid')
})

test('a category of any name is a category, and a status of any name counts as ended', () => {
  for (const word of ['constructor', 'toString', '__proto__']) {
    assert.equal(mccOf(word, '5999'), '5999')
    assert.deepEqual(knownOf({ id: 'pay_1', status: word }), { kind: 'known', bucket: 'ended', code: word })
  }
  const tally = newTally()
  const refused = { kind: 'refused', code: 'constructor', is_replayed: false, took_ms: 1 } as const
  countOutcome(tally, refused)
  countOutcome(tally, refused)
  assert.deepEqual(tally.refused, { constructor: 2 })
})

test('a reference is short, one line, and never a card number', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ maxLength: 300 }), fc.stringMatching(/^\d{12,19}$/)), (text) => {
      const reference = referenceOf(text)
      assert.ok(reference.length <= 100 && !/\p{Cc}|^\d{12,19}$/u.test(reference))
      assert.equal(reference, referenceOf(text))
    }),
  )
})

const luhn = (number: string): number =>
  Array.from(number, Number)
    .reverse()
    .reduce((sum, digit, at) => {
      const value = digit * (at % 2 === 1 ? 2 : 1)
      return sum + (value > 9 ? value - 9 : value)
    }, 0)

test('a test card is a number of a test range with the right check digit, the same each time', () => {
  const firsts = new Set<string>()
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string(), (text, seed) => {
      const number = testCardNumber(text, seed)
      firsts.add(number.slice(0, 6))
      assert.equal(number, testCardNumber(text, seed))
      assert.equal(luhn(number) % 10, 0)
      assert.equal(number.length, number.startsWith('37') ? 15 : 16)
    }),
    { numRuns: 500 },
  )
  assert.ok(firsts.size >= 5, 'schemes are mixed')
  const many = new Set(Array.from({ length: 5_000 }, (_, at) => testCardNumber(String(at), 'florin')))
  assert.equal(many.size, 5_000, 'no two customers of a file of this size share a card')
})

test('quantiles are right to 5 %', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.2, max: 60_000, noNaN: true }), { minLength: 1, maxLength: 200 }),
      (values) => {
        const histogram = {}
        for (const value of values) count(histogram, value)
        const sorted = values.toSorted((a, b) => a - b)
        for (const share of [0.5, 0.99]) {
          const exact = sorted[Math.ceil(values.length * share) - 1] ?? 0
          const told = quantile(histogram, share) ?? 0
          assert.ok(told >= exact * 0.999 && told <= exact * 1.06, `${told} for ${exact}`)
        }
      },
    ),
  )
  assert.equal(quantile({}, 0.5), null)
})
