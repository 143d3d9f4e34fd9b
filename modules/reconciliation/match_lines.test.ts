import assert from 'node:assert/strict'
import { test } from 'node:test'
import { idOf } from '../../kernel/id.ts'
import type { Day, Instant } from '../../kernel/world.ts'
import type { SettlementOperation } from '../payments/index.ts'
import type { Break } from './break.ts'
import type { Claim } from './claim.ts'
import { type Known, matchLines } from './match_lines.ts'
import type { ReadLine } from './settlement.ts'

const uuid = (number: number): string => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`
const account = {
  id: idOf('aca', uuid(1)),
  country: 'NL',
  fee_plan: { kind: 'blended', ppm: 0, fixed: {} },
} as const
const operation: SettlementOperation = {
  id: uuid(2),
  kind: 'capture',
  payment: idOf('pay', uuid(3)),
  merchant: idOf('mer', uuid(4)),
  account: account.id,
  amount: 100n,
  currency: 'EUR',
  result: 'approved',
  acquirer_reference: null,
  mcc: null,
  channel: 'ecommerce',
  initiated_by: 'customer',
  card: null,
  created_at: 0 as Instant,
}
const claim: Claim = {
  id: operation.id,
  operation: operation.id,
  account: account.id,
  currency: 'EUR',
  amount: 100n,
  state: 'open',
  claimed_on: '2026-01-01' as Day,
  due_on: '2026-01-06' as Day,
}
const line = (gross: bigint, more: Partial<ReadLine> = {}): ReadLine => ({
  number: 1,
  kind: 'sale',
  operation_reference: null,
  acquirer_reference: null,
  case_reference: null,
  gross,
  interchange: -1n,
  scheme_fee: -1n,
  acquirer_fee: -1n,
  ...more,
})
const known = (more: Partial<Known> = {}): Known => ({
  account,
  currency: 'EUR',
  disputes: new Map(),
  breaks: [],
  operations: new Map([1, 2].map((number) => [number, operation])),
  claims: new Map([[claim.id, claim]]),
  ...more,
})
const only = (one: ReadLine, more: Partial<Known> = {}) => {
  const [matched] = matchLines([one], known(more))
  assert.ok(matched !== undefined)
  return matched
}

test('a line of the claimed amount settles it, and the merchant gets what fees leave', () => {
  const { status, settled, available, suspended, opens } = only(line(100n))
  assert.deepEqual([status, settled, available, suspended, opens], ['matched', 100n, 97n, 0n, null])
})

test('of a line with another amount, what both agree on is settled', () => {
  for (const [gross, settled, suspended, pending] of [
    [90n, 90n, -10n, 10n],
    [110n, 100n, 10n, 0n],
    [-100n, 0n, -200n, 100n],
  ] as const) {
    const matched = only(line(gross))
    assert.deepEqual(
      [matched.settled, matched.suspended, matched.opens?.pending],
      [settled, suspended, pending],
    )
  }
})

test('an adjustment settles nothing by itself', () => {
  assert.equal(only(line(100n, { kind: 'adjustment' })).status, 'adjustment_unexplained')
  const nobody = { operations: new Map() }
  assert.equal(only(line(100n, { kind: 'adjustment' }), nobody).status, 'adjustment_unexplained')
})

test('of a card whose issuer nobody knows any rate of its scheme is right, and no other', () => {
  const priced = { ...account, fee_plan: { kind: 'interchange_plus', ppm: 0, fixed: {} } } as const
  const of = (country: string | null, interchange: bigint): string => {
    const card = { scheme: 'visa', funding: country === null ? null : 'credit', country } as const
    const sold = { ...operation, mcc: '5732', amount: 100_000n, card }
    const one = line(100_000n, { interchange, scheme_fee: 0n, acquirer_fee: 0n })
    return only(one, {
      account: priced,
      operations: new Map([[1, sold]]),
      claims: new Map([[claim.id, { ...claim, amount: 100_000n }]]),
    }).status
  }
  // A debit card from the Netherlands costs 0.20 % and 3.2 cents; a credit card from the United States far more.
  assert.equal(of(null, -232n), 'matched')
  assert.equal(of(null, -2_103n), 'matched')
  assert.equal(of(null, -5_000n), 'fee_differs')
  assert.equal(of('US', -232n), 'fee_differs')
})

test('what was written off before is a duplicate when it comes', () => {
  const claims = new Map([[claim.id, { ...claim, state: 'written_off' as const }]])
  const matched = only(line(100n), { claims })
  assert.equal(matched.status, 'duplicate_line')
  assert.equal(matched.opens?.reason, 'It was written off before.')
})

test('a settled claim closes the break that said it was missing', () => {
  const missing = {
    id: idOf('brk', uuid(9)),
    type: 'missing_line',
    operation: claim.id,
    suspended: 0n,
    pending: 100n,
  }
  assert.deepEqual(only(line(100n), { breaks: [missing as Break] }).closes, [missing.id])
})

test('lines are matched in their order, so the first of two takes the claim', () => {
  const two = matchLines([line(100n), line(100n, { number: 2 })], known())
  assert.deepEqual(
    two.map(({ status }) => status),
    ['matched', 'duplicate_line'],
  )
})
