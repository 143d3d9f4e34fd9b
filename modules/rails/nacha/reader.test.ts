// Goal: every rule of the file is told at its line and column.
// Method: one valid file; each row changes characters of one line and says what must be told then.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { present } from '../../../kernel/assert.ts'
import { faultBook } from './events.ts'
import { ADDENDA_MAX } from './limits.ts'
import { readAch } from './read.ts'
import { ascii, eventsOf, faultsOf, shortFaults } from './testing.ts'

const lines = [
  '101 231380104 1210428822611200930A094101CITADEL                FLORIN                         ',
  '5200ACME CORP                           1210428821PPDRENT            261123   1121042880000001',
  '627231380104123456789        0000012345INV-1          ADA LOVELACE            0121042880000001',
  '622231380104987654321        0000000500INV-2          GRACE HOPPER            1121042880000002',
  '705thank you                                                                       00010000002',
  '820000000300462760200000000123450000000005001210428821                         121042880000001',
  '9000001000001000000030046276020000000012345000000000500                                       ',
]
const fill = '9'.repeat(94)
const text = (records: readonly string[]): string => [...records, fill, fill, fill].join('\n')
/** Puts characters into a line, from a column on; both count from 1. */
const changed = (line: number, column: number, characters: string): readonly string[] =>
  lines.map((record, index) =>
    index + 1 === line
      ? record.slice(0, column - 1) + characters + record.slice(column - 1 + characters.length)
      : record,
  )
const toldAbout = (records: readonly string[]): readonly string[] =>
  shortFaults(eventsOf([ascii(text(records))]))

test('a byte order mark in front and the end mark of an old system behind are noted', () => {
  const marked = Buffer.from(`\ufeff${text(lines)}\n\u001a`)
  assert.deepEqual(shortFaults(eventsOf([marked])), [
    '1:1 nacha_byte_order_mark noted',
    '11:1 nacha_line_empty noted',
  ])
})

test('a sound file has no fault, and its records come in order with their lines', () => {
  const events = eventsOf([ascii(text(lines))])
  assert.deepEqual(
    events.map((event) => [event.kind, event.kind === 'fault' ? event.fault : event.line]),
    [
      ['file_header', 1],
      ['batch_header', 2],
      ['entry', 3],
      ['entry', 4],
      ['batch_control', 6],
      ['file_control', 7],
    ],
  )
  const entry = present(events[3], 'the second entry')
  assert.ok(entry.kind === 'entry')
  assert.deepEqual(
    { ...entry.entry, addenda: entry.entry.addenda.map((one) => ({ ...one })) },
    {
      transaction_code: '22',
      direction: 'credit',
      account_type: 'checking',
      purpose: 'live',
      is_prenote: false,
      category: 'forward',
      routing_number: '231380104',
      account_number: '987654321',
      amount: 500n,
      identification_number: 'INV-2',
      individual_name: 'GRACE HOPPER',
      discretionary: '',
      trace_number: '121042880000002',
      details: {},
      addenda: [
        {
          kind: 'payment',
          payment_related_information: 'thank you',
          sequence_number: 1,
          entry_sequence_number: '0000002',
        },
      ],
    },
  )
})

type Case = readonly [line: number, column: number, characters: string, ...told: string[]]
const cases: readonly Case[] = [
  [1, 24, '261320', '1:24 nacha_file_creation_date refused'],
  [1, 30, '2561', '1:30 nacha_file_creation_time noted'],
  [1, 34, 'a', '1:34 nacha_file_id_modifier noted'],
  [1, 35, '095', '1:35 nacha_field_constant refused'],
  [1, 13, '5', '1:4 nacha_check_digit noted'],
  [1, 4, '          ', '1:4 nacha_field_mandatory refused'],
  [2, 5, '         ', '2:5 nacha_field_mandatory refused'],
  [2, 51, 'QQQ', '2:51 nacha_sec_code refused'],
  [2, 70, '261131', '2:70 nacha_effective_entry_date noted'],
  [2, 76, '367', '2:76 nacha_settlement_date noted'],
  [2, 79, '7', '2:79 nacha_originator_status noted'],
  [2, 88, '0000000', '2:88 nacha_batch_number refused', '6:88 nacha_control_differs refused'],
  [2, 54, 'REDEPCHECK', '2:54 nacha_description noted'],
  [2, 54, 'RETRY PYMT', '4:2 nacha_description noted'],
  [2, 54, 'ACCTVERIFY', '3:30 nacha_description noted', '4:30 nacha_description noted'],
  [3, 2, '2A', '3:2 nacha_field_numeric refused', '3:2 nacha_transaction_code refused'],
  [3, 2, '82', '3:2 nacha_transaction_code refused'],
  [3, 2, '28', '3:30 nacha_prenote_amount refused'],
  [3, 2, '26', '3:2 nacha_return_transaction_code noted'],
  [3, 12, '5', '3:12 nacha_check_digit refused'],
  [3, 13, '                 ', '3:13 nacha_field_required noted'],
  [3, 55, '            ', '3:55 nacha_field_required noted'],
  [3, 60, '\t', '3:60 nacha_characters refused'],
  [3, 79, '1', '3:79 nacha_addenda_indicator refused'],
  [3, 80, '22104288', '3:80 nacha_trace_number_odfi refused', '4:80 nacha_trace_number_order refused'],
  [4, 79, '0', '4:79 nacha_addenda_indicator refused'],
  [4, 94, '1', '5:88 nacha_addenda_entry refused', '4:80 nacha_trace_number_order refused'],
  [5, 2, '77', '5:2 nacha_addenda_type refused', '4:79 nacha_addenda_indicator refused'],
  [5, 87, '2', '5:84 nacha_addenda_sequence refused'],
  [5, 94, '3', '5:88 nacha_addenda_entry refused'],
  [6, 2, '220', '6:2 nacha_control_differs refused'],
  [6, 10, '4', '6:5 nacha_entry_count refused'],
  [6, 20, '1', '6:11 nacha_entry_hash refused'],
  [6, 32, '6', '6:21 nacha_total_debit refused'],
  [6, 44, '1', '6:33 nacha_total_credit refused'],
  [6, 45, '1210428822', '6:45 nacha_company_identification noted'],
  [6, 74, 'x', '6:74 nacha_field_reserved noted'],
  [6, 80, '22104288', '6:80 nacha_control_differs refused'],
  [7, 7, '2', '7:2 nacha_batch_count refused'],
  [7, 13, '2', '7:8 nacha_block_count noted'],
  [7, 21, '4', '7:14 nacha_entry_count refused'],
  [7, 31, '1', '7:22 nacha_entry_hash refused'],
  [7, 43, '6', '7:32 nacha_total_debit refused'],
  [7, 55, '1', '7:44 nacha_total_credit refused'],
]

for (const [line, column, characters, ...expected] of cases)
  test(`line ${line} column ${column} «${characters}» tells ${expected.join(', ')}`, () => {
    assert.deepEqual(toldAbout(changed(line, column, characters)), expected)
  })

test('the service class must allow the side of every entry', () => {
  const credits = changed(2, 2, '220').map((record) => record.replace(/^8200/, '8220'))
  assert.deepEqual(toldAbout(credits), ['3:2 nacha_service_class refused'])
  const debits = changed(2, 2, '225').map((record) => record.replace(/^8200/, '8225'))
  assert.deepEqual(toldAbout(debits), ['4:2 nacha_service_class refused'])
  assert.deepEqual(toldAbout(changed(2, 2, '280')), [
    '2:2 nacha_service_class refused',
    '6:2 nacha_control_differs refused',
  ])
})

test('records out of their place are told, and the rest is read', () => {
  const without = (...numbers: readonly number[]) => lines.filter((_, index) => !numbers.includes(index + 1))
  const rules = (records: readonly string[]) =>
    faultsOf(eventsOf([ascii(text(records))])).map(({ line, rule }) => `${line} ${rule}`)
  assert.deepEqual(rules(without(1)).slice(0, 1), ['1 nacha_file_header_missing'])
  assert.deepEqual(rules(without(6)), ['6 nacha_batch_control_missing', '9 nacha_block_fill'])
  assert.deepEqual(rules(without(7)), ['7 nacha_file_control_missing', '9 nacha_block_fill'])
  assert.deepEqual(rules(without(2)).slice(0, 2), ['2 nacha_record_sequence', '3 nacha_record_sequence'])
  assert.deepEqual(rules(['X'.padEnd(94), ...lines]).slice(0, 1), ['1 nacha_record_type'])
  const addenda = [...lines.slice(0, 2), present(lines[4], 'the addenda'), ...lines.slice(2)]
  assert.equal(rules(addenda)[0], '3 nacha_record_sequence')
  const twice = [...lines, ...lines.slice(6)]
  assert.equal(rules(twice)[0], '8 nacha_record_sequence')
})

test('nothing, and fill without a file, are told', () => {
  assert.deepEqual(shortFaults(eventsOf([])), ['1:1 nacha_file_header_missing refused'])
  assert.deepEqual(shortFaults(eventsOf([ascii(fill)])), ['1:1 nacha_record_sequence refused'])
})

test('several files in one stream are read one after the other', () => {
  const events = eventsOf([ascii(`${text(lines)}\n${text(lines)}\n`)])
  assert.deepEqual(shortFaults(events), ['11:1 nacha_file_follows noted'])
  assert.equal(events.filter(({ kind }) => kind === 'entry').length, 4)
})

test('a rule that a sender is known to break can be tolerated', () => {
  const bytes = ascii(text(changed(6, 20, '1')))
  const events = eventsOf([bytes], { tolerated: ['nacha_entry_hash'] })
  assert.deepEqual(shortFaults(events), ['6:11 nacha_entry_hash noted'])
  const control = events.find(({ kind }) => kind === 'batch_control')
  assert.ok(control?.kind === 'batch_control' && !control.is_refused)
})

test('a record that a refusal touches says so, and the ones beside it do not', () => {
  const events = eventsOf([ascii(text(changed(3, 12, '5')))])
  const refused = events.flatMap((event) => (event.kind !== 'fault' && event.is_refused ? [event.line] : []))
  assert.deepEqual(refused, [3])
})

test('an entry is held with at most 9,999 addenda, and the rest is counted', () => {
  const addenda = present(lines[4], 'the addenda')
  const many = [
    ...lines.slice(0, 4),
    ...Array.from({ length: ADDENDA_MAX + 5 }, () => addenda),
    ...lines.slice(5),
  ]
  const events = eventsOf([ascii(text(many))], { faults_max: 3 })
  const entries = events.flatMap((event) => (event.kind === 'entry' ? [event.entry.addenda.length] : []))
  assert.deepEqual(entries, [0, ADDENDA_MAX])
})

test('faults past the limit are counted, not told', () => {
  const told: string[] = []
  const book = faultBook((event) => event.kind === 'fault' && told.push(event.fault.detail), {
    faults_max: 2,
  })
  for (let at = 0; at < 5; at++)
    book.report('nacha_line_empty', at + 1, { name: 'record', start: 1 }, 'empty')
  book.end()
  assert.deepEqual(told, ['empty', 'empty', '3 more faults were counted and not told'])
})

test('a stream of chunks gives the same events one by one', async () => {
  const bytes = ascii(text(lines))
  const events = []
  for await (const event of readAch([bytes.subarray(0, 100), bytes.subarray(100)])) events.push(event)
  assert.deepEqual(events, eventsOf([bytes]))
})
