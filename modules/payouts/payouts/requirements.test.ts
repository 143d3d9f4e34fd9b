import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { instant, plusMs } from '../../../kernel/world.ts'
import { approversFor, approversForPolicy, defaultPolicy } from '../approvals/approval_policy.ts'
import { type RequiredAsked, requirementsOf } from './requirements.ts'

const DAY_MS = 86_400_000
const at = instant(1_790_000_000_000_000)
const long_ago = plusMs(at, -100 * DAY_MS)
const live = defaultPolicy('live', at).terms
const allowed = { allowed: true, rule: 'payee_match', because: 'The account belongs to the name.' }
const asked = (more: Partial<RequiredAsked> = {}): RequiredAsked => ({
  terms: live,
  amount: 1,
  currency: 'EUR',
  bank_account: { details_given_at: long_ago, created_at: long_ago },
  is_destination_approved: false,
  payee: allowed,
  ...more,
})
const rulesOf = (more: Partial<RequiredAsked>): string[] =>
  requirementsOf(asked(more), at).requirements.map(({ rule }) => rule)

test('live tenants have another pair of eyes on every payout by default, sandboxes on none', () => {
  assert.equal(requirementsOf(asked(), at).approvers, 1)
  const sandbox = { terms: defaultPolicy('sandbox', at).terms }
  assert.deepEqual(requirementsOf(asked(sandbox), at), {
    approvers: 0,
    held_until: null,
    requirements: [],
  })
})

test('new and changed details wait three days by default, and are told apart', () => {
  const created_at = plusMs(at, -2 * DAY_MS)
  const fresh = { bank_account: { details_given_at: created_at, created_at } }
  assert.deepEqual(rulesOf(fresh), ['amount', 'destination_new'])
  assert.equal(requirementsOf(asked(fresh), at).held_until, plusMs(created_at, 3 * DAY_MS))
  const changed = { bank_account: { details_given_at: plusMs(at, -1), created_at: long_ago } }
  assert.deepEqual(rulesOf(changed), ['amount', 'destination_changed'])
  assert.deepEqual(rulesOf({ ...changed, is_destination_approved: true }), ['amount'])
  const just = { bank_account: { details_given_at: plusMs(at, -3 * DAY_MS), created_at: long_ago } }
  assert.deepEqual(rulesOf(just), ['amount'])
})

test('without a verified payee one more has to agree, whatever the amount', () => {
  const payee = { allowed: false, rule: 'payee_not_verified', because: 'Verify the payee.' }
  const required = requirementsOf(asked({ payee }), at)
  assert.equal(required.approvers, 2)
  assert.deepEqual(
    required.requirements.map(({ rule }) => rule),
    ['amount', 'payee_not_verified'],
  )
})

test('a larger amount never needs fewer, and nothing needs more than other rules do', () => {
  const thresholds = fc.array(
    fc.record({
      above: fc.integer({ min: 0, max: 100 }),
      currency: fc.constantFrom('EUR', 'USD'),
      approvers: fc.integer({ min: 0, max: 5 }),
    }),
    { maxLength: 6 },
  )
  fc.assert(
    fc.property(thresholds, fc.nat(120), fc.nat(120), fc.nat(5), (rows, one, more, approvers_otherwise) => {
      const terms = { ...live, thresholds: rows, approvers_otherwise }
      const less = approversFor(terms, one, 'EUR')
      assert.ok(approversFor(terms, one + more, 'EUR') >= less)
      assert.ok(less <= approversForPolicy(terms))
    }),
  )
})
