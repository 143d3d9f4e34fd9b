import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { Id } from '../../../kernel/id.ts'
import { type Instant, parseInstant, plusMs } from '../../../kernel/world.ts'
import { mayPay, type PayeeRule } from './may_pay.ts'
import type { PayeeVerification } from './payee_verification.ts'

const DAY_MS = 86_400_000
const at = parseInstant('2026-11-24T12:00:00Z') as Instant
const account = {
  id: 'bac_01kdv0000000000000000000g0' as Id<'bac'>,
  version: 2,
  fingerprint: 'f'.repeat(32),
  holder_name: 'Anna de Vries',
}
const rule: PayeeRule = { account, is_required: true, source: 'a test' }
const match: PayeeVerification = {
  id: 'pvf_01kdv0000000000000000000g0' as Id<'pvf'>,
  bank_account: account.id,
  account_version: 2,
  country: 'DE',
  fingerprint: account.fingerprint,
  number_last4: '3000',
  asked_name: 'Anna de Vries',
  payer_name: null,
  provider: null,
  state: 'completed',
  asked: 1,
  code: 'MTCH',
  matched_name: null,
  because: null,
  consent: null,
  requested_at: at,
  completed_at: at,
  valid_until: plusMs(at, DAY_MS),
}
const open: PayeeVerification = {
  ...match,
  state: 'unknown',
  code: null,
  completed_at: null,
  valid_until: null,
}
const inline: PayeeVerification = { ...match, bank_account: null, account_version: null }
const verdict = (
  verification: PayeeVerification | undefined,
  more: Partial<PayeeRule> = {},
  when = at,
): string => {
  const { allowed, rule: why } = mayPay(verification, { ...rule, ...more }, when)
  return `${allowed ? 'may' : 'may not'}: ${why}`
}

test('a match may be paid until it is too old', () => {
  assert.equal(verdict(match), 'may: payee_match')
  assert.equal(verdict(match, {}, plusMs(at, DAY_MS - 1)), 'may: payee_match')
  assert.equal(verdict(match, {}, plusMs(at, DAY_MS)), 'may not: payee_expired')
})

test('anything else may be paid only by a payer who was warned and went on', () => {
  for (const code of ['CMTC', 'NMTC', 'NOAP'] as const) {
    assert.equal(verdict({ ...match, code }), 'may not: payee_not_consented')
    assert.equal(verdict({ ...match, code, consent: 'stop' }), 'may not: payee_stopped')
    assert.equal(verdict({ ...match, code, consent: 'proceed' }), 'may: payee_consented')
  }
})

test('a verification counts only for the account and the name that were asked about', () => {
  const changes = [{ version: 3 }, { id: 'bac_01kdv0000000000000000000g1' as Id<'bac'> }]
  for (const change of changes)
    assert.equal(verdict(match, { account: { ...account, ...change } }), 'may not: payee_changed')
  assert.equal(verdict(inline), 'may: payee_match')
  for (const change of [{ fingerprint: '0'.repeat(32) }, { holder_name: 'Bert' }])
    assert.equal(verdict(inline, { account: { ...account, ...change } }), 'may not: payee_changed')
})

test('without an answer nothing is paid, unless nobody has to be verified', () => {
  assert.equal(verdict(undefined), 'may not: payee_not_verified')
  assert.equal(verdict(open), 'may not: payee_answer_missing')
  for (const one of [undefined, open])
    assert.equal(verdict(one, { is_required: false }), 'may: payee_check_not_required')
  const warned: PayeeVerification = { ...match, code: 'NMTC' }
  assert.equal(verdict(warned, { is_required: false }), 'may not: payee_not_consented')
})

test('where it is required, money goes only to a match or after a consent, in time and to the same account', () => {
  const verification = fc.record({
    code: fc.constantFrom('MTCH', 'CMTC', 'NMTC', 'NOAP', null),
    consent: fc.constantFrom('proceed', 'stop', null),
    account_version: fc.constantFrom(1, 2, 3),
    days: fc.integer({ min: -3, max: 3 }),
  })
  fc.assert(
    fc.property(verification, ({ code, consent, account_version, days }) => {
      const valid_until = code === null ? null : plusMs(at, days * DAY_MS)
      const { allowed } = mayPay({ ...match, code, consent, account_version, valid_until }, rule, at)
      const isGood = (code === 'MTCH' && consent !== 'stop') || (code !== null && consent === 'proceed')
      assert.equal(allowed, isGood && account_version === 2 && days > 0)
    }),
  )
})
