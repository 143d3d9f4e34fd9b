import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Day, instant, dayOf } from '../../../../kernel/world.ts'
import { type Asked, outcomeOf, recallOutcome, type Scheme } from './outcomes.ts'
import { ibanEnding } from './testing.ts'

const ask = (ends: string, scheme: Scheme = 'CORE', return_ppm = 0): Asked => ({
  scheme,
  iban: ibanEnding(ends),
  executes_on: '2026-12-01' as Day,
  words: [ends],
  seed: 'seed',
  return_ppm,
})
const back = (ends: string, scheme?: Scheme): string => {
  const outcome = outcomeOf(ask(ends, scheme))
  return outcome.kind === 'returned' ? `${outcome.code} ${dayOf(instant(outcome.at))}` : outcome.kind
}

test('the last four digits of an account say what becomes of a payment', () => {
  assert.deepEqual(outcomeOf(ask('9107')), { kind: 'rejected', code: 'AM04' })
  assert.equal(back('9007'), 'paid')
  assert.equal(back('9207'), 'AM04 2026-12-02')
  assert.equal(back('9307'), 'AM04 2026-12-08')
  assert.equal(back('9307', 'B2B'), 'AM04 2026-12-04')
  assert.equal(back('9302', 'SCT'), 'AC04 2026-12-04')
  assert.equal(back('9402', 'SCT'), 'AC04 2026-12-07')
  assert.equal(back('9313'), 'MD06 2027-01-19')
  assert.equal(back('9413'), 'MD06 2027-01-27')
  assert.equal(back('9299'), 'MS03 2026-12-02')
})

test('what is drawn is the same for the same words, and as frequent as the settings ask', () => {
  const returned = Array.from({ length: 2_000 }, (_, index) =>
    outcomeOf(ask(String(index % 9_000).padStart(4, '0'), 'CORE', 100_000)),
  ).filter(({ kind }) => kind === 'returned').length
  assert.ok(returned > 150 && returned < 260, String(returned))
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 8_999 }), (ends) => {
      const asked = ask(String(ends).padStart(4, '0'), 'SCT', 500_000)
      assert.deepEqual(outcomeOf(asked), outcomeOf(asked))
    }),
  )
})

test('a recalled payment comes back unless its account says otherwise', () => {
  const on = '2026-12-01' as Day
  assert.equal(recallOutcome(ibanEnding('1234'), on).kind, 'gives_back')
  assert.deepEqual(
    { ...recallOutcome(ibanEnding('9702'), on), answers_at: 0 },
    { kind: 'refuses', code: 'NOAS', answers_at: 0 },
  )
  assert.equal(recallOutcome(ibanEnding('9799'), on).kind, 'silent')
})
