// Goal: what a rail says of itself is what its orders get: the next file, its day, the limits.
// Method: known instants around cut-offs, holidays and the change of the clocks; and any instant against the planner of orders.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { instant, instantText, parseInstant } from '../../../kernel/world.ts'
import { present } from '../../../kernel/assert.ts'
import { orderRails } from '../bank_connections/bank_connection.ts'
import { planOrder } from '../payment_orders/plan_order.ts'
import { describeRail } from './describe_rail.ts'

const at = (text: string) => present(parseInstant(text), text)
const cutOffs = (rail: Parameters<typeof describeRail>[0], text: string) =>
  describeRail(rail, at(text)).cut_offs.map(({ time_window, closes_at, settles_on }) => [
    time_window,
    instantText(closes_at).slice(0, 16),
    settles_on,
  ])

test('ACH: every window closes next at its time in New York, the soonest first', () => {
  // A Tuesday, 15:00 in New York in winter: the first two windows of the day are over.
  assert.deepEqual(cutOffs('ach', '2026-12-01T20:00:00Z'), [
    ['same_day_3', '2026-12-01T21:45', '2026-12-01'],
    ['future_dated_evening', '2026-12-02T03:45', '2026-12-02'],
    ['future_dated_overnight', '2026-12-02T07:15', '2026-12-02'],
    ['same_day_1', '2026-12-02T15:30', '2026-12-02'],
    ['same_day_2', '2026-12-02T19:45', '2026-12-02'],
  ])
})

test('ACH on a Sunday in the summer, before a holiday on Monday', () => {
  const view = describeRail('ach', at('2026-09-06T12:00:00Z'))
  assert.deepEqual([view.closed_for, view.next_banking_day], ['weekend', '2026-09-08'])
  assert.deepEqual(cutOffs('ach', '2026-09-06T12:00:00Z')[0], [
    'same_day_1',
    '2026-09-08T14:30',
    '2026-09-08',
  ])
  assert.deepEqual(view.holidays[0], { on: '2026-09-07', name: 'Labor Day' })
  assert.deepEqual([view.amount_max, view.same_day_amount_max], [9_999_999_999n, 100_000_000n])
})

test('SEPA: the file of the day until five in Brussels, and of the next TARGET day from then on', () => {
  assert.deepEqual(cutOffs('sepa', '2026-12-01T15:59:59Z'), [['sct', '2026-12-01T16:00', '2026-12-01']])
  assert.deepEqual(cutOffs('sepa', '2026-12-24T16:00:00Z'), [['sct', '2026-12-28T16:00', '2026-12-28']])
  assert.deepEqual(cutOffs('sepa_core', '2026-12-01T12:00:00Z'), [
    ['sdd_core', '2026-12-01T16:00', '2026-12-02'],
  ])
  assert.equal(describeRail('sepa', at('2026-12-25T12:00:00Z')).closed_for, 'Christmas Day')
})

test('instant rails are open at Christmas, and say when silence is unknown', () => {
  const view = describeRail('sepa_instant', at('2026-12-25T12:00:00Z'))
  assert.deepEqual([view.closed_for, view.cut_offs, view.holidays], [null, [], []])
  assert.deepEqual([view.answers_within_ms, view.amount_max], [10_000, null])
  assert.equal(describeRail('rtp', at('2026-12-25T12:00:00Z')).amount_max, 1_000_000_000n)
})

const anyInstant = fc
  .integer({ min: Date.parse('2024-01-01'), max: Date.parse('2030-01-01') })
  .map((ms) => instant(ms * 1_000))

test('at any moment an order that is not in a hurry takes a file that the rail names, and no file lies behind', () => {
  fc.assert(
    fc.property(anyInstant, fc.constantFrom(...orderRails), (now, rail) => {
      const view = describeRail(rail, now)
      assert.ok(view.cut_offs.every(({ closes_at }) => closes_at > now))
      assert.deepEqual(
        view.cut_offs.map(({ closes_at }) => closes_at),
        view.cut_offs.map(({ closes_at }) => closes_at).toSorted((a, b) => a - b),
      )
      for (const kind of view.nature.kinds) {
        const asked = {
          rail,
          kind,
          amount: 100,
          purpose: 'payment',
          sec_code: null,
          lead_minutes: 0,
        } as const
        const plan = planOrder({ ...asked, wish: 'next_day', pre_notification_days: 0 }, now)
        if (plan.file_cutoff_at === null) continue
        const named = view.cut_offs.filter((one) => one.kinds.includes(kind))
        assert.ok(
          named.some(
            ({ closes_at, settles_on }) =>
              closes_at === plan.file_cutoff_at && settles_on === plan.settles_on,
          ),
          `${rail} ${kind} at ${instantText(now)}: ${JSON.stringify(plan)}`,
        )
      }
    }),
    { numRuns: 300 },
  )
})
