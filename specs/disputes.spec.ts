// Goal: a dispute lives through its whole life, with the money, the payment and the acquirer's books always agreeing.
// Method: the real modules on a real PostgreSQL, and the simulated acquirers in this process, whose clocks move together.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { instantText, plusMs } from '../kernel/world.ts'
import { type DisputeShop, openDisputeShop } from './dispute_shop.ts'

const DAY_MS = 86_400_000
let shop: DisputeShop
before(async () => {
  shop = await openDisputeShop('northgate')
})
after(() => shop.close())

const balance = async (): Promise<{ available: bigint }> => {
  const [row] = await shop.payments.parties.merchantBalance(shop.scope, shop.merchant)
  return { available: row?.available ?? 0n }
}
const code = (outcome: { ok: boolean; error?: { code: string } }): string =>
  outcome.ok ? 'ok' : (outcome.error?.code ?? '')

test('a dispute takes the amount and a fee, once', async () => {
  const sale = await shop.sell()
  const before_it = await balance()
  const dispute = await shop.dispute(sale)
  assert.equal(dispute.state, 'needs_response')
  assert.equal(dispute.category, 'product_not_received')
  assert.deepEqual([dispute.amount_withdrawn, dispute.fee], [2_000, 1_500])
  assert.equal((await shop.standing(sale.id)).disputed, 2_000)
  assert.equal((await balance()).available, before_it.available - 3_500n)
  await shop.look()
  await shop.look()
  assert.equal((await balance()).available, before_it.available - 3_500n)
  assert.deepEqual(await shop.facts(dispute.id), ['dispute_created', 'funds_withdrawn'])
  assert.ok((await shop.facts(sale.id)).includes('payment_updated'))
})

test('evidence wins the amount back and not the fee; a pre-arbitration takes it again, and silence loses', async () => {
  const sale = await shop.sell()
  const before_it = (await balance()).available
  const { id, case_reference } = await shop.dispute(sale)
  assert.equal(code(await shop.answer(id, 'submit')), 'evidence_empty')
  await shop.give(id, { explanation: 'winning_evidence', delivery: { carrier: 'DHL', tracking_number: '1' } })
  const sent = await shop.answer(id, 'submit')
  assert.equal(sent.ok && sent.value.state, 'under_review')
  assert.equal(code(await shop.answer(id, 'submit')), 'dispute_not_open')
  await shop.ahead(11 * DAY_MS)
  await shop.look()
  const won = await shop.disputes.find(shop.scope, id)
  assert.deepEqual(won.ok && [won.value.state, won.value.amount_withdrawn], ['won', 0])
  assert.equal((await balance()).available, before_it - 1_500n)
  assert.equal((await shop.standing(sale.id)).disputed, 0)
  await shop.control('POST', '/triggers', { kind: 'pre_arbitration', case_reference })
  await shop.look()
  const again = await shop.disputes.find(shop.scope, id)
  assert.deepEqual(again.ok && [again.value.stage, again.value.state], ['pre_arbitration', 'needs_response'])
  assert.equal((await balance()).available, before_it - 3_500n)
  await shop.ahead(28 * DAY_MS)
  await shop.ahead(12 * DAY_MS)
  await shop.look()
  const lost = await shop.disputes.find(shop.scope, id)
  assert.equal(lost.ok && lost.value.state, 'lost')
  const told = await shop.facts(id)
  for (const fact of ['dispute_submitted', 'dispute_won', 'funds_reinstated', 'response_due', 'dispute_lost'])
    assert.ok(told.includes(fact), fact)
  assert.equal(told.filter((fact) => fact === 'funds_withdrawn').length, 2)
  const read = await shop.payments.timeline(shop.scope, sale.id)
  assert.ok(read.ok)
  assert.deepEqual(
    read.value.entries.flatMap(({ transfer }) => transfer?.code ?? []),
    ['card_payment', 'dispute_withdrawal', 'dispute_fee', 'dispute_reinstatement', 'dispute_withdrawal'],
  )
})

test('an inquiry takes nothing; evidence closes it, and silence makes a chargeback of it', async () => {
  const [answered, ignored] = [await shop.sell({}, 'pm_card_amex'), await shop.sell({}, 'pm_card_amex')]
  const before_it = (await balance()).available
  const first = await shop.dispute(answered, 'R13')
  const second = await shop.dispute(ignored, 'R13')
  assert.deepEqual([first.stage, first.state, first.amount_withdrawn], ['inquiry', 'needs_response', 0])
  assert.equal((await balance()).available, before_it)
  await shop.give(first.id, { explanation: 'winning_evidence' })
  assert.equal(code(await shop.answer(first.id, 'submit')), 'ok')
  await shop.ahead(11 * DAY_MS)
  await shop.look()
  const closed = await shop.disputes.find(shop.scope, first.id)
  assert.deepEqual(closed.ok && [closed.value.stage, closed.value.state], ['inquiry', 'warning_closed'])
  assert.equal((await balance()).available, before_it)
  await shop.ahead(11 * DAY_MS)
  await shop.look()
  const taken = await shop.disputes.find(shop.scope, second.id)
  assert.deepEqual(
    taken.ok && [taken.value.stage, taken.value.state, taken.value.amount_withdrawn, taken.value.fee],
    ['chargeback', 'needs_response', 2_000, 1_500],
  )
  assert.equal((await balance()).available, before_it - 3_500n)
  const line = { account: second.account, case_reference: second.case_reference } as const
  const matches = await shop.disputes.match(shop.scope, [{ ...line, kind: 'chargeback', amount: -2_000n }])
  assert.equal(matches[0]?.difference, 0n)
})

test('what happened between two looks is made up for', async () => {
  const sale = await shop.sell()
  const { id, case_reference } = await shop.dispute(sale)
  await shop.control('POST', '/triggers', { kind: 'win_dispute', case_reference })
  await shop.control('POST', '/triggers', { kind: 'pre_arbitration', case_reference })
  await shop.look()
  const found = await shop.disputes.find(shop.scope, id)
  assert.deepEqual(found.ok && [found.value.stage, found.value.state], ['pre_arbitration', 'needs_response'])
  assert.deepEqual((await shop.facts(id)).slice(2), [
    'dispute_won',
    'funds_reinstated',
    'dispute_updated',
    'funds_withdrawn',
  ])
})

test('before the deadline somebody is warned, after it the dispute expires, and evidence comes too late', async () => {
  const sale = await shop.sell()
  const { id } = await shop.dispute(sale)
  await shop.give(id, { explanation: 'It arrived.' })
  await shop.ahead(28 * DAY_MS)
  assert.ok((await shop.facts(id)).includes('response_due'))
  await shop.ahead(2 * DAY_MS + 60_000)
  const refused = await shop.answer(id, 'submit')
  assert.ok(['response_too_late', 'dispute_not_open'].includes(code(refused)))
  await shop.look()
  const lost = await shop.disputes.find(shop.scope, id)
  assert.equal(lost.ok && lost.value.state, 'lost')
  assert.equal((await shop.standing(sale.id)).disputed, 2_000)
})

test('giving in keeps the money where it is, for good', async () => {
  const { id } = await shop.dispute(await shop.sell())
  const given = await shop.answer(id, 'accept')
  assert.equal(given.ok && given.value.state, 'accepted')
  await shop.look()
  const still = await shop.disputes.find(shop.scope, id)
  assert.deepEqual(still.ok && [still.value.state, still.value.contradiction], ['accepted', null])
})

test('of a payment that was given back nothing is taken twice, and a person is told', async () => {
  const sale = await shop.sell()
  const notes = { reason: null, reference: null, metadata: {} }
  const refund = await shop.payments.refund(
    shop.scope,
    { payment: sale.id, amount: 1_500, notes },
    shop.stageOf('POST /v1/refunds'),
  )
  assert.equal(refund.ok && refund.value.state, 'succeeded')
  const dispute = await shop.dispute(sale)
  assert.equal(dispute.amount_withdrawn, 500)
  assert.match(dispute.contradiction ?? '', /takes 2000 USD; 500 USD/)
  const more = await shop.payments.refund(
    shop.scope,
    { payment: sale.id, amount: 1, notes },
    shop.stageOf('r'),
  )
  assert.equal(code(more), 'amount_too_large')
})

test('an answer that nobody confirmed is looked up, and sent again when it did not arrive', async () => {
  const { id } = await shop.dispute(await shop.sell())
  await shop.give(id, { explanation: 'winning_evidence' })
  shop.fake({ askDisputes: async () => ({ kind: 'unknown', why: 'the line broke' }) })
  const sent = await shop.answer(id, 'submit')
  assert.deepEqual(sent.ok && [sent.value.state, sent.value.open_operation === null], [
    'needs_response',
    false,
  ])
  assert.equal(code(await shop.answer(id, 'accept')), 'response_under_way')
  shop.fake({})
  await shop.ahead(20 * 60_000)
  const found = await shop.disputes.find(shop.scope, id)
  assert.deepEqual(found.ok && [found.value.state, found.value.open_operation], ['under_review', null])
})

test('lines of a settlement report are matched by their case', async () => {
  const dispute = await shop.dispute(await shop.sell())
  const line = { case_reference: dispute.case_reference, account: dispute.account }
  const matched = await shop.disputes.match(shop.scope, [
    { ...line, kind: 'chargeback', amount: -2_000n },
    { ...line, kind: 'dispute_fee', amount: -1_500n },
    { ...line, kind: 'chargeback', amount: -1_999n },
    { ...line, kind: 'chargeback_reversal', amount: 2_000n },
    { ...line, case_reference: 'CB0', kind: 'chargeback', amount: -1n },
  ])
  assert.deepEqual(
    matched.map((match) => match?.difference),
    [0n, 0n, 1n, undefined, undefined],
  )
})

test('earlier payments from the same device prove who made a disputed one', async () => {
  const ip = '198.51.100.7'
  const device = 'device-of-the-cardholder'
  const same = { ip, device, email: 'a@example.com', description: 'Shoes' }
  const earlier = [await shop.sell({ ...same, amount: 1_111 }), await shop.sell({ ...same, amount: 1_222 })]
  await shop.sell({ ip: '198.51.100.8', amount: 1_333 })
  await shop.ahead(150 * DAY_MS)
  const { id } = await shop.dispute(await shop.sell(same), '10.4')
  const gathered = await shop.disputes.evidence(shop.scope, id)
  assert.ok(gathered.ok)
  const { compelling, completeness, missing } = gathered.value
  assert.equal(compelling.is_met, true, compelling.why)
  assert.deepEqual(
    compelling.payments.map(({ payment }) => payment).sort(),
    earlier.map((sale) => sale.id).sort(),
  )
  assert.deepEqual(compelling.payments[0]?.matches, ['purchase_ip', 'device'])
  assert.ok(completeness > 50)
  assert.deepEqual(missing[0]?.need, 'delivery')
  const sent = await shop.answer(id, 'submit')
  assert.equal(sent.ok && sent.value.state, 'under_review')
  const { disputes } = await shop.books()
  assert.ok(disputes.some(({ evidence }) => evidence?.includes('visa_compelling_evidence_3')))
})

test('gauges count the disputes and sales of a month', async () => {
  const month = new Date(shop.scope.world.now() / 1_000).toISOString().slice(0, 7)
  await shop.dispute(await shop.sell(), '10.4')
  const [visa] = await shop.disputes.monitoring(shop.scope, month)
  assert.equal(visa?.programme, 'visa_vamp')
  assert.ok((visa?.disputes ?? 0) >= 2 && (visa?.sales ?? 0) >= 1)
  assert.equal(visa?.is_exceeded, false)
})

test('those that are due before a day come the most urgent first, page by page', async () => {
  await shop.dispute(await shop.sell())
  const all = await shop.disputes.list(shop.scope, {}, { limit: 100 })
  assert.ok(all.length > 3)
  const latest = all.map(({ due_at }) => due_at).reduce((a, b) => (a > b ? a : b))
  const due_before = plusMs(latest, 1)
  const first = await shop.disputes.list(shop.scope, { due_before }, { limit: 2 })
  const rest = await shop.disputes.list(shop.scope, { due_before }, { due_behind: first[1], limit: 100 })
  const places = [...first, ...rest].map(({ due_at, id }) => `${instantText(due_at)} ${id}`)
  assert.deepEqual(places, all.map(({ due_at, id }) => `${instantText(due_at)} ${id}`).toSorted())
  assert.deepEqual(
    await shop.disputes.list(shop.scope, { due_before: first[0]?.due_at ?? latest }, { limit: 2 }),
    [],
  )
})
