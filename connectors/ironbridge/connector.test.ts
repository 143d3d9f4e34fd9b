import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { present } from '../../kernel/assert.ts'
import { money } from '../../kernel/money.ts'
import { type Instant, parseInstant } from '../../kernel/world.ts'
import {
  type AcquirerAccount,
  type Authorize,
  type CardRequest,
  type IsoFields,
  packMessage,
  readMessage,
} from '../../modules/rails/index.ts'
import { ironbridge } from './connector.ts'
import { packSubfields, readSubfields } from './subfields.ts'

const AT = parseInstant('2026-11-28T09:05:07Z') as Instant
const account: AcquirerAccount = {
  id: 'aca_01kdv0000000000000000000a0' as AcquirerAccount['id'],
  connector: 'ironbridge',
  merchant_number: 'SHOP00000000001',
  url: 'tcp://127.0.0.1:7003',
  report_url: 'http://127.0.0.1:7000',
  api_key: 'key',
  callback_secrets: [],
  callback_url: '',
}
const common = {
  reference: 'order 1',
  operation_reference: '01kdv0000000000000000000a1',
  amount: money(1_050n, 'EUR'),
  at: AT,
}
const authorize: Authorize = {
  ...common,
  operation: 'authorize',
  card: {
    scheme: 'visa',
    bin: '424242',
    last4: '4242',
    expiry_month: 12,
    expiry_year: 2030,
    country: 'US',
    funding: 'credit',
  },
  acceptor: { name: 'Café Łódź', city: 'Berlin', country: 'DE', mcc: '5812' },
  is_captured: false,
  allows_partial: true,
  is_estimate: false,
  has_cvc: true,
  initiated: null,
  is_first_of_many: true,
  three_ds: null,
  exemption: 'low_value',
}
const following = {
  ...common,
  operation_reference: '01kdv0000000000000000000a2',
  acquirer_reference: 'ib01kdv000000000000000000z',
  original_reference: common.operation_reference,
}
const requests: Readonly<Record<string, CardRequest>> = {
  authorize,
  sale: { ...authorize, is_captured: true, has_cvc: false },
  recurring: {
    ...authorize,
    card: { ...authorize.card, scheme: 'mastercard' },
    has_cvc: false,
    is_first_of_many: false,
    exemption: null,
    initiated: {
      reason: 'recurring',
      network_transaction_id: 'MCC1234561128',
      transaction_link_id: 'aZ09_-aZ09_-aZ09_-aZ09',
    },
  },
  capture: { ...following, operation: 'capture', is_final: true },
  void: { ...following, operation: 'void', amount: money(50n, 'EUR') },
  increment: { ...following, operation: 'increment', amount: money(2_000n, 'EUR') },
  refund: { ...following, operation: 'refund' },
  inquire: { ...common, operation: 'inquire', about: 'authorize', acquirer_reference: null },
}
const card: Readonly<Record<string, string>> = {
  '{{card.number_llvar}}': '164242424242424242',
  '{{card.expiry_yymm}}': '3012',
  '{{card.cvc}}': '123',
}
const sentFor = (request: CardRequest): string => {
  const wire = ironbridge.build(account, request)
  assert.equal(wire.transport, 'tcp')
  return Object.entries(card).reduce((text, [place, value]) => text.replace(place, value), wire.body)
}
const keyOf = present(ironbridge.key_of, 'the key of an answer')
/** What Ironbridge answers: the request's own fields back, with `more`. */
function answerTo(
  request: CardRequest,
  code: string,
  subfields: Record<string, string>,
  more: IsoFields = {},
) {
  const sent = readMessage(sentFor(request))
  assert.ok(sent.ok)
  const {
    3: kind,
    4: amount,
    7: time,
    11: trace,
    37: retrieval,
    41: terminal,
    42: merchant,
    49: currency,
  } = sent.value.fields
  const echoed = {
    3: kind,
    4: amount,
    7: time,
    11: trace,
    37: retrieval,
    41: terminal,
    42: merchant,
    49: currency,
  }
  const body = packMessage({
    mti: `${sent.value.mti.slice(0, 2)}${Number(sent.value.mti.charAt(2)) + 1}0`,
    fields: {
      ...(echoed as IsoFields),
      39: code,
      48: packSubfields({ '01': request.operation_reference, '03': 'ib1', ...subfields }),
      ...more,
    },
  })
  return { status: 200, headers: {}, body }
}

test('each operation is written as its page says', () => {
  const lines = Object.entries(requests).map(([name, request]) => `${name} ${sentFor(request)}`)
  const kept = readFileSync(new URL('./fixtures/messages.txt', import.meta.url), 'utf8')
  assert.deepEqual(
    lines,
    kept.split('\n').filter((line) => line !== '' && !line.startsWith('#')),
  )
})

test('card details are placeholders, with the CVC last', () => {
  const { body } = ironbridge.build(account, authorize)
  assert.ok(body.includes('{{card.number_llvar}}') && body.includes('{{card.expiry_yymm}}'))
  assert.ok(body.endsWith('003{{card.cvc}}'))
  const lost = Object.entries({ ...card, '{{card.cvc}}': '' }).reduce(
    (text, [place, value]) => text.replace(place, value),
    body,
  )
  assert.equal(readMessage(lost).ok, false)
  assert.equal(ironbridge.build(account, present(requests['capture'], 'capture')).body.includes('{{'), false)
})

test('an answer finds its request, and only that one', () => {
  const keys = new Set<string>()
  for (const request of Object.values(requests)) {
    const wire = ironbridge.build(account, request)
    assert.equal(wire.transport, 'tcp')
    assert.equal(keyOf(answerTo(request, '00', {}).body), wire.key)
    keys.add(wire.key)
  }
  assert.equal(keyOf('nonsense'), undefined)
  // Authorisation, sale and recurring are one reference here; the inquiry about it is another class of message.
  const [first, second] = [requests['authorize'], requests['inquire']].map((one) =>
    ironbridge.build(account, present(one, 'a request')),
  )
  assert.notDeepEqual(first, second)
  assert.ok(keys.size >= 5)
})

test('approved, in part, declined, refused and pending', () => {
  const parse = (code: string, subfields: Record<string, string> = {}, more: IsoFields = {}) =>
    ironbridge.parse(authorize, answerTo(authorize, code, subfields, more))
  const approved = parse('00', { '05': '123456789012345', '08': 'M', '09': 'N' }, { 38: 'A1B2C3' })
  assert.deepEqual(approved, {
    kind: 'approved',
    acquirer_reference: 'ib1',
    echo: { operation_reference: common.operation_reference, amount: common.amount },
    auth_code: 'A1B2C3',
    network_transaction_id: '123456789012345',
    transaction_link_id: null,
    cvc_check: 'match',
    address_check: 'no_match',
  })
  const partial = parse('10', {}, { 4: '500' })
  assert.ok(partial.kind === 'approved' && partial.echo.amount?.minor === 500n)
  const declined = parse('51', { '07': '24' })
  assert.ok(declined.kind === 'declined' && declined.network_code === '51' && declined.advice_code === '24')
  const refused = parse('30', { '21': 'A', '18': 'field 126' })
  assert.deepEqual(refused, { kind: 'rejected', code: '30', text: 'field 126' })
  assert.deepEqual(parse('09'), { kind: 'pending', acquirer_reference: 'ib1' })
})

test('an inquiry says what became of the operation, or that it was never seen', () => {
  const inquire = present(requests['inquire'], 'inquire')
  const parse = (code: string, subfields: Record<string, string>) =>
    ironbridge.parse(inquire, answerTo(inquire, code, subfields)).kind
  assert.equal(parse('25', { '20': 'N' }), 'not_found')
  assert.equal(parse('09', { '20': 'P' }), 'pending')
  assert.equal(parse('00', { '20': 'A' }), 'approved')
  assert.equal(parse('51', { '20': 'A' }), 'declined')
  assert.equal(parse('96', { '21': 'A' }), 'unknown')
  assert.equal(parse('00', {}), 'unknown')
  assert.equal(parse('00', { '20': 'A', '01': 'another' }), 'unknown')
})

test('what makes no sense is unknown and never an exception', () => {
  const good = answerTo(authorize, '00', {}).body
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .tuple(fc.nat(good.length - 1), fc.string({ maxLength: 2 }))
      .map(([at, junk]) => good.slice(0, at) + junk + good.slice(at + 1)),
  )
  fc.assert(
    fc.property(hostile, fc.constantFrom(...Object.values(requests)), (body, request) => {
      keyOf(body)
      assert.ok(ironbridge.parse(request, { status: 200, headers: {}, body }).kind !== 'not_sent')
    }),
    { numRuns: 60 },
  )
  const capture = present(requests['capture'], 'capture')
  assert.equal(ironbridge.parse(capture, answerTo(authorize, '00', {})).kind, 'unknown')
})

test('subfields are read back as written', () => {
  const tags = fc.dictionary(fc.stringMatching(/^\d\d$/), fc.stringMatching(/^[ -~]{1,40}$/))
  fc.assert(
    fc.property(tags, (values) =>
      assert.deepEqual({ ...readSubfields(packSubfields(values)) }, { ...values }),
    ),
  )
  assert.equal(readSubfields('01003ab'), undefined)
  assert.equal(readSubfields('01001a01001b'), undefined)
})

test('a report is not ready, or adds up', () => {
  const { report } = ironbridge
  const wire = report.build(account, '2026-11-28')
  assert.ok(wire.transport === 'http')
  assert.equal(wire.path, '/ironbridge/merchants/SHOP00000000001/settlements/2026-11-28')
  assert.equal(wire.headers['authorization'], 'Bearer key')
  const page = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
  const text = present(/```json\n(.*?)```/s.exec(page)?.[1], 'the example of the page')
  const example = JSON.parse(text) as Record<string, unknown>
  const answer = (status: number, body: unknown) => ({ status, headers: {}, body: JSON.stringify(body) })
  assert.equal(report.parse(answer(404, {})), undefined)
  assert.throws(() => report.parse(answer(500, {})))
  assert.throws(() => report.parse(answer(200, { ...example, net: '1' })))
  const good = report.parse(answer(200, { ...example, net: '9940' }))
  assert.equal(good?.lines[0]?.interchange.minor, -20n)
})
