import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Day } from '../../../kernel/world.ts'
import { overdueDay, rangesIn, weekdays } from './calendar.ts'
import { classify } from './classify.ts'
import { keysOfLine, keysOfTransfer } from './keys.ts'
import { KEYS_MAX } from './limits.ts'

const on = '2026-11-02' as Day
const line = (refs: Record<string, string>, remittance = '', counterparty: string | null = null) =>
  keysOfLine({ refs, remittance, counterparty }, on)

test('a reference is found whatever field a bank puts it into, however it writes it', () => {
  const ours = keysOfTransfer('trf_01kdv0000000000000000000g0', { end_to_end_id: 'Inv-2026/17' }, on)
  for (const written of [{ end_to_end_id: 'INV-2026/17' }, { customer_reference: 'inv-2026 /17' }])
    assert.ok(line(written).some((key) => ours.includes(key)))
})

test('what says that there is no reference is none', () => {
  for (const empty of ['NOTPROVIDED', 'nonref', '000000', '12', ''])
    assert.deepEqual(line({ end_to_end_id: empty }), [])
  assert.deepEqual(line({ mandate_id: 'GYM-2026-00017' }), [])
})

test('words of the remittance count when a program has made them', () => {
  assert.deepEqual(line({}, 'Invoice INV-2026-0017, thank you'), ['INV20260017'])
})

test('a bank may replace the signs of a reference: letters, digits and their order count', () => {
  const ours = keysOfTransfer('trf_1', { file_reference: 'ACHRET_20261216_1' }, on)
  const [theirs] = line({ customer_reference: 'ACHRET 20261216 1' })
  assert.ok(theirs !== undefined && ours.includes(theirs))
})

test('day and counterparty are a key of their own, which is no reference', () => {
  const theirs = keysOfTransfer('trf_1', { counterparty: 'Acme, Ltd.' }, on)
  assert.ok(theirs.includes('@2026-11-02|ACMELTD'))
  assert.deepEqual(line({}, '', 'ACME LTD'), ['@2026-11-02|ACMELTD'])
  assert.ok(!line({ bank_reference: '@2026-11-02|ACMELTD' }).some((key) => theirs.includes(key)))
})

test('whatever a line holds, its keys are few, short and different', () =>
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.string({ maxLength: 300 })),
      fc.string(),
      (refs, remittance) => {
        const keys = line(refs, remittance, remittance)
        assert.ok(keys.length <= KEYS_MAX && new Set(keys).size === keys.length)
        assert.ok(keys.every((key) => key.length > 0 && key.length <= 200))
      },
    ),
  ))

test('banking days go around weekends', () => {
  assert.deepEqual(rangesIn(weekdays, 1)('2026-11-06' as Day), { from: '2026-11-05', to: '2026-11-09' })
  // On a Tuesday two banking days are over for what is of Thursday or older.
  assert.equal(overdueDay(weekdays, '2026-11-10' as Day, 2), '2026-11-05')
  assert.equal(overdueDay(weekdays, '2026-11-10' as Day, 0), '2026-11-10')
})

test('the surest sign says what kind of break a line is', () => {
  const none = {
    number: 1n,
    twin: null,
    opposite: null,
    near: null,
    near_amount: null,
    near_fee: null,
    elsewhere: null,
  }
  const judged = (
    clues: Partial<typeof none> | Record<string, unknown>,
    mark: 'none' | 'reversal' = 'none',
  ) => classify({ amount: 10_000n, mark }, { ...none, ...clues }, 'EUR')
  const type = (...given: Parameters<typeof judged>) => judged(...given).type
  assert.equal(type({}), 'missing_internal')
  assert.equal(type({ twin: 2n, near: 3n, near_amount: 1n }), 'duplicate')
  assert.equal(type({ opposite: 2n }, 'reversal'), 'status_mismatch')
  assert.equal(type({ near: 3n, near_amount: 20_000n, near_fee: 0n }), 'amount_diff')
  assert.equal(type({ near: 3n, near_amount: 10_300n, near_fee: 0n }), 'fee_diff')
  assert.equal(type({ near: 3n, near_amount: 20_000n, near_fee: 50n }), 'fee_diff')
  const told = judged({ near: 3n, near_amount: 20_000n, near_fee: 0n }).reason
  assert.equal(told, 'The bank shows 100.00 EUR, and the ledger 200.00 EUR.')
  assert.equal(type({ elsewhere: '01980000-0000-7000-8000-000000000000' }), 'wrong_account')
})
