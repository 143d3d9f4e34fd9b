import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Bench, type Json, openBench } from './payments_bench.ts'
import { paymentClients } from './payments_client.ts'

// Goal: for every attempt anybody can read later why it went to that acquirer: what was seen, who could have taken it, who
// was left out and why.
// Method: a payment that is declined in a way that lets another acquirer be tried; read over HTTP.
let bench: Bench
before(async () => void (bench = await openBench()))
after(() => bench.close())
const { newClient } = paymentClients(() => bench)

type Decision = Json & {
  readonly id: string
  readonly payment: string
  readonly attempt: number
  readonly acquirer_account: string
  readonly result: string
  readonly route: {
    readonly candidates: readonly { account: string; why: string }[]
    readonly excluded: readonly object[]
    readonly inputs: Json
  }
  readonly risk: { readonly decision: string }
}

test('each attempt keeps its decision, with inputs, candidates and reasons', async () => {
  const { scope, pay, call } = await newClient()
  const asked = await pay({ payment_method: 'pm_card_visa_declined' }, 'lost')
  const { id = '', payment = id } = JSON.parse(asked.text) as { id?: string; payment?: string }
  await bench.advance(60_000)
  const listed = await call('GET', `/v1/routing/decisions?payment=${payment}`)
  const decisions = listed.body.data as unknown as Decision[]
  assert.deepEqual(
    decisions.map(({ attempt, result, risk }) => [attempt, result, risk.decision]),
    [
      [2, 'declined', 'allow'],
      [1, 'declined', 'allow'],
    ],
  )
  const [second, first] = decisions
  assert.ok(second !== undefined && first !== undefined)
  const { candidates, inputs } = first.route
  assert.deepEqual(
    candidates.slice(0, 2).map(({ account }) => account),
    [first.acquirer_account, second.acquirer_account],
  )
  assert.ok(candidates.every(({ why }) => why === 'own_priority'))
  assert.deepEqual([inputs['scheme'], inputs['amount'], inputs['currency']], ['visa', '1000', 'USD'])
  const northgate = await bench.accountAt(scope, 'northgate')
  assert.equal(first.acquirer_account, northgate.id)
  const one = await call('GET', `/v1/routing/decisions/${first.id}`)
  assert.deepEqual(one.body, first)
})

test('all of a tenant are listed newest first and page by page; strangers see none', async () => {
  const { pay, call } = await newClient()
  const attempts: string[] = []
  for (let count = 0; count < 3; count++) {
    const { text } = await pay()
    attempts.unshift((JSON.parse(text) as { attempt: { id: string } }).attempt.id)
  }
  await pay({ confirm: false })
  const page = await call('GET', '/v1/routing/decisions?limit=2')
  const rest = await call('GET', `/v1/routing/decisions?limit=2&cursor=${page.body.next_cursor}`)
  const seen = [...page.body.data, ...rest.body.data].map(({ id }) => id)
  assert.deepEqual([...seen].sort(), [...attempts].sort())
  const stranger = await newClient()
  assert.deepEqual((await stranger.call('GET', '/v1/routing/decisions')).body.data, [])
  const hidden = await stranger.call('GET', `/v1/routing/decisions/${attempts[0]}`)
  assert.deepEqual([hidden.status, hidden.body.code], [404, 'decision_not_found'])
})
