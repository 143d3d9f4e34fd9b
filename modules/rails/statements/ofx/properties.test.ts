// Goal: what is written as OFX 1 or 2 is read back; and no bytes at all make the reader throw or its statements overlap.
// Method: random statements, random cuts, random damage.
import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import fc from 'fast-check'
import { startProcessorClock } from '../../../../platform/telemetry/testing.ts'
import {
  type StatementEvent,
  statementEvents,
  type StatementHead,
  type StatementLine,
  type StatementReader,
} from '../statement.ts'
import { faultsOf, joinedRuns, judge, linesOf, readAll } from '../testing.ts'
import { known } from '../text.ts'
import { transactionTypes } from './facts/transaction_types.ts'
import { ofxStatements } from './read.ts'
import { type OfxWriterOptions, ofxWriter } from './write.ts'

const record = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record<T>(model, { noNullPrototype: true })
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined })
const day = fc
  .date({ min: new Date('1980-01-01'), max: new Date('2079-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const words = fc.oneof(
  fc.stringMatching(/^[!-~](?:[ -~]{0,20}[!-~])?$/),
  fc.constantFrom('AT&T', '<b>', '&amp;', '</STMTTRN>', 'Café €', '日本', ']]>', '<!--', '0'),
)
const id = fc.stringMatching(/^[A-Z1-9][A-Z0-9]{0,11}$/)
const side = (type: string) => transactionTypes[type] ?? 'either'

const someLine = (currency: string): fc.Arbitrary<StatementLine> =>
  fc
    .record({
      type: fc.constantFrom(...Object.keys(transactionTypes).filter((type) => type !== 'HOLD')),
      amount_minor: fc.bigInt({ min: 1n, max: 10n ** 12n }),
      is_debit: fc.boolean(),
      booking_on: day,
      value_on: optional(day),
      ext_id: id,
      check_number: optional(id),
      transaction_id: optional(id),
      bank_reference: optional(id),
      name: optional(words),
      memo: optional(words),
      corrects: optional(
        record({ ext_id: id, action: fc.constantFrom('replace' as const, 'delete' as const) }),
      ),
    })
    .map(({ type, is_debit, check_number, transaction_id, bank_reference, name, memo, ...rest }) => {
      const on = side(type)
      return known<StatementLine>({
        ...rest,
        line_number: 1,
        column: 1,
        currency,
        direction: on === 'either' ? (is_debit ? 'debit' : 'credit') : on,
        is_reversal: false,
        status: 'booked',
        is_item: false,
        bank_transaction_code: type,
        refs: known<StatementLine['refs']>({ transaction_id, bank_reference, check_number }),
        counterparty: name === undefined ? undefined : { name },
        remittance: memo === undefined ? [] : [memo],
      })
    })
const someStatement = fc
  .record({
    kind: fc.constantFrom('bank' as const, 'card' as const),
    number: id,
    currency: fc.constantFrom('USD', 'JPY', 'KWD'),
    from_on: day,
    to_on: day,
    closing: fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
  })
  .chain((one) => fc.tuple(fc.constant(one), fc.array(someLine(one.currency), { maxLength: 5 })))
const someFile = record({
  version: fc.constantFrom<OfxWriterOptions['version']>('102', '220'),
  statements: fc.array(someStatement, { minLength: 1, maxLength: 3 }),
})
type File = typeof someFile extends fc.Arbitrary<infer T> ? T : never

function write({ version, statements }: File): Uint8Array {
  const writer = ofxWriter({ version, server_at: '20260131120000' })
  const parts = statements.map(([{ kind, number, currency, from_on, to_on, closing }, lines]) => {
    const head: StatementHead = {
      source_format: 'ofx',
      statement_id: 'T1',
      account: { kind, number, ...(kind === 'bank' ? { routing: '072000326', type: 'SAVINGS' } : undefined) },
      currency,
      from_on,
      to_on,
      coverage: 'final',
      purpose: 'update',
      line_number: 1,
      column: 1,
    }
    const foot = {
      balances: [{ kind: 'closing_booked' as const, amount_minor: closing, currency, on: to_on }],
    }
    return writer.open(head) + writer.lines(lines) + writer.close(foot)
  })
  return new TextEncoder().encode(parts.join('') + writer.end())
}

test('statements that were written, as SGML or as XML, are read back', () => {
  fc.assert(
    fc.property(someFile, (file) => {
      const events = readAll(ofxStatements(), write(file))
      assert.deepEqual(faultsOf(events), [])
      const heads = events.flatMap((one) => (one.event === 'opened' ? [one.head] : []))
      assert.deepEqual(
        heads.map(({ account, currency, from_on, to_on }) => [
          account.kind,
          account.number,
          currency,
          from_on,
          to_on,
        ]),
        file.statements.map(([one]) => [one.kind, one.number, one.currency, one.from_on, one.to_on]),
      )
      const closings = events.flatMap((one) => (one.event === 'closed' ? one.foot.balances : []))
      assert.deepEqual(
        closings.map(({ amount_minor }) => amount_minor),
        file.statements.map(([{ closing }]) => closing),
      )
      const lines = linesOf(events).map((line) => ({ ...line, line_number: 1, column: 1 }))
      assert.deepEqual(
        lines,
        file.statements.flatMap(([, all]) => all),
      )
    }),
    { numRuns: 100 },
  )
})

test('where the bytes are cut changes nothing', () => {
  const cut = someFile.map(write).chain((bytes) =>
    fc.tuple(
      fc.constant(bytes),
      fc.array(fc.nat(bytes.length), { maxLength: 8 }).map((cuts) => cuts.toSorted((a, b) => a - b)),
    ),
  )
  fc.assert(
    fc.property(cut, ([bytes, cuts]) => {
      const whole = joinedRuns(readAll(ofxStatements(), bytes))
      assert.deepEqual(joinedRuns(readAll(ofxStatements(), bytes, cuts)), whole)
    }),
    { numRuns: 60 },
  )
})

test('a file that comes byte by byte is the same file', () => {
  const [file] = fc.sample(someFile, { numRuns: 1, seed: 5 })
  assert.ok(file !== undefined)
  const bytes = write(file)
  const every = Array.from(bytes, (_, index) => index)
  assert.deepEqual(
    joinedRuns(readAll(ofxStatements(), bytes, every)),
    joinedRuns(readAll(ofxStatements(), bytes)),
  )
})

test('damaged and hostile bytes never throw; statements stay nested and faults stay in the file', () => {
  const damaged = someFile.map(write).chain((bytes) =>
    fc
      .array(fc.tuple(fc.nat(bytes.length), fc.nat(30), fc.uint8Array({ maxLength: 4 })), {
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
  const tags = [
    '<OFX>',
    '<STMTRS>',
    '</STMTRS>',
    '<STMTTRN>',
    '</STMTTRN>',
    '<STMTTRNRS>',
    '<CURDEF>USD',
    '<TRNAMT>5',
    '<!--',
    '<![CDATA[',
    '<',
    '>',
    '&#0;',
    'x',
  ]
  const hostile = fc.oneof(
    damaged,
    fc.uint8Array({ maxLength: 300 }),
    fc
      .array(fc.constantFrom(...tags), { maxLength: 60 })
      .map((all) => new TextEncoder().encode(all.join(''))),
  )
  fc.assert(
    fc.property(hostile, (bytes) => {
      const events = readAll(ofxStatements(), bytes)
      judge(events)
      const lines = Buffer.from(bytes).toString('latin1').split('\n').length
      for (const { line, column, detail } of faultsOf(events))
        assert.ok(line >= 1 && line <= lines && column >= 1 && column <= bytes.length + 2, detail)
    }),
    { numRuns: 300 },
  )
})

/** The same text again and again, in pieces; what a reader makes of it must not grow with the square of it. */
function flood(reader: StatementReader, text: string, times: number): number {
  const piece = new TextEncoder().encode(text.repeat(Math.ceil(65_536 / text.length)))
  let events = reader.push(new TextEncoder().encode('<OFX><STMTRS><CURDEF>USD')).length
  for (let index = 0; index < times; index++) events += reader.push(piece).length
  return events + reader.end().length
}

test('a stream gives the events of its reader', async () => {
  const [file] = fc.sample(someFile, { numRuns: 1, seed: 3 })
  assert.ok(file !== undefined)
  const bytes = write(file)
  const events: StatementEvent[] = []
  const stream = Readable.from([bytes.subarray(0, 100), bytes.subarray(100)])
  for await (const event of statementEvents(stream, ofxStatements())) events.push(event)
  assert.deepEqual(joinedRuns(events), joinedRuns(readAll(ofxStatements(), bytes)))
})

test('a flood of anything stays cheap, in time and in what is said about it', (t) => {
  const spent_ms = startProcessorClock()
  for (const text of [
    '<',
    '<!--',
    '<![CDATA[',
    '<A>',
    '<A>1',
    '</A>',
    '&amp;',
    'A',
    '\n',
    '<STMTTRN>',
    '<STMTRS>',
    '<A><B>',
  ])
    assert.ok(flood(ofxStatements(), text, 2) < 60_000, text)
  t.diagnostic(`12 floods of 128 kB in ${spent_ms().toFixed(0)} ms of processor time`)
})

test('20,000 transactions are read in bounded memory', (t) => {
  const one =
    '<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260130120000<TRNAMT>1.00<FITID>#<NAME>ANNA<MEMO>RENT</STMTTRN>\n'
  const reader = ofxStatements()
  const spent_ms = startProcessorClock()
  const bytes = (text: string) => new TextEncoder().encode(text)
  let lines = 0
  const push = (text: string) => {
    for (const event of reader.push(bytes(text))) if (event.event === 'lines') lines += event.lines.length
  }
  push('<OFX><STMTTRNRS><STMTRS><CURDEF>USD<BANKACCTFROM><ACCTID>1</BANKACCTFROM><BANKTRANLIST>')
  for (let run = 0; run < 40; run++)
    push(Array.from({ length: 500 }, (_, index) => one.replace('#', `${run}-${index}`)).join(''))
  push('</BANKTRANLIST></STMTRS></STMTTRNRS></OFX>')
  reader.end()
  assert.equal(lines, 20_000)
  t.diagnostic(`20,000 transactions in ${spent_ms().toFixed(0)} ms of processor time`)
})
