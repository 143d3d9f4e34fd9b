import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { parseId, uuidOf } from '../kernel/id.ts'
import { present } from '../kernel/assert.ts'
import { type Day, dayOf } from '../kernel/world.ts'
import { type Bench, openBench } from './payments_bench.ts'
import { type Answer, type Client, paymentClients } from './payments_client.ts'

// Goal: nobody takes a payment or refund for final before it is, and everybody sees when it was settled and at which
// acquirer.
// Method: a payment and its refund over HTTP, the marks that settlement leaves on them, and a clock that is moved on.
let bench: Bench
before(async () => void (bench = await openBench()))
after(() => bench.close())
const { newClient, usd } = paymentClients(() => bench)

type Finality = {
  readonly state: string
  readonly because: string
  readonly expected_final_at: string | null
  readonly settled_on: Day | null
}
const briefly = ({ finality }: object & { finality?: Finality }) => {
  const { state, because, settled_on } = present(finality, 'a finality')
  return [state, because, settled_on]
}
const finalityOf = async ({ call }: Client, path: string) => briefly((await call('GET', path)).body)

/** A settlement report of the day named this operation of the payment. */
async function settle({ scope }: Client, payment: Answer, operation: string, amount: bigint): Promise<Day> {
  const own = bench.scopeOf(scope)
  const day = dayOf(own.world.now())
  await bench.database.db.withTenant(scope.tenant_id, (db) =>
    bench.node.payments.markSettled({ ...own, db }, day, [
      {
        payment: present(parseId('pay', payment.body.id), 'a payment'),
        operation: uuidOf(operation),
        amount,
      },
    ]),
  )
  return day
}

test('a captured payment and its refund say when they were settled, and are final once nobody can dispute', async () => {
  const client = await newClient()
  const paid = await client.pay()
  const refund = await client.call('POST', '/v1/refunds', { payment: paid.body.id, amount: usd(300) })
  const { attempt } = JSON.parse(paid.text) as { attempt: { id: string; acquirer_account: string } }
  const { acquirer_account, id } = JSON.parse(refund.text) as { acquirer_account: string; id: string }
  assert.equal(acquirer_account, attempt.acquirer_account)
  const [payment_path, refund_path] = [`/v1/payments/${paid.body.id}`, `/v1/refunds/${id}`]
  assert.deepEqual(await finalityOf(client, payment_path), ['provisional', 'settlement_due', null])
  assert.deepEqual(await finalityOf(client, refund_path), ['provisional', 'issuer_may_send_back', null])
  await bench.advance(86_400_000)
  const paid_on = await settle(client, paid, attempt.id, 1_000n)
  assert.deepEqual(await finalityOf(client, payment_path), ['provisional', 'dispute_window_open', paid_on])
  assert.deepEqual(await finalityOf(client, refund_path), ['provisional', 'issuer_may_send_back', null])
  await bench.advance(86_400_000)
  const refunded_on = await settle(client, paid, id, -300n)
  assert.deepEqual(await finalityOf(client, refund_path), [
    'provisional',
    'issuer_may_send_back',
    refunded_on,
  ])
  await bench.advance(119 * 86_400_000)
  assert.equal((await finalityOf(client, payment_path))[0], 'provisional')
  await bench.advance(2 * 86_400_000)
  assert.deepEqual(await finalityOf(client, payment_path), ['final', 'dispute_window_closed', refunded_on])
})

test('what no report has named is never final, however long ago it was captured', async () => {
  const client = await newClient()
  const { body } = await client.pay()
  await bench.advance(200 * 86_400_000)
  assert.deepEqual(await finalityOf(client, `/v1/payments/${body.id}`), [
    'provisional',
    'settlement_due',
    null,
  ])
})
