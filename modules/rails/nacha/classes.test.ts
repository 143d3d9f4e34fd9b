// Goal: what the classes ask of their entries.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { notificationOf, returnOf } from './answers.ts'
import { sameDayTimeOf } from './description.ts'
import type { AchAddenda, AchBatchHeader, AchEntry, AchEntryDraft } from './model.ts'
import { ascii, batchHeader, entry, eventsOf, header, shortFaults } from './testing.ts'
import { createAchWriter } from './writer.ts'

type Row = readonly [sec: string, draft: Partial<AchEntryDraft>, ...refused: string[]]

/** The rules for which a batch of one entry is not written. */
function refusals(sec_code: string, draft: Partial<AchEntryDraft>, description = 'RENT'): readonly string[] {
  const writer = createAchWriter()
  writer.header(header)
  const opened = writer.batch(batchHeader({ sec_code, company_entry_description: description }))
  assert.ok(opened.ok)
  const written = writer.entry(entry(draft))
  return written.ok ? [] : written.error.map(({ rule, field }) => `${rule} ${field}`)
}

const trace_number = '121042880000001'
const remittance: AchAddenda = {
  kind: 'payment',
  payment_related_information: 'x',
  sequence_number: 1,
  entry_sequence_number: '0000001',
}
const terminal: AchAddenda = {
  kind: 'point_of_sale',
  reference_information_1: '',
  reference_information_2: '',
  terminal_identification_code: '1',
  transaction_serial_number: '1',
  transaction_date: '1120',
  authorization_code: '',
  terminal_location: 'MAIN ST',
  terminal_city: 'LONDON',
  terminal_state: 'OH',
  trace_number,
}
const credit = { transaction_code: '22' }
const serial = { details: { check_serial_number: '1234' } }

const rows: readonly Row[] = [
  ['PPD', {}],
  ['PPD', { addenda: [remittance, { ...remittance, sequence_number: 2 }] }, 'nacha_addenda_limit record'],
  ['PPD', { addenda: [{ ...remittance, sequence_number: 3 }] }, 'nacha_addenda_sequence sequence_number'],
  ['PPD', { transaction_code: '24', amount: 0n }, 'nacha_transaction_code transaction_code'],
  ['CCD', { transaction_code: '24', amount: 0n }],
  ['CCD', { transaction_code: '24', amount: 1n }, 'nacha_zero_dollar_amount amount'],
  ['CCD', { transaction_code: '28', amount: 0n }],
  ['CCD', { transaction_code: '28', amount: 1n }, 'nacha_prenote_amount amount'],
  ['CTX', { addenda: [remittance] }],
  ['CTX', { addenda: [remittance], details: { addenda_count: '0002' } }, 'nacha_addenda_count addenda_count'],
  ['WEB', { discretionary: 'S' }],
  ['TEL', { discretionary: 'S' }],
  ['TEL', { discretionary: 'S', ...credit }, 'nacha_sec_side transaction_code'],
  ['TEL', { addenda: [remittance] }, 'nacha_addenda_allowed type_code'],
  ['CIE', { ...credit, identification_number: '1' }],
  ['CIE', {}, 'nacha_sec_side transaction_code'],
  ['ARC', serial],
  ['ARC', { ...serial, amount: 2_500_001n }, 'nacha_amount_limit amount'],
  ['ARC', {}, 'nacha_field_mandatory check_serial_number'],
  ['BOC', { ...serial, ...credit }, 'nacha_sec_side transaction_code'],
  ['POP', { details: { check_serial_number: '1', terminal_city: 'LOND', terminal_state: 'OH' } }],
  ['RCK', { ...serial, amount: 250_001n }, 'nacha_amount_limit amount'],
  ['XCK', { ...serial, amount: 249_999n }],
  ['TRC', serial],
  ['POS', { discretionary: '01', addenda: [terminal] }],
  ['POS', { discretionary: '01' }, 'nacha_addenda_required record'],
  ['SHR', { discretionary: '01', details: { card_expiration: '1228' }, addenda: [terminal] }],
  ['SHR', { discretionary: '01', details: { card_expiration: '12' } }, 'nacha_field_value card_expiration'],
  ['ACK', { transaction_code: '24', amount: 0n, details: { original_entry_trace_number: trace_number } }],
  [
    'ACK',
    { ...credit, details: { original_entry_trace_number: trace_number } },
    'nacha_transaction_code transaction_code',
  ],
  ['COR', { transaction_code: '21', amount: 0n }, 'nacha_addenda_required record'],
  ['DNE', { transaction_code: '23', amount: 0n }, 'nacha_addenda_required record'],
]

for (const [sec, draft, ...expected] of rows)
  test(`${sec} with ${Object.keys(draft).join(', ') || 'nothing of its own'}: ${expected.join(', ') || 'written'}`, () => {
    assert.deepEqual(refusals(sec, draft), expected)
  })

test('a reversal may be of the side that its class does not have', () => {
  assert.deepEqual(refusals('TEL', { discretionary: 'S', ...credit }, 'REVERSAL'), [])
})

test('a descriptive date asks for the same day', () => {
  const of = (company_descriptive_date: string) =>
    sameDayTimeOf({ ...batchHeader(), kind: 'company', company_descriptive_date } as AchBatchHeader)
  assert.equal(of('SD1300'), '13:00')
  assert.equal(of('SD2500'), undefined)
  assert.equal(of('NOV 20'), undefined)
})

/** An answer in a file of its own, as it is read. */
function answer(
  addenda: string,
  code = '21',
  sec = 'PPD',
): { readonly entry: AchEntry; readonly faults: readonly string[] } {
  const amount = sec === 'COR' ? '0000000000' : '0000012345'
  const lines = [
    '101 231380104 1210428822611200930A094101CITADEL                FLORIN                         ',
    `5200ACME CORP                           1210428821${sec}RENT            261123   1121042880000001`,
    `6${code}231380104123456789        ${amount}INV-1          ADA LOVELACE            1121042880000001`,
    addenda,
  ]
  const events = eventsOf([ascii(lines.join('\n'))])
  const found = events.find(({ kind }) => kind === 'entry')
  assert.ok(found?.kind === 'entry')
  return {
    entry: found.entry,
    faults: shortFaults(events).filter((fault) => !fault.includes('control_missing')),
  }
}

test('a return names what it is about and why', () => {
  const { entry: returned, faults } = answer(
    '799R01091400600000001      09140060sorry                                       121042880000001',
  )
  assert.deepEqual(faults, [])
  assert.equal(returned.category, 'return')
  const found = returnOf(returned)
  assert.deepEqual(
    [
      found?.stage,
      found?.reason_code,
      found?.is_known,
      found?.original_trace_number,
      found?.addenda_information,
    ],
    ['return', 'R01', true, '091400600000001', 'sorry'],
  )
  assert.equal(notificationOf(returned), undefined)
})

test('a return with the code of a payment, and one with an unknown reason, are noted', () => {
  const odd = answer(
    '799R96091400600000001      09140060                                            121042880000001',
    '27',
  )
  assert.deepEqual(odd.faults, ['4:4 nacha_return_reason noted', '3:2 nacha_return_transaction_code noted'])
  assert.equal(returnOf(odd.entry)?.is_known, false)
})

test('dishonoured and contested returns carry the return that they are about', () => {
  const dishonored = answer(
    '799R68059999990000301      12391871   12391871000000117901Untimely Return      121042880000001',
  )
  assert.deepEqual(dishonored.faults, [])
  const { stage, return_trace_number, return_reason_code } = returnOf(dishonored.entry) ?? {}
  assert.deepEqual([stage, return_trace_number, return_reason_code], ['dishonored', '123918710000001', '01'])
  const contested = answer(
    '799R73059999990000301261120123918711647799999900003011650188999999000030116667 121042880000001',
  )
  assert.deepEqual(contested.faults, [])
  const { addenda } = returnOf(contested.entry) ?? {}
  assert.ok(addenda?.kind === 'contested_return')
  assert.deepEqual(
    [
      addenda.date_original_entry_returned,
      addenda.dishonored_return_trace_number,
      addenda.dishonored_return_reason_code,
    ],
    ['2026-11-20', '889999990000301', '67'],
  )
})

test('a notification of change carries its corrections, and a refused one its refusal', () => {
  const changed = answer(
    '798C01121042880000001      121042881918171614                                  121042880000001',
    '21',
    'COR',
  )
  assert.deepEqual(changed.faults, [])
  assert.deepEqual(notificationOf(changed.entry)?.corrections, {
    account_number: '1918171614',
    is_understood: true,
  })
  const refused = answer(
    '798C61121042880000001      121042881918171614                   C010000088     121042880000001',
    '21',
    'COR',
  )
  const found = notificationOf(refused.entry)
  assert.deepEqual(
    [found?.refusal_code, found?.change_code, found?.entry.category],
    ['C61', 'C01', 'refused_notification'],
  )
  assert.deepEqual(
    answer(
      '798C01121042880000001      12104288                                            121042880000001',
      '21',
      'COR',
    ).faults,
    ['4:36 nacha_correction_missing refused'],
  )
  assert.deepEqual(
    answer(
      '798C02121042880000001      12104288231380105                                   121042880000001',
      '21',
      'COR',
    ).faults,
    ['4:36 nacha_correction_form noted'],
  )
})
