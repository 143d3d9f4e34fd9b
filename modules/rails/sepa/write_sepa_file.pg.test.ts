// Goal: what is written for a bank says what was ordered, in the form that banks take.
// Method: orders are gathered on a real database, and the written messages read again and held against the structure of
// their version.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { present } from '../../../kernel/assert.ts'
import type { Noun } from '../iso20022/messages/kinds.ts'
import { readMessages } from '../iso20022/messages/public.ts'
import { writeSepaFile } from './write_sepa_file.ts'
import { statusReport } from './bank_messages_testing.ts'
import { germanIban } from './makers_testing.ts'
import { openSepaBench, OUR_IBAN, type SepaBench, structureFaults } from './sepa_testing.ts'

let bench: SepaBench
before(async () => {
  bench = await openSepaBench(51n)
})
after(() => bench.close())

function nounOf<K extends 'pain.001' | 'pain.008'>(kind: K, xml: string): Noun<K> {
  const { messages, faults } = readMessages(Buffer.from(xml), { profile: 'sepa' })
  assert.deepEqual(faults, [])
  const [only] = messages
  assert.equal(only?.kind, kind)
  return present(only?.noun, 'a message') as Noun<K>
}

const fileOf = async (order: { readonly id: Parameters<SepaBench['order']>[0] }) =>
  present((await bench.order(order.id)).file, 'the file of an order')

test('transfers become a pain.001 with a group for each day, and sums that fit', async () => {
  const iban = germanIban(77)
  const one = await bench.pay({ amount: 1_050, bank_account: await bench.account(iban, 'Müller & Söhne') })
  const two = await bench.pay({ amount: 250_000, remittance: null })
  await bench.moveTo('2026-11-24T17:00:00Z')
  const xml = await bench.written(await fileOf(one))
  assert.deepEqual(structureFaults(xml), [])
  const noun = nounOf('pain.001', xml)
  assert.match(xml, /pain\.001\.001\.09/)
  assert.deepEqual([noun.number_of_transactions, noun.control_sum], [2, '2510.50'])
  assert.equal(noun.payments.length, 1)
  const [payment] = noun.payments
  assert.equal(payment?.requested_execution_date, '2026-11-24')
  assert.equal(payment?.debtor_account.iban, OUR_IBAN)
  assert.deepEqual(
    payment?.transactions.map((at) => [
      at.end_to_end_id,
      at.instructed_amount?.minor,
      at.creditor?.name,
      at.remittance?.unstructured,
    ]),
    [
      [one.end_to_end_id, 1_050n, 'Mueller + Soehne', ['Invoice 4711']],
      [two.end_to_end_id, 250_000n, 'Anna de Vries', undefined],
    ],
  )
  assert.equal(payment?.transactions[0]?.creditor_account?.iban, iban)
})

test('collections become a pain.008: mandates, creditor and sequence; firsts and recurring ones apart', async () => {
  const bank_account = await bench.account()
  const mandate = await bench.mandate(bank_account, { reference: 'GYM-A' })
  const first = await bench.collect({ bank_account, mandate, amount: 990 })
  const once = await bench.account()
  const only = await bench.collect({
    bank_account: once,
    mandate: await bench.mandate(once, { kind: 'one_off' }),
  })
  await bench.moveTo('2026-11-25T17:00:00Z')
  const xml = await bench.written(await fileOf(first))
  assert.deepEqual(structureFaults(xml), [])
  const noun = nounOf('pain.008', xml)
  assert.deepEqual(
    noun.payments.map((at) => [
      at.payment_type?.sequence_type,
      at.requested_collection_date,
      at.transactions.length,
    ]),
    [
      ['OOFF', '2026-11-26', 1],
      ['RCUR', '2026-11-26', 1],
    ],
  )
  const [, recurring] = noun.payments
  assert.equal(recurring?.creditor_scheme?.person?.other?.[0]?.id, 'DE98ZZZ09999999999')
  const told = recurring?.transactions[0]?.direct_debit?.mandate
  assert.deepEqual([told?.id, told?.date_of_signature, told?.is_amended], ['GYM-A', '2026-11-24', false])
  assert.equal(noun.payments[0]?.transactions[0]?.end_to_end_id, only.end_to_end_id)
})

test('what a mandate said before is told until a collection with it has settled', async () => {
  const bank_account = await bench.account(germanIban(501))
  const mandate = await bench.mandate(bank_account)
  const same_bank = await bench.account(germanIban(502))
  await bench.within((tx) =>
    bench.rails.amendMandate(tx, mandate, { bank_account: same_bank, creditor_name: 'Gym Ltd' }),
  )
  const first = await bench.collect({ bank_account: same_bank, mandate })
  await bench.moveTo('2026-11-27T17:00:00Z')
  const xml = await bench.written(await fileOf(first))
  assert.deepEqual(structureFaults(xml), [])
  const told = nounOf('pain.008', xml).payments[0]?.transactions[0]?.direct_debit?.mandate
  assert.equal(told?.is_amended, true)
  assert.equal(told?.amendment?.original_debtor_account?.iban, germanIban(501))
  assert.equal(told?.amendment?.original_creditor_scheme?.name, 'Gym and Sons')
  await bench.read(statusReport(await fileOf(first), 'ACCP', []))
  await bench.moveTo('2026-11-30T10:00:00Z')
  assert.equal((await bench.order(first.id)).state, 'settled')
  const second = await bench.collect({ bank_account: same_bank, mandate })
  await bench.moveTo('2026-12-01T17:00:00Z')
  const later = nounOf('pain.008', await bench.written(await fileOf(second)))
  assert.equal(later.payments[0]?.transactions[0]?.direct_debit?.mandate?.is_amended, false)
})

test('the same rows give the same bytes', async () => {
  const order = await bench.pay({})
  await bench.moveTo('2026-12-02T17:00:00Z')
  const id = await fileOf(order)
  const found = await bench.rails.findOutgoingFile(bench.scope, id)
  assert.ok(found.ok)
  const again: Uint8Array[] = []
  for await (const piece of writeSepaFile(bench.deps, bench.scope, bench.connection, found.value))
    again.push(piece)
  assert.equal(Buffer.concat(again).toString('utf8'), await bench.written(id))
})

test('an order that no SEPA file could carry is refused when it is made', async () => {
  const bank_account = await bench.account()
  for (const [more, param] of [
    [{ end_to_end_id: 'ends/' }, 'end_to_end_id'],
    [{ end_to_end_id: 'ümlaut' }, 'end_to_end_id'],
    [{ amount: 100_000_000_000 }, 'amount.value'],
  ] as const) {
    const made = await bench.rails.createOrders(bench.scope, [bench.newOrder({ bank_account, ...more })])
    assert.ok(!made.ok)
    assert.ok(
      made.error.errors?.some((fault) => fault.param === `orders[0].${param}`),
      JSON.stringify(made.error),
    )
  }
})
