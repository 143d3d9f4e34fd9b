// Goal: only what may be corrected without asking is corrected, and exactly that.
// Method: the whole table of change codes, and random corrections of random details.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { achChangeRows } from '../codes/facts/ach_changes.ts'
import type { DetailsAsked } from '../bank_accounts/read_details.ts'
import { correctionsOf } from '../nacha/corrections.ts'
import type { AchNotification } from '../nacha/public.ts'
import { corrected, judgeChange } from './judge_change.ts'

const texts: Readonly<Record<string, string>> = {
  C01: '1918171614',
  C02: '091000019',
  C03: '091000019   1918171614',
  C04: 'ADA KING',
  C05: '32',
  C06: '1918171614       32',
  C07: '0910000191918171614       32',
  C08: 'DEUTDEFF',
  C09: '12345',
}
const noteOf = (change_code: string, text = texts[change_code] ?? '', refusal_code = ''): AchNotification =>
  ({ change_code, refusal_code, corrections: correctionsOf(change_code, text) }) as AchNotification

test('numbers, banks and types of accounts are corrected by themselves; everything else waits for a person', () => {
  const found = achChangeRows
    .filter(({ is_refusal }) => !is_refusal)
    .map(({ code }) => `${code} ${judgeChange(noteOf(code), { state: 'enabled' }).state}`)
  assert.deepEqual(found, [
    'C01 applied',
    'C02 applied',
    'C03 applied',
    'C04 review',
    'C05 applied',
    'C06 applied',
    'C07 applied',
    'C08 review',
    'C09 review',
    'C13 review',
    'C14 review',
    'C10 review',
    'C11 review',
    'C12 review',
  ])
})

test('a code that nobody knows, a text that nobody understands and a frozen account wait for a person', () => {
  assert.equal(judgeChange(noteOf('C99'), { state: 'enabled' }).state, 'review')
  assert.equal(judgeChange(noteOf('C02', '123456789'), { state: 'enabled' }).state, 'review')
  assert.equal(judgeChange(noteOf('C01'), { state: 'frozen' }).state, 'review')
  assert.equal(judgeChange(noteOf('C01'), { state: 'needs_details' }).state, 'applied')
})

test('what our bank gave back is refused', () => {
  const verdict = judgeChange(noteOf('C02', '091000019', 'C67'), { state: 'enabled' })
  assert.deepEqual([verdict.state, verdict.code], ['refused', 'C67'])
})

const details: DetailsAsked = {
  country: 'US',
  currency: 'USD',
  holder: { name: 'Ada Lovelace', kind: 'individual' },
  account: { routing_number: '231380104', account_number: '12345678' },
  account_type: 'checking',
}

test('a correction changes what it names and nothing else', () => {
  const change = (code: string) => {
    const { account, account_type } = corrected(details, noteOf(code).corrections)
    return [account['routing_number'], account['account_number'], account_type]
  }
  assert.deepEqual(change('C01'), ['231380104', '1918171614', 'checking'])
  assert.deepEqual(change('C02'), ['091000019', '12345678', 'checking'])
  assert.deepEqual(change('C05'), ['231380104', '12345678', 'savings'])
  assert.deepEqual(change('C07'), ['091000019', '1918171614', 'savings'])
})

test('the same correction twice is one', () => {
  const codes = fc.constantFrom(...achChangeRows.map(({ code }) => code))
  fc.assert(
    fc.property(codes, fc.string({ maxLength: 29 }), (code, text) => {
      const { corrections } = noteOf(code, text)
      const once = corrected(details, corrections)
      assert.deepEqual(corrected(once, corrections), once)
      assert.deepEqual([once.holder, once.country], [details.holder, details.country])
    }),
  )
})
