// Goal: a sandbox is deterministic: what happens in it, and when, follows from what its owner does.
// Method: the same calls at the same moments of the clock in several sandboxes; their events are compared. Quiet days are
// left out by a move that is long, and less by short ones.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { dayOf, instantText, plusMs, realWorld, startOfDay } from '../kernel/world.ts'
import { type SandboxApp, startSandboxApp } from './sandbox_app.ts'
import { openShop, type Shop } from './sandbox_shop.ts'

const DAY_MS = 86_400_000
let api: SandboxApp
let shop: Shop
before(async () => {
  api = await startSandboxApp()
  shop = openShop(api)
})
after(() => api?.close())

/** What of an object is the same in every sandbox: states, amounts and times, and neither names nor what was drawn. */
function toldBy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toldBy)
  if (typeof value !== 'object' || value === null) return undefined
  const members = Object.entries(value).flatMap(([name, member]) => {
    const isSame = /^(status|stage|value|currency|.*_(at|on))$/.test(name)
    const told: unknown = isSame ? member : toldBy(member)
    return told === undefined ? [] : [[name, told] as const]
  })
  return members.length === 0 ? undefined : Object.fromEntries(members)
}

/** Two months of a shop, from the same moment on, in moves of so many days at most; its events, those of one moment in any order. */
async function story(from: string, stride_days: number): Promise<string[]> {
  const key = await shop.frozen()
  await shop.goForward({ to: from }, key)
  await shop.pay(key)
  await shop.pay(key, { payment_method: 'pm_card_visa_disputed' })
  await shop.pay(key, { capture_method: 'manual' })
  const { id: payment } = await shop.pay(key, { payment_method: 'pm_card_visa_refund_succeeds_later' })
  await api.call('POST', '/v1/refunds', { payment }, key)
  const live = async (days: number): Promise<void> => {
    for (let left = days; left > 0; left -= stride_days)
      await shop.goForward({ by_ms: Math.min(left, stride_days) * DAY_MS }, key)
  }
  for (const days of [1, 3, 14]) {
    await live(days)
    await shop.pay(key, { payment_method: 'pm_card_mastercard' })
    await shop.pay(key, { payment_method: 'pm_card_visa_disputed' })
  }
  await live(42)
  const events = await api.events(key)
  return events
    .filter(({ type, created_at }) => created_at >= from && type !== 'sandbox.clock_advanced')
    .map(({ type, created_at, data: about }) => `${created_at} ${type} ${JSON.stringify(toldBy(about))}`)
    .toSorted()
}

test('the same story, told in two sandboxes, has the same events at the same moments', async () => {
  // Noon of a day that no sandbox has reached: all of them go there first.
  const noon = plusMs(startOfDay(dayOf(realWorld().now())), 2.5 * DAY_MS)
  const from = instantText(noon)
  const first = await story(from, 60)
  assert.ok(first.length > 40, `only ${first.length} events`)
  assert.deepEqual(await story(from, 60), first)
  assert.deepEqual(await story(from, 4), first)
})
