// Goal: a payment lives its whole life at each acquirer, and the books tell it.
// Method: the connectors, real sockets on loopback, a simulator in this process with a frozen clock.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { present } from '../../kernel/assert.ts'
import { money } from '../../kernel/money.ts'
import type { CardOutcome, CardRequest, SettlementReport } from '../../modules/rails/index.ts'
import { isLuhn } from './cards.ts'
import { type AcquirerName, acquirerNames } from './operation.ts'
import { authorize, type Bench, connectors, following, inquire, MERCHANT, openBench } from './testing.ts'

let bench: Bench
before(async () => {
  bench = await openBench()
})
after(() => bench.close())

/** What an operation comes to: at tidewater by inquiry. */
async function outcomeOf(
  acquirer: AcquirerName,
  request: CardRequest,
  number?: string,
): Promise<CardOutcome> {
  const first = await bench.call(acquirer, request, number)
  if (acquirer !== 'tidewater' || request.operation === 'inquire') return first
  if (first.kind !== 'pending') return first
  return bench.call(acquirer, inquire(request))
}
async function approved(acquirer: AcquirerName, request: CardRequest, number?: string) {
  const outcome = await outcomeOf(acquirer, request, number)
  assert.equal(
    outcome.kind,
    'approved',
    `${acquirer}: ${JSON.stringify(outcome, (_, value) => (typeof value === 'bigint' ? String(value) : (value as unknown)))}`,
  )
  return outcome
}

async function reportOf(acquirer: AcquirerName, day: string): Promise<SettlementReport | undefined> {
  const account = bench.account(acquirer)
  const { report } = connectors[acquirer]
  const reply = await bench.sendTo(account.report_url, report.build(account, day))
  assert.equal(reply.kind, 'answered')
  return reply.kind === 'answered' ? report.parse(reply.answer) : undefined
}

for (const acquirer of acquirerNames)
  test(`${acquirer}: authorised, raised, captured in parts, refunded, and settled on the next business day`, async () => {
    const payment = authorize()
    const first = await approved(acquirer, payment)
    assert.deepEqual(first.echo, { operation_reference: payment.operation_reference, amount: payment.amount })
    assert.match(first.auth_code ?? '', /^[0-9A-Z]{6}$/)
    assert.match(first.network_transaction_id ?? '', /^\d{15}$/)
    assert.equal(first.cvc_check, 'match')
    const id = first.acquirer_reference
    await approved(acquirer, following('increment', payment, id, 1500n))
    await approved(acquirer, { ...following('capture', payment, id, 1000n), is_final: false })
    const tooMuch = await outcomeOf(acquirer, following('capture', payment, id, 501n))
    assert.equal(tooMuch.kind, 'rejected')
    await approved(acquirer, following('capture', payment, id, 300n))
    await approved(acquirer, following('refund', payment, id, 200n))
    assert.equal(await reportOf(acquirer, '2026-11-25'), undefined)
    await bench.control('POST', `/worlds/${MERCHANT}/clock`, { to: '2026-11-25T07:00:00Z' })
    const report = await reportOf(acquirer, '2026-11-25')
    assert.deepEqual(report?.lines.map(({ kind, gross }) => [kind, gross.minor]).sort(), [
      ['refund', -200n],
      ['sale', 1000n],
      ['sale', 300n],
    ])
    await bench.control('PUT', `/worlds/${MERCHANT}`, { clock: { frozen_at: '2026-11-24T12:00:00Z' } })
  })

for (const acquirer of acquirerNames) {
  test(`${acquirer}: a repeat has the same answer and no second effect`, async () => {
    const payment = authorize({ is_captured: true, amount: money(777n, 'EUR') })
    const first = await approved(acquirer, payment)
    assert.deepEqual(await approved(acquirer, payment), first)
    const refund = following('refund', payment, first.acquirer_reference, 700n)
    const one = await approved(acquirer, refund)
    assert.deepEqual(await approved(acquirer, refund), one)
    const { authorizations } = (await bench.control('GET', `/worlds/${MERCHANT}/books`)) as {
      authorizations: { operation_reference: string; refunded: string; captured: string }[]
    }
    const row = authorizations.find(
      ({ operation_reference }) => operation_reference === payment.operation_reference,
    )
    assert.deepEqual([row?.captured, row?.refunded], ['777', '700'])
  })

  test(`${acquirer}: what it never saw is not found, and stays so`, async () => {
    const payment = authorize()
    assert.deepEqual(await bench.call(acquirer, inquire(payment)), { kind: 'not_found' })
    assert.equal((await bench.call(acquirer, payment)).kind, 'rejected')
    assert.deepEqual(await bench.call(acquirer, inquire(payment)), { kind: 'not_found' })
  })

  test(`${acquirer}: a hold is let go in part and as a whole`, async () => {
    const payment = authorize()
    const { acquirer_reference } = await approved(acquirer, payment)
    await approved(acquirer, following('void', payment, acquirer_reference, 50n))
    await approved(acquirer, following('void', payment, acquirer_reference, 1000n))
    const late = await outcomeOf(acquirer, following('capture', payment, acquirer_reference, 1n))
    assert.equal(late.kind, 'rejected')
  })
}

const declines = {
  '4000000000000002': '05',
  '4000000000009995': '51',
  '4000000000009987': '41',
  '4000000000009979': '43',
  '4000000000000069': '54',
  '4000000000000127': 'N7',
  '4000000000000119': '96',
  '4100000000000019': '59',
  '4000000000000341': '05',
  '4000000000003220': '1A',
  '4000002500003155': '1A',
  '4000002760003184': '1A',
}
for (const acquirer of acquirerNames)
  test(`${acquirer}: the known test numbers do what developers expect of them`, async () => {
    for (const [number, code] of Object.entries(declines)) {
      const outcome = await outcomeOf(acquirer, authorize(), number)
      assert.deepEqual(
        [number, outcome.kind, outcome.kind === 'declined' && outcome.network_code],
        [number, 'declined', code],
      )
    }
  })

test('a card that spent what it may in a day is declined until the next day begins', async () => {
  const most = money(200_000n, 'EUR')
  const isShort = async (number: string): Promise<boolean> => {
    const outcome = await bench.call('northgate', authorize({ amount: most, allows_partial: true }), number)
    return outcome.kind === 'approved' && (outcome.echo.amount?.minor ?? most.minor) < most.minor
  }
  let short: string | undefined
  for (let index = 0; index < 60 && short === undefined; index++) {
    const number = ordinaryNumber(index)
    if (await isShort(number)) short = number
  }
  assert.ok(short !== undefined, 'a card with a small limit')
  const small = () => authorize({ amount: money(100n, 'EUR') })
  const spent = await bench.call('northgate', small(), short)
  assert.equal(spent.kind === 'declined' && spent.network_code, '51')
  await bench.control('PUT', `/worlds/${MERCHANT}`, { clock: { frozen_at: '2026-11-25T00:00:00Z' } })
  await approved('northgate', small(), short)
  await bench.control('PUT', `/worlds/${MERCHANT}`, { clock: { frozen_at: '2026-11-24T12:00:00Z' } })
})

/** A number that nobody knows, with its check digit. */
function ordinaryNumber(index: number): string {
  const body = `400012${String(7_000 + index).padStart(9, '0')}`
  return present(
    '0123456789'
      .split('')
      .map((digit) => `${body}${digit}`)
      .find(isLuhn),
    'a check digit',
  )
}
