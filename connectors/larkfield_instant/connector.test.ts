// Goal: what is written is what was meant, and nothing but a whole answer with a good signature is believed.
// Method: every message read back by our reader, the fixtures, and bytes that mean nothing.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { type Day, type Instant, parseInstant, plusMs } from '../../kernel/world.ts'
import {
  codecs,
  type InstantGate,
  type InstantOrderRail,
  type InstantOutgoing,
  type InstantSaid,
} from '../../modules/rails/index.ts'
import { larkfieldInstant } from './connector.ts'

const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'latin1')
const AT = parseInstant('2026-11-24T12:00:00Z') as Instant
const gate = (rail: InstantOrderRail): InstantGate => ({
  client: 'shop-17',
  token: 'hush',
  callback_secrets: ['new secret', 'old secret'],
  agent: rail === 'sepa_instant' ? 'LRKFDEFFXXX' : '099900001',
  account: rail === 'sepa_instant' ? 'DE89370400440532013000' : '4000000001',
  name: 'Söhne & Co',
})
const accountOf = (rail: InstantOrderRail) =>
  rail === 'sepa_instant'
    ? { iban: 'NL91ABNA0417164300' }
    : { routing_number: '091000019', account_number: '12345678' }
const payment = (rail: InstantOrderRail): InstantOutgoing => ({
  kind: 'payment',
  rail,
  message_id: '01KDV0000000000000000000G01',
  at: AT,
  amount: 4_200n,
  currency: rail === 'sepa_instant' ? 'EUR' : 'USD',
  end_to_end_id: 'E2E-1',
  reference: rail === 'sepa_instant' ? 'TX-1' : '8a562c67-ca16-48ba-b074-65581be6f011',
  creditor: { name: 'Zoë <Müller>', account: accountOf(rail) },
  remittance: 'Grüße',
})
const rails = ['sepa_instant', 'rtp', 'fednow'] as const

async function readBack(rail: InstantOrderRail, message: InstantOutgoing) {
  const { readMessages } = await codecs.iso20022()
  const { messages, faults } = readMessages(
    Buffer.from(await larkfieldInstant.write(gate(rail), message), 'utf8'),
  )
  assert.deepEqual(
    faults.filter(({ severity }) => severity === 'refused'),
    [],
  )
  return messages[0]
}

test('a payment is a pacs.008 in the envelope of its rail, with everything that was asked for', async () => {
  for (const rail of rails) {
    const read = await readBack(rail, payment(rail))
    assert.ok(read?.kind === 'pacs.008' && read.noun !== undefined, rail)
    const [one] = read.noun.transactions
    assert.deepEqual(one?.interbank_settlement_amount, {
      minor: 4_200n,
      currency: rail === 'sepa_instant' ? 'EUR' : 'USD',
    })
    assert.deepEqual([one?.creditor.name, one?.debtor.name], ['Zoë <Müller>', 'Söhne & Co'])
    assert.equal(read.noun.message_id, '01KDV0000000000000000000G01')
    assert.equal(read.header?.business_message_id, rail === 'sepa_instant' ? undefined : read.noun.message_id)
  }
})

test('questions, answers, requests and what takes them back are read back', async () => {
  const { message_id, at } = payment('fednow')
  const about = { about: 'ABOUT1', end_to_end_id: 'E2E-1', reference: '8a562c67-ca16-48ba-b074-65581be6f011' }
  const own = { message_id, at, rail: 'rtp' as const }
  const request = {
    ...own,
    kind: 'payment_request',
    amount: 4_200n,
    currency: 'USD',
    end_to_end_id: 'E2E-1',
    debtor: { name: 'Debtor', account: accountOf('rtp') },
    account_number: '4000000017',
    expires_at: plusMs(AT, 86_400_000),
    remittance: null,
  } as const
  const kinds: readonly (readonly [string, InstantOutgoing])[] = [
    ['pacs.028', { ...own, ...about, kind: 'query', sent_at: AT }],
    ['pacs.002', { ...own, ...about, kind: 'status', status: 'RJCT', reason_code: 'AC03' }],
    ['pain.013', request],
    [
      'camt.055',
      { ...own, kind: 'request_cancellation', about: 'ABOUT1', end_to_end_id: 'E2E-1', sent_at: AT },
    ],
  ]
  for (const [kind, message] of kinds) {
    const read = await readBack('rtp', message)
    assert.equal(read?.kind, kind)
    assert.ok(read.noun !== undefined)
  }
})

const recall: Extract<InstantOutgoing, { kind: 'recall' }> = {
  kind: 'recall',
  rail: 'sepa_instant',
  message_id: 'C01KDV0000000000000000000G0',
  at: AT,
  amount: 4_200n,
  currency: 'EUR',
  about: '01KDV0000000000000000000G01',
  reference: 'TX-1',
  end_to_end_id: 'E2E-1',
  settled_on: '2026-11-23' as Day,
  reason_code: 'DUPL',
  because: 'Zweimal bezahlt: „Grüße“ \u0001',
}

test('a recall is a camt.056 that breaks no rule of its form, names the payment in full, and is the same each time', async () => {
  const read = await readBack('sepa_instant', recall)
  assert.ok(read?.kind === 'camt.056' && read.noun !== undefined)
  assert.equal(read.noun.assignment_id, recall.message_id)
  const [one] = read.noun.underlying[0]?.transactions ?? []
  assert.deepEqual(
    [
      one?.original_group?.original_message_id,
      one?.original_transaction_id,
      one?.original_end_to_end_id,
      one?.original_interbank_settlement_date,
    ],
    [recall.about, 'TX-1', 'E2E-1', '2026-11-23'],
  )
  assert.deepEqual(one?.original_interbank_settlement_amount, { minor: 4_200n, currency: 'EUR' })
  const [reason] = one?.reasons ?? []
  assert.equal(reason?.reason?.code, 'DUPL')
  const { isSepaText } = await codecs.iso20022()
  assert.ok(isSepaText(reason?.additional?.[0] ?? ''), 'in letters that every bank has')
  const text = await larkfieldInstant.write(gate('sepa_instant'), recall)
  assert.equal(await larkfieldInstant.write(gate('sepa_instant'), recall), text)
  const blank = await readBack('sepa_instant', { ...recall, because: ' ' })
  assert.equal(blank?.kind, 'camt.056')
})

test('a question about a recall names it as one', async () => {
  const { message_id: about, reference, at } = recall
  const asked = { kind: 'query', of: 'recall', rail: 'sepa_instant', message_id: 'Q1', at } as const
  const read = await readBack('sepa_instant', { ...asked, about, reference, sent_at: AT })
  assert.ok(read?.kind === 'pacs.028' && read.noun !== undefined)
  const [original] = read.noun.original_groups ?? []
  assert.deepEqual(
    [original?.original_message_id, original?.original_message_name],
    [about, 'camt.056.001.08'],
  )
})

test('a message goes to the rail’s own address, with the proof of who we are', async () => {
  const sent = larkfieldInstant.post(gate('rtp'), 'rtp', '<Grüße/>')
  assert.ok(sent.transport === 'http')
  assert.deepEqual([sent.path, sent.headers['authorization']], ['/instant/rtp/messages', 'Bearer hush'])
  assert.equal(Buffer.from(sent.body, 'latin1').toString('utf8'), '<Grüße/>')
})

const parse = (status: number, body = '', headers = {}): Promise<InstantSaid> =>
  larkfieldInstant.parse({ status, headers, body })

test('an answer is what the protocol says it is, and nothing else', async () => {
  assert.deepEqual(await parse(200, fixture('rejected.xml')), {
    kind: 'status',
    message_id: 'RAIL0001',
    about: '01KDV0000000000000000000G01',
    status: 'RJCT',
    reason_code: 'AC04',
    money: { amount: 4_200n, currency: 'USD' },
  })
  assert.equal((await parse(202)).kind, 'taken')
  assert.equal((await parse(404, '', { 'larkfield-says': 'not-found' })).kind, 'not_found')
  assert.deepEqual(await parse(422), { kind: 'refused', why: 'HTTP 422', is_lasting: true })
  assert.deepEqual(await parse(401), { kind: 'refused', why: 'HTTP 401', is_lasting: false })
  for (const status of [404, 500, 502, 503, 302])
    assert.equal((await parse(status)).kind, 'unknown', String(status))
  const two = fixture('rejected.xml').replace(
    '</TxInfAndSts>',
    '</TxInfAndSts><TxInfAndSts><TxSts>ACSC</TxSts></TxInfAndSts>',
  )
  assert.equal((await parse(200, two)).kind, 'unknown', 'two payments in one status')
})

test('an answer to a recall is told from one to a request, and is about one payment', async () => {
  const refused = fixture('recall_refused.xml')
  assert.deepEqual(await parse(200, refused), {
    kind: 'recall_status',
    message_id: 'RAIL0003',
    about: '01KDV0000000000000000000G01',
    status: 'RJCR',
    reason_code: 'CUST',
    money: { amount: 4_200n, currency: 'EUR' },
  })
  const request = fixture('request_cancelled.xml')
  assert.deepEqual(await parse(200, request), {
    kind: 'request_status',
    message_id: 'RAIL0005',
    about: 'R01KDV0000000000000000000G0',
    status: 'CNCL',
    reason_code: null,
  })
  const [, item = ''] = /(<TxInfAndSts>[\s\S]*<\/TxInfAndSts>)/.exec(refused) ?? []
  const two = refused.replace(item, item + item)
  assert.equal((await parse(200, two)).kind, 'unknown', 'two payments in one answer')
})

test('no bytes make it throw, and none are taken for a status', async () => {
  const whole = fixture('rejected.xml')
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: whole.length - 20 }), fc.string({ maxLength: 30 }), async (cut, junk) => {
      const said = await parse(200, whole.slice(0, cut) + junk)
      assert.equal(said.kind, 'unknown')
    }),
    { numRuns: 60 },
  )
})

const sign = (secret: string, body: string, at = AT): string => {
  const seconds = Math.floor(at / 1e6)
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.fednow.${body}`, 'latin1').digest('hex')}`
}
const read = (body: string, signature: string, rail = 'fednow') =>
  larkfieldInstant.read(gate('fednow'), {
    headers: { 'larkfield-rail': rail, 'larkfield-signature': signature },
    body,
    at: AT,
  })

test('a payment that comes in is read when its signature is good, by the old secret or the new one', async () => {
  const body = fixture('payment.xml')
  for (const secret of ['new secret', 'old secret']) {
    const mail = await read(body, sign(secret, body))
    assert.deepEqual(mail?.news, {
      kind: 'payment',
      rail: 'fednow',
      message_id: 'RAIL0002',
      end_to_end_id: 'RF-9',
      reference: '8a562c67-ca16-48ba-b074-65581be6f011',
      created_at: AT,
      amount: 1_234n,
      currency: 'USD',
      debtor_name: 'Zoë Müller',
      account_number: '4000000017',
      remittance: 'Invoice 17',
    })
  }
})

test('a payment that a bank asks back is read with everything that names it', async () => {
  const body = fixture('asked_back.xml')
  const mail = await read(body, sign('new secret', body))
  assert.deepEqual(mail?.news, {
    kind: 'recall',
    message_id: 'RAIL0004',
    about: 'RAIL0002',
    reference: '8a562c67-ca16-48ba-b074-65581be6f011',
    end_to_end_id: 'RF-9',
    reason_code: 'FRAD',
    note: 'The account was taken over.',
    money: { amount: 1_234n, currency: 'USD' },
  })
})

test('money that comes back is read with the payment that it is of', async () => {
  const body = fixture('returned.xml')
  const mail = await read(body, sign('new secret', body))
  assert.deepEqual(mail?.news, {
    kind: 'return',
    message_id: 'RAIL0006',
    about: '01KDV0000000000000000000G01',
    amount: 4_200n,
    currency: 'EUR',
    reason_code: 'FOCR',
  })
})

test('another secret, rail, text or time is no signature', async () => {
  const body = fixture('payment.xml')
  const good = sign('new secret', body)
  assert.equal(await read(body, sign('another', body)), undefined)
  assert.equal(await read(body, good, 'rtp'), undefined)
  assert.equal(await read(`${body} `, good), undefined)
  assert.equal(await read(body, sign('new secret', body, plusMs(AT, -301_000))), undefined)
  for (const text of ['', 't=1', 't=x,v1=', `${good},v1=`.slice(3)])
    assert.equal(await read(body, text), undefined)
})
