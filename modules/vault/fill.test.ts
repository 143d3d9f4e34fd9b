import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type CardDetails, fill } from './fill.ts'
import { scrub, scrubReply } from './scrub.ts'

const card: CardDetails = { number: '4539578763621486', expiry_month: 3, expiry_year: 2031, cvc: '739' }
const bodyOf = (text: string, of = card): string => {
  const filled = fill(text, of)
  return 'body' in filled ? filled.body : `fault: ${filled.fault}`
}

test('placeholders are replaced by what they stand for', () => {
  assert.equal(bodyOf('n={{card.number}};'), 'n=4539578763621486;')
  assert.equal(bodyOf('0100{{card.number_llvar}}00'), '010016453957876362148600')
  assert.equal(
    bodyOf(
      '{{card.expiry_mmyy}} {{card.expiry_yymm}} {{card.expiry_month}} {{card.expiry_year}} {{card.cvc}}',
    ),
    '0331 3103 03 2031 739',
  )
  assert.equal(bodyOf('"{{card.cvc}}"', { ...card, cvc: '' }), '""')
  assert.equal(bodyOf('nothing to {{fill}} in'), 'nothing to {{fill}} in')
})

test('a text that a merchant wrote cannot carry the number into another field', () => {
  const body = JSON.stringify({ number: '{{card.number}}', descriptor: 'Shop {{card.number}}' })
  assert.match(bodyOf(body), /^fault: .*number twice/)
  assert.match(bodyOf('{{card.number}}{{card.number_llvar}}'), /^fault: .*number twice/)
  assert.match(bodyOf('{{card.pin}}'), /^fault: .*unknown/)
  assert.match(bodyOf('{{card.number'), /^fault: .*unknown/)
  assert.match(bodyOf('{{card.constructor}}'), /^fault: .*unknown/)
})

test('a body without placeholders is sent as it is, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!text.includes('{{card.'))
      assert.equal(bodyOf(text), text)
    }),
  )
})

test('an answer is given on without the number and the code', () => {
  const mask = '453957******1486'
  assert.equal(scrub('{"pan":"4539578763621486","last4":"1486"}', card), `{"pan":"${mask}","last4":"1486"}`)
  assert.equal(scrub('card 4539 5787 6362 1486 declined', card), `card ${mask} declined`)
  assert.equal(scrub('4539-5787-6362-1486', card), mask)
  const named = [
    '{"cvc":"739"}',
    String.raw`{"error":"bad {\"cvv2\":\"739\"}"}`,
    'security_code=739&amount=1',
    '<CardCode>739</CardCode>',
    '"cvc": 739,',
  ]
  for (const text of named) assert.ok(!scrub(text, card).includes('739'), scrub(text, card))
})

test('the number is found however it is grouped, and whatever stands around it', () => {
  const around = fc.string({ unit: fc.constantFrom('4', '5', '3', '9', ' ', '-', '"', 'a'), maxLength: 40 })
  const gap = fc.constantFrom('', '', '', ' ', '-', '  ', ' -')
  fc.assert(
    fc.property(around, around, fc.array(gap, { minLength: 15, maxLength: 15 }), (before, behind, gaps) => {
      const grouped = card.number
        .split('')
        .map((digit, place) => digit + (gaps[place] ?? ''))
        .join('')
      const clean = scrub(`${before}${grouped}${behind}`, card)
      assert.ok(!clean.replaceAll(/[ -]/g, '').includes(card.number), clean)
      assert.ok(clean.includes('453957******1486'), clean)
    }),
  )
})

test('an amount that happens to be the code stays what it is', () => {
  const answer = '{"amount":"739","other":"1739","cvc_check":"match"}'
  assert.equal(scrub(answer, card), answer)
})

test('a fixed-width answer keeps its widths', () => {
  const answer = '011016453957876362148600000000001050'
  const clean = scrub(answer, card)
  assert.equal(clean.length, answer.length)
  assert.ok(!clean.includes(card.number))
})

test('headers and reasons are scrubbed as bodies are', () => {
  const reply = scrubReply(
    {
      kind: 'answered',
      answer: {
        status: 200,
        headers: { 'x-card': card.number, 'x-cvc': '739', date: 'now: then' },
        body: '',
      },
    },
    card,
  )
  assert.deepEqual(reply.kind === 'answered' && reply.answer.headers, {
    'x-card': '453957******1486',
    'x-cvc': '***',
    date: 'now: then',
  })
  const lost = scrubReply({ kind: 'no_answer', why: `lost after ${card.number}` }, card)
  assert.deepEqual(lost, { kind: 'no_answer', why: 'lost after 453957******1486' })
})

test('wherever the number stands in an answer, in whatever groups, it is gone afterwards', () => {
  const group = fc.constantFrom('', ' ', '-')
  fc.assert(
    fc.property(fc.string(), fc.array(group, { minLength: 15, maxLength: 15 }), fc.string(), (a, gaps, b) => {
      const shown = card.number
        .split('')
        .map((digit, at) => digit + (gaps[at] ?? ''))
        .join('')
      const digits = scrub(`${a}${shown}${b}`, card).replaceAll(/[ -]/g, '')
      assert.ok(!digits.includes(card.number))
    }),
  )
})
