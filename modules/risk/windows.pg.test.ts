import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { present } from '../../kernel/assert.ts'
import { money } from '../../kernel/money.ts'
import { type Instant, plusMs } from '../../kernel/world.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { RiskAttempt, RiskInput } from './input.ts'
import { plainPayment, START_AT } from './testing/payment.ts'
import { type TestRisk, testRisk } from './testing/test_risk.ts'
import type { RiskView } from './view.ts'
import { windowMinutes, windows } from './windows.ts'

// Goal: windows never count too little, and never what is older than twice the window.
// Method: random attempts and declines at random times are kept in an exact list beside the database; every look lies between
// the exact count of the window and that of twice the window.
const MINUTE_MS = 60_000
let t: TestRisk
before(async () => void (t = await testRisk()))
after(() => t.close())

const only = { customer: null, device: null, address: null, ip: null, email: null } as const
const cards = ['a', 'b', 'c'].map((digit) => digit.repeat(32))
const pay = (card: number, minor = 100): RiskAttempt => ({
  ...plainPayment,
  ...only,
  fingerprint: present(cards[card], 'a card'),
  amount: money(BigInt(minor), 'EUR'),
})
const look = async (scope: OpenScope, at: Instant, ...inputs: RiskInput[]): Promise<readonly RiskView[]> =>
  t.risk.look(t.lane, scope.tenant_id, at, inputs)

type Happening = {
  readonly at: Instant
  readonly card: number
  readonly minor: number
  readonly declined: boolean
}

/** Exact: how much of the past from `minutes` ago counts. */
const exactly = (
  past: readonly Happening[],
  at: Instant,
  minutes: number,
  measure: (one: Happening) => number,
): number =>
  past.filter((one) => one.at > plusMs(at, -minutes * MINUTE_MS)).reduce((sum, one) => sum + measure(one), 0)

function compare(view: RiskView, own: readonly Happening[], at: Instant): void {
  const { attempts = [], declines = [] } = view.counts.card ?? {}
  const { card: amounts = [] } = view.amounts
  for (const [index, window] of windows.entries()) {
    const minutes = windowMinutes[window]
    const within = (found: number | undefined, measure: (one: Happening) => number): void => {
      const [least, most] = [exactly(own, at, minutes, measure), exactly(own, at, 2 * minutes + 1, measure)]
      const is_within = (found ?? 0) >= least && (found ?? 0) <= most
      assert.ok(is_within, `${window}: ${found} lies in ${least} to ${most}`)
    }
    within(attempts[index], () => 1)
    within(declines[index], ({ declined }) => (declined ? 1 : 0))
    within(amounts[index], ({ minor }) => minor)
  }
}

const step = fc.record({
  // Steps of every window's size, so that buckets end, are passed over, and go on.
  pause_minutes: fc.oneof(
    fc.integer({ min: 0, max: 12 }),
    fc.integer({ min: 0, max: 3_000 }),
    fc.integer({ min: 0, max: 60_000 }),
  ),
  pays: fc.array(
    fc.record({
      card: fc.integer({ min: 0, max: 2 }),
      minor: fc.integer({ min: 1, max: 9_999 }),
      declined: fc.boolean(),
    }),
    { maxLength: 6 },
  ),
})

test('a window never counts too little, and nothing older than twice the window', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 15 }), async (steps) => {
      const scope = await t.newScope()
      const past: Happening[] = []
      let at = START_AT
      for (const { pause_minutes, pays } of steps) {
        at = plusMs(at, pause_minutes * MINUTE_MS + 7_919)
        const views = await look(scope, at, ...cards.map((_, card) => pay(card)))
        for (const [card, view] of views.entries())
          compare(
            view,
            past.filter((one) => one.card === card),
            at,
          )
        await t.attempt(
          scope,
          at,
          pays.map(({ card, minor }) => pay(card, minor)),
        )
        const declined = pays.filter((one) => one.declined)
        await t.decline(
          scope,
          at,
          declined.map(({ card }) => pay(card)),
        )
        past.push(...pays.map((one) => ({ ...one, at })))
      }
    }),
    { numRuns: 25 },
  )
})

test('a count that comes with an earlier time than the newest is not lost', async () => {
  const scope = await t.newScope()
  await t.attempt(scope, plusMs(START_AT, 90 * MINUTE_MS), [pay(0)])
  await t.attempt(scope, START_AT, [pay(0)])
  const [view] = await look(scope, plusMs(START_AT, 90 * MINUTE_MS), pay(0))
  assert.deepEqual(view?.counts.card?.attempts, [2, 2, 2, 2, 2])
})

test('a batch counts each key once, and a merchant’s payments together', async () => {
  const scope = await t.newScope()
  await t.attempt(scope, START_AT, [pay(0, 100), pay(0, 200), pay(1, 400)])
  const [one, other, third] = await look(scope, START_AT, pay(0), pay(1), pay(2))
  assert.deepEqual([one?.counts.card?.attempts[1], other?.counts.card?.attempts[1]], [2, 1])
  assert.deepEqual([one?.amounts.card?.[1], other?.amounts.card?.[1]], [300, 400])
  assert.equal(third?.counts.card, undefined)
  for (const view of [one, other, third]) {
    assert.equal(view?.counts.merchant?.attempts[0], 3)
    assert.equal(view?.amounts.merchant?.[0], 700)
  }
})

test('amounts of other currencies are sums of their own', async () => {
  const scope = await t.newScope()
  const yen = { ...pay(0), amount: money(5_000n, 'JPY') }
  await t.attempt(scope, START_AT, [pay(0, 100), yen])
  const [euros, yens] = await look(scope, START_AT, pay(0), yen)
  assert.deepEqual([euros?.amounts.card?.[0], yens?.amounts.card?.[0]], [100, 5_000])
  assert.deepEqual([euros?.counts.card?.attempts[0], yens?.counts.card?.attempts[0]], [2, 2])
})

test('what a card did since its holder was authenticated begins anew with every authentication', async () => {
  const scope = await t.newScope()
  const unproven = async () => (await look(scope, START_AT, pay(0)))[0]?.unproven
  await t.attempt(scope, START_AT, [pay(0, 1_000), pay(0, 500)])
  await t.attempt(scope, START_AT, [{ ...pay(0, 700), initiator: 'merchant' }])
  assert.deepEqual(await unproven(), { count: 2, amount: 1_500 })
  await t.attempt(scope, START_AT, [{ ...pay(0, 9_000), is_authenticated: true }])
  assert.deepEqual(await unproven(), { count: 0, amount: 0 })
  // Nobody knows which came first in one batch: the unproven one counts.
  await t.attempt(scope, START_AT, [pay(0, 300), { ...pay(0, 9_000), is_authenticated: true }])
  assert.deepEqual(await unproven(), { count: 1, amount: 300 })
})

test('amounts beyond what a double holds stand still instead of running over', async () => {
  const scope = await t.newScope()
  const huge = { ...pay(0), amount: money(10n ** 18n, 'EUR') }
  for (let run = 0; run < 3; run++) await t.attempt(scope, START_AT, [huge, huge])
  const [view] = await look(scope, START_AT, huge)
  assert.equal(view?.amounts.card?.[4], Number.MAX_SAFE_INTEGER)
})

test('one tenant sees nothing of another', async () => {
  const [one, other] = [await t.newScope(), await t.newScope()]
  await t.attempt(one, START_AT, [pay(0)])
  assert.deepEqual((await look(other, START_AT, pay(0)))[0]?.counts, {})
})
