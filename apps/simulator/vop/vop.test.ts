import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { larkfieldVop } from '../../../connectors/larkfield_vop/connector.ts'
import { realWorld } from '../../../kernel/world.ts'
import type { PayeeAnswer, PayeeRequest } from '../../../modules/rails/index.ts'
import { createSender } from '../../../platform/outbound/sender.ts'
import { type Bench, MERCHANT, openBench, START_AT } from '../testing.ts'

const SECRET = 'what questions are signed in with'
let bench: Bench
const sender = createSender({ world: realWorld() })
before(async () => {
  bench = await openBench()
  await bench.control('PUT', `/worlds/${MERCHANT}`, { vop_secret: SECRET })
})
after(async () => {
  await sender.close()
  await bench.close()
})

const ibans = {
  '00': 'DE89370400440532013000',
  '90': 'DE84370400440532013090',
  '91': 'DE57370400440532013091',
  '92': 'DE30370400440532013092',
  '93': 'DE03370400440532013093',
  '94': 'DE73370400440532013094',
  '95': 'DE46370400440532013095',
} as const
let serial = 0
/** Through the connector and real sockets. */
async function ask(
  ending: keyof typeof ibans,
  asked_name: string,
  more: { secret?: string; timeout_ms?: number } = {},
): Promise<PayeeAnswer | { readonly kind: 'not_sent' | 'no_answer' }> {
  const { secret = SECRET, timeout_ms = 4_000 } = more
  const reference = String(++serial).padStart(26, '0')
  const request: PayeeRequest = {
    reference,
    message_reference: `${reference}-1`,
    asked_name,
    payer_name: null,
    country: 'DE',
    account: { iban: ibans[ending] },
    bic: null,
    at: START_AT,
  }
  const url = `http://127.0.0.1:${bench.simulator.ports.larkfield_vop}`
  const message = await larkfieldVop.build({ client_id: MERCHANT, secret }, request)
  const reply = await sender.send({ url, timeout_ms }, message)
  return reply.kind === 'answered' ? larkfieldVop.parse(request, reply.answer) : { kind: reply.kind }
}
const answered = (code: string, matched_name: string | null = null) => ({
  kind: 'answered',
  code,
  matched_name,
})

test('an account answers by the last two digits of its number', async () => {
  assert.deepEqual(await ask('00', 'Zoë & Söhne <GmbH>'), answered('MTCH'))
  assert.deepEqual(await ask('90', 'Anna de Vries'), answered('CMTC', 'Anna de Vires'))
  assert.deepEqual(await ask('90', 'Al'), answered('CMTC', 'Al Junior'))
  assert.deepEqual(await ask('91', 'Anna de Vries'), answered('NMTC'))
  assert.deepEqual(await ask('92', 'Anna de Vries'), answered('NOAP'))
})

test('some accounts are silent, talk nonsense or take their time', async () => {
  const [silent, garbage, slow, late] = await Promise.all([
    ask('93', 'Anna', { timeout_ms: 300 }),
    ask('94', 'Anna'),
    ask('95', 'Anna'),
    ask('95', 'Anna', { timeout_ms: 300 }),
  ])
  assert.equal(silent.kind, 'no_answer')
  assert.equal(garbage.kind, 'unknown')
  assert.deepEqual(slow, answered('MTCH'))
  assert.equal(late.kind, 'no_answer')
})

test('who is not signed in, or asks for nothing, gets no answer', async () => {
  assert.equal((await ask('00', 'Anna', { secret: 'another' })).kind, 'unknown')
  const url = `http://127.0.0.1:${bench.simulator.ports.larkfield_vop}`
  const headers = { authorization: `Bearer ${SECRET}`, 'larkfield-client': MERCHANT }
  const said = async (path: string, body: string): Promise<number | string> => {
    const reply = await sender.send(
      { url, timeout_ms: 2_000 },
      { transport: 'http', method: 'POST', path, headers, body },
    )
    return reply.kind === 'answered' ? reply.answer.status : reply.kind
  }
  assert.equal(await said('/vop/requests', '<nothing/>'), 400)
  assert.equal(await said('/elsewhere', ''), 404)
})

test('faults strike questions when they are named', async () => {
  const put = (faults: object[]) => bench.control('PUT', `/worlds/${MERCHANT}/faults`, { faults })
  await put([
    { kind: 'answer_lost', acquirer: 'larkfield_vop', operation: 'verify_payee', count: 1 },
    { kind: 'error_before_effect' },
  ])
  assert.equal((await ask('00', 'Anna')).kind, 'no_answer')
  assert.deepEqual(await ask('00', 'Anna'), answered('MTCH'))
  await put([{ kind: 'outage', acquirer: 'larkfield_vop' }])
  assert.equal((await ask('00', 'Anna')).kind, 'unknown')
  await put([{ kind: 'connection_refused', acquirer: 'larkfield_vop' }])
  assert.equal((await ask('00', 'Anna')).kind, 'not_sent')
  await put([])
  assert.deepEqual(await ask('00', 'Anna'), answered('MTCH'))
})
