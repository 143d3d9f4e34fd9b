import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { larkfieldInstant } from '../../../connectors/larkfield_instant/connector.ts'
import { realWorld } from '../../../kernel/world.ts'
import type { InstantGate, InstantOutgoing, InstantSaid } from '../../../modules/rails/index.ts'
import { createSender } from '../../../platform/outbound/sender.ts'
import { type BankBench, openBankBench } from '../banks/testing.ts'
import { MERCHANT, START_AT } from '../testing.ts'

const gate: InstantGate = {
  client: MERCHANT,
  token: 'what messages are signed in with',
  callback_secrets: ['secret'],
  agent: '099900001',
  account: '4000000001',
  name: 'Shop',
}
let bench: BankBench
const sender = createSender({ world: realWorld() })
before(async () => {
  bench = await openBankBench()
  const { token } = gate
  const usd = { token, callback_url: 'http://127.0.0.1:9/nobody', callback_secret: 'secret' }
  await bench.control('PUT', `/worlds/${MERCHANT}`, { instant: { USD: usd } })
})
after(async () => {
  await sender.close()
  await bench.close()
})

let serial = 0
const payment = (ending: string, message_id = `PAY${++serial}`): InstantOutgoing => ({
  kind: 'payment',
  rail: 'fednow',
  message_id,
  at: START_AT,
  amount: 1_000n,
  currency: 'USD',
  end_to_end_id: `E-${ending}`,
  reference: `8a562c67-ca16-48ba-b074-65581be6f0${String(serial).padStart(2, '0')}`,
  creditor: { name: 'Payee', account: { routing_number: '091000019', account_number: `100000${ending}` } },
  remittance: null,
})
/** Through the connector and real sockets. */
async function say(
  message: InstantOutgoing,
  own = gate,
): Promise<InstantSaid | { readonly kind: 'not_sent' | 'no_answer' }> {
  const url = `http://127.0.0.1:${bench.simulator.ports.larkfield_instant}`
  const text = await larkfieldInstant.write(own, message)
  const reply = await sender.send({ url, timeout_ms: 2_000 }, larkfieldInstant.post(own, message.rail, text))
  return reply.kind === 'answered' ? larkfieldInstant.parse(reply.answer) : { kind: reply.kind }
}
const verdict = async (message: InstantOutgoing): Promise<string> => {
  const said = await say(message)
  return said.kind === 'status' ? `${said.status} ${said.reason_code ?? ''}`.trim() : said.kind
}
const query = (about: InstantOutgoing): InstantOutgoing => ({
  kind: 'query',
  rail: 'fednow',
  message_id: `Q${++serial}`,
  at: START_AT,
  about: about.message_id,
  reference: 'reference' in about ? about.reference : '',
  sent_at: START_AT,
})

test('a payment moves money once, however often its message comes', async () => {
  const before_ = await bench.dollars()
  const one = payment('0001')
  assert.equal(await verdict(one), 'ACSC')
  assert.equal(await verdict(one), 'ACSC')
  assert.equal(await verdict(query(one)), 'ACSC')
  assert.equal(await bench.dollars(), before_ - 1_000)
})

test('what was not answered is told to whoever asks, and what never came is not known', async () => {
  const before_ = await bench.dollars()
  const [moved, lost] = [payment('7013'), payment('7015')]
  assert.equal(await verdict(moved), 'no_answer')
  assert.equal(await verdict(lost), 'no_answer')
  assert.equal(await bench.dollars(), before_ - 1_000)
  assert.equal(await verdict(query(moved)), 'ACSC')
  assert.equal(await verdict(query(lost)), 'not_found')
  assert.equal(await verdict(lost), 'ACSC', 'the same message again is taken')
  assert.equal(await bench.dollars(), before_ - 2_000)
})

test('what was held and is rejected comes back', async () => {
  const before_ = await bench.dollars()
  const one = payment('7004')
  assert.equal(await verdict(one), 'ACWP')
  assert.equal(await bench.dollars(), before_ - 1_000)
  await bench.moveTo('2026-11-24T14:00:00Z')
  assert.equal(await verdict(query(one)), 'RJCT AC06')
  assert.equal(await bench.dollars(), before_)
})

test('an account number says what is answered', async () => {
  const cases = {
    '7001': 'taken',
    '7002': 'ACTC',
    '7003': 'ACWP',
    '7014': 'unknown',
    '7023': 'RJCT DS24',
    '7024': 'RJCT DS24',
    '7025': 'refused',
    '7800': 'RJCT AC03',
    '7815': 'RJCT E990',
  }
  for (const [ending, expected] of Object.entries(cases))
    assert.equal(await verdict(payment(ending)), expected, ending)
})

test('who is not signed in, or asks for nothing, is told so', async () => {
  assert.deepEqual(await say(payment('0001'), { ...gate, token: 'another' }), {
    kind: 'refused',
    why: 'HTTP 401',
    is_lasting: false,
  })
  const refused = { instant: { USD: { token: 'x' } } }
  await assert.rejects(bench.control('PUT', `/worlds/${MERCHANT}`, refused), /instant is not valid/)
  await assert.rejects(
    bench.control('POST', `/worlds/${MERCHANT}/instant-payments`, {
      rail: 'fednow',
      account_number: 'X',
      amount: -1,
    }),
    /amount is not valid/,
  )
})

test('faults strike payments, and not the questions about them', async () => {
  await bench.faults({
    kind: 'answer_lost',
    acquirer: 'larkfield_instant',
    count: 1,
    operation: 'instant_payment',
  })
  const one = payment('0002')
  assert.equal(await verdict(one), 'no_answer')
  assert.equal(await verdict(query(one)), 'ACSC')
  await bench.faults({ kind: 'outage', acquirer: 'larkfield_instant', operation: 'any' })
  const two = payment('0003')
  assert.equal(await verdict(two), 'unknown')
  await bench.faults()
  assert.equal(await verdict(query(two)), 'not_found')
})
