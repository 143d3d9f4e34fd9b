import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { money } from '../../kernel/money.ts'
import { type Instant, parseInstant } from '../../kernel/world.ts'
import { type AcquirerAccount, type Authorize, cardPlaceholders } from '../../modules/rails/index.ts'
import { northgate } from './connector.ts'

const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
const at = parseInstant('2026-11-24T12:00:00Z') as Instant
const account: AcquirerAccount = {
  id: 'aca_00000000000000000000000000' as AcquirerAccount['id'],
  connector: 'northgate',
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
const parse = (status: number, body: string) => northgate.parse(payment, { status, headers: {}, body })
const news = (body: string, key: string, seconds = at / 1e6, sent = body) => {
  const mac = createHmac('sha256', key).update(`${seconds}.${body}`).digest('hex')
  const headers = { 'northgate-signature': `t=${seconds},v1=${mac}` }
  return northgate.readCallback?.(account, { headers, body: sent, at })
}

test('a request is ASCII, and holds placeholders where the card belongs', () => {
  const built = northgate.build(account, payment)
  assert.equal(built.transport, 'http')
  assert.match(built.body, /^[\x20-\x7e]*$/)
  for (const name of ['number', 'expiry_month', 'expiry_year', 'cvc'] as const)
    assert.ok(built.body.includes(cardPlaceholders[name]))
  const without = northgate.build(account, { ...payment, has_cvc: false })
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
  const approved = parse(200, fixture('approved.json'))
  assert.equal(approved.kind, 'approved')
  assert.deepEqual(approved.kind === 'approved' && approved.echo, {
    operation_reference: 'op1',
    amount: money(1050n, 'USD'),
  })
  const declined = parse(200, fixture('declined.json'))
  assert.equal(declined.kind === 'declined' && declined.network_code + declined.advice_code, '5124')
  assert.deepEqual(parse(404, '{"error":"operation_not_found"}'), { kind: 'not_found' })
  assert.equal(parse(404, '{"error":"not_found"}').kind, 'rejected')
})

test('a callback counts with either secret, in time, and with its very own text', () => {
  const body = fixture('reversed_callback.json')
  const first = news(body, 'old')?.[0]
  assert.deepEqual(first?.about === 'dispute' ? undefined : first?.outcome, {
    kind: 'reversed',
    acquirer_reference: '4F7K2M9QXD01',
  })
  assert.equal(news(body, 'new')?.[0]?.about, 'reversal')
  assert.equal(news(body, 'another'), undefined)
  assert.equal(news(body, 'old', at / 1e6 - 301), undefined)
  assert.equal(news(body, 'old', at / 1e6, body.replace('op1', 'op2')), undefined)
})

test('a report adds up, or is none', () => {
  const text = fixture('report.ndjson')
  const report = northgate.report.parse({ status: 200, headers: {}, body: text })
  assert.deepEqual(
    report?.lines.map(({ kind }) => kind),
    ['sale', 'refund'],
  )
  assert.equal(report?.net.minor, 781n)
  assert.deepEqual(report?.also_in, ['EUR'])
  const cut = text.split('\n').slice(0, 2).join('\n')
  for (const body of [cut, text.replace('"1050"', '"1051"'), text.replace('sale', 'gift')])
    assert.equal(northgate.report.parse({ status: 200, headers: {}, body }), undefined)
  assert.equal(
    northgate.report.parse({ status: 404, headers: {}, body: '{"error":"report_not_ready"}' }),
    undefined,
  )
})
