// Goal: the bank plays every way in which a recall can end, and its money moves once in each.
// Method: the simulator with the product's connector on both sides: requests over HTTP, callbacks to a listener of the test.
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import { after, before, test } from 'node:test'
import { larkfieldInstant } from '../../../connectors/larkfield_instant/connector.ts'
import { present } from '../../../kernel/assert.ts'
import { realWorld } from '../../../kernel/world.ts'
import type { InstantGate, InstantOutgoing, InstantSaid } from '../../../modules/rails/index.ts'
import { createSender } from '../../../platform/outbound/sender.ts'
import { type BankBench, openBankBench } from '../banks/testing.ts'
import { MERCHANT, START_AT } from '../testing.ts'

const gate: InstantGate = {
  client: MERCHANT,
  token: 'what messages are signed in with',
  callback_secrets: ['secret'],
  agent: 'LRKFDEFFXXX',
  account: 'DE89370400440532013000',
  name: 'Shop',
}
const world = realWorld()
const sender = createSender({ world })
let bench: BankBench
let listener: Server
/** What came by callback, oldest first, each in a few words. */
let heard: string[] = []
/** What the next payment to us is answered with. */
let payments = 0

before(async () => {
  bench = await openBankBench()
  listener = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => void answer(Buffer.concat(parts).toString('latin1')))
    const answer = async (body: string): Promise<void> => {
      const headers = request.headers as Record<string, string>
      const mail = await larkfieldInstant.read(gate, { headers, body, at: world.now() })
      const news = present(mail, 'a message with a good signature').news
      heard.push(wordsOf(news))
      if (news.kind !== 'payment') return void response.writeHead(202).end()
      const own = { rail: 'sepa_instant', message_id: `S${++payments}`, at: START_AT } as const
      const { message_id: about, reference, end_to_end_id } = news
      const status = {
        kind: 'status',
        about,
        reference,
        end_to_end_id,
        status: 'ACCP',
        reason_code: null,
      } as const
      response.writeHead(200).end(await larkfieldInstant.write(gate, { ...own, ...status }))
    }
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as { port: number }
  const euro = { token: gate.token, callback_url: `http://127.0.0.1:${port}/`, callback_secret: 'secret' }
  await bench.control('PUT', `/worlds/${MERCHANT}`, { instant: { EUR: euro } })
})
after(async () => {
  await sender.close()
  listener.close()
  await bench.close()
})

type News = NonNullable<Awaited<ReturnType<typeof larkfieldInstant.read>>>['news']
function wordsOf(news: News): string {
  if (news.kind === 'recall_status') return `${news.status} ${news.reason_code ?? ''}`.trim()
  if (news.kind === 'return') return `back ${news.reason_code ?? ''}`.trim()
  if (news.kind === 'recall') return `asks ${news.about ?? ''} ${news.reason_code ?? ''}`.trim()
  return news.kind
}

let serial = 0
const own = () => ({ rail: 'sepa_instant', message_id: `M${++serial}`, at: START_AT }) as const
async function say(
  message: InstantOutgoing,
): Promise<InstantSaid | { readonly kind: 'no_answer' | 'not_sent' }> {
  const url = `http://127.0.0.1:${bench.simulator.ports.larkfield_instant}`
  const text = await larkfieldInstant.write(gate, message)
  const reply = await sender.send({ url, timeout_ms: 2_000 }, larkfieldInstant.post(gate, message.rail, text))
  return reply.kind === 'answered' ? larkfieldInstant.parse(reply.answer) : { kind: reply.kind }
}
type Payment = Extract<InstantOutgoing, { kind: 'payment' }>
type Recall = Extract<InstantOutgoing, { kind: 'recall' }>

async function pay(ending: string): Promise<Payment> {
  const message_id = `PAY${++serial}`
  const payment: Payment = {
    ...own(),
    kind: 'payment',
    message_id,
    amount: 1_000n,
    currency: 'EUR',
    end_to_end_id: `E-${message_id}`,
    reference: message_id,
    creditor: { name: 'Payee', account: { iban: ibanEnding(ending) } },
    remittance: null,
  }
  await say(payment)
  return payment
}
/** Of the bank 37040044, with check digits by ISO 7064 MOD 97-10. */
function ibanEnding(digits: string): string {
  const bban = `37040044053201${digits}`
  return `DE${String(98n - (BigInt(`${bban}131400`) % 97n)).padStart(2, '0')}${bban}`
}
const recallOf = ({ message_id: about, reference, end_to_end_id }: Payment): Recall => ({
  ...own(),
  kind: 'recall',
  about,
  reference,
  end_to_end_id,
  amount: 1_000n,
  currency: 'EUR',
  settled_on: '2026-11-24' as Recall['settled_on'],
  reason_code: 'DUPL',
  because: 'Paid twice',
})
const query = ({ message_id: about, reference }: Recall): InstantOutgoing => ({
  ...own(),
  kind: 'query',
  of: 'recall',
  about,
  reference,
  sent_at: START_AT,
})
const words = async (message: InstantOutgoing): Promise<string> => {
  const said = await say(message)
  return said.kind === 'recall_status' ? `${said.status} ${said.reason_code ?? ''}`.trim() : said.kind
}
const euros = async (): Promise<number> =>
  Number(
    present(
      (await bench.view()).accounts.find(({ currency }) => currency === 'EUR'),
      'the account in euros',
    ).balance,
  )
let day = Date.parse('2026-11-24T12:00:00Z')
/** A week and what came in it. */
async function week(): Promise<readonly string[]> {
  heard = []
  day += 7 * 86_400_000
  await bench.moveTo(new Date(day).toISOString())
  return heard
}

test('a recall is taken, accepted after two banking days, and the money comes a day later, once', async () => {
  const recall = recallOf(await pay('0001'))
  const had = await euros()
  assert.equal(await words(recall), 'taken')
  assert.equal(await words(recall), 'PDCR', 'the same again is one')
  assert.equal(await words(query(recall)), 'PDCR')
  assert.deepEqual(await week(), ['ACCR', 'back FOCR'])
  assert.equal(await euros(), had + 1_000)
  assert.equal(await words(query(recall)), 'ACCR')
})

test('the account says how a recall ends', async () => {
  const ends: Readonly<Record<string, readonly string[]>> = {
    '9701': ['RJCR CUST'],
    '9706': ['RJCR AGNT'],
    '9710': ['ACCR', 'ACCR', 'back FOCR', 'back FOCR'],
    '9711': ['ACCR', 'back FOCR', 'back FOCR'],
    '9712': ['back FOCR', 'ACCR'],
    '9716': ['RJCR CUST', 'back FOCR'],
    '9799': [],
  }
  for (const [ending, expected] of Object.entries(ends)) {
    const recall = recallOf(await pay(ending))
    const had = await euros()
    assert.equal(await words(recall), 'taken', ending)
    assert.deepEqual(await week(), expected, ending)
    const isBack = expected.includes('back FOCR')
    assert.equal(await euros(), had + (isBack ? 1_000 : 0), ending)
  }
})

test('what was not answered is there or is not, as the question tells; what is not passed on never was', async () => {
  const [cut, lost, never] = [
    recallOf(await pay('9713')),
    recallOf(await pay('9714')),
    recallOf(await pay('9715')),
  ]
  assert.equal(await words(cut), 'no_answer')
  assert.equal(await words(query(cut)), 'PDCR')
  assert.equal(await words(lost), 'no_answer')
  assert.equal(await words(query(lost)), 'not_found')
  assert.equal(await words(lost), 'taken', 'the same message again is taken')
  assert.equal(await words(never), 'refused')
  assert.deepEqual(await week(), ['ACCR', 'ACCR', 'back FOCR', 'back FOCR'])
})

test('a payment that nobody has, or that came back, cannot be asked back', async () => {
  const gone = await pay('7026')
  await week()
  assert.equal(await words(recallOf(gone)), 'taken')
  assert.equal(await words(recallOf({ ...gone, message_id: 'NOBODY' })), 'taken')
  assert.deepEqual((await week()).toSorted(), ['RJCR ARDT', 'RJCR NOOR'])
})

test('somebody who paid the customer asks for it back; of what was never taken nobody does', async () => {
  heard = []
  const paid = await bench.control('POST', `/worlds/${MERCHANT}/instant-payments`, {
    rail: 'sepa_instant',
    account_number: 'DE89370400440532013000',
    amount: 500,
  })
  const message_id = String((paid as { message_id: string }).message_id)
  await bench.control('POST', `/worlds/${MERCHANT}/instant-recalls`, { message_id, reason: 'FRAD' })
  assert.deepEqual(heard, ['payment', `asks ${message_id} FRAD`])
  await assert.rejects(
    bench.control('POST', `/worlds/${MERCHANT}/instant-recalls`, { message_id: 'NOBODY' }),
    /took no such payment/,
  )
})
