// Goal: a dispute lives its whole life, and its funds stand in the reports.
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { money } from '../../kernel/money.ts'
import type { Authorize } from '../../modules/rails/index.ts'
import type { AcquirerName } from './operation.ts'
import { authorize, type Bench, following, inquire, MERCHANT, openBench, START_AT } from './testing.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
})
after(() => bench.close())
beforeEach(async () => {
  await bench.control('POST', `/worlds/${MERCHANT}/reset`)
  await bench.control('PUT', `/worlds/${MERCHANT}`, { clock: { frozen_at: START_AT } })
})

type Dispute = { case_reference: string; reason: string; status: string; stage: string; respond_by: string }
type Books = { disputes: Dispute[]; movements: { kind: string; gross: string; acquirer_fee: string }[] }
const books = async (): Promise<Books> => (await bench.control('GET', `/worlds/${MERCHANT}/books`)) as Books
const advance = (to: string): Promise<unknown> => bench.control('POST', `/worlds/${MERCHANT}/clock`, { to })
const trigger = (body: object): Promise<Record<string, unknown>> =>
  bench.control('POST', `/worlds/${MERCHANT}/triggers`, body)
const evidence = async (case_reference: string, text: string): Promise<number> => {
  const url = `http://127.0.0.1:${bench.simulator.ports.northgate}/api/disputes/${case_reference}/evidence`
  const headers = { authorization: 'Bearer key', 'northgate-merchant': MERCHANT }
  return (await fetch(url, { method: 'POST', headers, body: text })).status
}
async function sale(acquirer: AcquirerName, minor: bigint, number?: string): Promise<Authorize> {
  const payment = authorize({ is_captured: true, amount: money(minor, 'EUR') })
  await bench.call(acquirer, payment, number)
  return payment
}

test('an inquiry moves no money until it becomes a chargeback, and a closed one never does', async () => {
  await sale('northgate', 9013n, '378282246310005')
  await sale('northgate', 9003n, '378282246310005')
  await advance('2026-11-24T12:05:00Z')
  const opened = await books()
  const shown = ({ reason, stage, status }: Dispute): string => `${reason} ${stage} ${status}`
  assert.deepEqual(new Set(opened.disputes.map(shown)), new Set(['R03 inquiry open', 'R13 inquiry open']))
  assert.deepEqual(new Set(opened.movements.map(({ kind }) => kind)), new Set(['sale']))
  const case_reference = opened.disputes.find(({ reason }) => reason === 'R03')?.case_reference ?? ''
  assert.equal(await evidence(case_reference, 'winning_evidence'), 200)
  await advance('2026-12-15T12:00:00Z')
  const { disputes, movements } = await books()
  assert.deepEqual(new Set(disputes.map(shown)), new Set(['R03 inquiry closed', 'R13 chargeback open']))
  const moved = movements.filter(({ kind }) => kind !== 'sale')
  assert.deepEqual(
    new Set(moved.map(({ kind, gross }) => `${kind} ${gross}`)),
    new Set(['chargeback -9013', 'dispute_fee 0']),
  )
})

test('the disputed test number is charged back as fraud, and funds and a fee are taken', async () => {
  await sale('northgate', 5000n, '4000000000000259')
  await advance('2026-11-24T12:05:00Z')
  const { disputes, movements } = await books()
  assert.deepEqual(
    disputes.map(({ reason, status }) => [reason, status]),
    [['10.4', 'open']],
  )
  assert.equal(disputes[0]?.respond_by, '2026-12-24T12:01:00.000000Z')
  assert.deepEqual(movements.map(({ kind, gross }) => `${kind} ${gross}`).sort(), [
    'chargeback -5000',
    'dispute_fee 0',
    'sale 5000',
  ])
})

test('an amount spells a reason', async () => {
  await sale('northgate', 1310n)
  await sale('northgate', 1050n)
  await sale('ironbridge', 1261n)
  await sale('tidewater', 4837n, '5555555555554444')
  await advance('2026-11-24T12:05:00Z')
  assert.deepEqual((await books()).disputes.map(({ reason }) => reason).sort(), ['12.6.1', '13.1', '4837'])
})

test('evidence wins; pre-arbitration takes the funds again, and silence loses', async () => {
  const payment = await sale('northgate', 2000n)
  const { operation_reference } = payment
  await trigger({ kind: 'open_dispute', acquirer: 'northgate', operation_reference, reason: '13.1' })
  const case_reference = (await books()).disputes[0]?.case_reference ?? ''
  assert.equal(await evidence(case_reference, 'winning_evidence'), 200)
  assert.equal(await evidence(case_reference, 'something else'), 409)
  await advance('2026-12-04T12:00:01Z')
  assert.equal((await books()).disputes[0]?.status, 'won')
  await trigger({ kind: 'pre_arbitration', case_reference })
  assert.deepEqual(
    (await books()).disputes.map(({ stage, status }) => [stage, status]),
    [['pre_arbitration', 'open']],
  )
  await advance('2027-01-10T12:00:00Z')
  const { disputes, movements } = await books()
  assert.equal(disputes[0]?.status, 'lost')
  const gross = movements.filter(({ kind }) => kind.startsWith('chargeback')).map((row) => row.gross)
  assert.deepEqual(gross.sort(), ['-2000', '-2000', '2000'])
})

test('a refund that takes its time succeeds on one number and fails on the other', async () => {
  for (const [number, kind] of [
    ['4000000000007726', 'approved'],
    ['4000000000005126', 'rejected'],
  ] as const) {
    const payment = authorize({ is_captured: true })
    const sold = await bench.call('northgate', payment, number)
    assert.equal(sold.kind, 'approved')
    const id = sold.kind === 'approved' ? sold.acquirer_reference : ''
    const refund = following('refund', payment, id, 500n)
    assert.equal((await bench.call('northgate', refund)).kind, 'pending')
    await advance(kind === 'approved' ? '2026-11-24T12:06:00Z' : '2026-11-24T12:12:00Z')
    assert.equal((await bench.call('northgate', inquire(refund))).kind, kind)
  }
})

test('a refund that was settled can still fail', async () => {
  const payment = authorize({ is_captured: true })
  const sold = await bench.call('northgate', payment)
  const id = sold.kind === 'approved' ? sold.acquirer_reference : ''
  const refund = following('refund', payment, id, 500n)
  await bench.call('northgate', refund)
  const { operation_reference } = refund
  await trigger({ kind: 'fail_refund', acquirer: 'northgate', operation_reference })
  assert.equal((await bench.call('northgate', inquire(refund))).kind, 'rejected')
  const { movements } = await books()
  assert.equal(
    movements.reduce((sum, { gross }) => sum + Number(gross), 0),
    1050,
  )
})

test('a hold that is not captured runs out by the rules of its scheme', async () => {
  await bench.call('northgate', authorize())
  await bench.call('northgate', authorize(), '5555555555554444')
  const { next_due_at } = await bench.control('GET', `/worlds/${MERCHANT}/next-due`)
  assert.equal(next_due_at, '2026-12-01T12:00:00.000000Z')
  await advance('2026-12-04T12:00:00Z')
  const { authorizations } = (await bench.control('GET', `/worlds/${MERCHANT}/books`)) as {
    authorizations: { released: string; is_closed: boolean }[]
  }
  assert.deepEqual(
    authorizations.map(({ released, is_closed }) => [released, is_closed]),
    [
      ['1050', true],
      ['1050', true],
    ],
  )
})
