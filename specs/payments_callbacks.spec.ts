import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, test } from 'node:test'
import { simulatedAccounts } from '../apps/server/simulated_acquirers.ts'
import { newId } from '../kernel/id.ts'
import { simWorld } from '../kernel/world.ts'
import { claimOf } from '../modules/ledger/testing.ts'
import type { AcquirerAccount, CardOutcome, Rails } from '../modules/rails/index.ts'
import type { OpenScope } from '../platform/scope.ts'
import { type Bench, type Node, openBench } from './payments_bench.ts'
import { newPayment } from './payments_cells.ts'

// Goal (F14): whatever order, however often and however late acquirers tell what became of operations, each counts once,
// and nothing that is forged or replayed is let in.
// Method: payments that wait at an acquirer that says nothing, then messages in a drawn order through the real door: 30 %
// twice, 5 % up to 30 days old, 1 % with a wrong signature, 1 % old bytes again. FLORIN_CALLBACKS=100000 for the full number.
const MESSAGES = Number(process.env['FLORIN_CALLBACKS'] ?? 600)
const NEWS_PER_OPERATION = 4
const AT_ONCE = 64
const DAY_US = 86_400_000_000
const chance = simWorld(14n)
const drawn = (below: number): number => {
  const [a = 0, b = 0, c = 0] = chance.random(3)
  return (a * 65_536 + b * 256 + c) % below
}

let bench: Bench
before(async () => void (bench = await openBench({ accounts: simulatedAccounts.slice(0, 1) })))
after(() => bench.close())

type Asked = { readonly reference: string; readonly about: 'authorize' | 'capture'; readonly amount: string }
type Message = { readonly body: string; readonly sign: () => string; readonly isGood: boolean }

/** An acquirer that takes sales and captures in and says nothing, and holds at once. */
const silent =
  (asked: Asked[]) =>
  (rails: Rails): Rails => ({
    ...rails,
    async call(_scope, _account, _token, request): Promise<CardOutcome> {
      const { operation, operation_reference: reference } = request
      const isHold = operation === 'authorize' && !request.is_captured
      if (isHold)
        return {
          kind: 'approved',
          acquirer_reference: reference,
          auth_code: null,
          network_transaction_id: null,
          transaction_link_id: null,
          cvc_check: 'not_checked',
          address_check: 'not_checked',
          echo: { operation_reference: null, amount: null },
        }
      if (operation === 'inquire') return { kind: 'unknown', why: 'it says nothing' }
      asked.push({ reference, about: operation as 'capture', amount: String(request.amount.minor) })
      return { kind: 'pending', acquirer_reference: reference }
    },
  })

async function together<T>(items: readonly T[], fn: (item: T) => Promise<void>): Promise<void> {
  const left = items.values()
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const item of left) await fn(item)
    }),
  )
}

/** Every second one is a sale; the others are holds of which a part is being captured. */
async function begin(scope: OpenScope, node: Node, count: number): Promise<void> {
  const places = Array.from({ length: count }, (_, place) => place)
  await together(places, async (place) => {
    const own = bench.scopeOf(scope)
    const id = newId('pay', bench.world)
    const asked = await newPayment(bench, own, id, place % 2 === 1)
    const made = await node.payments.create(own, asked, claimOf(own, `pay ${place}`, {}), 0)
    assert.ok(made.ok, JSON.stringify(made))
    if (place % 2 === 0) return
    const stage = { claim: claimOf(own, `capture ${place}`, {}), is_resumed: false }
    const command = { kind: 'capture', amount: 2_000, is_final: false } as const
    const taken = await node.payments.operate(own, id, command, stage)
    assert.ok(taken.ok, JSON.stringify(taken))
  })
}

/** The same signature as last time, so that a message comes twice by the byte; a new one when that has grown old. */
function freshly(sign: (at_us: number) => string): () => string {
  let last = { at_us: Number.NEGATIVE_INFINITY, signature: '' }
  return () => {
    const at_us = bench.world.now()
    if (at_us - last.at_us > 120_000_000) last = { at_us, signature: sign(at_us) }
    return last.signature
  }
}

function signature(body: string, at_us: number, secret = ''): string {
  const seconds = Math.floor(at_us / 1e6)
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`, 'latin1').digest('hex')}`
}

/** Through the door that acquirers have, with the status of its answer. */
async function tell({ callback_url }: AcquirerAccount, body: string, signed: string): Promise<number> {
  const [door] = bench.node.payments.doors
  assert.ok(door !== undefined)
  const params = { address: callback_url.split('/').at(-1) ?? '' }
  const headers = { 'northgate-signature': signed }
  const request_id = newId('req', bench.world)
  return (await door.open({ params, headers, body, request_id } as never)).status
}

function messagesAbout(asked: readonly Asked[], { callback_secrets }: AcquirerAccount): Message[] {
  const now_us = bench.world.now()
  const sign = (body: string, at_us: number, secret = callback_secrets[0]): string =>
    signature(body, at_us, secret)
  const messages: Message[] = []
  for (let count = 0; messages.length < MESSAGES; count++) {
    const { reference, about, amount } = asked[count % asked.length] as Asked
    const at_us = now_us - (drawn(100) < 5 ? drawn(30) * DAY_US : 0)
    const told = { message_id: `msg_${count}`, operation_reference: reference, about, at_us, id: reference }
    const body = JSON.stringify({ ...told, status: 'approved', amount, currency: 'USD' })
    const good = { body, sign: freshly((at) => sign(body, at)), isGood: true }
    messages.push(good)
    if (drawn(100) < 30) messages.push(good)
    const lie = JSON.stringify({
      ...told,
      message_id: `lie_${count}`,
      status: 'declined',
      network_code: '05',
    })
    if (drawn(100) < 1)
      messages.push({ body: lie, sign: () => sign(lie, bench.world.now(), 'a guess'), isGood: false })
    if (drawn(100) < 1)
      messages.push({ body, sign: () => sign(body, bench.world.now() - 600_000_000), isGood: false })
  }
  return messages
    .map((one) => ({ one, at: drawn(1 << 24) }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one)
}

/** The tenant's account at northgate, which a first payment opens. */
async function accountOf(scope: OpenScope): Promise<AcquirerAccount> {
  const first = await newPayment(bench, scope, newId('pay', bench.world), false)
  await bench.node.payments.create(scope, first, claimOf(scope, 'first', {}), 0)
  const { id } = await bench.accountAt(scope, 'northgate')
  const account = bench.opened.get(id)
  assert.ok(account !== undefined)
  return account
}

test(`${MESSAGES} callbacks in any order, repeated, late, forged and replayed: each operation counts once`, async () => {
  const scope = await bench.newTenant()
  const account = await accountOf(scope)
  const asked: Asked[] = []
  const node = bench.startNode(silent(asked))
  await begin(scope, node, Math.ceil(MESSAGES / NEWS_PER_OPERATION))
  const statuses: Record<string, number> = {}
  await together(messagesAbout(asked, account), async ({ body, sign, isGood }) => {
    let status = 503
    // An acquirer comes again until it is heard.
    for (let tries = 0; status === 503 && tries < 20; tries++) status = await tell(account, body, sign())
    const name = `${isGood ? 'good' : 'forged or replayed'} ${status}`
    statuses[name] = (statuses[name] ?? 0) + 1
  })
  assert.deepEqual(Object.keys(statuses).sort(), ['forged or replayed 401', 'good 200'])
  const sales = asked.filter(({ about }) => about === 'authorize').length
  const { rows } = await bench.database.admin.query<{ code: string; count: string; sum: string }>(
    `select code, count(*) as count, sum(amount) as sum from ledger.transfer
      where tenant_id = $1 and result = 0 and kind in (1, 3) group by code order by code`,
    [String(scope.tenant_id)],
  )
  assert.deepEqual(
    rows.map(({ code, count, sum }) => `${code} ${count} ${sum}`),
    [
      `card_capture ${asked.length - sales} ${(asked.length - sales) * 2_000}`,
      `card_payment ${sales + 1} ${(sales + 1) * 10_000}`,
    ],
  )
  const open = await bench.database.admin.query<{ count: string }>(
    'select count(*) as count from payments.payment where tenant_id = $1 and open_operation is not null',
    [String(scope.tenant_id)],
  )
  assert.equal(open.rows[0]?.count, '0')
})

test('a payment whose callbacks come before the answer of its request is answered as its key is again later', async () => {
  const scope = await bench.newTenant()
  const account = await accountOf(scope)
  const node = bench.startNode((rails) => ({
    ...rails,
    async call(one, id, token, request): Promise<CardOutcome> {
      const answer = await rails.call(one, id, token, request)
      // Twice: the first decides, and the second is noted and leaves the payment a version later.
      for (const message_id of ['msg_a', 'msg_b']) {
        const about = { message_id, operation_reference: request.operation_reference, about: 'authorize' }
        const said = { status: 'approved', amount: String(request.amount.minor), currency: 'USD' }
        const body = JSON.stringify({ ...about, at_us: bench.world.now(), id: 'early', ...said })
        const [secret] = account.callback_secrets
        assert.equal(await tell(account, body, signature(body, bench.world.now(), secret)), 200)
      }
      return answer
    },
  }))
  const asked = await newPayment(bench, scope, newId('pay', bench.world), false)
  const create = (own: OpenScope) => node.payments.create(own, asked, claimOf(scope, 'early', {}), 0)
  const made = await create(scope)
  const again = await create(bench.scopeOf(scope))
  assert.ok(made.ok && again.ok, JSON.stringify({ made, again }))
  assert.equal(again.value.body.rendered, made.value.body.rendered)
  assert.match(made.value.body.rendered, /"status":"succeeded"/)
})
