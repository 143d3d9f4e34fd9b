// Goal: what is written is read back, however its bytes come; and no bytes at all make the reader throw or lose count.
// Method: random files of every record and funds type; random cuts, random damage; a long file against the clock.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { startProcessorClock } from '../../../../platform/telemetry/testing.ts'
import { loadGate } from '../gate.ts'
import { faultsOf, joinedRuns, judge, readAll } from '../testing.ts'
import { typeCodes } from './facts/type_codes.ts'
import { bai2Reader } from './read.ts'
import type {
  Bai2Account,
  Bai2Detail,
  Bai2FileHeader,
  Bai2Funds,
  Bai2GroupHeader,
  Bai2Record,
} from './record.ts'
import { bai2Statements } from './statements.ts'
import { bai2Writer } from './write.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const recordOf = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record<T>(model, { noNullPrototype: true })
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined })

const word = fc.stringMatching(/^[A-Za-z0-9](?:[A-Za-z0-9 .#-]{0,10}[A-Za-z0-9.#-])?$/)
const day = fc
  .date({ min: new Date('1980-01-01'), max: new Date('2079-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const time = fc.constantFrom('0000', '0930', '2359', '2400', '9999')
const amount = fc.bigInt({ min: 0n, max: 10n ** 12n })
const signed = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n })
const count = fc.nat(999_999)
const currency = fc.constantFrom('USD', 'CAD', 'JPY', 'KWD')
const funds = optional<Bai2Funds>(
  fc.oneof(
    fc.constantFrom('Z', '0', '1', '2').map((type) => ({ type })),
    recordOf({
      type: fc.constant('S' as const),
      immediate_minor: optional(amount),
      one_day_minor: optional(amount),
      later_minor: optional(amount),
    }),
    recordOf({ type: fc.constant('V' as const), value_on: day, value_time: optional(time) }),
    recordOf({
      type: fc.constant('D' as const),
      shares: fc.array(recordOf({ days: fc.nat(30), amount_minor: amount }), { maxLength: 4 }),
    }),
  ),
)
const codesOf = (levels: readonly string[]): string[] =>
  [...typeCodes.values()]
    .filter(({ level, kind }) => levels.includes(level) && kind !== 'text')
    .map(({ code }) => code)
const status = recordOf({
  type_code: fc.constantFrom(...codesOf(['status'])),
  amount_minor: signed,
  item_count: fc.constant(undefined),
  funds: fc.constant(undefined),
})
const summary = recordOf({
  type_code: fc.constantFrom(...codesOf(['summary'])),
  amount_minor: amount,
  item_count: optional(count),
  funds,
})
/** Commas and slashes anywhere, a record's look-alike, other scripts. */
const someText = fc.oneof(
  fc.stringMatching(/^[ -~]{0,30}[!-~]$/),
  fc.constantFrom('A, B/C', '/SLASH FIRST', 'ENDS/', '//', 'X/ 16,165,1,,,,/', 'Café Zoë', '16,', '88,1/'),
)
const someDetail: fc.Arbitrary<Bai2Detail> = recordOf({
  code: fc.constant('16' as const),
  type_code: fc.constantFrom(...codesOf(['detail'])),
  amount_minor: amount,
  funds,
  bank_reference: optional(word),
  customer_reference: optional(word),
  text: fc.array(someText, { maxLength: 3 }),
})
const someAccount: fc.Arbitrary<Bai2Account> = recordOf({
  code: fc.constant('03' as const),
  account_number: word,
  currency: optional(currency),
  summaries: fc.array(fc.oneof(status, summary), { maxLength: 6 }),
})
const someGroup: fc.Arbitrary<Bai2GroupHeader> = recordOf({
  code: fc.constant('02' as const),
  receiver: optional(word),
  originator: word,
  status: fc.constantFrom('update' as const, 'deletion' as const, 'correction' as const, 'test' as const),
  as_of_on: day,
  as_of_time: optional(time),
  currency: optional(currency),
  modifier: optional(fc.constantFrom('interim_previous_day' as const, 'final_same_day' as const)),
})
const header = (record_chars: number | undefined): fc.Arbitrary<Bai2FileHeader> =>
  recordOf({
    code: fc.constant('01' as const),
    sender: word,
    receiver: word,
    created_on: day,
    created_time: optional(time),
    file_id: word,
    record_chars: fc.constant(record_chars),
    block_records: optional(fc.integer({ min: 1, max: 99 })),
  })
type Written = Bai2GroupHeader | Bai2Account | Bai2Detail
const accounts = fc.array(fc.tuple(someAccount, fc.array(someDetail, { maxLength: 4 })), { maxLength: 3 })
const body: fc.Arbitrary<Written[]> = fc
  .array(fc.tuple(someGroup, accounts), { maxLength: 3 })
  .map((groups) =>
    groups.flatMap(([one, all]) => [one, ...all.flatMap(([first, details]) => [first, ...details])]),
  )

const write = (first: Bai2FileHeader, records: readonly Written[]): string => {
  const writer = bai2Writer(first)
  return records.map((record) => writer.write(record)).join('') + writer.end()
}
const read = (bytes: Uint8Array) => {
  const reader = bai2Reader()
  return [...reader.push(bytes), ...reader.end()]
}
const isTrailer = ({ code }: Bai2Record): boolean => code === '49' || code === '98' || code === '99'

test('a file that was written is read to the same records, with totals that are right', () => {
  fc.assert(
    fc.property(header(undefined), body, (first, records) => {
      const items = read(bytesOf(write(first, records)))
      const found = items.flatMap((item) =>
        item.item === 'record' && !isTrailer(item.record) ? [item.record] : [],
      )
      assert.deepEqual(found, [first, ...records])
      const refused = items.flatMap((item) =>
        item.item === 'fault' && item.fault.severity === 'refused' ? [item] : [],
      )
      assert.deepEqual(refused, [])
    }),
    { numRuns: 120 },
  )
})

test('records of a fixed length hold the same, whatever the length, with line ends or without', () => {
  const sized = fc
    .integer({ min: 40, max: 120 })
    .chain((size) => fc.tuple(fc.constant(size), header(size), body))
  fc.assert(
    fc.property(sized, ([size, first, records]) => {
      const file = write(first, records)
      const lines = file.split('\n').slice(0, -1)
      assert.ok(lines.every((line) => line.length === size))
      const found = read(bytesOf(file)).flatMap((item) => (item.item === 'record' ? [item.record] : []))
      const unbroken = (all: readonly Bai2Record[]) =>
        all.map((record) =>
          record.code === '16' ? { ...record, text: record.text.join('').replaceAll(' ', '') } : record,
        )
      assert.deepEqual(unbroken(found.filter((record) => !isTrailer(record))), unbroken([first, ...records]))
      // Bytes outside ASCII make a block longer than its characters, and a header may be too long to hold its length.
      if (/[^ -~\n]/.test(file) || lines[1]?.startsWith('02,') !== true) return
      assert.deepEqual(
        read(bytesOf(lines.join(''))).flatMap((item) => (item.item === 'record' ? [item.record] : [])),
        found,
      )
    }),
    { numRuns: 80 },
  )
})

const someFile = fc.tuple(header(undefined), body).map(([first, records]) => bytesOf(write(first, records)))
const cutsOf = (bytes: Uint8Array) =>
  fc.array(fc.nat(bytes.length), { maxLength: 6 }).map((cuts) => cuts.toSorted((a, b) => a - b))

test('where the bytes are cut changes nothing', () => {
  const cut = someFile.chain((bytes) => fc.tuple(fc.constant(bytes), cutsOf(bytes)))
  fc.assert(
    fc.property(cut, ([bytes, cuts]) => {
      const whole = readAll(bai2Statements(), bytes)
      assert.deepEqual(joinedRuns(readAll(bai2Statements(), bytes, cuts)), joinedRuns(whole))
    }),
    { numRuns: 60 },
  )
})

test('a file that comes byte by byte is the same file', () => {
  const [sample] = fc.sample(someFile, { numRuns: 1, seed: 7 })
  assert.ok(sample !== undefined)
  const every = Array.from(sample, (_, index) => index)
  const whole = joinedRuns(readAll(bai2Statements(), sample))
  assert.deepEqual(joinedRuns(readAll(bai2Statements(), sample, every)), whole)
})

test('damaged and hostile bytes never throw; statements stay nested and faults stay in the file', () => {
  const damaged = someFile.chain((bytes) =>
    fc
      .array(fc.tuple(fc.nat(bytes.length), fc.nat(8), fc.uint8Array({ maxLength: 4 })), {
        minLength: 1,
        maxLength: 4,
      })
      .map((edits) =>
        edits.reduce(
          (text, [at, gone, more]) => Buffer.concat([text.subarray(0, at), more, text.subarray(at + gone)]),
          Buffer.from(bytes),
        ),
      ),
  )
  const hostile = fc.oneof(
    damaged,
    fc.uint8Array({ maxLength: 300 }),
    fc.stringMatching(/^(?:(?:01|02|03|16|49|88|98|99),[0-9A-Z,/]{0,12}\n?){0,12}$/).map(bytesOf),
  )
  fc.assert(
    fc.property(hostile, fc.boolean(), (bytes, is_loose) => {
      const events = readAll(bai2Statements({ is_loose }), bytes)
      judge(events)
      const lines = Buffer.from(bytes).toString('latin1').split('\n')
      for (const { line, column, detail } of faultsOf(events)) {
        assert.ok(line >= 1 && line <= lines.length && column >= 1, detail)
        assert.ok(column <= (lines[line - 1]?.length ?? 0) + 2, detail)
      }
    }),
    { numRuns: 300 },
  )
})

test('a line without an end costs no memory, and is named once', () => {
  const reader = bai2Reader()
  const items = [...reader.push(bytesOf('01,S,R,260131,,7,,,2/\n16,'))]
  for (let index = 0; index < 200; index++) items.push(...reader.push(bytesOf('A'.repeat(10_000))))
  items.push(...reader.push(bytesOf('\n99,0,0,2/\n')), ...reader.end())
  const rules = items.flatMap((item) => (item.item === 'fault' ? [item.fault.rule] : []))
  assert.equal(rules.filter((rule) => rule === 'bai2_line_length').length, 1)
  assert.ok(rules.length < 5)
})

/** One statement of so many details, each with one record 88. */
function longFile(details: number): Uint8Array {
  const none = { item_count: undefined, funds: undefined }
  const writer = bai2Writer({
    code: '01',
    sender: '122099999',
    receiver: '123456789',
    created_on: '2026-01-31',
    created_time: '0600',
    file_id: '1',
    record_chars: undefined,
    block_records: undefined,
  })
  const group = writer.write({
    code: '02',
    receiver: undefined,
    originator: '072000326',
    status: 'update',
    as_of_on: '2026-01-30',
    as_of_time: '2400',
    currency: 'USD',
    modifier: 'final_previous_day',
  })
  const summaries = [
    { type_code: '010', amount_minor: 0n, ...none },
    { type_code: '015', amount_minor: 100n * BigInt(details), ...none },
  ]
  const account = writer.write({ code: '03', account_number: '1234567', currency: undefined, summaries })
  const lines = Array.from({ length: details }, (_, index) =>
    writer.write({
      code: '16',
      type_code: '165',
      amount_minor: 100n,
      funds: { type: 'V', value_on: '2026-01-30', value_time: undefined },
      bank_reference: `REF${index}`,
      customer_reference: `ORDER ${index}`,
      text: ['PAYMENT, WITH THANKS', `INVOICE ${index}`],
    }),
  )
  return bytesOf(group + account + lines.join('') + writer.end())
}

test('100,000 lines are read and judged in under two seconds', (t) => {
  const bytes = longFile(50_000)
  const spent_ms = startProcessorClock()
  const reader = bai2Statements()
  const gate = loadGate()
  for (let from = 0; from < bytes.length; from += 65_536)
    for (const event of reader.push(bytes.subarray(from, from + 65_536))) gate.take(event)
  for (const event of reader.end()) gate.take(event)
  const { verdict, statements } = gate.end()
  const ms = spent_ms()
  assert.equal(verdict, 'load')
  assert.equal(statements[0]?.lines, 50_000)
  t.diagnostic(`100,006 physical records, ${bytes.length} bytes, in ${ms.toFixed(0)} ms of processor time`)
  assert.ok(ms < 2_000, `${ms} ms`)
})
