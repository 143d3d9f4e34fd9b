// Goal: a pain.001 or pain.008 of the tenant orders what can be ordered, once, and says of the rest why not.
// Method: messages are written with the codec, brought to a real database, read by the job, and their pain.002 read back.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { present } from '../../../kernel/assert.ts'
import { type Id, idOf, newId, uuidOf } from '../../../kernel/id.ts'
import type {
  CustomerPaymentStatusReport,
  CustomerCreditTransferInitiation,
} from '../iso20022/messages/public.ts'
import { readMessages, writeMessage } from '../iso20022/messages/public.ts'
import type { Job } from '../../../platform/jobs/job.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { germanIban } from './makers_testing.ts'
import { runReadMessage } from './read_message.ts'
import { openSepaBench, OUR_IBAN, type SepaBench, structureFaults } from './sepa_testing.ts'

let bench: SepaBench
before(async () => {
  bench = await openSepaBench(53n)
})
after(() => bench.close())

type Transfer = CustomerCreditTransferInitiation['payments'][number]['transactions'][number]
let count = 0
const transfer = (more: Partial<Transfer> = {}): Transfer => ({
  end_to_end_id: `TR-${++count}`,
  instructed_amount: { minor: 1_000n, currency: 'EUR' },
  creditor: { name: 'Shop' },
  creditor_account: { iban: germanIban(9_000 + count) },
  ...more,
})

function pain001(
  message_id: string,
  transactions: readonly Transfer[],
  more: { sum?: string; iban?: string } = {},
): string {
  const total = transactions.reduce((sum, one) => sum + (one.instructed_amount?.minor ?? 0n), 0n)
  const made = writeMessage('pain.001', {
    message_id,
    created_at: '2026-11-24T08:00:00Z',
    number_of_transactions: transactions.length,
    control_sum: more.sum ?? `${total / 100n}.${String(total % 100n).padStart(2, '0')}`,
    initiating_party: { name: 'Tenant', organisation: { other: [{ id: 'TENANT-7' }] } },
    payments: [
      {
        payment_information_id: 'PAY-1',
        payment_method: 'TRF',
        requested_execution_date: '2026-11-25',
        debtor: { name: 'Gym and Sons' },
        debtor_account: { iban: more.iban ?? OUR_IBAN },
        debtor_agent: { bicfi: 'PBNKDEFFXXX' },
        transactions,
      },
    ],
  })
  if (!made.ok) assert.fail(JSON.stringify(made.error))
  return made.value
}

async function bring(content: string) {
  const id = newId('ism', bench.world)
  const brought = await bench.rails.bringIsoMessage(bench.scope, {
    id,
    name: 'payments.xml',
    content: Buffer.from(content),
    connection: bench.connection.id,
    account: bench.payer,
  })
  if (!brought.ok) assert.fail(JSON.stringify(brought.error))
  await bench.work()
  const found = await bench.rails.findIsoMessage(bench.scope, id)
  return present(found.ok ? found.value : undefined, 'a message')
}

async function reportOf(
  id: Id<'ism'>,
  kind: 'as_read' | 'now' = 'as_read',
): Promise<CustomerPaymentStatusReport> {
  const made = await bench.rails.reportIsoMessage(bench.scope, id, kind)
  if (!made.ok) assert.fail(made.error.code)
  assert.deepEqual(structureFaults(made.value), [])
  const [only] = readMessages(Buffer.from(made.value)).messages
  assert.ok(only?.kind === 'pain.002')
  return present(only.noun, 'a pain.002')
}
const reasonsIn = (report: CustomerPaymentStatusReport) =>
  report.payments.flatMap(({ transactions }) =>
    transactions.map((one) => [one.status, one.reasons?.[0]?.reason?.code]),
  )
const ordersOf = async (message: Id<'ism'>): Promise<PaymentOrder[]> => {
  const { rows } = await bench.within(({ db, tenant_id }) =>
    sql<{ order_id: string }>`select order_id from rails.iso_transaction
      where tenant_id = ${tenant_id} and message_id = ${uuidOf(message)} and order_id is not null order by number`.execute(
      db,
    ),
  )
  return Promise.all(rows.map(({ order_id }) => bench.order(idOf('por', order_id))))
}

test('each transfer of a pain.001 becomes an order, and its pain.002 says so', async () => {
  const message = await bring(pain001('MSG-1', [transfer(), transfer()]))
  assert.deepEqual([message.state, message.transactions, message.accepted], ['accepted', 2, 2])
  assert.deepEqual(
    [message.kind, message.message_id, message.initiating_party],
    ['pain.001', 'MSG-1', 'TENANT-7'],
  )
  const report = await reportOf(message.id)
  assert.equal(report.original_group.status, 'ACCP')
  assert.deepEqual(reasonsIn(report), [
    ['ACCP', undefined],
    ['ACCP', undefined],
  ])
  const orders = await ordersOf(message.id)
  assert.deepEqual(
    orders.map(({ settles_on, amount, account }) => [settles_on, amount, account]),
    [
      ['2026-11-25', 1_000, bench.payer],
      ['2026-11-25', 1_000, bench.payer],
    ],
  )
})

test('what cannot be ordered is refused with its reason, and the rest is ordered', async () => {
  const used = transfer()
  const message = await bring(
    pain001('MSG-2', [
      used,
      transfer({ end_to_end_id: used.end_to_end_id }),
      transfer({ instructed_amount: { minor: 900_000_000n, currency: 'EUR' } }),
      transfer({ end_to_end_id: 'NOTPROVIDED' }),
      transfer({ end_to_end_id: 'NOTPROVIDED' }),
    ]),
  )
  assert.deepEqual([message.state, message.transactions, message.accepted], ['partial', 5, 3])
  const report = await reportOf(message.id)
  assert.equal(report.original_group.status, 'PART')
  assert.deepEqual(reasonsIn(report), [
    ['ACCP', undefined],
    ['RJCT', 'AM05'],
    ['RJCT', 'AM04'],
    ['ACCP', undefined],
    ['ACCP', undefined],
  ])
})

test('the same message id of the same party counts once, and so do the same bytes', async () => {
  const content = pain001('MSG-3', [transfer()])
  const first = await bring(content)
  const again = await bring(content)
  const other = await bring(pain001('MSG-3', [transfer()]))
  assert.equal(first.state, 'accepted')
  for (const message of [again, other]) {
    assert.deepEqual(
      [message.state, message.reason_code, message.duplicate_of, message.accepted],
      ['rejected', 'DU01', first.id, 0],
    )
    assert.equal((await reportOf(message.id)).original_group.reasons?.[0]?.reason?.code, 'DU01')
  }
})

test('a message whose sum is wrong, or that is none, is refused as a whole', async () => {
  const wrong = await bring(pain001('MSG-4', [transfer(), transfer()], { sum: '1.00' }))
  assert.deepEqual([wrong.state, wrong.reason_code, await ordersOf(wrong.id)], ['rejected', 'AM10', []])
  const none = await bring('<nothing/>')
  assert.deepEqual([none.state, none.reason_code], ['rejected', 'FF01'])
  assert.equal((await reportOf(none.id)).original_group.status, 'RJCT')
  const stranger = await bring(pain001('MSG-5', [transfer()], { iban: germanIban(1) }))
  assert.deepEqual(reasonsIn(await reportOf(stranger.id)), [['RJCT', 'AC02']])
})

test('an account that was frozen is not paid, whatever name the message gives it', async () => {
  const iban = germanIban(4_242)
  const bank_account = await bench.account(iban, 'Someone')
  await bench.within((tx) =>
    bench.rails.changeBankAccount(tx, bank_account, { event: 'freeze', because: 'asked by a test' }),
  )
  const message = await bring(
    pain001('MSG-6', [transfer({ creditor: { name: 'Somebody Else' }, creditor_account: { iban } })]),
  )
  assert.deepEqual(reasonsIn(await reportOf(message.id)), [['RJCT', 'AC06']])
})

test('a collection needs a mandate of its creditor with its account', async () => {
  const iban = germanIban(5_151)
  await bench.mandate(await bench.account(iban), { reference: 'KNOWN-1' })
  const collection = (reference: string, of: string) => ({
    end_to_end_id: `DD-${++count}`,
    instructed_amount: { minor: 990n, currency: 'EUR' },
    direct_debit: { mandate: { id: reference, date_of_signature: '2026-11-01' } },
    debtor_agent: { other: { id: 'NOTPROVIDED' } },
    debtor: { name: 'Anna' },
    debtor_account: { iban: of },
  })
  const made = writeMessage('pain.008', {
    message_id: 'MSG-7',
    created_at: '2026-11-24T08:00:00Z',
    number_of_transactions: 3,
    initiating_party: { name: 'Tenant' },
    payments: [
      {
        payment_information_id: 'DD-1',
        payment_method: 'DD',
        payment_type: {
          service_levels: [{ code: 'SEPA' }],
          local_instrument: { code: 'CORE' },
          sequence_type: 'RCUR',
        },
        requested_collection_date: '2026-12-01',
        creditor: { name: 'Gym and Sons' },
        creditor_account: { iban: OUR_IBAN },
        creditor_agent: { bicfi: 'PBNKDEFFXXX' },
        creditor_scheme: {
          person: { other: [{ id: 'DE98ZZZ09999999999', scheme: { proprietary: 'SEPA' } }] },
        },
        transactions: [
          collection('KNOWN-1', iban),
          collection('UNKNOWN-1', iban),
          collection('KNOWN-1', germanIban(5_152)),
        ],
      },
    ],
  })
  assert.ok(made.ok)
  const message = await bring(made.value)
  assert.equal(message.state, 'partial')
  assert.deepEqual(reasonsIn(await reportOf(message.id)), [
    ['ACCP', undefined],
    ['RJCT', 'MD01'],
    ['RJCT', 'MD02'],
  ])
})

test('later statuses are told on demand; what was answered first stays the same', async () => {
  const message = await bring(pain001('MSG-8', [transfer()]))
  const first = await bench.rails.reportIsoMessage(bench.scope, message.id, 'as_read')
  const [order] = await ordersOf(message.id)
  const cancelled = await bench.rails.cancelOrder(bench.scope, present(order, 'an order').id, 'not any more')
  assert.ok(cancelled.ok)
  assert.deepEqual(
    reasonsIn(await reportOf(message.id, 'now')).map(([status]) => status),
    ['RJCT'],
  )
  assert.deepEqual(await bench.rails.reportIsoMessage(bench.scope, message.id, 'as_read'), first)
})

test('a reading that died is begun anew and orders nothing twice', async () => {
  const message = await bring(
    pain001('MSG-9', [transfer(), transfer({ instructed_amount: { minor: 0n, currency: 'EUR' } })]),
  )
  const before_ = await reportOf(message.id)
  const orders = await ordersOf(message.id)
  await bench.within(({ db, tenant_id }) =>
    sql`update rails.iso_message set state = 'received', read_at = null, transactions = 0, accepted = 0
      where tenant_id = ${tenant_id} and id = ${uuidOf(message.id)}`.execute(db),
  )
  await runReadMessage(bench.deps, bench.scope, { body: JSON.stringify({ message: message.id }) } as Job)
  assert.deepEqual(await reportOf(message.id), before_)
  assert.deepEqual(await ordersOf(message.id), orders)
  assert.equal(orders.length, 1)
})

test('a message whose names are too long, or hold what no database takes, is refused and never stuck', async () => {
  const long = 'X'.repeat(60)
  const good = pain001('MSG-10', [transfer({ end_to_end_id: 'LONG-1' })])
  for (const [was, is] of [
    ['MSG-10', long],
    ['LONG-1', long],
    ['PAY-1', long],
    ['TENANT-7', long.repeat(3)],
    ['MSG-10', '&#x1F600;'],
    ['MSG-10', ' '],
  ] as const) {
    const message = await bring(good.replace(`>${was}<`, `>${is}<`))
    assert.notEqual(message.state, 'received', `${was} as ${is}`)
    await reportOf(message.id)
  }
  const wild = transfer({
    creditor: { name: '😀 Ω' },
    remittance: { unstructured: [`${'x'.repeat(139)}😀`] },
  })
  const message = await bring(pain001('MSG-11', [wild]))
  assert.equal(message.state, 'accepted')
  const [order] = await ordersOf(message.id)
  await bench.moveTo('2026-11-25T16:00:00Z')
  assert.equal((await bench.order(present(order, 'an order').id)).state, 'submitting')
})
