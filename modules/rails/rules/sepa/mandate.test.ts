import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day } from '../testing.ts'
import {
  amendMandate,
  checkSequenceType,
  type MandateTerms,
  mandateIsAlive,
  mayUseMandate,
  nextSequenceType,
  type SequenceType,
} from './mandate.ts'

test('a mandate lapses 36 months after its last collection', () => {
  const alive = (last: string | null, on: string) =>
    mandateIsAlive({
      signed_on: day('2020-02-29'),
      last_collection_on: last === null ? null : day(last),
      on: day(on),
    })
  assert.equal(alive('2023-11-20', '2026-11-20').allowed, true)
  assert.equal(alive('2023-11-20', '2026-11-21').allowed, false)
  assert.equal(alive(null, '2023-02-28').allowed, true)
  assert.equal(alive(null, '2023-03-01').until, '2023-02-28')
})

type Case = readonly [
  mandate: 'one_off' | 'recurrent',
  settled: readonly SequenceType[],
  is_last: boolean,
  on: string,
  expected: string,
]
test('the sequence type of the next collection', () => {
  const cases: readonly Case[] = [
    ['recurrent', [], false, '2016-11-19', 'FRST'],
    ['recurrent', [], false, '2016-11-20', 'RCUR/FRST'],
    ['recurrent', ['FRST'], false, '2026-11-20', 'RCUR'],
    ['recurrent', ['RCUR', 'RCUR'], false, '2026-11-20', 'RCUR'],
    ['recurrent', ['FRST', 'RCUR'], true, '2026-11-20', 'FNAL'],
    ['recurrent', ['FRST', 'FNAL'], false, '2026-11-20', 'sepa.sequence.final'],
    ['one_off', [], true, '2026-11-20', 'OOFF'],
    ['one_off', ['OOFF'], true, '2026-11-20', 'sepa.sequence.one_off'],
    ['recurrent', ['OOFF'], false, '2026-11-20', 'sepa.sequence.one_off'],
  ]
  for (const [mandate, settled, is_last, on, expected] of cases) {
    const found = nextSequenceType({ mandate, settled, is_last, on: day(on) })
    assert.equal(found.allowed ? found.accepted.join('/') : found.rule, expected)
    assert.equal(found.sequence_type, found.accepted[0] ?? null)
  }
})

test('a sequence type that does not fit is refused', () => {
  const check = (sequence_type: SequenceType, settled: readonly SequenceType[]): boolean =>
    checkSequenceType({ mandate: 'recurrent', settled, is_last: false, on: day('2026-11-20'), sequence_type })
      .allowed
  assert.equal(check('FRST', []), true)
  assert.equal(check('RCUR', []), true)
  assert.equal(check('FRST', ['RCUR']), false)
  assert.equal(check('OOFF', []), false)
  assert.equal(check('RCUR', ['FNAL']), false)
})

const terms: MandateTerms = {
  mandate_id: 'UMR-1',
  creditor_id: 'DE98ZZZ09999999999',
  creditor_name: 'Bakery Jansen',
  debtor_name: 'Anna',
  debtor_iban: 'DE89370400440532013000',
  debtor_bank: 'COBADEFFXXX',
}
const nothing = {
  amendment_indicator: false,
  original_mandate_id: null,
  original_creditor_id: null,
  original_creditor_name: null,
  original_debtor_account: null,
}

test('a change of terms is told with what they were before', () => {
  assert.deepEqual(amendMandate(terms, terms), nothing)
  assert.deepEqual(amendMandate(terms, { ...terms, mandate_id: 'UMR-2', creditor_name: 'Jansen' }), {
    ...nothing,
    amendment_indicator: true,
    original_mandate_id: 'UMR-1',
    original_creditor_name: 'Bakery Jansen',
  })
  assert.equal(
    amendMandate(terms, { ...terms, debtor_iban: 'DE02100100100006820101' }).original_debtor_account,
    'DE89370400440532013000',
  )
  const moved = { ...terms, debtor_iban: 'DE02100100100006820101', debtor_bank: 'PBNKDEFFXXX' }
  assert.equal(amendMandate(terms, moved).original_debtor_account, 'SMNDA')
  assert.equal(amendMandate(terms, { ...terms, debtor_name: 'Anna Berg' }).amendment_indicator, false)
})

test('a mandate needs a reference of 35 characters at most, its debtor, and for B2B the debtor’s bank', () => {
  const use = {
    scheme: 'sdd_core',
    mandate_id: 'UMR-1',
    on: day('2026-11-20'),
    is_at_debtor_bank: false,
    before: terms,
    after: terms,
  } as const
  assert.equal(mayUseMandate(use).allowed, true)
  assert.equal(mayUseMandate({ ...use, mandate_id: 'x'.repeat(35) }).allowed, true)
  assert.equal(mayUseMandate({ ...use, mandate_id: 'x'.repeat(36) }).rule, 'sepa.mandate.reference')
  assert.equal(mayUseMandate({ ...use, mandate_id: '' }).rule, 'sepa.mandate.reference')
  assert.equal(mayUseMandate({ ...use, scheme: 'sdd_b2b' }).rule, 'sepa.mandate.b2b_bank')
  assert.equal(mayUseMandate({ ...use, scheme: 'sdd_b2b', is_at_debtor_bank: true }).allowed, true)
  const other = { ...terms, debtor_name: 'Bert', debtor_iban: 'DE02100100100006820101' }
  assert.equal(mayUseMandate({ ...use, after: other }).rule, 'sepa.mandate.new_debtor')
})
