import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultsOf, judge, linesOf, readAll, rulesOf } from '../testing.ts'
import { typeCode, typeCodes } from './facts/type_codes.ts'
import { bai2Reader } from './read.ts'
import type { Bai2Item, Bai2Options, Bai2Record } from './record.ts'
import { bai2Statements } from './statements.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const itemsOf = (text: string, options: Bai2Options = {}): Bai2Item[] => {
  const reader = bai2Reader(options)
  return [...reader.push(bytesOf(text)), ...reader.end()]
}
const recordsOf = (text: string): Bai2Record[] =>
  itemsOf(text).flatMap((item) => (item.item === 'record' ? [item.record] : []))
const rules = (text: string, options: Bai2Options = {}): string[] =>
  rulesOf(itemsOf(text, options).flatMap((item) => (item.item === 'fault' ? [item.fault] : [])))
const eventsOf = (text: string) => readAll(bai2Statements(), bytesOf(text))

/** A whole file around the records of one account, with right totals for `total` and `records`. */
function fileOf(
  account: readonly string[],
  total: number,
  header = '01,SEND,RECV,260131,0600,7,,,2/',
): string {
  const records = account.length + 1
  return [
    header,
    '02,RECV,072000326,1,260130,2359,USD,2/',
    ...account,
    `49,${total},${records}/`,
    `98,${total},1,${records + 2}/`,
    `99,${total},1,${records + 4}/`,
    '',
  ].join('\n')
}

test('a whole file gives a statement with its balances, its totals and its lines', () => {
  const text = fileOf(
    [
      '03,1234567,,010,100000,,,015,130000,,,100,50000,1,,400,20000,1,/',
      '16,165,50000,V,260202,,ACH77,ORDER 9,RENT FEBRUARY, FLAT 3/',
      '88,SECOND LINE/',
      '16,475,20000,0,,0000123,PAID/',
    ],
    370000,
  )
  const events = eventsOf(text)
  assert.deepEqual(faultsOf(events), [])
  const [opened] = events
  assert.ok(opened?.event === 'opened')
  assert.deepEqual(opened.head, {
    source_format: 'bai2',
    statement_id: 'SEND/2026-01-31/7/2026-01-30/1',
    account: { kind: 'bank', number: '1234567', routing: '072000326' },
    currency: 'USD',
    from_on: '2026-01-30',
    to_on: '2026-01-30',
    coverage: 'final',
    purpose: 'update',
    line_number: 3,
    column: 1,
  })
  const [first, second] = linesOf(events)
  assert.deepEqual(first, {
    line_number: 4,
    column: 1,
    booking_on: '2026-01-30',
    value_on: '2026-02-02',
    amount_minor: 50000n,
    currency: 'USD',
    direction: 'credit',
    is_reversal: false,
    status: 'booked',
    is_item: false,
    bank_transaction_code: '165',
    refs: { bank_reference: 'ACH77', customer_reference: 'ORDER 9' },
    remittance: ['RENT FEBRUARY, FLAT 3', 'SECOND LINE'],
  })
  assert.equal(second?.direction, 'debit')
  assert.equal(second?.value_on, '2026-01-30')
  assert.equal(second?.refs.check_number, '123')
  const { verdict, statements } = judge(events)
  assert.equal(verdict, 'load')
  assert.deepEqual(statements[0]?.faults, [])
})

test('a record 88 goes on in the middle of any record, between any two fields', () => {
  const whole = '03,1234567,USD,010,500,,,100,900,2,D,2,0,400,1,500,400,0,0,/'
  const [, ...fields] = whole.slice(0, -1).split(',')
  for (let cut = 1; cut < fields.length; cut++) {
    const parts = [`03,${fields.slice(0, cut).join(',')}/`, `88,${fields.slice(cut).join(',')}/`]
    const items = recordsOf(fileOf(parts, 1400))
    assert.deepEqual(items[2], recordsOf(fileOf([whole], 1400))[2], `cut behind field ${cut}`)
    assert.deepEqual(rules(fileOf(parts, 1400)), [])
  }
})

test('every funds type brings its own fields', () => {
  const details = [
    '16,165,700,Z,B,C,T/',
    '16,165,700,,B,C,T/',
    '16,165,700,0,B,C,T/',
    '16,165,700,1,B,C,T/',
    '16,165,700,2,B,C,T/',
    '16,165,700,S,400,300,0,B,C,T/',
    '16,165,700,S,,300,,B,C,T/',
    '16,165,700,V,260202,1200,B,C,T/',
    '16,165,700,V,260202,,B,C,T/',
    '16,165,700,D,2,0,400,5,300,B,C,T/',
  ]
  const text = fileOf(['03,1,,,,,/', ...details], 700 * details.length)
  assert.deepEqual(rules(text), [])
  const read = recordsOf(text).flatMap((record) => (record.code === '16' ? [record] : []))
  for (const { bank_reference, customer_reference, text: words } of read)
    assert.deepEqual([bank_reference, customer_reference, words], ['B', 'C', ['T']])
  const S = { type: 'S', immediate_minor: 400n, one_day_minor: 300n, later_minor: 0n }
  assert.deepEqual(
    read.map(({ funds }) => funds),
    [
      { type: 'Z' },
      undefined,
      { type: '0' },
      { type: '1' },
      { type: '2' },
      S,
      { type: 'S', immediate_minor: undefined, one_day_minor: 300n, later_minor: undefined },
      { type: 'V', value_on: '2026-02-02', value_time: '1200' },
      { type: 'V', value_on: '2026-02-02', value_time: undefined },
      {
        type: 'D',
        shares: [
          { days: 0, amount_minor: 400n },
          { days: 5, amount_minor: 300n },
        ],
      },
    ],
  )
})

test('an account has the currency of its own record, of its group, or dollars', () => {
  const currency = (group: string, account: string) => {
    const text = fileOf([`03,1,${account},,,,/`], 0).replace(',USD,', `,${group},`)
    const [opened] = eventsOf(text)
    return opened?.event === 'opened' ? opened.head.currency : undefined
  }
  assert.equal(currency('CAD', 'JPY'), 'JPY')
  assert.equal(currency('CAD', ''), 'CAD')
  assert.equal(currency('', ''), 'USD')
})

test('a wrong control total or count is named at each of the three levels, once', () => {
  const right = fileOf(['03,1,,010,-500,,/', '16,165,700,,,,/'], 200)
  assert.deepEqual(rules(right), [])
  const broken = (from: string, to: string) => rules(right.replace(from, to))
  // The group and the file add up what the account says, so they are wrong where it does not fit them.
  assert.deepEqual(broken('49,200,3', '49,201,3'), ['5 bai2_account_total', '6 bai2_group_total'])
  assert.deepEqual(broken('49,200,3', '49,200,4'), ['5 bai2_account_records'])
  assert.deepEqual(broken('98,200,1,5', '98,200,1,6'), ['6 bai2_group_records'])
  assert.deepEqual(broken('98,200,1,5', '98,200,2,5'), ['6 bai2_group_accounts'])
  assert.deepEqual(broken('99,200,1,7', '99,-200,1,7'), ['7 bai2_file_total'])
  assert.deepEqual(broken('99,200,1,7', '99,200,3,7'), ['7 bai2_file_groups'])
  assert.deepEqual(broken('99,200,1,7', '99,200,1,8'), ['7 bai2_file_records'])
})

test('a wrong total of the file keeps every statement of it out', () => {
  const text = fileOf(['03,1,,010,100,,,015,800,,/', '16,165,700,,,,/'], 1600)
  assert.equal(judge(eventsOf(text)).statements[0]?.verdict, 'load')
  const broken = judge(eventsOf(text.replace('99,1600', '99,1601')))
  assert.deepEqual([broken.verdict, broken.statements[0]?.verdict], ['quarantine', 'quarantine'])
})

test('trailers that are missing are named, and statements stay well nested', () => {
  const text = '01,S,R,260131,0600,7,,,2/\n02,R,O,1,260130,,,/\n03,1,,,,,/\n16,165,5,,,,/\n03,2,,,,,/\n'
  assert.deepEqual(rules(text), [
    '5 bai2_trailer_missing',
    '5 bai2_trailer_missing',
    '5 bai2_trailer_missing',
    '5 bai2_trailer_missing',
  ])
  const events = eventsOf(text).filter(({ event }) => event === 'opened' || event === 'closed')
  assert.deepEqual(
    events.map(({ event }) => event),
    ['opened', 'closed', 'opened', 'closed'],
  )
})

test('records out of place are refused where they stand', () => {
  assert.deepEqual(rules('16,165,5,,,,/\n'), ['1 bai2_record_order'])
  assert.deepEqual(rules('88,5/\n'), ['1 bai2_record_order', '1 bai2_file_empty'])
  assert.deepEqual(rules('07,5/\n'), ['1 bai2_record_code', '1 bai2_file_empty'])
  assert.deepEqual(rules(''), ['1 bai2_file_empty'])
  assert.deepEqual(rules(`${fileOf(['03,1,,,,,/'], 0)}49,0,2/\n`), ['7 bai2_record_order'])
})

test('fields that cannot be read are refused by rule and place', () => {
  const found = (detail: string) => {
    const text = fileOf(['03,1,,,,,/', detail], 0)
    const faults = itemsOf(text).flatMap((item) => (item.item === 'fault' ? [item.fault] : []))
    const { column, rule, severity } = faults[0] ?? { column: 0, rule: '', severity: 'noted' }
    return [column, rule, severity]
  }
  assert.deepEqual(found('16,165,1.50,,,,/'), [8, 'bai2_amount', 'refused'])
  assert.deepEqual(found('16,165,,,,,/'), [8, 'bai2_field_missing', 'refused'])
  assert.deepEqual(found('16,165,-5,,,,/'), [4, 'bai2_detail_sign', 'refused'])
  assert.deepEqual(found('16,165,5,X,,,/'), [10, 'bai2_funds_type', 'refused'])
  assert.deepEqual(found('16,165,5,V,260231,,,,/'), [12, 'bai2_day', 'refused'])
  assert.deepEqual(found('16,165,5,V,260228,2401,,,/'), [19, 'bai2_time', 'refused'])
  assert.deepEqual(found('16,165,5,D,999999,,,/'), [10, 'bai2_funds_type', 'refused'])
  assert.deepEqual(found('16,850,5,,,,/'), [4, 'bai2_type_code', 'refused'])
  assert.deepEqual(found('16,165,9999999999999999999,,,,/'), [8, 'bai2_amount', 'refused'])
})

test('the end of a day may be 2400 or 9999, and the version must be 2', () => {
  for (const time of ['0000', '2359', '2400', '9999'])
    assert.deepEqual(rules(fileOf(['03,1,,,,,/'], 0, `01,S,R,260131,${time},7,,,2/`)), [])
  assert.deepEqual(rules(fileOf(['03,1,,,,,/'], 0, '01,S,R,260131,2500,7,,,2/')), ['1 bai2_time'])
  assert.deepEqual(rules(fileOf(['03,1,,,,,/'], 0, '01,S,R,260131,,7,,,3/')), ['1 bai2_version'])
})

test('line ends of either kind, empty lines and padding change nothing', () => {
  const text = fileOf(['03,1,,,,,/', '16,165,700,,,,HELLO/', '88,WORLD'], 700)
  const unix = recordsOf(text)
  assert.deepEqual(recordsOf(text.replaceAll('\n', '\r\n')), unix)
  assert.deepEqual(recordsOf(text.replaceAll('\n', '   \r\r\n')), unix)
  assert.deepEqual(recordsOf(`${text}\n\n\u001a`), unix)
})

test('a file in blocks has no line ends: its record length says where records begin', () => {
  const lines = fileOf(
    ['03,1,,,,,/', '16,165,700,,,,HELLO/', '88,WORLD/'],
    700,
    '01,SEND,RECV,260131,0600,7,80,10,2/',
  )
  const records = lines.split('\n').filter((line) => line !== '')
  const blocks = records.map((line) => line.padEnd(80)).join('')
  assert.deepEqual(rules(blocks), [])
  assert.deepEqual(recordsOf(blocks), recordsOf(lines))
})

test('who writes a text cannot write a record', () => {
  const forged = fileOf(['03,1,,,,,/', '16,165,700,,,,THANKS/ 16,195,99999,,,,FORGED/'], 700)
  assert.deepEqual(rules(forged), ['4 bai2_record_in_text'])
  assert.equal(linesOf(eventsOf(forged)).length, 1)
  // A bank that is known to write so is read so, and the totals tell what was forged.
  assert.deepEqual(rules(forged, { is_loose: true }), [
    '4 bai2_shared_line',
    '5 bai2_account_total',
    '5 bai2_account_records',
    '6 bai2_group_records',
    '7 bai2_file_records',
  ])
})

test('a code that the list does not have is kept and named, and its range says what it does', () => {
  const text = fileOf(['03,1,,087,5,,,925,6,,/', '16,969,700,,,,/', '16,199,100,,,,/'], 811)
  assert.deepEqual(rules(text), [
    '3 bai2_type_code_unknown',
    '3 bai2_type_code_unknown',
    '4 bai2_type_code_unknown',
    '5 bai2_type_code_unknown',
  ])
  assert.deepEqual(
    linesOf(eventsOf(text)).map(({ direction, bank_transaction_code }) => [bank_transaction_code, direction]),
    [
      ['969', 'debit'],
      ['199', 'credit'],
    ],
  )
})

test('an item of a deposit does not count twice, and text without money makes no line', () => {
  const text = fileOf(
    [
      '03,1,,010,0,,,015,900,,/',
      '16,115,900,,DEP1,,/',
      '16,116,400,,DEP1,,/',
      '16,116,500,,DEP1,,/',
      '16,890,,,,,PLEASE CALL/',
    ],
    2700,
  )
  const events = eventsOf(text)
  assert.deepEqual(
    linesOf(events).map(({ is_item }) => is_item),
    [false, true, true],
  )
  assert.equal(judge(events).verdict, 'load')
})

test('a test, a deletion and an interim report are told apart from a final statement', () => {
  const headOf = (status: string, modifier: string) => {
    const text = fileOf(['03,1,,,,,/'], 0).replace(
      ',1,260130,2359,USD,2/',
      `,${status},260130,2359,USD,${modifier}/`,
    )
    const events = eventsOf(text)
    const [opened] = events
    assert.ok(opened?.event === 'opened')
    return [opened.head.purpose, opened.head.coverage, judge(events).verdict]
  }
  assert.deepEqual(headOf('1', '2'), ['update', 'final', 'load'])
  assert.deepEqual(headOf('1', '3'), ['update', 'interim', 'load'])
  assert.deepEqual(headOf('2', '2'), ['deletion', 'final', 'quarantine'])
  assert.deepEqual(headOf('3', '4'), ['correction', 'final', 'load'])
  assert.deepEqual(headOf('4', '1'), ['test', 'interim', 'quarantine'])
})

test('the table of type codes covers the published ranges', () => {
  const counted = { status: 0, summary: 0, detail: 0, summary_or_detail: 0 }
  for (const { level, code, direction, name } of typeCodes.values()) {
    counted[level]++
    assert.match(code, /^\d{3}$/)
    assert.ok(name.length > 3)
    const number = Number(code)
    if (number >= 100 && number < 400) assert.equal(direction, 'credit', code)
    if (number >= 400 && number < 700) assert.equal(direction, 'debit', code)
    if (number < 100) assert.equal(level, 'status', code)
  }
  assert.deepEqual(counted, { status: 54, summary: 155, detail: 260, summary_or_detail: 0 })
  assert.equal(typeCode('850'), undefined)
  assert.equal(typeCode('abc'), undefined)
  assert.equal(typeCode('951')?.direction, 'credit')
})
