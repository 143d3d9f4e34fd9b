// Goal: every file that others wrote is read or refused as it should be, and what is read can be written again.
// Method: one row per file says what is wrong with it and where, taken from its name and from what stands in it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { corpus, corpusAbsent, type CorpusFile } from '../files/testing.ts'
import type { AchEvent } from './events.ts'
import { eventsOf, faultsOf } from './testing.ts'
import { createAchWriter } from './writer.ts'

/** Files that are refused, with every refusal; all others must be read. JSON is another program's own form. */
const verdicts: Readonly<Record<string, readonly string[]>> = {
  // The file control is cut off.
  'test/testdata/adv-noFileControl.ach': ['5 nacha_file_control_missing'],
  // A class of PPD with the service class, the codes and the sequence numbers of ADV; a control that is only a 9.
  'test/testdata/file_parsing_missing_file_control.txt': [
    '2 nacha_service_class',
    '3 nacha_transaction_code',
    '3 nacha_trace_number_odfi',
    '4 nacha_transaction_code',
    '4 nacha_trace_number_odfi',
    '4 nacha_trace_number_order',
    '5 nacha_batch_control_missing',
    '5 nacha_field_numeric',
    '5 nacha_batch_count',
    '5 nacha_entry_count',
    '5 nacha_entry_hash',
    '5 nacha_total_credit',
  ],
  // The batches add up to 600078, and the file control says 600000.
  'test/testdata/flattenADVBatchesMultipleBatchHeaders.ach': ['22 nacha_total_credit'],
  // A control character in the name of a bank.
  'test/testdata/iat-invalidAddenda14.ach': ['8 nacha_characters'],
  'test/testdata/iat-invalidAddenda18.ach': ['12 nacha_characters'],
  // Letters in an amount and in a trace number.
  'test/testdata/invalid-two-micro-deposits.ach': [
    '15 nacha_field_numeric',
    '16 nacha_addenda_entry',
    '17 nacha_total_debit',
    '18 nacha_total_debit',
  ],
  // A broken bar, in two bytes, as the separator of its remittance; the file control counts one record for all.
  'test/testdata/nonascii-utf8.ach': [
    ...[3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15].map((line) => `${line} nacha_characters`),
    '17 nacha_entry_count',
  ],
  // A control character in the name of the receiver.
  'test/testdata/pos-invalidEntryDetail.ach': ['3 nacha_characters'],
  // One character too many in front moves every column.
  'test/testdata/ppd-debit-fixedLengthInvalid.ach': [
    '1 nacha_line_long',
    '1 nacha_file_creation_date',
    '1 nacha_field_constant',
    '1 nacha_file_control_missing',
  ],
  // Neither a file header nor any control.
  'test/testdata/return-no-batch-controls.ach': [
    '1 nacha_file_header_missing',
    '4 nacha_batch_control_missing',
    '4 nacha_batch_number',
    '6 nacha_batch_control_missing',
    '6 nacha_file_control_missing',
  ],
  // Cut out of a file of 665 batches, whose control it kept.
  'test/testdata/shr-credit.ach': [
    '32 nacha_batch_count',
    '32 nacha_entry_count',
    '32 nacha_entry_hash',
    '32 nacha_total_debit',
    '32 nacha_total_credit',
  ],
  // The numbers of the addenda stand two columns too far left.
  'test/testdata/txp-debit.ach': [
    '4 nacha_field_numeric',
    '4 nacha_addenda_sequence',
    '4 nacha_addenda_entry',
  ],
}

/** Files that are read although their names or lines are odd, with what is noted. */
const noted: Readonly<Record<string, readonly string[]>> = {
  'test/testdata/long-line.ach': ['3 nacha_line_spaces', '5 nacha_line_spaces', '6 nacha_line_spaces'],
  'test/testdata/short-line.ach': ['5 nacha_line_short'],
  'test/testdata/ppd-debit.ach': ['1 nacha_line_short', '5 nacha_line_short'],
  'test/testdata/gl-debit.ach': ['11 nacha_line_empty'],
  'test/testdata/FISERV-ZEROFILE-PIMRET825324_032720_110221.ach': [
    '1 nacha_line_short',
    '1 nacha_field_required',
    '1 nacha_check_digit',
    '2 nacha_line_short',
    '2 nacha_file_without_batches',
  ],
  // Codes that are not given out are noted, not refused.
  'test/testdata/pos-invalidReturnFile.ach': [
    '4 nacha_addenda_trace_number',
    '4 nacha_return_reason',
    '3 nacha_return_transaction_code',
  ],
  'test/testdata/web-invalidNOCFile.ach': ['4 nacha_addenda_trace_number', '4 nacha_change_code'],
  'test/testdata/iat-invalidAddenda98.ach': [
    '11 nacha_addenda_trace_number',
    '11 nacha_change_code',
    '3 nacha_notification_amount',
    '12 nacha_company_identification',
  ],
  'test/testdata/iat-mixedDebitCredit.ach': [
    '11 nacha_addenda_sequence',
    '3 nacha_addenda_count',
    '14 nacha_addenda_count',
    '23 nacha_company_identification',
  ],
  'test/testdata/20180713-IAT.ach': [
    '11 nacha_company_identification',
    '13 nacha_service_class',
    '21 nacha_company_identification',
    '22 nacha_line_short',
  ],
  'test/testdata/txp-credit.ach': ['2 nacha_effective_entry_date', '6 nacha_line_short'],
}

const folders = ['nacha/moov-ach', 'nacha/moov-achgateway'] as const
const isReadme = ({ path }: CorpusFile): boolean => !/\.(ach|txt|json)$/.test(path)

/** The second corpus keeps some files of the first in other folders. */
const rowOf = <R>(rows: Readonly<Record<string, R>>, { path }: CorpusFile): R | undefined =>
  rows[path] ??
  Object.entries(rows).find(
    ([known]) =>
      known.split('/').at(-1) === path.split('/').at(-1) &&
      !path.startsWith('test/') &&
      !path.startsWith('examples/'),
  )?.[1]

const told = (events: readonly AchEvent[], severity: 'refused' | 'noted'): readonly string[] => [
  ...new Set(
    faultsOf(events)
      .filter((fault) => fault.severity === severity)
      .map(({ line, rule }) => `${line} ${rule}`),
  ),
]

/** Writes what was read: header, batches, entries and controls, each from its own event. */
function writtenAgain(events: readonly AchEvent[]): string {
  const writer = createAchWriter()
  return events
    .map((event) => {
      const written =
        event.kind === 'file_header'
          ? writer.header(event.header)
          : event.kind === 'batch_header'
            ? writer.batch(event.header)
            : event.kind === 'entry'
              ? writer.entry(event.entry)
              : event.kind === 'batch_control'
                ? writer.endBatch(controlOf(event.control))
                : event.kind === 'file_control'
                  ? writer.end()
                  : undefined
      if (written === undefined) return ''
      assert.ok(written.ok, JSON.stringify(written))
      return written.value
    })
    .join('')
}

const controlOf = (control: Extract<AchEvent, { readonly kind: 'batch_control' }>['control']) =>
  control.kind === 'company'
    ? {
        company_identification: control.company_identification,
        message_authentication_code: control.message_authentication_code,
      }
    : { operator_text: control.operator_text }

/** Lines as records: 94 characters, no empty ones. */
const recordsOf = (text: string): readonly string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.padEnd(94).slice(0, 94))
    .filter((line) => line.trim() !== '')
const isFill = (record: string): boolean => /^9{94}$/.test(record)

for (const folder of folders)
  test(`every file of ${folder} is read, or refused for what is wrong with it`, (t) => {
    const files = corpus(folder)
    if (files === undefined) return t.diagnostic(corpusAbsent(folder))
    const nacha = files.filter((file) => !isReadme(file))
    let right = 0
    for (const file of nacha) {
      const events = eventsOf([file.bytes()])
      const refused = told(events, 'refused')
      if (file.path.endsWith('.json')) {
        assert.ok(refused.includes('1 nacha_record_type'), `${file.path} is not a Nacha file`)
        assert.ok(
          events.every(({ kind }) => kind === 'fault'),
          file.path,
        )
      } else {
        assert.deepEqual(
          refused.toSorted(inOrder),
          [...(rowOf(verdicts, file) ?? [])].toSorted(inOrder),
          file.path,
        )
        const row = rowOf(noted, file)
        if (row !== undefined) assert.deepEqual(told(events, 'noted'), row, file.path)
      }
      right++
    }
    const json = nacha.filter(({ path }) => path.endsWith('.json')).length
    assert.equal(right, nacha.length)
    t.diagnostic(
      `${right} of ${nacha.length} files as they should be, ${json} of them JSON and not Nacha files`,
    )
  })

const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

test('what was read and not refused is written again record for record', (t) => {
  let files = 0
  let count = 0
  for (const folder of folders)
    for (const file of corpus(folder) ?? []) {
      if (!/\.(ach|txt)$/.test(file.path) || rowOf(verdicts, file) !== undefined) continue
      const bytes = file.bytes()
      // Four large files are alike: one of them is enough.
      if (bytes.length > 100_000 && !file.path.startsWith('cmd/readACH')) continue
      const expected = recordsOf(Buffer.from(bytes).toString('latin1'))
      const again = recordsOf(writtenAgain(eventsOf([bytes])))
      assert.deepEqual(
        again.filter((record) => !isFill(record)),
        expected.filter((record) => !isFill(record)),
        file.path,
      )
      files++
      count += expected.length
    }
  if (files === 0) t.diagnostic(corpusAbsent('nacha'))
  t.diagnostic(`${files} files, ${count} records`)
})

test('a file tells the same however it is cut into chunks', () => {
  for (const file of corpus('nacha/moov-ach') ?? []) {
    const bytes = file.bytes()
    if (bytes.length > 3_000) continue
    const whole = eventsOf([bytes])
    for (const size of [1, 93, 95]) {
      const parts: Uint8Array[] = []
      for (let at = 0; at < bytes.length; at += size) parts.push(bytes.subarray(at, at + size))
      assert.deepEqual(eventsOf(parts), whole, `${file.path} in parts of ${size}`)
    }
  }
})
