// Goal: transfers and collections of SEPA go to a bank and come back as banks send them: rejected, returned, refunded, recalled.
// Method: the whole server with its workers and the simulated bank behind a real SFTP server, on a sandbox's clock, over HTTP.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openSepaShop, type SepaShop } from './sepa_shop.ts'

let shop: SepaShop
before(async () => {
  shop = await openSepaShop()
})
after(() => shop?.close())

const DAY_MS = 86_400_000
const shown = async (id: string): Promise<string> => {
  const { state, reason_code, needs_review } = await shop.read(id)
  return [state, reason_code ?? '', needs_review ? 'review' : ''].join(' ').trim()
}

test('a transfer goes out in its file, settles on its day, and bank and books agree', async () => {
  const order = await shop.pay({ ends: '1234', amount: '12500' })
  await shop.goTo(order.settles_at, 3_600_000)
  assert.equal(await shown(order.id), 'settled')
  assert.deepEqual(await shop.statesOf(order.id), ['submit', 'deliver', 'settle'])
  assert.equal(await shop.eurosAtBank(), await shop.eurosInBooks())
})

test('what a bank rejects, returns and refunds is booked with its reason, and what the reason asks for is done', async () => {
  const rejected = await shop.pay({ ends: '9102', amount: '100' })
  const returned = await shop.pay({ ends: '9201', amount: '200' })
  const silent = await shop.pay({ ends: '9600', amount: '300' })
  const empty = await shop.fetch({ ends: '9207', amount: '400' })
  const denied = await shop.fetch({ ends: '9211', amount: '600' })
  const refunded = await shop.fetch({ ends: '9213', amount: '500' })
  await shop.goForward(9 * DAY_MS)
  assert.equal(await shown(rejected.id), 'rejected AC04 review')
  assert.equal(await shown(returned.id), 'returned AC01 review')
  assert.equal(await shown(silent.id), 'returned TM01 review')
  assert.equal(await shown(empty.id), 'returned AM04')
  assert.equal(await shown(denied.id), 'returned MD01')
  assert.equal(await shown(refunded.id), 'returned MD06 review')
  const account = await shop.get(`/v1/bank-accounts/${rejected.bank_account}`)
  assert.equal(account['state'], 'needs_details')
  assert.equal((await shop.get(`/v1/mandates/${denied.mandate}`))['state'], 'revoked')
  await shop.goForward(10 * DAY_MS)
  const again = await shop.read((await shop.read(empty.id)).next ?? '')
  assert.deepEqual([again.attempt, again.state], [2, 'returned'])
  assert.equal(await shop.eurosAtBank(), await shop.eurosInBooks())
})

test('a payment is recalled: one bank gives it back, the other does not', async () => {
  const [good, bad] = [
    await shop.pay({ ends: '2222', amount: '700' }),
    await shop.pay({ ends: '9701', amount: '800' }),
  ]
  await shop.goTo(bad.settles_at, 3_600_000)
  const recalls = []
  for (const { id } of [good, bad])
    recalls.push(
      await shop.post(`/v1/payment-orders/${id}/recall`, { reason: 'DUPL', because: 'Paid twice.' }),
    )
  await shop.goForward(7 * DAY_MS)
  const read = await Promise.all(recalls.map(({ id }) => shop.get(`/v1/recalls/${String(id)}`)))
  assert.deepEqual(
    read.map(({ state, answer_code }) => [state, answer_code]),
    [
      ['returned', 'FOCR'],
      ['refused', 'CUST'],
    ],
  )
  assert.deepEqual([await shown(good.id), await shown(bad.id)], ['returned FOCR', 'settled'])
  assert.equal(await shop.eurosAtBank(), await shop.eurosInBooks())
})

test('a collection is given back by its creditor: the bank books it once, and so do the books', async () => {
  const order = await shop.fetch({ ends: '3131', amount: '900' })
  await shop.goTo(order.settles_at, 3_600_000)
  assert.equal(await shown(order.id), 'settled')
  const reversal = await shop.post(`/v1/payment-orders/${order.id}/reverse`, { reason: 'duplicate' })
  await shop.goForward(4 * DAY_MS)
  assert.equal(await shown(String(reversal['id'])), 'settled')
  assert.equal(await shown(order.id), 'reversed')
  assert.equal(await shop.eurosAtBank(), await shop.eurosInBooks())
})

test('a collection is announced to whoever tells the debtor', async () => {
  const order = await shop.fetch({ ends: '3333', amount: '100' })
  await shop.goForward(3 * DAY_MS)
  const events = await shop.api.events(shop.key)
  const told = events.filter(({ type }) => type === 'collection.announced')
  assert.ok(told.some((event) => JSON.stringify(event).includes(order.id)))
})

/** A pain.001 of two payments that share an end-to-end id, and the message that was made of it. */
async function bringPayroll(message_id: string): Promise<string> {
  const { iban, connection, account } = shop.euro
  const payment = (name: string) =>
    `<CdtTrfTxInf><PmtId><EndToEndId>${name}</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">1.00</InstdAmt></Amt><Cdtr><Nm>Anna</Nm></Cdtr><CdtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></CdtrAcct></CdtTrfTxInf>`
  const content = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>
<GrpHdr><MsgId>${message_id}</MsgId><CreDtTm>2026-11-24T09:00:00Z</CreDtTm><NbOfTxs>2</NbOfTxs><InitgPty><Nm>Acme</Nm></InitgPty></GrpHdr>
<PmtInf><PmtInfId>P1</PmtInfId><PmtMtd>TRF</PmtMtd><ReqdExctnDt><Dt>2026-11-24</Dt></ReqdExctnDt><Dbtr><Nm>Acme</Nm></Dbtr>
<DbtrAcct><Id><IBAN>${iban}</IBAN></Id></DbtrAcct><DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt>
${payment(message_id)}${payment(message_id)}</PmtInf></CstmrCdtTrfInitn></Document>`
  const brought = await shop.post('/v1/iso20022/messages', {
    name: 'payroll.xml',
    content: Buffer.from(content).toString('base64'),
    connection,
    account,
  })
  return `/v1/iso20022/messages/${String(brought['id'])}`
}

test('a pain.001 of the company is ordered, and its pain.002 tells what became of it', async () => {
  const path = await bringPayroll('PAYROLL-1')
  await shop.goForward(4 * DAY_MS)
  const message = await shop.get(path)
  assert.deepEqual([message['state'], message['transactions'], message['accepted']], ['partial', 2, 1])
  const report = await shop.get(`${path}/pain-002?statuses=now`)
  const xml = Buffer.from(String(report['content']), 'base64').toString('utf8')
  assert.match(xml, /<GrpSts>PART<[\s\S]*<TxSts>ACSC<[\s\S]*<TxSts>RJCT<[\s\S]*<Cd>AM05</)
  assert.equal((await shop.get('/v1/ledger/proof'))['holds'], true)
})

test('where others have to agree to payouts, no key pays past them, neither by an order nor by a file', async () => {
  await shop.post('/v1/approval-policy', {
    thresholds: [],
    approvers_otherwise: 1,
    approval_hours: 24,
    cooling_days: 0,
    cooling: 'wait',
    payee_check: 'off',
    tries_other_rails: true,
  })
  await assert.rejects(shop.pay({ ends: '1234', amount: '12500' }), /payment_needs_approval/)
  const path = await bringPayroll('PAYROLL-2')
  await shop.goForward(60_000)
  const message = await shop.get(path)
  assert.deepEqual([message['state'], message['reason_code'], message['accepted']], ['rejected', 'DS0A', 0])
  const collected = await shop.fetch({ ends: '4321', amount: '100' })
  assert.equal(await shown(collected.id), 'scheduled', 'collections bring money in')
})
