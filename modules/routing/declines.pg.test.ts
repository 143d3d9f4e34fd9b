import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../../kernel/id.ts'
import { money } from '../../kernel/money.ts'
import { type Instant, instantText, plusMs } from '../../kernel/world.ts'
import type { Lane } from '../../platform/db/lane.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { NewDecline } from './decline.ts'
import { packDeclines } from './index.ts'
import { DECLINES_LOOKED_AT_MAX } from './limits.ts'
import { merchantId } from './testing.ts'
import { type TestRouting, testRouting } from './testing/test_routing.ts'

let kit: TestRouting
let lane: Lane
before(async () => {
  kit = await testRouting()
  lane = kit.database.db.lane('routing')
})
after(() => kit.close())

const tenant = 71n as TenantId
const merchant = merchantId()
const cards = ['a', 'b', 'c'].map((digit) => digit.repeat(32))
const decline = (fingerprint: string, more: Partial<NewDecline> = {}): NewDecline => ({
  attempt: newId('att', kit.world),
  fingerprint,
  amount: money(1050n, 'USD'),
  merchant,
  scheme: 'mastercard',
  network_code: '51',
  advice_code: '24',
  ...more,
})
/** As the SQL of payments calls it, in the transaction of the outcomes. */
const record = (at: Instant, declines: readonly NewDecline[], tenant_id = tenant) =>
  lane.run(
    {
      name: 'test_record_declines',
      text: `select routing.record_declines($1::int8, $2::timestamptz, $3::uuid[], $4::uuid[], $5::int8[], $6::text[],
        $7::uuid[], $8::text[], $9::text[], $10::text[])`,
    },
    [String(tenant_id), instantText(at), ...packDeclines(declines)],
  )

test('declines are found by card, newest first, for all cards of a batch at once', async () => {
  const at = kit.world.now()
  const [a = '', b = '', c = ''] = cards
  await record(at, [decline(a), decline(b, { advice_code: null, scheme: 'visa', network_code: '05' })])
  kit.world.advance(60_000)
  await record(kit.world.now(), [decline(a, { amount: money(5n, 'JPY') })])
  const found = await kit.routing.look(lane, tenant, [b, c, a, a], plusMs(at, -1))
  assert.deepEqual(
    found.map((list) => list.map(({ amount, currency }) => `${amount} ${currency}`)),
    [['1050 USD'], [], ['5 JPY', '1050 USD'], ['5 JPY', '1050 USD']],
  )
  assert.deepEqual(found[0]?.[0], {
    at,
    amount: 1050n,
    currency: 'USD',
    merchant,
    scheme: 'visa',
    network_code: '05',
    advice_code: null,
  })
  const later = await kit.routing.look(lane, tenant, [a], plusMs(at, 1))
  assert.equal(later[0]?.length, 1)
  assert.deepEqual(await kit.routing.look(lane, 72n as TenantId, [a], at), [[]])
  assert.deepEqual(await kit.routing.look(lane, tenant, [], at), [])
})

test('a repeat of an attempt is noted once', async () => {
  const fingerprint = 'd'.repeat(32)
  const one = decline(fingerprint)
  await record(kit.world.now(), [one])
  await record(kit.world.now(), [one, decline(fingerprint)])
  const [found] = await kit.routing.look(lane, tenant, [fingerprint], plusMs(kit.world.now(), -1_000))
  assert.equal(found?.length, 2)
})

test('of a card that is tried without end only the newest declines are read', async () => {
  const fingerprint = 'e'.repeat(32)
  for (let minute = 0; minute < 2; minute++) {
    kit.world.advance(60_000)
    await record(
      kit.world.now(),
      Array.from({ length: 50 }, () => decline(fingerprint)),
    )
  }
  const [found = []] = await kit.routing.look(
    lane,
    tenant,
    [fingerprint],
    plusMs(kit.world.now(), -3_600_000),
  )
  assert.equal(found.length, DECLINES_LOOKED_AT_MAX)
  assert.equal(found.filter(({ at }) => at === kit.world.now()).length, 50)
})

test('the application itself can neither change nor forget a decline', async () => {
  const { rows } = await kit.database.admin.query<{ may: boolean }>(
    `select has_table_privilege('florin_app', 'routing.decline', p) as may
     from unnest(array['insert', 'update', 'delete']) as p`,
  )
  assert.deepEqual(
    rows.map(({ may }) => may),
    [false, false, false],
  )
})
