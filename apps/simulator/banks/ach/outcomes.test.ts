// Goal: what comes back is ordered by account numbers or drawn by shares, in the windows of the rules, and is always a file
//   that the product's reader finds nothing wrong with.
// Method: the product's own rule of windows as the judge; every code of the table written and read again.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { type Day, instant, parseInstant } from '../../../../kernel/world.ts'
import { readAchReturnCode, toTemporal, wallDay } from '../../../../modules/rails/index.ts'
import { MERCHANT } from '../../testing.ts'
import { openBankBench } from '../testing.ts'
import { answersTo } from './outcomes.ts'
import { changeShares, returnShares } from './facts.ts'
import { achFile, answersIn, nacha, shortAnswers } from './testing.ts'

const bench = await openBankBench()
after(() => bench.close())

const settles_on = '2026-11-25' as Day
const asked = (
  account_number: string,
  more: { seed?: string; shares?: object; direction?: 'credit' | 'debit' } = {},
) => ({
  at: parseInstant('2026-11-24T12:00:00Z') ?? 0,
  cleared: { settles_on, settles_at: parseInstant('2026-11-25T13:30:00Z') ?? 0 },
  entry: {
    account_number,
    direction: more.direction ?? 'debit',
    amount: 100n,
    trace_number: '099900000000001',
    identification_number: account_number,
  },
  sec: 'PPD',
  seed: more.seed ?? 'first',
  shares: { return_ppm: 0, noc_ppm: 0, ...more.shares },
})
const dayOf = (at: number): string => wallDay(toTemporal(instant(at)), 'America/New_York')

test('an account number orders what comes back; any other is paid', () => {
  const short = (account: string): string[] =>
    answersTo(asked(account)).map((one) => `${one.code} ${dayOf(one.comes_at)} ${one.is_in_time}`)
  assert.deepEqual(short('9900010001'), ['R01 2026-11-27 true'])
  assert.deepEqual(short('9901010001'), ['R01 2026-11-30 true'])
  assert.deepEqual(short('9902010001'), ['R01 2026-12-01 false'])
  assert.deepEqual(short('9901070001'), ['R07 2027-01-25 true'])
  assert.deepEqual(short('9902070001'), ['R07 2027-01-26 false'])
  assert.deepEqual(short('9903010001'), ['R01 2026-11-27 true', 'R01 2026-11-30 true'])
  assert.deepEqual(short('9900180001'), ['R18 2026-11-24 true'])
  assert.deepEqual(short('9908030001'), ['C03 2026-11-27 true'])
  // A code that nobody gave out yet is sent all the same: readers must take it.
  assert.deepEqual(short('9900990001'), ['R99 2026-11-27 true'])
  for (const paid of ['1234567890', '990001', '9900680001', '9900000001', '9904010001', '99000100011'])
    assert.deepEqual(short(paid), [])
})

test('drawn answers have the share that was asked for, and each keeps the window of its code', () => {
  const shares = { return_ppm: 300_000, noc_ppm: 100_000 }
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 8 }),
      fc.constantFrom('debit', 'credit'),
      (seed, direction) => {
        for (const { code, kind, comes_at } of answersTo(asked('1234567890', { seed, direction, shares }))) {
          const { window } = readAchReturnCode(code)
          const days = (comes_at - asked('').cleared.settles_at) / 86_400_000_000
          if (kind === 'return' && window.kind === 'calendar_days')
            assert.ok(days > 2 && days < window.days + 5)
          else assert.ok(days < 6)
        }
      },
    ),
  )
  const all = Array.from({ length: 2_000 }, (_, place) => answersTo(asked(`1${place}`, { shares })))
  const returns = all.flat().filter(({ kind }) => kind === 'return')
  assert.ok(Math.abs(returns.length - 600) < 90, `${returns.length} of 2,000`)
  assert.ok(new Set(returns.map(({ code }) => code)).size > 10)
  assert.deepEqual(
    all,
    Array.from({ length: 2_000 }, (_, place) => answersTo(asked(`1${place}`, { shares }))),
  )
})

test('codes that are drawn are codes that are known', () => {
  for (const rows of Object.values(returnShares))
    for (const [code] of rows) assert.ok(readAchReturnCode(code).is_known, code)
})

test('every reason and every change, of every class and account type, makes a file that is read without a fault', async () => {
  const codes = Array.from({ length: 99 }, (_, place) => String(place + 1).padStart(2, '0'))
  const changes = ['01', '02', '03', '04', '05', '06', '07', '09', '13']
  const types = ['22', '27', '32', '37']
  const entries = [
    ...codes.map((code, place) => ({
      account_number: `9900${code}0001`,
      amount: 100n,
      transaction_code: types[place % 4] ?? '22',
    })),
    ...changes.map((code) => ({ account_number: `9908${code}0001`, amount: 100n })),
  ]
  const company = entries.map((entry) => ({ ...entry, individual_name: 'ACME SUPPLIES' }))
  await bench.upload('all.ach', achFile([{ entries }, { entries: company, sec_code: 'CCD' }]))
  await bench.moveTo('2026-11-30T13:15:00Z')
  const came = bench.names().filter((name) => name.startsWith('ACHRET'))
  const texts = came.map((name) => bench.read(name))
  // Thirteen codes are those of dishonours and contests, which no receiving bank returns with.
  const paid = 13
  assert.equal(texts.flatMap(shortAnswers).length, 2 * (entries.length - paid))
  for (const { entry } of texts.flatMap(answersIn)) {
    const change = nacha.notificationOf(entry)
    if (change !== undefined) assert.equal(change.corrections.is_understood, change.change_code !== 'C13')
  }
  assert.ok(changeShares.every(([code]) => changes.includes(code.slice(1))))
})

test('a world whose settings say so sends back a share of ordinary entries', async () => {
  await bench.control('PUT', `/worlds/${MERCHANT}`, { bank: { return_ppm: 500_000, noc_ppm: 0 } })
  const entries = Array.from({ length: 100 }, (_, place) => ({
    account_number: `12345${place}`,
    amount: 100n,
  }))
  const text = achFile([{ entries, effective_entry_date: '2026-12-01' }], {
    reference: 'SHARE',
    created: '2026-11-30',
  })
  await bench.upload('share.ach', text)
  await bench.moveTo('2027-02-08T14:00:00Z')
  const came = bench.names().filter((name) => name >= 'ACHRET_20261130_2' && name.startsWith('ACHRET'))
  const answers = came.flatMap((name) => shortAnswers(bench.read(name)))
  assert.ok(answers.length > 30 && answers.length < 70, `${answers.length} of 100`)
})
