// Goal: what was decided is written down with its money, once, whoever writes at the same time and whatever dies in between.
// Method: the real database, a gateway that says what it was told to, and a clock that the test moves.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { present } from '../../../kernel/assert.ts'
import { type Id, newId } from '../../../kernel/id.ts'
import type { WireReply } from '../../../platform/outbound/wire.ts'
import type { DoorAnswer } from '../../../platform/http/doors.ts'
import type { InstantIncoming, InstantOutgoing, InstantSaid } from '../instant_connector.ts'
import { type OrderBench, openOrderBench } from '../payment_orders/orders_testing.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { testSealer } from '../testing.ts'
import { MESSAGE_PURPOSE } from './deps.ts'
import { mailOf, says, sentOf, testInstantConnector } from './gateway_testing.ts'
import { messageIdOf } from './instant_message.ts'
import { messagesOf } from './store.ts'

let bench: OrderBench
/** What is answered next; the last one again and again. */
let replies: ((sent: InstantOutgoing) => WireReply | Promise<WireReply>)[] = []
let sent: InstantOutgoing[] = []
let sealer_fails = 0
let address = ''

before(async () => {
  bench = await openOrderBench(71n, {
    instant: { connectors: [testInstantConnector], callbackUrl: (one) => one },
    sealer: {
      ...testSealer,
      async unseal(scope, purpose, sealed) {
        if (purpose === MESSAGE_PURPOSE && sealer_fails-- > 0) throw new Error('the process dies here')
        return testSealer.unseal(scope, purpose, sealed)
      },
    },
    async send(_dial, request) {
      const message = sentOf(request.body)
      sent.push(message)
      const reply = present(replies.length > 1 ? replies.shift() : replies[0], 'a reply')
      return reply(message)
    },
  })
  const instant = { agent: '990000003', account: '4000000001', name: 'Acme', url: 'https://gateway.example' }
  await bench.within(({ db, tenant_id }) =>
    sql`update rails.bank_connection set identity = identity || ${JSON.stringify({ instant })}::jsonb
      where tenant_id = ${tenant_id}`.execute(db),
  )
  const made = await bench.rails.rotateInstantGateway(bench.scope, bench.connection.id, undefined)
  address = present(made.ok ? made.value : undefined, 'the gateway').callback_url
})
after(() => bench.close())

const script = (...next: typeof replies): void => {
  replies = next
  sent = []
  sealer_fails = 0
}
const status =
  (
    text: string,
    reason_code: string | null = null,
    more: Partial<Extract<InstantSaid, { kind: 'status' }>> = {},
  ) =>
  (message: InstantOutgoing): WireReply =>
    says({
      kind: 'status',
      message_id: `A${message.message_id}`,
      about: 'about' in message ? message.about : message.message_id,
      status: text,
      reason_code,
      money: null,
      ...more,
    })
const silence = (): WireReply => ({ kind: 'no_answer', why: 'silence' })
const notSent = (): WireReply => ({ kind: 'not_sent', why: 'refused' })
const notFound = (): WireReply => says({ kind: 'not_found' })

async function order(more: Parameters<OrderBench['order']>[0] = {}): Promise<PaymentOrder> {
  const [made] = await bench.make(bench.order({ rail: 'fednow', ...more }))
  return present(made, 'the order')
}
const now = async (id: Id<'por'>): Promise<PaymentOrder> => {
  const found = await bench.rails.findOrder(bench.scope, id)
  return present(found.ok ? found.value : undefined, 'the order')
}
const messages = (id: Id<'por'>) => bench.within(({ db, tenant_id }) => messagesOf(db, tenant_id, id))
const later = async (ms: number): Promise<void> => {
  bench.world.advance(ms)
  await bench.work()
}
const kinds = (): string[] => sent.map(({ kind }) => kind)
const open = (body: string, signature = 'good'): Promise<DoorAnswer> =>
  bench.rails
    .instantDoor(async () => bench.scope)
    .open({
      params: { address },
      query: {},
      headers: { signature },
      body,
      ip: '192.0.2.1',
      request_id: 'req_1',
    })
const tell = (news: InstantIncoming, signature?: string): Promise<DoorAnswer> => open(mailOf(news), signature)
const statusNews = (id: Id<'por'>, text: string, reason_code: string | null = null): InstantIncoming => ({
  kind: 'status',
  message_id: `M${id.slice(-20).toUpperCase()}${text}${reason_code ?? ''}`,
  about: messageIdOf(id, 1),
  status: text,
  reason_code,
  money: null,
})

test('an order is sent once and settles with its answer; another run of its job sends nothing', async () => {
  script(status('ACSC'))
  const { posted } = await bench.balance(bench.payer)
  const { id } = await order({ amount: 900 })
  await Promise.all([bench.work(), bench.work()])
  assert.equal((await now(id)).state, 'settled')
  await later(60_000)
  assert.deepEqual(kinds(), ['payment'])
  assert.equal((await bench.balance(bench.payer)).posted, posted - 900n)
})

test('a process that dies after it said that it sends leaves a question, and the same message when nobody has it', async () => {
  script(notFound, status('ACSC'))
  sealer_fails = 1
  const { id } = await order()
  await bench.work()
  assert.equal((await now(id)).state, 'submitting')
  assert.deepEqual(kinds(), [])
  await later(30_000)
  assert.equal((await now(id)).state, 'settled')
  assert.deepEqual(kinds(), ['query', 'payment'])
  const [message] = await messages(id)
  assert.deepEqual([message?.sends, message?.queries], [2, 1])
})

test('silence is asked about until somebody knows; what is sent again is the same, byte for byte', async () => {
  script(silence, silence, notFound, silence, status('ACSC'))
  const { id } = await order()
  await bench.work()
  assert.equal((await now(id)).state, 'unknown')
  for (let rounds = 0; rounds < 6; rounds++) await later(60_000)
  assert.equal((await now(id)).state, 'settled')
  assert.deepEqual(kinds(), ['payment', 'query', 'query', 'payment', 'query'])
  assert.deepEqual(sent[3], sent[0])
})

test('what surely did not leave is put back, sent again, and given up in the end', async () => {
  script(notSent, status('ACSC'))
  const good = await order()
  await bench.work()
  assert.equal((await now(good.id)).state, 'scheduled')
  await later(3_000)
  assert.equal((await now(good.id)).state, 'settled')
  script(notSent)
  const { available } = await bench.balance(bench.payer)
  const bad = await order()
  for (let rounds = 0; rounds < 6; rounds++) await later(400_000)
  const given_up = await now(bad.id)
  assert.deepEqual([given_up.state, given_up.reason_code], ['rejected', 'NOT_SENT'])
  assert.equal((await bench.balance(bench.payer)).available, available)
})

test('an order that is cancelled before it leaves is never sent', async () => {
  script(notSent, status('ACSC'))
  const { id } = await order()
  await bench.work()
  assert.ok((await bench.rails.cancelOrder(bench.scope, id, 'not needed')).ok)
  await later(10_000)
  assert.equal((await now(id)).state, 'cancelled')
  assert.deepEqual(kinds(), ['payment'])
})

test('an answer on the line and the same one by callback, at once, settle once', async () => {
  let told: DoorAnswer | undefined
  script(async (message) => {
    told = await tell(statusNews(idOf(message), 'ACSC'))
    return status('ACSC')(message)
  })
  const { posted } = await bench.balance(bench.payer)
  const { id } = await order({ amount: 300 })
  await bench.work()
  assert.equal(told?.status, 202)
  const steps = await bench.rails.listOrderSteps(bench.scope, id)
  assert.deepEqual(steps.ok && steps.value.map(({ event }) => event), ['submit', 'settle'])
  assert.equal((await bench.balance(bench.payer)).posted, posted - 300n)
})

const idOf = ({ message_id }: InstantOutgoing): Id<'por'> =>
  `por_${message_id.slice(0, 26).toLowerCase()}` as Id<'por'>

test('an answer about another amount proves nothing', async () => {
  script(status('ACSC', null, { money: { amount: 1n, currency: 'USD' } }), status('ACSC'))
  const { id } = await order()
  await bench.work()
  assert.equal((await now(id)).state, 'unknown')
  await later(30_000)
  assert.equal((await now(id)).state, 'settled')
})

test('a rail that never says anything leaves the order to a person, who says what became of it', async () => {
  script(silence)
  const { id } = await order()
  for (let hours = 0; hours < 60; hours++) await later(3_600_000)
  const left = await now(id)
  assert.deepEqual([left.state, left.needs_review], ['unknown', true])
  assert.equal(kinds().filter((kind) => kind === 'payment').length, 1, 'silence never sends again')
  const asked = kinds().length
  await later(3_600_000)
  assert.equal(kinds().length, asked, 'nobody looks any more')
  const told = { outcome: 'rejected', because: 'the bank says that it never came' } as const
  const resolved = await bench.rails.resolvePaymentOrder(bench.scope, id, told)
  assert.equal(resolved.ok && resolved.value.state, 'rejected')
  assert.ok((await bench.rails.resolvePaymentOrder(bench.scope, id, told)).ok, 'a repeat is fine')
  const late = await bench.rails.resolvePaymentOrder(bench.scope, id, { ...told, outcome: 'settled' })
  assert.equal(late.ok ? '' : late.error.code, 'payment_order_not_open')
})

test('news of a payment that nobody sent, and news that contradict, are noticed once each', async () => {
  script(status('RJCT', 'AC04'))
  const { id } = await order()
  await bench.work()
  assert.equal((await now(id)).state, 'rejected')
  for (let times = 0; times < 2; times++) {
    assert.equal((await tell(statusNews(id, 'ACSC'))).status, 202)
    const stranger = { ...statusNews(id, 'ACCC'), about: 'NOBODYSENTTHIS' }
    assert.equal((await tell(stranger)).status, 202)
  }
  assert.deepEqual([(await now(id)).state, (await now(id)).needs_review], ['rejected', true])
  const { rows } = await bench.within(({ db, tenant_id }) =>
    sql<{
      kind: string
    }>`select kind from rails.bank_notice where tenant_id = ${tenant_id} order by kind`.execute(db),
  )
  assert.deepEqual(
    rows.map(({ kind }) => kind),
    ['contradictory_status', 'unknown_payment'],
  )
})

test('who is not signed is told nothing, and nothing happens', async () => {
  script(silence)
  const { id } = await order()
  await bench.work()
  assert.equal((await tell(statusNews(id, 'ACSC'), 'bad')).status, 401)
  assert.equal((await now(id)).state, 'unknown')
})

test('a dollar payment is not asked back: nothing here speaks what its rail says about that', async () => {
  script(status('ACSC'))
  const { id } = await order()
  await bench.work()
  const asked = { id: newId('rcl', bench.world), order: id, reason: 'DUPL', because: 'Paid twice' }
  const made = await bench.within((tx) => bench.rails.createRecall(tx, asked))
  assert.ok(!made.ok)
  assert.equal(made.error.code, 'recall_not_allowed')
  assert.match(made.error.detail ?? '', /goes by fednow\. Ask the bank/)
})

let received = 0
const incoming = (more: object = {}): Extract<InstantIncoming, { kind: 'payment' }> => ({
  kind: 'payment',
  rail: 'fednow',
  message_id: `IN${++received}`,
  end_to_end_id: `E${received}`,
  reference: `8a562c67-ca16-48ba-b074-65581be6f0${String(received).padStart(2, '0')}`,
  created_at: bench.world.now(),
  debtor_name: 'Payer',
  account_number: 'SHOP1',
  amount: 250n,
  currency: 'USD',
  remittance: null,
  ...more,
})
async function shopAccount(number: string): Promise<Id<'acc'>> {
  const account = {
    id: newId('acc', bench.world),
    currency: 'USD',
    normal_side: 'credit',
    path: 'shop:one',
  } as const
  return bench.within(async (scope) => {
    const made = await bench.ledger.createAccounts(scope, [
      { ...account, currency: bench.connection.currency },
    ])
    const asked = { connection: bench.connection.id, number, account: account.id }
    assert.ok(made.ok && (await bench.rails.openReceivingAccount(scope, asked)).ok)
    return account.id
  })
}

test('money that comes in is credited once, however often and at once it is told', async () => {
  const shop = await shopAccount('SHOP1')
  const payment = incoming()
  const answers = await Promise.all([1, 2, 3, 4].map(() => tell(payment)))
  answers.push(
    await tell(payment),
    await tell({ kind: 'query', rail: 'fednow', message_id: 'Q1', about: payment.message_id }),
  )
  assert.equal(new Set(answers.map(({ body }) => body)).size, 1)
  assert.match(answers[0]?.body ?? '', /"ACCC"/)
  assert.equal((await bench.balance(shop)).posted, 250n)
  const unknown = await tell({ kind: 'query', rail: 'fednow', message_id: 'Q2', about: 'NEVERCAME' })
  assert.equal(unknown.status, 404)
})

test('money for nobody, for an account that takes nothing, or that comes too late, is refused with the code of the rail', async () => {
  const shop = await shopAccount('SHOP2')
  const refusal = async (more: object): Promise<string> => {
    const { body } = await tell(incoming({ account_number: 'SHOP2', ...more }))
    const { status: said, reason_code } = JSON.parse(body) as { status: string; reason_code: string }
    return `${said} ${reason_code}`
  }
  assert.equal(await refusal({ account_number: 'NOBODY' }), 'RJCT AC03')
  assert.equal(await refusal({ currency: 'EUR' }), 'RJCT AC11')
  assert.equal(await refusal({ amount: 0n }), 'RJCT AM12')
  const created_at = bench.world.now()
  bench.world.advance(20_000)
  assert.equal(await refusal({ created_at }), 'RJCT DS24')
  const frozen = await bench.within((scope) =>
    bench.ledger.changeAccounts(scope, [{ id: shop, event: 'freeze' }]),
  )
  assert.ok(frozen.ok)
  assert.equal(await refusal({}), 'RJCT AC06')
  assert.equal((await bench.balance(shop)).posted, 0n)
})
