import assert from 'node:assert/strict'
import { test } from 'node:test'
import { playPaymentSeed } from './play_payments.ts'
import type { PaymentSeedReport } from './run_payment_seed.ts'

// Goal: whatever the wire, the acquirers and the program's own death do, both sides' books say the same, nothing happens
// twice, and every payment ends.
// Method: seeded stories on databases of their own; F6 after every step; a failure prints the line that replays it.
const STEPS = 15

test('seeds with loss, errors, callbacks in any order and crashes end with equal books', async (t) => {
  const reports: PaymentSeedReport[] = []
  for (const seed of [4n, 6n, 9n]) reports.push(await playPaymentSeed(seed, STEPS))
  t.diagnostic(
    JSON.stringify(reports, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
  )
  const sum = (of: (report: PaymentSeedReport) => number): number =>
    reports.reduce((total, report) => total + of(report), 0)
  // A simulation in which nothing goes wrong, or nothing happens, would prove nothing.
  assert.ok(sum(({ crashes }) => crashes) > 0)
  assert.ok(sum(({ callbacks }) => callbacks) > 0)
  assert.ok(sum(({ effects }) => effects) > 10)
})

test('the same seed gives the same trace', async () => {
  assert.equal((await playPaymentSeed(5n, STEPS)).trace_hash, (await playPaymentSeed(5n, STEPS)).trace_hash)
})
