import assert from 'node:assert/strict'
import { test } from 'node:test'
import { plusMs, simWorld } from '../../kernel/world.ts'
import { choose } from './choose.ts'
import type { EarlierDecline, MayRetry, ReadDecline } from './decline.ts'
import { nextSteps } from './facts/next_steps.ts'
import { next, type NextAsked, type PastAttempt } from './next.ts'
import { testAccount, testInput, testSnapshot } from './testing.ts'

const at = simWorld(1n).now()
const [a, b, c, d] = [1, 2, 3, 4].map((priority) => testAccount({ priority })) as [
  ReturnType<typeof testAccount>,
  ReturnType<typeof testAccount>,
  ReturnType<typeof testAccount>,
  ReturnType<typeof testAccount>,
]
const input = testInput()
const snapshot = testSnapshot([a, b, c, d])
const free: MayRetry<ReadDecline> = () => ({ allowed: true })
type Attempt = PastAttempt
const attempt = (account: typeof a, kind: Attempt['kind'], decline: ReadDecline | null = null): Attempt => ({
  account: account.id,
  at,
  kind,
  decline,
})
const declined = (code: string, kind: ReadDecline['class']): ReadDecline => ({
  code,
  class: kind,
  network_code: '05',
})
const ask = (attempts: readonly Attempt[], more: Partial<NextAsked<ReadDecline>> = {}) =>
  next({
    input,
    attempts,
    decision: choose(input, snapshot, 0.5),
    earlier: [],
    snapshot,
    at,
    mayRetry: free,
    ...more,
  })
const ruleOf = (found: ReturnType<typeof next>): string =>
  'stop' in found ? found.stop.rule : `try ${found.try}`

test('what was never sent, never seen or refused by the acquirer goes to the next account at once', () => {
  const forbidding: MayRetry<ReadDecline> = () => assert.fail('no issuer saw it, so no scheme counts it')
  for (const kind of ['not_sent', 'not_found', 'rejected'] as const)
    assert.deepEqual(ask([attempt(a, kind)], { mayRetry: forbidding }), { try: b.id })
})

test('what nobody knows the outcome of is never tried again', () => {
  for (const kind of ['unknown', 'pending'] as const) {
    const found = ask([attempt(a, kind)])
    assert.equal(ruleOf(found), 'outcome_open')
    assert.ok('stop' in found && !found.stop.may_retry)
  }
  assert.equal(ruleOf(ask([attempt(a, 'approved')])), 'approved')
})

test('a decline goes on by its class', () => {
  const after = (code: string, kind: ReadDecline['class']) =>
    ruleOf(ask([attempt(a, 'declined', declined(code, kind))]))
  assert.equal(after('issuer_unavailable', 'technical'), `try ${b.id}`)
  assert.equal(after('currency_not_supported', 'config'), `try ${b.id}`)
  assert.equal(after('do_not_honor', 'later'), `try ${b.id}`)
  assert.equal(after('insufficient_funds', 'later'), 'class.later')
  for (const kind of ['never', 'fix_data', 'customer_action', 'compliance'] as const)
    assert.equal(after('some_code', kind), `class.${kind}`)
})

test('a decline that another acquirer may turn is tried once elsewhere, not more', () => {
  const decline = declined('do_not_honor', 'later')
  assert.equal(
    ruleOf(ask([attempt(a, 'declined', decline), attempt(b, 'declined', decline)])),
    'other_route_once',
  )
  assert.equal(ruleOf(ask([attempt(a, 'not_sent'), attempt(b, 'declined', decline)])), `try ${c.id}`)
})

test('the scheme’s law stands above all, and its words are passed on', () => {
  const retry_at = plusMs(at, 3_600_000)
  const why = 'Mastercard: try again after 1 hour.'
  const law: MayRetry<ReadDecline> = () => ({
    allowed: false,
    rule: 'mastercard.advice_24',
    source: 'payment-codes.md 4.2',
    why,
    retry_at,
  })
  const decline = attempt(a, 'declined', declined('issuer_unavailable', 'technical'))
  assert.deepEqual(ask([decline], { mayRetry: law }), {
    stop: { rule: 'mastercard.advice_24', source: 'payment-codes.md 4.2', why, retry_at, may_retry: true },
  })
})

test('the law is told of earlier payments and of this payment’s own attempts, without the last one', () => {
  const before: EarlierDecline = {
    at: plusMs(at, -1_000),
    amount: 5n,
    currency: 'USD',
    merchant: input.merchant,
    scheme: 'visa',
    network_code: '91',
    advice_code: null,
  }
  let told: readonly EarlierDecline[] = []
  const law: MayRetry<ReadDecline> = (asked) => {
    told = asked.earlier
    return { allowed: true }
  }
  const decline = declined('issuer_unavailable', 'technical')
  ask([attempt(a, 'declined', decline), attempt(b, 'declined', decline)], {
    earlier: [before],
    mayRetry: law,
  })
  assert.deepEqual(
    told.map(({ network_code, amount }) => [network_code, amount]),
    [
      ['91', 5n],
      ['05', 1050n],
    ],
  )
})

test('a payment makes as many attempts as its rules let it', () => {
  const all = [a, b, c].map((account) => attempt(account, 'not_sent'))
  assert.equal(ruleOf(ask(all.slice(0, 2))), `try ${c.id}`)
  assert.equal(ruleOf(ask(all)), 'attempts_max')
  const more = testSnapshot([a, b, c, d], { rules: [], max_attempts: 10 })
  assert.equal(ruleOf(ask(all, { snapshot: more })), `try ${d.id}`)
  assert.equal(ruleOf(ask([...all, attempt(d, 'not_sent')], { snapshot: more })), 'no_candidate')
})

test('an account that failed meanwhile is passed over, unless it is all there is', () => {
  const open = { state: 'open', failures_share: 1, has_probe: false } as const
  const down = testSnapshot([a, b, c, d], { rules: [] }, new Map([[b.id, open]]))
  assert.deepEqual(ask([attempt(a, 'not_sent')], { snapshot: down }), { try: c.id })
  const left = testSnapshot([a, b], { rules: [] }, new Map([[b.id, open]]))
  assert.deepEqual(ask([attempt(a, 'not_sent')], { snapshot: left }), { try: b.id })
  const off = testSnapshot([a, { ...b, state: 'disabled' }, c])
  assert.deepEqual(ask([attempt(a, 'not_sent')], { snapshot: off }), { try: c.id })
})

test('the table of next steps is looked at again before its date', () => {
  assert.ok(nextSteps.effective_from < nextSteps.review_by)
  assert.match(nextSteps.source, /payment-codes/)
})
