import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { type Id, idOf, uuidOf } from '../kernel/id.ts'
import { pause, realWorld } from '../kernel/world.ts'
import { openShop, type Shop, type Shown } from './three_ds_shop.ts'

// Goal: a payment that needs its cardholder gets them, once, whatever browsers and processes do.
// Method: payments on PostgreSQL against the simulated card world in this process.
let shop: Shop
before(async () => {
  shop = await openShop()
})
after(() => shop.close())

const THREE_DS = 'pm_card_visa_three_ds'
const ALWAYS = 'pm_card_visa_three_ds_always'
const RETURN = { return_url: 'https://shop.example/thanks?order=7' }

test('a soft decline leads to the bank’s page by itself, and a cardholder who passes pays', async () => {
  const paid = await shop.pay(THREE_DS, RETURN)
  assert.equal(paid.status, 'requires_action')
  assert.equal(paid.next_action?.type, 'redirect')
  assert.deepEqual(paid.three_ds, { status: 'challenged', version: null, eci: null, liability_shift: false })
  const back = await shop.answer(paid.next_action?.url ?? '', 'complete')
  const led = await shop.open(back)
  assert.equal(led.status, 303)
  assert.equal(led.location, `https://shop.example/thanks?order=7&payment=${paid.id}&status=succeeded`)
  const now = await shop.read(paid.id)
  assert.equal(now.status, 'succeeded')
  assert.equal(now.attempts, 2)
  assert.deepEqual(now.three_ds, { status: 'proved', version: '2.2.0', eci: '05', liability_shift: true })
  assert.deepEqual(await shop.facts(paid.id), [
    'payments.payment_requires_action',
    'payments.payment_succeeded',
  ])
})

test('a merchant who requires it gets a proof without a page where the issuer is content with that', async () => {
  const paid = await shop.pay('pm_card_visa', { three_ds: 'required' })
  assert.equal(paid.status, 'succeeded')
  assert.equal(paid.attempts, 1)
  assert.equal(paid.three_ds?.status, 'proved')
  assert.deepEqual(await shop.facts(paid.id), ['payments.payment_succeeded'])
})

test('a merchant who requires it sends the cardholder to the page before anything is sent', async () => {
  const paid = await shop.pay(THREE_DS, { three_ds: 'required' })
  assert.equal(paid.status, 'requires_action')
  assert.equal(paid.attempts, 0)
  const led = await shop.open(await shop.answer(paid.next_action?.url ?? '', 'complete'))
  assert.equal(led.status, 200)
  assert.match(led.body, /successful.*You can close this window/s)
  // Only the style that stands in the page holds; nothing is loaded, run or sent.
  const [, style = ''] = /<style>(.*)<\/style>/s.exec(led.body) ?? []
  assert.equal(
    led.headers?.['content-security-policy'],
    `default-src 'none'; style-src 'sha256-${hash('sha256', style, 'base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors *`,
  )
  assert.equal((await shop.read(paid.id)).attempts, 1)
})

test('whoever gives up on the page is declined, and may try again with another card', async () => {
  const paid = await shop.pay(THREE_DS, RETURN)
  const led = await shop.open(await shop.answer(paid.next_action?.url ?? '', 'fail'))
  assert.match(led.location ?? '', /status=declined$/)
  const now = await shop.read(paid.id)
  assert.equal(now.status, 'declined')
  assert.equal(now.next_action, null)
  assert.equal(now.decline?.decline_code, 'authentication_failed')
  assert.equal(now.decline?.advice, 'authenticate')
  const again = await shop.confirm(paid.id, 'pm_card_visa')
  assert.equal(again.ok, true)
  const then = await shop.read(paid.id)
  assert.equal(then.status, 'succeeded')
  assert.equal(then.three_ds, null)
})

test('what a browser brings is not believed: back before the page was answered, nothing has happened', async () => {
  const paid = await shop.pay(THREE_DS)
  const place = await returnOf(paid.id)
  const led = await shop.open(`${place}?authentication=forged&status=succeeded`)
  assert.equal(led.status, 200)
  assert.match(led.body, /not confirmed yet/)
  assert.ok(led.body.includes(paid.next_action?.url ?? 'no url'))
  assert.equal((await shop.read(paid.id)).status, 'requires_action')
  const other = place.replace(/-.{6}/, '-000000')
  assert.equal((await shop.open(other)).status, 404)
  assert.equal((await shop.open(place.replace(/\/[0-9]+-/, '/1-'))).status, 404)
  assert.equal((await shop.open(place.replace(/[0-9]+-/, 'x-'))).status, 404)
})

test('a reload, the back button, two tabs and a confirmation at once have one effect', async () => {
  const paid = await shop.pay(THREE_DS, RETURN)
  const back = await shop.answer(paid.next_action?.url ?? '', 'complete')
  const [one, two, three] = await Promise.all([shop.open(back), shop.open(back), shop.confirm(paid.id)])
  assert.match(one.location ?? '', /status=succeeded$/)
  assert.equal(two.location, one.location)
  assert.equal(three.ok || three.error.code === 'wrong_state', true)
  assert.equal((await shop.open(back)).location, one.location)
  assert.equal((await shop.read(paid.id)).attempts, 2)
  assert.equal((await shop.facts(paid.id)).length, 2)
})

test('a repeat of the key answers what was answered first: the same page', async () => {
  const paid = await shop.pay(THREE_DS, RETURN, 'the same key')
  const again = await shop.make(THREE_DS, RETURN, 'the same key')
  assert.equal(again.ok && again.value.replayed, true)
  assert.deepEqual(again.ok && JSON.parse(again.value.body.rendered), paid)
})

test('a confirmation finishes what the browser did not, and changes nothing before', async () => {
  const paid = await shop.pay(THREE_DS)
  const early = await shop.confirm(paid.id)
  assert.equal(early.ok && shownIn(early.value.body).status, 'requires_action')
  await shop.answer(paid.next_action?.url ?? '', 'complete')
  const late = await shop.confirm(paid.id)
  assert.equal(late.ok && shownIn(late.value.body).status, 'succeeded')
})

test('a challenge that nobody answers lapses after a quarter of an hour, and a late return changes nothing', async () => {
  const paid = await shop.pay(THREE_DS, RETURN)
  await shop.runJobs()
  assert.equal((await shop.read(paid.id)).status, 'requires_action')
  const place = await returnOf(paid.id)
  shop.ahead(15 * 60_000 + 1_000)
  await shop.runJobs()
  const now = await shop.read(paid.id)
  assert.equal(now.status, 'expired')
  assert.equal(now.three_ds?.status, 'expired')
  assert.match((await shop.open(place)).location ?? '', /status=expired$/)
})

test('before a challenge lapses the bank is asked once more: who passed without coming back has paid', async () => {
  const paid = await shop.pay(THREE_DS)
  await shop.answer(paid.next_action?.url ?? '', 'complete')
  shop.ahead(15 * 60_000 + 1_000)
  await shop.runJobs()
  assert.equal((await shop.read(paid.id)).status, 'succeeded')
})

test('a payment that was canceled on the page stays canceled, whatever the cardholder does', async () => {
  const paid = await shop.pay(THREE_DS, RETURN)
  assert.equal((await shop.cancel(paid.id)).ok, true)
  const led = await shop.open(await shop.answer(paid.next_action?.url ?? '', 'complete'))
  assert.match(led.location ?? '', /status=canceled$/)
  shop.ahead(15 * 60_000 + 1_000)
  await shop.runJobs()
  const now = await shop.read(paid.id)
  assert.deepEqual([now.status, now.three_ds?.status], ['canceled', 'expired'])
})

test('another card begins anew, and the page of the first one leads nowhere any more', async () => {
  const paid = await shop.pay(THREE_DS, { ...RETURN, three_ds: 'required' })
  const old = await shop.answer(paid.next_action?.url ?? '', 'complete')
  const again = await shop.confirm(paid.id, 'pm_card_visa')
  assert.equal(again.ok && shownIn(again.value.body).status, 'succeeded')
  assert.match((await shop.open(old)).location ?? '', /status=succeeded$/)
  assert.equal((await shop.read(paid.id)).attempts, 1)
})

test('without a directory server: declined where 3-D Secure is required, or the issuer asked for it', async () => {
  shop.fake({ authenticate: async () => ({ kind: 'unknown', why: 'down' }) })
  const required = await shop.refusal(shop.make('pm_card_visa', { three_ds: 'required' }))
  assert.equal(required['decline_code'], 'authentication_unavailable')
  const asked = await shop.refusal(shop.make(THREE_DS))
  assert.equal(asked['decline_code'], 'authentication_required')
  shop.fake({})
})

test('without a directory server the tenant’s rules say whether what they challenge goes on or is declined', async () => {
  const own = await openShop()
  try {
    own.fake({ authenticate: async () => ({ kind: 'unknown', why: 'down' }) })
    await own.challengeAll('go_on')
    const went_on = await own.pay('pm_card_visa')
    assert.deepEqual([went_on.status, went_on.three_ds?.status], ['succeeded', 'unavailable'])
    await own.challengeAll('decline')
    const refused = await own.refusal(own.make('pm_card_visa'))
    assert.equal(refused['decline_code'], 'authentication_unavailable')
    own.fake({})
    assert.equal((await own.pay('pm_card_visa')).three_ds?.status, 'challenged')
  } finally {
    await own.close()
  }
})

test('routing decides anew with the proof, and the decision says what it saw', async () => {
  const paid = await shop.pay(THREE_DS, { ...RETURN, three_ds: 'required' })
  await shop.open(await shop.answer(paid.next_action?.url ?? '', 'complete'))
  const { rows } = await shop.database.admin.query<{ seen: string }>(
    `select decision::jsonb #>> '{route,inputs,three_ds}' as seen from payments.operation
      where tenant_id = $1 and payment_id = $2 order by id`,
    [shop.scope.tenant_id, uuidOf(paid.id)],
  )
  assert.deepEqual(
    rows.map(({ seen }) => seen),
    ['authenticated'],
  )
})

test('after a soft decline that was not healed, the cardholder is asked for before anything is sent again', async () => {
  const amount = 9_999
  const never = await shop.refusal(shop.make(ALWAYS, { amount, three_ds: 'never' }))
  assert.equal(never['decline_code'], 'authentication_required')
  const again = await shop.refusal(shop.make(ALWAYS, { amount, three_ds: 'never' }))
  assert.equal(again['code'], 'retry_not_allowed')
  const asked = await shop.pay(ALWAYS, { ...RETURN, amount })
  assert.deepEqual([asked.status, asked.attempts], ['requires_action', 0])
  const led = await shop.open(await shop.answer(asked.next_action?.url ?? '', 'complete'))
  assert.match(led.location ?? '', /status=succeeded$/)
})

test('a process that dies before the directory server answers is followed by one that finds the same page', async () => {
  shop.fake({ authenticate: () => Promise.reject(new Error('killed')) })
  await assert.rejects(shop.make(ALWAYS, { three_ds: 'required', ...RETURN }, 'killed early'))
  await assert.rejects(shop.make(ALWAYS, RETURN, 'killed after a soft decline'))
  shop.fake({})
  const waiting = await shop.make(ALWAYS, { three_ds: 'required', ...RETURN }, 'killed early')
  assert.equal(!waiting.ok && waiting.error.code, 'idempotency_in_progress')
  await shop.runJobs()
  for (const [key, more] of [
    ['killed early', { three_ds: 'required' as const, ...RETURN }],
    ['killed after a soft decline', RETURN],
  ] as const) {
    const paid = await shop.pay(ALWAYS, more, key)
    assert.equal(paid.status, 'requires_action')
    await shop.open(await shop.answer(paid.next_action?.url ?? '', 'complete'))
    assert.equal((await shop.read(paid.id)).status, 'succeeded')
  }
})

test('a soft decline that is told later leads to the page too', async () => {
  const slow = await openShop({ acquirers: ['tidewater'], wait_ms: 0 })
  try {
    const made = await slow.make(THREE_DS, RETURN)
    assert.equal(made.ok, true)
    if (!made.ok) return
    const { id } = shownIn(made.value.body)
    await eventually(async () => {
      const found = await slow.payments.find(slow.scope, id)
      return found.ok && found.value.standing.open_operation === null
    })
    await slow.runJobs()
    const paid = await slow.read(id)
    assert.equal(paid.status, 'requires_action')
    const led = await slow.open(await slow.answer(paid.next_action?.url ?? '', 'complete'))
    assert.match(led.location ?? '', /status=succeeded$/)
  } finally {
    await slow.close()
  }
})

const shownIn = ({ rendered }: { rendered: string }): Shown => JSON.parse(rendered) as Shown

/** The address that only the bank was told. */
async function returnOf(id: Id<'pay'>): Promise<string> {
  const { rows } = await shop.database.admin.query<{ id: string }>(
    `select id from payments.authentication where tenant_id = $1 order by created_at desc limit 1`,
    [shop.scope.tenant_id],
  )
  assert.equal(rows.length, 1, id)
  return `http://door/v1/authentications/${shop.scope.tenant_id}-${idOf('aut', rows[0]?.id ?? '').slice(4)}/return`
}

/** A minute and more: how long something takes is the machine's affair, that it happens is what is tested. */
const LOOKS_MAX = 6_000
async function eventually(isTrue: () => Promise<boolean>): Promise<void> {
  for (let looks = 0; looks < LOOKS_MAX && !(await isTrue()); looks++) await pause(realWorld(), 10)
}
