// Goal: whoever has to answer a bank that asks money back reads what it is about, and until when.
// Method: the sentence for each rail and each thing that may have come in.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Id } from '../../../../kernel/id.ts'
import { type Instant, parseInstant } from '../../../../kernel/world.ts'
import type { InstantIncoming } from '../../instant_connector.ts'
import { notedReceipt } from '../noted_receipt.ts'
import type { InstantReceipt } from '../receipt.ts'
import { askedBackText } from './asked_back.ts'

/** A Monday. */
const AT = parseInstant('2026-11-30T12:00:00Z') as Instant
const asked: Extract<InstantIncoming, { kind: 'recall' }> = {
  kind: 'recall',
  message_id: 'ASKED1',
  about: 'THEIRS1',
  reference: 'TX-1',
  end_to_end_id: 'E-1',
  reason_code: 'DUPL',
  note: '',
  money: { amount: 250n, currency: 'EUR' },
}
const connection = { id: 'bcn_01kdv0000000000000000000g0' as Id<'bcn'> }
const receipt: InstantReceipt = {
  ...notedReceipt({ open: { connection } as never, rail: 'sepa_instant', news: asked, body: '' }, AT),
  outcome: 'credited',
  amount: 250n,
  currency: 'EUR',
}
const text = (came: InstantReceipt | undefined, rail: 'sepa_instant' | 'rtp' | 'fednow' = 'sepa_instant') =>
  askedBackText(asked, came, rail, AT)

test('a rail says by when its banks are answered', () => {
  const credited = `It came in as ${receipt.id} and was credited.`
  const begin = `A bank asks the payment TX-1 back (DUPL). ${credited}`
  const end = 'give it back, or say why not.'
  assert.equal(text(receipt), `${begin} Answer before 2026-12-21T23:00:00.000000Z: ${end}`)
  assert.equal(text(receipt, 'rtp'), `${begin} Answer before 2026-12-15T05:00:00.000000Z: ${end}`)
  const first = 'Say before 2026-12-02T05:00:00.000000Z that you look into it.'
  assert.equal(text(receipt, 'fednow'), `${begin} ${first} Answer before 2026-12-15T05:00:00.000000Z: ${end}`)
})

test('what came in, or did not, is said as it is', () => {
  assert.match(text(undefined), /No payment that came in has that name\./)
  assert.match(text({ ...receipt, outcome: 'refused' }), /was refused: there is nothing to give back\./)
  assert.match(text({ ...receipt, amount: 251n }), /with another amount than the bank says now\./)
  assert.match(askedBackText({ ...asked, money: null }, receipt, 'sepa_instant', AT), /was credited\./)
  assert.match(askedBackText({ ...asked, reason_code: null }, receipt, 'rtp', AT), /\(no code\)/)
})
