// Goal: the tables are those of Nacha. Method: every code is written here a second time, by what it has in common.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Day } from '../../../kernel/world.ts'
import { achReturnCodes, readAchChangeCode, readAchReturnCode, readSec, returnBucket } from './ach.ts'
import { type RailAction, railActions } from './actions.ts'
import { achChangeRows } from './facts/ach_changes.ts'
import { achSecRows } from './facts/ach_sec.ts'

const words = (text: string): string[] => text.trim().split(/\s+/)
const codesBy = (is: (code: ReturnType<typeof readAchReturnCode>) => boolean): string =>
  achReturnCodes
    .filter(is)
    .map(({ code }) => code)
    .join(' ')

const EVERY_R = `R01 R02 R03 R04 R05 R06 R07 R08 R09 R10 R11 R12 R13 R14 R15 R16 R17 R18 R19 R20 R21 R22 R23 R24 R25 R26
  R27 R28 R29 R30 R31 R32 R33 R34 R35 R36 R37 R38 R39 R40 R41 R42 R43 R44 R45 R46 R47 R50 R51 R52 R53 R80 R81 R82 R83
  R84 R85 R90 R61 R62 R67 R68 R69 R70 R71 R72 R73 R74 R75 R76 R77`

test('every return reason code stands once: 58 returns, 6 dishonours, 7 contests', () => {
  assert.equal(achReturnCodes.length, 71)
  assert.deepEqual(
    achReturnCodes.map(({ code }) => code),
    words(EVERY_R),
  )
})

test('windows: two banking days, sixty calendar days, or what the rule says instead', () => {
  const windowOf = ({ window }: ReturnType<typeof readAchReturnCode>): string =>
    'days' in window ? `${window.days} ${window.kind} ${window.from}` : window.kind
  const expected: Readonly<Record<string, string>> = {
    '2 banking_days settlement': 'R01 R02 R03 R04 R08 R09 R12 R14 R15 R16 R17 R20 R21 R22 R24 R29 R39 R50',
    '2 banking_days refusal': 'R23',
    '60 calendar_days settlement': 'R05 R07 R10 R11 R33 R37 R38 R51 R52 R53',
    next_file: 'R13 R18 R19 R25 R26 R27 R28 R30 R32 R34 R35 R36',
    agreed: 'R06 R31',
    agency: 'R40 R41 R42 R43 R44 R45 R46 R47',
    gateway: 'R80 R81 R82 R83 R84 R85',
    none: 'R90',
    '5 banking_days return': 'R61 R62 R67 R68 R69 R70',
    '2 banking_days dishonor': 'R71 R72 R73 R74 R75 R76 R77',
  }
  for (const [window, codes] of Object.entries(expected))
    assert.equal(
      codesBy((row) => windowOf(row) === window),
      codes,
      window,
    )
  assert.equal(Object.values(expected).flatMap(words).length, 71)
})

test('who sends it', () => {
  assert.equal(
    codesBy(({ by }) => by === 'ach_operator'),
    'R13 R18 R19 R25 R26 R27 R28 R30 R32 R34 R35 R36',
  )
  assert.equal(
    codesBy(({ by }) => by === 'agency'),
    'R40 R41 R42 R43 R44 R45 R46 R47',
  )
  assert.equal(
    codesBy(({ by }) => by === 'gateway'),
    'R80 R81 R82 R83 R84',
  )
  assert.equal(
    codesBy(({ by }) => by === 'rdfi_or_gateway'),
    'R85 R90',
  )
  assert.equal(
    codesBy(({ by }) => by === 'odfi'),
    'R61 R62 R67 R68 R69 R70',
  )
})

test('buckets: six codes are unauthorised, three are administrative', () => {
  assert.equal(
    codesBy(({ bucket }) => bucket === 'unauthorized'),
    'R05 R07 R10 R11 R29 R51',
  )
  assert.equal(
    codesBy(({ bucket }) => bucket === 'administrative'),
    'R02 R03 R04',
  )
})

test('R11 counts as unauthorised from April 2021', () => {
  assert.equal(returnBucket('R11', '2021-03-31' as Day), null)
  assert.equal(returnBucket('R11', '2021-04-01' as Day), 'unauthorized')
  assert.equal(returnBucket('R10', '2020-06-01' as Day), 'unauthorized')
  assert.equal(returnBucket('R01', '2026-06-01' as Day), null)
})

test('what is done about each return', () => {
  const expected: Readonly<Partial<Record<RailAction, string>>> = {
    RETRY_NSF: 'R01 R09',
    NEW_DETAILS: 'R02 R03 R04 R12 R13 R20 R23 R28 R34 R82',
    REVOKE_MANDATE: 'R05 R07 R10 R15 R29 R51',
    NONE: 'R06 R24 R47 R53 R74 R75',
    STOP_THIS_PAYMENT: 'R08 R14 R38 R52',
    FIX_AND_RESUBMIT: 'R11 R18 R19 R21 R22 R25 R26 R27 R35 R36 R41 R42 R43 R44 R45 R46 R80 R85',
    COMPLIANCE_HOLD: 'R16 R90',
    OPS_REVIEW: 'R17 R30 R33 R39 R40 R61 R62 R67 R68 R69 R70 R71',
    DISHONOR: 'R31',
    RETRY_LATER: 'R32 R83',
    RETRY_OTHER_ROUTE: 'R81 R84',
    ACCEPT_LOSS: 'R37 R50 R72 R73 R76 R77',
  }
  for (const [action, codes] of Object.entries(expected))
    assert.equal(
      codesBy(({ auto_action }) => auto_action === action),
      codes,
      action,
    )
  assert.equal(Object.values(expected).flatMap(words).length, 71)
})

test('dishonours are answered by the contests that fit them', () => {
  assert.deepEqual(readAchReturnCode('R61').answers, ['R71', 'R72', 'R74'])
  assert.deepEqual(readAchReturnCode('R62').answers, ['R71', 'R72', 'R77'])
  assert.deepEqual(readAchReturnCode('R69').answers, ['R71', 'R72', 'R74', 'R76'])
  assert.deepEqual(readAchReturnCode('R70').answers, ['R71', 'R72'])
  assert.deepEqual(readAchReturnCode('R01').answers, [])
})

test('every change code stands once: 11 in use, 3 withdrawn, 9 refusals', () => {
  assert.deepEqual(
    achChangeRows.map(({ code }) => code).toSorted((a, b) => (a < b ? -1 : 1)),
    words(`C01 C02 C03 C04 C05 C06 C07 C08 C09 C10 C11 C12 C13 C14 C61 C62 C63 C64 C65 C66 C67 C68 C69`),
  )
  assert.equal(achChangeRows.filter(({ is_refusal }) => is_refusal).length, 9)
  assert.equal(achChangeRows.filter(({ auto_action }) => auto_action === 'UPDATE_DETAILS').length, 9)
  assert.equal(readAchChangeCode('C13').auto_action, 'FIX_AND_RESUBMIT')
  assert.equal(readAchChangeCode('C10').auto_action, 'OPS_REVIEW')
})

test('corrected details are laid out as their code says', () => {
  const layout = (code: string): string =>
    readAchChangeCode(code)
      .corrected.map(({ field, length }) => `${field}[${length}]`)
      .join(readAchChangeCode(code).separator === 'blank' ? ' _ ' : ' ')
  assert.equal(layout('C01'), 'dfi_account_number[17]')
  assert.equal(layout('C02'), 'routing_number[9]')
  assert.equal(layout('C03'), 'routing_number[9] _ dfi_account_number[17]')
  assert.equal(layout('C04'), 'name[22]')
  assert.equal(layout('C05'), 'transaction_code[2]')
  assert.equal(layout('C06'), 'dfi_account_number[17] _ transaction_code[2]')
  assert.equal(layout('C07'), 'routing_number[9] dfi_account_number[17] transaction_code[2]')
  assert.equal(layout('C08'), 'foreign_rdfi_id[34]')
  assert.equal(layout('C09'), 'individual_id[22]')
  assert.equal(layout('C13'), '')
})

test('six entry classes are written, and say how long their debits can come back', () => {
  assert.deepEqual(
    achSecRows.map((row) => `${row.code} ${row.receiver} ${row.unauthorized_window}`),
    [
      'PPD consumer 60_calendar_days',
      'WEB consumer 60_calendar_days',
      'TEL consumer 60_calendar_days',
      'CCD corporate 2_banking_days',
      'CTX corporate 2_banking_days',
      'IAT both as_domestic',
    ],
  )
  assert.equal(readSec('POP').is_known, false)
  assert.equal(readSec('POP').unauthorized_window, '60_calendar_days')
})

test('a code that nobody knows goes to a person, and is kept as it came', () => {
  const strange = fc.oneof(
    fc.string(),
    fc.constantFrom('R48', 'R86', 'r01', 'R01 ', 'C99', '__proto__', 'constructor', 'toString', ''),
  )
  fc.assert(
    fc.property(strange, (code) => {
      for (const row of [readAchReturnCode(code), readAchChangeCode(code)]) {
        assert.equal(row.code, code)
        if (!row.is_known) assert.equal(row.auto_action, 'OPS_REVIEW')
        assert.ok(railActions.includes(row.auto_action))
      }
    }),
  )
  for (const gap of words('R48 R49 R54 R60 R63 R66 R78 R79 R86 R89'))
    assert.equal(readAchReturnCode(gap).is_known, false)
})

test('what is general knowledge says so', () => {
  for (const code of words('R61 R70 R71 R77')) assert.match(readAchReturnCode(code).source, /^\[K\]/)
  assert.match(readAchChangeCode('C11').source, /^\[K\]/)
  assert.doesNotMatch(readAchReturnCode('R01').source, /\[K\]/)
})
