import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AchFile } from './model.ts'
import { ascii, batch, batchHeader, entry, eventsOf, header, shortFaults } from './testing.ts'
import { AchRefused, writeAch } from './write.ts'
import { type AchWriteOptions, createAchWriter } from './writer.ts'

async function written(file: AchFile, options?: AchWriteOptions): Promise<string> {
  let text = ''
  for await (const part of writeAch(file, options)) text += part
  return text
}

test('a file is written with its counts, totals, hash and the fill of its last block', async () => {
  const text = await written({ header, batches: [batch()] })
  const lines = text.trimEnd().split('\n')
  assert.equal(lines.length, 10)
  assert.ok(lines.every((line) => line.length === 94))
  assert.equal(lines[3]?.slice(0, 44), '82000000010023138010000000012345000000000000')
  assert.equal(lines[4]?.slice(0, 55), '9000001000001000000010023138010000000012345000000000000')
  assert.equal(lines[9], '9'.repeat(94))
  assert.deepEqual(shortFaults(eventsOf([ascii(text)])), [])
})

test('records may end in CRLF, or not at all', async () => {
  const plain = await written({ header, batches: [batch()] })
  const returned = await written({ header, batches: [batch()] }, { line_end: '\r\n' })
  assert.equal(returned.replaceAll('\r\n', '\n'), plain)
  const fixed = await written({ header, batches: [batch()] }, { line_end: '' })
  assert.equal(fixed, plain.replaceAll('\n', ''))
  assert.deepEqual(shortFaults(eventsOf([ascii(fixed)])), ['1:1 nacha_line_ends_absent noted'])
})

test('the entry hash keeps its last ten digits', async () => {
  const entries = Array.from({ length: 120 }, (_, index) =>
    entry({ routing_number: '999999992', trace_number: `12104288${String(index + 1).padStart(7, '0')}` }),
  )
  const text = await written({ header, batches: [batch({ entries })] })
  assert.ok(text.includes('\n82000001201999999880'))
  assert.deepEqual(shortFaults(eventsOf([ascii(text)])), [])
})

test('numbers can be assigned, and addenda follow their entry', async () => {
  const remittance = {
    kind: 'payment',
    payment_related_information: 'x',
    sequence_number: 0,
    entry_sequence_number: '',
  } as const
  const one = entry({ trace_number: '', addenda: [remittance, remittance] })
  const header_of_ctx = batchHeader({ sec_code: 'CTX', batch_number: 0 })
  const file = {
    header,
    batches: [
      { header: header_of_ctx, entries: [one, one] },
      { header: header_of_ctx, entries: [one] },
    ],
  }
  const text = await written(file, { numbering: 'assign', first_trace: 41 })
  const events = eventsOf([ascii(text)])
  assert.deepEqual(shortFaults(events), [])
  assert.deepEqual(
    events.flatMap((event) => (event.kind === 'entry' ? [event.entry.trace_number] : [])),
    ['121042880000041', '121042880000042', '121042880000043'],
  )
})

test('a balanced batch gets an entry for all debits and one for all credits', async () => {
  const offset = {
    routing_number: '121042882',
    account_number: '999',
    account_type: 'checking',
    individual_name: 'OFFSET',
  } as const
  const entries = [entry(), entry({ transaction_code: '22', amount: 45n, trace_number: '121042880000002' })]
  const text = await written({ header, batches: [batch({ entries, offset })] })
  const events = eventsOf([ascii(text)])
  assert.deepEqual(shortFaults(events), [])
  const amounts = events.flatMap((event) =>
    event.kind === 'entry' ? [[event.entry.direction, event.entry.amount]] : [],
  )
  assert.deepEqual(amounts, [
    ['debit', 12_345n],
    ['credit', 45n],
    ['credit', 12_345n],
    ['debit', 45n],
  ])
  const control = events.find(({ kind }) => kind === 'batch_control')
  assert.ok(control?.kind === 'batch_control')
  assert.equal(control.control.total_debit, control.control.total_credit)
  const debits = { header: batchHeader({ service_class_code: '225' }), entries: [entry()], offset }
  await assert.rejects(written({ header, batches: [debits] }), /nacha_offset/)
})

test('what cannot stand in a field is refused by its name, and nothing is cut', () => {
  const rows = [
    [{ individual_name: 'a name of more than 22 characters' }, 'individual_name', 55],
    [{ individual_name: 'José' }, 'individual_name', 55],
    [{ amount: -1n }, 'amount', 30],
    [{ amount: 10_000_000_000n }, 'amount', 30],
    [{ account_number: '1\n2' }, 'account_number', 13],
    [{ routing_number: '23138010' }, 'routing_number', 4],
    [{ trace_number: '' }, 'trace_number', 80],
  ] as const
  for (const [more, field, column] of rows) {
    const writer = createAchWriter()
    writer.header(header)
    writer.batch(batchHeader())
    const refused = writer.entry(entry(more))
    assert.ok(!refused.ok, field)
    assert.deepEqual(
      refused.error.map((fault) => [fault.field, fault.column, fault.line]),
      [[field, column, 3]],
    )
  }
})

test('a refused entry changes nothing: the next one is written as if it had not been', () => {
  const writer = createAchWriter()
  const parts = [writer.header(header), writer.batch(batchHeader())]
  assert.ok(!writer.entry(entry({ routing_number: '231380105', trace_number: '121042880000009' })).ok)
  parts.push(writer.entry(entry()), writer.endBatch(), writer.end())
  const text = parts.map((part) => (part.ok ? part.value : assert.fail(JSON.stringify(part)))).join('')
  assert.deepEqual(shortFaults(eventsOf([ascii(text)])), [])
})

test('records are written in their order only', () => {
  const writer = createAchWriter()
  for (const early of [writer.batch(batchHeader()), writer.entry(entry()), writer.endBatch(), writer.end()])
    assert.equal(early.ok ? '' : early.error[0]?.rule, 'nacha_record_sequence')
  assert.ok(writer.header(header).ok)
  assert.ok(!writer.header(header).ok)
})

test('a stream that cannot be written ends with the faults, so that half a file is not sent', async () => {
  const entries = [entry(), entry({ amount: -1n, trace_number: '121042880000002' })]
  await assert.rejects(written({ header, batches: [batch({ entries })] }), (error) => {
    assert.ok(error instanceof AchRefused)
    assert.equal(error.faults[0]?.field, 'amount')
    return true
  })
})
