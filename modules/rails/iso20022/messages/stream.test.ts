// Goal: a long file is written and read in pieces, and a hostile one does no harm.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Item, type KindName, messageKinds, type Noun } from './kinds.ts'
import { openMessages, readMessages } from './read.ts'
import { totalsOf, partRefusals, writeMessageParts, writeMessagePartsAsync } from './write_parts.ts'
import { diceFrom, drawValue } from './shape/testing.ts'
import { writeMessage } from './write.ts'

const encoder = new TextEncoder()
const account = { iban: 'DE89370400440532013000' }

const transfers = function* (count: number): Generator<Item<'pain.001'>> {
  for (let number = 0; number < count; number++)
    yield {
      end_to_end_id: `E${number}`,
      instructed_amount: { minor: BigInt(number), currency: 'EUR' },
      creditor: { name: 'Müller & Söhne' },
      creditor_account: account,
    }
}
const payment = (id: string): Noun<'pain.001'>['payments'][number] => ({
  payment_information_id: id,
  payment_method: 'TRF',
  requested_execution_date: '2026-12-01',
  debtor: { name: 'Florin' },
  debtor_account: account,
  debtor_agent: { bicfi: 'COBADEFFXXX' },
  transactions: [],
})
function initiation(count: number): Noun<'pain.001'> {
  const amounts = function* () {
    for (const { instructed_amount } of transfers(count))
      if (instructed_amount !== undefined) yield instructed_amount
  }
  const { number_of_transactions, control_sum } = totalsOf(amounts())
  return {
    message_id: 'M1',
    created_at: '2026-11-30T10:00:00',
    number_of_transactions: 2 * number_of_transactions,
    control_sum: String(2 * Number(control_sum)),
    initiating_party: { name: 'Florin' },
    payments: [payment('P1'), payment('P2')],
  }
}

test('payments that are written one by one make the same text as the whole message', () => {
  const head = initiation(3)
  const whole = {
    ...head,
    payments: head.payments.map((one) => ({ ...one, transactions: [...transfers(3)] })),
  }
  const wanted: string[] = []
  const pieces = writeMessageParts('pain.001', head, ({ path, index }) => {
    wanted.push(`${path} ${index}`)
    return transfers(3)
  })
  const text = writeMessage('pain.001', whole)
  assert.ok(pieces.ok && text.ok)
  assert.equal([...pieces.value].join(''), text.value)
  assert.deepEqual(wanted, ['PmtInf/CdtTrfTxInf 0', 'PmtInf/CdtTrfTxInf 1'])
  // The names of the transfers repeat, because both payments hold the same ones.
  const { faults } = readMessages(encoder.encode(text.value))
  assert.deepEqual(new Set(faults.map(({ rule }) => rule)), new Set(['iso20022_duplicate']))
})

test('payments from a source that has to be waited for make the same text', async () => {
  const source = async function* () {
    await Promise.resolve()
    yield* transfers(2)
  }
  const slow = writeMessagePartsAsync('pain.001', initiation(2), source)
  const fast = writeMessageParts('pain.001', initiation(2), () => transfers(2))
  assert.ok(slow.ok && fast.ok)
  let text = ''
  for await (const piece of slow.value) text += piece
  assert.equal(text, [...fast.value].join(''))
})

test('what a version cannot say is refused before it is written', () => {
  const [transfer] = transfers(1)
  assert.ok(transfer)
  const named = { ...transfer, uetr: '8a562c67-ca16-48ba-b074-65581be6f011' }
  assert.deepEqual(partRefusals('pain.001', 'PmtInf/CdtTrfTxInf', named), [])
  assert.deepEqual(partRefusals('pain.001', 'PmtInf/CdtTrfTxInf', named, 'pain.001.001.03'), [
    { field: 'uetr', detail: 'this version of the message has no place for it' },
  ])
  const long = { ...transfer, end_to_end_id: 'x'.repeat(36) }
  assert.deepEqual(
    partRefusals('pain.001', 'PmtInf/CdtTrfTxInf', long).map(({ field }) => field),
    ['end_to_end_id'],
  )
})

test('4,000 payments are read one by one, and none of them is held', () => {
  const count = 2_000
  const pieces = writeMessageParts('pain.001', initiation(count), () => transfers(count))
  assert.ok(pieces.ok)
  let read = 0n
  let payments = new Set<object | undefined>()
  const reader = openMessages({
    onItem(item) {
      if (item.kind !== 'pain.001') return
      read += 1n
      payments = payments.add(item.batch())
      assert.equal(item.batch()?.debtor.name, 'Florin')
    },
  })
  for (const piece of pieces.value) reader.push(encoder.encode(piece))
  const { messages, faults } = reader.end()
  assert.equal(read, 4_000n)
  assert.equal(payments.size, 2)
  assert.ok(messages[0]?.kind === 'pain.001')
  assert.deepEqual(
    messages[0].noun?.payments.map(({ transactions }) => transactions.length),
    [0, 0],
  )
  // The second payment repeats the names of the first.
  assert.equal(faults.length, count)
})

const kinds = Object.entries(messageKinds)
const damage = fc.record({
  kind: fc.constantFrom(...kinds),
  seed: fc.integer(),
  changes: fc.array(
    fc.tuple(fc.nat(), fc.oneof(fc.string({ maxLength: 9 }), fc.constantFrom('<', '</', '"'))),
    {
      minLength: 1,
      maxLength: 4,
    },
  ),
})

test('a message of any kind that was damaged anywhere is never a crash', () => {
  fc.assert(
    fc.property(damage, ({ kind: [name, { noun: codec, versions }], seed, changes }) => {
      const noun = drawValue(codec.form, { dice: diceFrom(seed), release: versions[0]?.release ?? 0 })
      const written = writeMessage(name as KindName, noun as never)
      assert.ok(written.ok)
      let text = written.value
      for (const [place, inside] of changes) {
        const at = place % text.length
        text = text.slice(0, at) + inside + text.slice(at + inside.length)
      }
      const { faults } = readMessages(encoder.encode(text), { profile: 'sepa' })
      const lines = text.split(/\r\n|\n|\r/).length
      for (const { line, column } of faults) assert.ok(line >= 1 && line <= lines && column >= 1)
    }),
    { numRuns: 150 },
  )
})
