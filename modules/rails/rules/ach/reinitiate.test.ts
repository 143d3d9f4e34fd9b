import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { achReturnCodes } from '../../codes/ach.ts'
import { anyDay, day } from '../testing.ts'
import { mayChargeReturnFee, mayReinitiate, type ReinitiateAsked } from './reinitiate.ts'

const asked: ReinitiateAsked = {
  code: 'R01',
  original_settled_on: day('2026-01-05'),
  return_settled_on: day('2026-01-07'),
  on: day('2026-01-15'),
  amount: 5_000n,
  original_amount: 5_000n,
  reinitiated: 0,
  same_company: true,
}
function verdict(code: string, more: Partial<ReinitiateAsked> = {}): string {
  const { allowed, rule, until, description } = mayReinitiate({ ...asked, code, ...more })
  const end = until === null ? '' : ` until ${until}`
  return `${allowed ? 'yes' : 'no'} ${rule.replace('ach.reinitiate.', '')}${end}${description === null ? '' : `, ${description}`}`
}

test('R01 and R09: two more times within 180 days of the original settlement', () => {
  for (const code of ['R01', 'R09']) {
    assert.equal(verdict(code), 'yes window until 2026-07-04, RETRY PYMT')
    assert.equal(verdict(code, { reinitiated: 1 }), 'yes window until 2026-07-04, RETRY PYMT')
    assert.equal(verdict(code, { reinitiated: 2 }), 'no times until 2026-07-04')
    assert.equal(verdict(code, { on: day('2026-07-04') }), 'yes window until 2026-07-04, RETRY PYMT')
    assert.equal(verdict(code, { on: day('2026-07-05') }), 'no window until 2026-07-04')
  }
})

test('R01: the same amount, of the same company, after the return', () => {
  assert.equal(verdict('R01', { amount: 4_999n }), 'no same_amount until 2026-07-04')
  assert.equal(verdict('R01', { same_company: false }), 'no same_company until 2026-07-04')
  assert.equal(verdict('R01', { on: day('2026-01-06') }), 'no after_return until 2026-07-04')
})

test('R08: only when the Receiver approves it again', () => {
  assert.equal(verdict('R08'), 'no stopped')
  assert.equal(verdict('R08', { has_new_authorization: true }), 'no stopped')
  assert.equal(verdict('R08', { has_new_approval: true }), 'yes stopped')
})

test('unauthorised: only with a new authorization', () => {
  for (const code of ['R05', 'R07', 'R10', 'R29', 'R51', 'R15']) {
    assert.equal(verdict(code, { is_corrected: true }), 'no new_authorization', code)
    assert.equal(verdict(code, { has_new_authorization: true }), 'yes new_authorization', code)
  }
})

test('R11: a corrected entry within 60 days of the return, and no new authorization', () => {
  assert.equal(verdict('R11'), 'no corrected_entry until 2026-03-08')
  assert.equal(verdict('R11', { is_corrected: true }), 'yes corrected_entry until 2026-03-08')
  assert.equal(
    verdict('R11', { is_corrected: true, on: day('2026-03-09') }),
    'no corrected_entry until 2026-03-08',
  )
})

test('all others: only after the cause was corrected; sanctions and unknown codes never', () => {
  assert.equal(verdict('R03'), 'no cause_corrected')
  assert.equal(verdict('R03', { is_corrected: true }), 'yes cause_corrected')
  assert.equal(verdict('R16', { is_corrected: true, has_new_authorization: true }), 'no compliance')
  assert.equal(verdict('R99', { is_corrected: true, has_new_authorization: true }), 'no unknown_code')
  assert.equal(verdict('R68', { is_corrected: true }), 'no no_return')
})

test('a return fee: once per item, for R01 and R09, after notice, within 45 days', () => {
  const fee = (more: Partial<Parameters<typeof mayChargeReturnFee>[0]> = {}): string => {
    const { allowed, rule, description } = mayChargeReturnFee({
      code: 'R01',
      return_settled_on: day('2026-01-07'),
      on: day('2026-01-15'),
      has_notice: true,
      has_fee: false,
      ...more,
    })
    assert.equal(description, 'RETURN FEE')
    return `${allowed ? 'yes' : 'no'} ${rule.replace('ach.return_fee.', '')}`
  }
  assert.equal(fee(), 'yes window')
  assert.equal(fee({ code: 'R09', on: day('2026-02-21') }), 'yes window')
  assert.equal(fee({ on: day('2026-02-22') }), 'no window')
  assert.equal(fee({ code: 'R02' }), 'no code')
  assert.equal(fee({ has_notice: false }), 'no notice')
  assert.equal(fee({ has_fee: true }), 'no once')
})

test('without a new authorization or a correction nothing but R01 and R09 goes out again', () => {
  const codes = fc.constantFrom(...achReturnCodes.map(({ code }) => code), 'R48', 'X', '')
  fc.assert(
    fc.property(codes, anyDay, fc.integer({ min: 0, max: 4 }), (code, on, reinitiated) => {
      const found = mayReinitiate({ ...asked, code, on, reinitiated })
      if (!found.allowed) return assert.equal(found.description, null)
      assert.ok(['R01', 'R09'].includes(code))
      assert.ok(reinitiated < 2 && on <= '2026-07-04' && on >= asked.return_settled_on)
      assert.equal(found.description, 'RETRY PYMT')
    }),
  )
})
