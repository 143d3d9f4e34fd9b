// Goal: what is written is read back equal, hostile bytes never throw, and memory does not grow with a file.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { realWorld } from '../../../kernel/world.ts'
import { checkDigitAt } from './check_digit.ts'
import type { AchEntryDraft } from './model.ts'
import { traceNumber } from './numbering.ts'
import { createAchReader } from './reader.ts'
import { ascii, batchHeader, entry, eventsOf, faultsOf, header, shortFaults } from './testing.ts'
import { createAchWriter } from './writer.ts'

const words = (maxLength: number) =>
  fc
    .string({ unit: fc.constantFrom(...'ABCxyz019 &.-*\\'.split('')), minLength: 1, maxLength })
    .map((text) => text.trimEnd() || 'X')
const routing = fc.integer({ min: 1, max: 99_999_999 }).map((number) => {
  const eight = String(number).padStart(8, '0')
  return eight + checkDigitAt(eight, 0)
})
const draft: fc.Arbitrary<Omit<AchEntryDraft, 'trace_number' | 'addenda'>> = fc.record({
  transaction_code: fc.constantFrom('22', '27', '32', '37', '47', '52'),
  routing_number: routing,
  account_number: words(17),
  amount: fc.bigInt({ min: 1n, max: 9_999_999_999n }),
  identification_number: words(15),
  individual_name: words(16),
  discretionary: words(2),
})
const someEntries = fc.array(fc.tuple(draft, fc.array(words(80), { maxLength: 3 })), {
  minLength: 1,
  maxLength: 6,
})

/** A batch of CTX, whose entries may have any number of addenda. */
function fileOf(
  drafts: readonly (readonly [Omit<AchEntryDraft, 'trace_number' | 'addenda'>, readonly string[]])[],
) {
  const entries = drafts.map(([one, remittance], index): AchEntryDraft => {
    const trace_number = traceNumber('12104288', index + 1)
    const addenda = remittance.map((payment_related_information, at) => ({
      kind: 'payment' as const,
      payment_related_information,
      sequence_number: at + 1,
      entry_sequence_number: trace_number.slice(-7),
    }))
    return { ...one, trace_number, addenda }
  })
  const writer = createAchWriter()
  const parts = [writer.header(header), writer.batch(batchHeader({ sec_code: 'CTX' }))]
  parts.push(...entries.map((one) => writer.entry(one)), writer.endBatch(), writer.end())
  return {
    entries,
    text: parts.map((part) => (part.ok ? part.value : assert.fail(JSON.stringify(part)))).join(''),
  }
}

test('what is written is read back equal, without a fault', () => {
  fc.assert(
    fc.property(someEntries, (drafts) => {
      const { entries, text } = fileOf(drafts)
      const events = eventsOf([ascii(text)])
      assert.deepEqual(shortFaults(events), [])
      const read = events.flatMap((event) => (event.kind === 'entry' ? [event.entry] : []))
      for (const [index, one] of entries.entries()) {
        const { details: _details, addenda = [], ...rest } = one
        const { addenda: found = [], ...other } = read[index] ?? {}
        assert.deepEqual({ ...other, ...rest }, other)
        assert.deepEqual(
          found.map((record) => ({ ...record })),
          addenda,
        )
      }
    }),
    { numRuns: 60 },
  )
})

const mutation = fc.record({
  at: fc.nat(),
  remove: fc.nat({ max: 100 }),
  insert: fc.oneof(
    fc.string({ unit: 'binary', maxLength: 4 }),
    fc.constantFrom('\n', '\r\n', '9'.repeat(94), '6', '7'),
  ),
})

test('mutated files never throw, give faults within the file, and the same ones however they are cut', () => {
  const { text } = fileOf([
    [entry(), ['one', 'two']],
    [entry({ transaction_code: '22' }), []],
  ])
  fc.assert(
    fc.property(
      fc.array(mutation, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 200 }),
      (mutations, size) => {
        let changed = text
        for (const { at, remove, insert } of mutations) {
          const from = at % (changed.length + 1)
          changed = changed.slice(0, from) + insert + changed.slice(from + remove)
        }
        const bytes = Buffer.from(changed, 'utf8')
        const whole = eventsOf([bytes])
        const lines = Math.max(1, bytes.length)
        for (const { line, column } of faultsOf(whole))
          assert.ok(line >= 1 && line <= lines && column >= 1 && column <= 95)
        const parts: Uint8Array[] = []
        for (let at = 0; at < bytes.length; at += size) parts.push(bytes.subarray(at, at + size))
        assert.deepEqual(eventsOf(parts), whole)
      },
    ),
    { numRuns: 150 },
  )
})

test('bytes of any kind never throw', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }), (parts) => {
      for (const { line, column } of faultsOf(eventsOf(parts))) assert.ok(line >= 1 && column >= 1)
    }),
    { numRuns: 100 },
  )
})

/** The bytes of memory in use once nothing is left over. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  return process.memoryUsage().heapUsed
}

test('100,000 entries are read in bounded memory', (t) => {
  const world = realWorld()
  const entries = 100_000
  const per_chunk = 1_000
  const [head = '', batch = '', one = ''] = fileOf([[entry(), []]]).text.split('\n')
  let read = 0
  const faults: string[] = []
  const reader = createAchReader((event) => {
    if (event.kind === 'entry') read++
    if (event.kind === 'fault' && faults.length < 3) faults.push(event.fault.rule)
  })
  reader.push(ascii(`${head}\n${batch}\n`))
  let early = 0
  let spent_ms = 0
  for (let from = 0; from < entries; from += per_chunk) {
    if (from === 10 * per_chunk) early = heapUsed()
    const records = Array.from(
      { length: per_chunk },
      (_, at) => one.slice(0, 79) + traceNumber('12104288', from + at + 1),
    )
    const chunk = ascii(`${records.join('\n')}\n`)
    const before = world.elapsed_ms()
    reader.push(chunk)
    spent_ms += world.elapsed_ms() - before
  }
  const grown = heapUsed() - early
  reader.end()
  t.diagnostic(
    `${Math.round(entries / (spent_ms / 1000))} entries per second, ${Math.round(grown / 1024)} KiB more held after 90,000 of them`,
  )
  assert.equal(read, entries)
  assert.deepEqual(faults, ['nacha_batch_control_missing', 'nacha_file_control_missing'])
  assert.ok(grown < 2 * 1024 * 1024, `${grown} bytes more are held`)
})
