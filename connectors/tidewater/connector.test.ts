import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { money } from '../../kernel/money.ts'
import { type Instant, parseInstant } from '../../kernel/world.ts'
import { type AcquirerAccount, type Authorize, cardPlaceholders } from '../../modules/rails/index.ts'
import { decimalOf, readDecimal } from './amount.ts'
import { tidewater } from './connector.ts'

const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const at = parseInstant('2026-11-24T12:00:00Z') as Instant
const account: AcquirerAccount = {
  id: 'aca_00000000000000000000000000' as AcquirerAccount['id'],
  connector: 'tidewater',
  merchant_number: 'SHOP00000000001',
  api_key: 'key',
  url: 'http://acquirer.example',
  report_url: 'http://acquirer.example',
  callback_secrets: ['new', 'old'],
  callback_url: 'http://florin.example/callbacks',
}
const payment: Authorize = {
  operation: 'authorize',
  reference: 'Bestellung Käse',
  operation_reference: 'op1',
  amount: money(1050n, 'USD'),
  at,
  card: {
    scheme: 'visa',
    bin: '424242',
    last4: '4242',
    expiry_month: 12,
    expiry_year: 2030,
    country: 'US',
    funding: 'credit',
  },
  acceptor: {
    name: 'Käserei',
    city: 'Zürich',
    country: 'CH',
    mcc: '5411',
  },
  is_captured: true,
  allows_partial: false,
  is_estimate: false,
  has_cvc: true,
  initiated: null,
  is_first_of_many: false,
  three_ds: null,
  exemption: null,
}
const parse = (status: number, body: string) => tidewater.parse(payment, { status, headers: {}, body })
const news = (body: string, key: string, seconds = at / 1e6, sent = body) => {
  const mac = createHmac('sha256', key).update(`${seconds}.${body}`).digest('hex')
  const headers = { 'tidewater-signature': `t=${seconds},v1=${mac}` }
  return tidewater.readCallback?.(account, { headers, body: sent, at })
}

test('a request is ASCII, and holds placeholders where the card belongs', () => {
  const built = tidewater.build(account, payment)
  assert.equal(built.transport, 'http')
  assert.match(built.body, /^[\x20-\x7e]*$/)
  for (const name of ['number', 'expiry_month', 'expiry_year', 'cvc'] as const)
    assert.ok(built.body.includes(cardPlaceholders[name]))
  const without = tidewater.build(account, { ...payment, has_cvc: false })
  assert.ok(!without.body.includes(cardPlaceholders.cvc))
})

test('whatever comes back is an outcome, and nothing but a known answer is believed', () => {
  for (const [status, body] of [
    [200, '<html>'],
    [502, '{"error":"x"}'],
    [404, ''],
    [302, '{}'],
    [200, '[]'],
  ] as const)
    assert.equal(parse(status, body).kind, 'unknown')
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 599 }), fc.json(), (status, body) => {
      const { kind } = parse(status, body)
      return kind === 'unknown' || kind === 'rejected'
    }),
    { numRuns: 200 },
  )
})

test('the answers of the fixtures are read', () => {
  assert.deepEqual(parse(202, fixture('received.json')), {
    kind: 'pending',
    acquirer_reference: '4F7K2M9QXD01',
  })
  const approved = parse(200, fixture('authorised.json'))
  assert.equal(approved.kind, 'approved')
  assert.deepEqual(approved.kind === 'approved' && approved.echo, {
    operation_reference: 'op1',
    amount: money(1050n, 'USD'),
  })
  assert.deepEqual(parse(404, '{"problem":{"code":"transaction_unknown"}}'), { kind: 'not_found' })
  assert.equal(parse(422, '{"problem":{"code":"amount_not_allowed"}}').kind, 'rejected')
})

test('amounts have exactly the decimals of their currency', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
      fc.constantFrom('USD', 'JPY', 'KWD'),
      (minor, code) => {
        const amount = money(minor, code as 'USD')
        assert.deepEqual(readDecimal(decimalOf(amount), code), amount)
      },
    ),
  )
  for (const text of ['10.5', '10', '10.500', '1e2', '', '.50']) assert.equal(readDecimal(text, 'USD'), null)
})

test('a callback counts with either secret, in time, and with its very own text', () => {
  const body = fixture('refused_callback.json')
  const [first] = news(body, 'old') ?? []
  assert.ok(first !== undefined && first.about !== 'dispute')
  assert.deepEqual([first.message_id, first.about, first.outcome.kind], ['msg_1', 'authorize', 'declined'])
  assert.equal(news(body, 'another'), undefined)
  assert.equal(news(body, 'new', at / 1e6 - 301), undefined)
  assert.equal(news(body, 'new', at / 1e6, body.replace('refused', 'authorised')), undefined)
})

test('what every object inherits is no kind of a callback, and no kind of a line', () => {
  const callback = JSON.parse(fixture('refused_callback.json')) as object
  const report = fixture('report.csv')
  for (const word of ['constructor', 'toString', '__proto__', 'valueOf', 'hasOwnProperty']) {
    assert.equal(news(JSON.stringify({ ...callback, type: word }), 'new'), undefined, word)
    const body = report.replace(/^L,\w+,/m, `L,${word},`)
    assert.notEqual(body, report)
    assert.equal(tidewater.report.parse({ status: 200, headers: {}, body }), undefined, word)
  }
})

test('a report adds up, or is none', () => {
  const text = fixture('report.csv')
  const report = tidewater.report.parse({ status: 200, headers: {}, body: text })
  assert.deepEqual(
    report?.lines.map(({ kind, case_reference }) => [kind, case_reference]),
    [
      ['sale', null],
      ['chargeback', 'CB123'],
    ],
  )
  assert.equal(report?.net.minor, -984n)
  assert.deepEqual(report?.also_in, ['EUR', 'JPY'])
  const cut = text.split('\n').slice(0, 2).join('\n')
  for (const body of [cut, text.replace('10.50', '10.51'), text.replace('T,2', 'T,3')])
    assert.equal(tidewater.report.parse({ status: 200, headers: {}, body }), undefined)
})
