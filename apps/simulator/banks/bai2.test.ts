// Goal: whatever the bank books, its BAI2 file is one that the product reads without a fault and loads.
// Method: generated movements, written by the bank's writer and read by the product's reader and gate, which share no code.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Day } from '../../../kernel/world.ts'
import { codecs } from '../../../modules/rails/index.ts'
import { type Bai2Line, writeBai2 } from './bai2.ts'

const { bai2Statements, loadGate } = await codecs.statements()

const line: fc.Arbitrary<Bai2Line> = fc.record({
  type_code: fc.constantFrom('165', '168', '195', '399', '455', '468', '495', '699'),
  amount: fc.integer({ min: 1, max: 10_000_000_000 }),
  value_on: fc.constantFrom('2026-11-25', '2026-11-27'),
  bank_reference: fc.uuid().map((id) => id.slice(0, 16)),
  customer_reference: fc.string({ maxLength: 20 }),
  text: fc.string({ maxLength: 300 }),
})

function fileOf(lines: readonly Bai2Line[], wrong_by = 0): string {
  const moved = lines.reduce(
    (sum, { type_code, amount }) => sum + (Number(type_code) < 400 ? amount : -amount),
    0,
  )
  return writeBai2({
    sender: '099900001',
    receiver: 'SHOP00000000001',
    created_on: '2026-11-27' as Day,
    created_time: '0600',
    file_id: 1,
    originator: '099900001',
    as_of: '2026-11-25' as Day,
    currency: 'USD',
    account_number: '4123456789',
    opening: 500_000,
    closing: 500_000 + moved,
    lines,
    wrong_by,
  })
}

function judge(text: string) {
  const gate = loadGate({ needs_proof: true })
  const reader = bai2Statements()
  const events = [...reader.push(Buffer.from(text)), ...reader.end()]
  for (const event of events) gate.take(event)
  return { ...gate.end(), read: events.flatMap((event) => (event.event === 'lines' ? event.lines : [])) }
}

test('any movements make a file that is proved and loaded, line by line', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
      const text = fileOf(lines)
      assert.ok(text.split('\n').every((record) => record.length <= 80))
      const { verdict, faults, statements, read } = judge(text)
      const refused = [...faults, ...statements.flatMap((one) => one.faults)].filter(
        ({ severity }) => severity === 'refused',
      )
      assert.deepEqual([verdict, refused], ['load', []])
      assert.deepEqual(
        read.map(({ amount_minor, bank_transaction_code, value_on }) => [
          Number(amount_minor),
          bank_transaction_code,
          value_on,
        ]),
        lines.map(({ amount, type_code, value_on }) => [amount, type_code, value_on]),
      )
    }),
  )
})

test('words of a text and both references come through', () => {
  const { read } = judge(
    fileOf([
      {
        type_code: '165',
        amount: 1,
        value_on: '2026-11-25',
        bank_reference: 'LK20261125000001',
        customer_reference: 'FILE0001',
        text: 'ACH DEBITS ACME, INC. / RENT BATCH 0000001 FILE FILE0001 of a company whose name is very long indeed',
      },
    ]),
  )
  const [only] = read
  assert.deepEqual(only?.refs, { bank_reference: 'LK20261125000001', customer_reference: 'FILE0001' })
  assert.match(only?.remittance.join('') ?? '', /^ACH DEBITS ACME INC. RENT BATCH 0000001 FILE FILE0001/)
})

test('a control total that is wrong keeps the statement out', () => {
  assert.equal(judge(fileOf([], 100)).verdict, 'quarantine')
})
