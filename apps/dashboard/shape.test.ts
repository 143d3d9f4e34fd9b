import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressOf } from './src/api/call.ts'
import { Problem, whatToDo } from './src/api/problem.ts'
import { pageOfId } from './src/registry/index.ts'
import type { ApiField } from './src/registry/kinds.ts'
import { curlOf, isOrder, newestFirst, routeNames, routeOf } from './src/registry/routes.ts'
import { decimalOf, shownAmount, typedAmount } from './src/shape/amount.ts'
import { failureSentence, percentOf } from './src/shape/failures.ts'
import { readForm, typedAtFirst } from './src/shape/form.ts'
import { ageing, chosenOf, looseOf, matchBody } from './src/shape/matching.ts'
import {
  type Overview,
  rateDrawn,
  rateSaid,
  shownMs,
  shownRate,
  spanOf,
  volumeDrawn,
  volumeSaid,
} from './src/shape/overview.ts'
import { toneOfState, wordsOf } from './src/shape/tone.ts'
import { treeOf } from './src/shape/tree.ts'
import { csvCell, csvOf, labelOf, shownAs } from './src/shape/value.ts'
import { instantOf, localMoment, shownTime } from './src/shape/when.ts'

test('an amount is shown exactly, with the digits of its currency', () => {
  assert.equal(shownAmount({ value: '123456789', currency: 'USD' }), '1,234,567.89')
  assert.equal(shownAmount({ value: '5', currency: 'USD' }), '0.05')
  assert.equal(shownAmount({ value: '-105', currency: 'USD' }), '−1.05')
  assert.equal(shownAmount({ value: '1050', currency: 'JPY' }), '1,050')
  assert.equal(shownAmount({ value: '1050', currency: 'KWD' }), '1.050')
  assert.equal(shownAmount({ value: '9007199254740993000', currency: 'EUR' }), '90,071,992,547,409,930.00')
})

test('what is typed becomes minor units, or is refused', () => {
  assert.equal(typedAmount('10.5', 'USD'), '1050')
  assert.equal(typedAmount('1,234.56', 'EUR'), '123456')
  assert.equal(typedAmount('10.555', 'USD'), undefined)
  assert.equal(typedAmount('ten', 'USD'), undefined)
  assert.equal(decimalOf({ value: typedAmount('0.07', 'USD') ?? '', currency: 'USD' }), '0.07')
})

test('a value is shown by its shape and name', () => {
  const id = 'pay_01m8pvqjb7ex5tqs2bpz7rrkgp'
  const cases: [unknown, string, string][] = [
    [{ value: '1', currency: 'USD' }, 'amount', 'amount'],
    ['succeeded', 'status', 'state'],
    [id, 'payment', 'id'],
    ['2026-11-30T18:33:00Z', 'created_at', 'time'],
    ['2026-11-30', 'settles_on', 'day'],
    ['2026-11-21', 'api_version', 'text'],
    [null, 'reference', 'nothing'],
    [false, 'needs_review', 'flag'],
    [['a'], 'rails', 'list'],
    [[{ a: 1 }], 'candidates', 'objects'],
    [7, 'attempts', 'number'],
    [200, 'status', 'state'],
    ['fee_differs', 'type', 'word'],
    ['payment.succeeded', 'type', 'text'],
  ]
  for (const [value, path, shown] of cases) assert.equal(shownAs(value, path), shown, path)
  assert.equal(labelOf('card.expiry_month'), 'Card expiry month')
  assert.equal(labelOf('created_at'), 'Created')
  assert.equal(pageOfId(id), `/payments/${id}`)
  assert.equal(pageOfId('opn_01m8pvqjb7ex5tqs2bpz7rrkgp'), undefined)
})

test('a word of any name is shown as it is, also one that every object inherits', () => {
  for (const word of ['constructor', 'toString', '__proto__', 'valueOf']) {
    assert.equal(toneOfState(word, {}), 'quiet')
    assert.ok(!labelOf(`metadata.${word}`).includes('native code'), word)
    assert.equal(csvOf([{ metadata: {} }], [`metadata.${word}`]), `metadata.${word}\r\n`)
  }
})

test('a spreadsheet runs nothing that stands in a cell', () => {
  assert.equal(csvCell('=HYPERLINK("http://x")'), `"'=HYPERLINK(""http://x"")"`)
  assert.equal(csvCell('@SUM(1)'), "'@SUM(1)")
  assert.equal(csvCell('-1+cmd'), "'-1+cmd")
  assert.equal(csvCell('a, "b"'), '"a, ""b"""')
  assert.equal(csvOf([{ id: '1', card: { last4: '4242' } }], ['id', 'card.last4']), 'id,card.last4\r\n1,4242')
})

test('an amount is two columns of a spreadsheet, which adds it up as it is', () => {
  const rows = [
    { amount: { value: '-105', currency: 'USD' } },
    { amount: { value: '1050', currency: 'JPY' } },
  ]
  assert.equal(csvOf(rows, ['amount']), 'amount,amount.currency\r\n-1.05,USD\r\n1050,JPY')
  assert.equal(csvOf([], ['amount']), 'amount')
})

test('lists that know both orders are read newest first; the order of a payment is another thing', () => {
  assert.deepEqual(newestFirst('GET /v1/events', { type: 'x' }), { order: 'newest_first', type: 'x' })
  assert.deepEqual(newestFirst('GET /v1/payments', {}), {})
  const ofAPayment = routeNames.filter((name) =>
    routeOf(name).query?.some((one) => one.name === 'order' && !isOrder(one)),
  )
  assert.ok(ofAPayment.length > 0)
  for (const name of ofAPayment) assert.deepEqual(newestFirst(name, {}), {}, name)
})

test('a name says its unit, and words are written as people do', () => {
  const labels = ['duration_ms', 'age_days', 'age_days_min', 'ratio_bps', 'is_open', 'card.last4', 'at']
  assert.deepEqual(labels.map(labelOf), [
    'Duration (ms)',
    'Age (days)',
    'Age (days) min',
    'Ratio (0.01 %)',
    'Open',
    'Card last 4',
    'At',
  ])
  assert.deepEqual(['sepa_core', 'fednow', 'needs_response'].map(wordsOf), [
    'SEPA core',
    'FedNow',
    'needs response',
  ])
  assert.deepEqual(
    ['200', '402', '503', '100'].map((status) => toneOfState(status)),
    ['good', 'attention', 'bad', 'quiet'],
  )
})

test('a moment names its zone, and its year when that is another', () => {
  const from = new Date('2026-12-01T00:00:00Z')
  assert.match(shownTime('2026-11-30T12:33:00Z', from), /^30 Nov, \d\d:33 \S+$/)
  assert.match(shownTime('2027-03-02T12:33:00Z', from), /^2 Mar 2027, \d\d:33 \S+$/)
  assert.equal(instantOf(localMoment('2026-11-30T12:33:00Z')), '2026-11-30T12:33:00.000Z')
  assert.equal(instantOf(''), '')
})

const fields: readonly ApiField[] = [
  { name: 'amount', kind: 'amount', required: true },
  { name: 'final', kind: 'boolean' },
  { name: 'rails', kind: 'list' },
  { name: 'signature', kind: 'json', required: true },
]

test('a form says what is missing, and leaves out what is empty', () => {
  const typed = typedAtFirst(
    fields,
    { amount: { value: '', currency: 'EUR' } },
    { signature: { kind: 'paper' } },
  )
  assert.equal(typed['amount'], '')
  assert.equal(typed['amount.currency'], 'EUR')
  assert.deepEqual(readForm(fields, typed), { ok: false, faults: { amount: 'This is needed.' } })
  assert.deepEqual(readForm(fields, { ...typed, amount: '10.5', rails: 'ach, sepa' }), {
    ok: true,
    body: {
      amount: { value: '1050', currency: 'EUR' },
      rails: ['ach', 'sepa'],
      signature: { kind: 'paper' },
    },
  })
})

test('a call is addressed by its route, and a command is what the call does', () => {
  const options = { params: { id: 'a/b' }, query: { status: 'open', owner: undefined, type: '' } }
  assert.equal(addressOf('GET /v1/disputes/{id}', options), '/v1/disputes/a%2Fb?status=open')
  const command = curlOf('POST /v1/refunds', 'https://pay.example', { reason: "it's late" })
  assert.match(command, /^curl -X POST https:\/\/pay\.example\/v1\/refunds/)
  assert.match(command, /Idempotency-Key/)
  assert.ok(command.includes(`'{"reason":"it'\\''s late"}'`), command)
})

test('a problem says what to do', () => {
  const told = { title: 'No', detail: 'Why', code: 'x', retry: 'new_key', request_id: 'req_1' }
  assert.match(whatToDo(new Problem(422, told)), /Correct/)
  assert.match(whatToDo(new Problem(0, {})), /online/)
  assert.match(whatToDo(new Problem(503, { retry: 'same_key' })), /nothing happens twice/)
})

const outcomes = { payments: 0, approved: 0, declined: 0, blocked: 0, success_rate_bps: null }
const money = (value: string, currency = 'USD') => ({ value, currency })
const dollars = {
  ...outcomes,
  currency: 'USD',
  captures: 1,
  captured: money('1250'),
  refunds: 0,
  refunded: money('0'),
  buckets: [
    { at: '2026-11-29T00:00:00Z', ...outcomes, captured: money('0'), refunded: money('0') },
    { at: '2026-11-30T00:00:00Z', ...outcomes, captured: money('1250'), refunded: money('0') },
  ],
}
const figures = {
  bucket: 'day',
  outcomes: {
    ...outcomes,
    success_rate_bps: 9_950,
    buckets: [
      { at: '2026-11-29T00:00:00Z', ...outcomes, success_rate_bps: 9_900 },
      { at: '2026-11-30T00:00:00Z', ...outcomes },
      { at: '2026-12-01T00:00:00Z', ...outcomes, success_rate_bps: 10_000 },
    ],
  },
} as unknown as Overview

test('bars have the height of the money in its main unit, and stand a day apart', () => {
  const { times, step_s, lines } = volumeDrawn('day', dollars)
  assert.deepEqual(times, [1_795_910_400, 1_795_996_800])
  assert.equal(step_s, 86_400)
  assert.deepEqual(lines[0]?.values, [0, 12.5])
})

test('where nothing was decided there is no rate: neither none nor all', () => {
  assert.deepEqual(rateDrawn(figures).lines[0]?.values, [99, null, 100])
  assert.equal(shownRate(null), 'none yet')
  assert.equal(shownRate(9_999), '99.99 %')
  assert.equal(shownMs(240), '240 ms')
  assert.equal(shownMs(1_240), '1.2 s')
})

test('a chart says in a sentence what it shows', () => {
  const day = (at: string): string => at.slice(0, 10)
  assert.equal(
    volumeSaid(dollars, day),
    'Volume in USD: 12.50 in 1 capture; most of it, 12.50, from 2026-11-30',
  )
  assert.equal(rateSaid(figures, day), 'Success rate: 99.5 %; lowest, 99 %, from 2026-11-29')
})

test('an address that names no span means a week', () => {
  assert.deepEqual(['24h', '30d', 'toString', undefined].map(spanOf), ['24h', '30d', '7d', '7d'])
})

test('accounts grow into the tree of their paths', () => {
  const [assets, liabilities] = treeOf([
    { path: 'liabilities:customers:bob', id: 'b' },
    { path: 'assets:bank', id: 'a' },
    { path: 'liabilities:customers:eve', id: 'e' },
  ])
  assert.equal(assets?.path, 'assets')
  assert.equal(assets?.below[0]?.accounts[0]?.['id'], 'a')
  assert.equal(liabilities?.count, 2)
  assert.deepEqual(
    liabilities?.below[0]?.below.map(({ path }) => path),
    ['liabilities:customers:bob', 'liabilities:customers:eve'],
  )
})

test('a match names lines of the bank and transfers of the ledger', () => {
  const breaks = [
    { id: 'brk_1', statement: 'bst_1', line: 3, transfer: null, age_bucket: '0-1' },
    { id: 'brk_2', statement: null, line: null, transfer: 'trf_1', age_bucket: '30+' },
    { id: 'brk_3', statement: 'bst_1', line: 4, transfer: 'trf_2', age_bucket: '30+' },
  ]
  const loose = looseOf(breaks)
  assert.deepEqual(
    loose.map(({ side }) => side),
    ['bank', 'ledger'],
  )
  assert.deepEqual(matchBody('rca_1', chosenOf(loose, new Set(['brk_1', 'brk_2']))), {
    reconciliation_account: 'rca_1',
    lines: [{ statement: 'bst_1', line: 3 }],
    transfers: ['trf_1'],
  })
  assert.deepEqual(
    ageing(breaks).map(({ count }) => count),
    [1, 0, 0, 0, 2],
  )
})

test('a state has one tone, and a resource can say its own', () => {
  assert.equal(toneOfState('succeeded'), 'good')
  assert.equal(toneOfState('unheard_of'), 'quiet')
  assert.equal(toneOfState('open', { open: 'good' }), 'good')
})

test('the errors to begin with are said as a share of all failures', () => {
  const report = (...counts: number[]) => ({ data: counts.map((count) => ({ count })) })
  assert.equal(failureSentence(report()), undefined)
  assert.equal(failureSentence(undefined), undefined)
  assert.equal(failureSentence(report(7)), 'This error makes 100 % of your failures.')
  assert.equal(failureSentence(report(6, 4)), 'These two errors make 100 % of your failures.')
  assert.equal(failureSentence(report(60, 20, 12, 5, 3)), 'These three errors make 92 % of your failures.')
  assert.deepEqual([percentOf(999, 1_000), percentOf(1, 1_000), percentOf(0, 5)], [99, 1, 0])
})
