import assert from 'node:assert/strict'
import { test } from 'node:test'
import { payeeCheckRows } from './facts/payee_checks.ts'
import { sepaReasonRows } from './facts/sepa_reasons.ts'
import { recallAnswerRows, recallReasonRows } from './facts/sepa_recalls.ts'
import { readPayeeCheck, readRecallAnswer, readRecallReason, readSepaReason, sepaReasonText } from './sepa.ts'

const words = (text: string): string[] => text.trim().split(/\s+/)
const codesBy = (is: (row: (typeof sepaReasonRows)[number]) => boolean): string =>
  sepaReasonRows
    .filter(is)
    .map(({ code }) => code)
    .join(' ')

test('every reason code stands once: 47', () => {
  assert.equal(sepaReasonRows.length, 47)
  assert.deepEqual(
    sepaReasonRows.map(({ code }) => code),
    words(`AB05 AB06 AB07 AB08 AB09 AB10 AC01 AC03 AC04 AC06 AC13 AG01 AG02 AG09 AG10 AG11 AGNT AM02 AM03 AM04 AM05
      AM09 AM23 BE04 BE05 BE06 CNOR DNOR DT01 ED05 FF01 FF05 FOCR FRAD MD01 MD02 MD06 MD07 MS02 MS03 RC01 RR01 RR02
      RR03 RR04 SL01 TM01`),
  )
})

test('what is done about each', () => {
  const expected: Readonly<Record<string, string>> = {
    RETRY_LATER: 'AB05 AB06 AB09 AB10 AG09 AG10 AG11 AM04 AM23 ED05 MS03 TM01',
    RETRY_OTHER_ROUTE: 'AB07 AB08 AGNT AM02 CNOR DNOR',
    NEW_DETAILS: 'AC01 AC03 AC04 AG01 BE06',
    STOP_THIS_PAYMENT: 'AC06 MD06 MS02 SL01',
    FIX_AND_RESUBMIT: 'AC13 AG02 AM03 BE04 BE05 DT01 FF01 FF05 MD02 RC01 RR01 RR02 RR03 RR04',
    NONE: 'AM05 FOCR',
    OPS_REVIEW: 'AM09',
    COMPLIANCE_HOLD: 'FRAD',
    REVOKE_MANDATE: 'MD01 MD07',
  }
  for (const [action, codes] of Object.entries(expected))
    assert.equal(
      codesBy(({ auto_action }) => auto_action === action),
      codes,
      action,
    )
  assert.equal(Object.values(expected).flatMap(words).length, 47)
})

test('schemes and messages: what only direct debits, only SCT Inst or only recalls know', () => {
  assert.equal(
    codesBy(({ schemes }) => schemes.every((one) => one.startsWith('sdd'))),
    'AC13 BE05 DT01 FF05 MD01 MD02 MD06 SL01',
  )
  assert.equal(
    codesBy(({ schemes }) => schemes.length === 1 && schemes[0] === 'sct_inst'),
    'AB05 AB06 AB07 AB08 AB09 AB10 AG09 AG10 AG11 AM02 AM23',
  )
  assert.equal(
    codesBy(({ messages }) => messages.includes('camt.056')),
    'AC03 AM09 FRAD',
  )
  assert.equal(
    codesBy(({ messages }) => messages.includes('camt.029')),
    'AC04 AGNT AM04',
  )
  assert.deepEqual(readSepaReason('AC13').schemes, ['sdd_b2b'])
  assert.deepEqual(readSepaReason('MD06').schemes, ['sdd_core'])
  assert.deepEqual(readSepaReason('FOCR').messages, ['pacs.004'])
})

test('where a first action does not help there is a second', () => {
  assert.equal(readSepaReason('MS03').then_action, 'NEW_DETAILS')
  assert.equal(readSepaReason('AB05').then_action, 'RETRY_OTHER_ROUTE')
  assert.equal(readSepaReason('RR04').then_action, 'COMPLIANCE_HOLD')
})

test('recalls: three reasons of the bank, three of the originator, eight answers', () => {
  assert.deepEqual(
    recallReasonRows.map(({ code, kind }) => `${code} ${kind}`),
    ['DUPL recall', 'TECH recall', 'FRAD recall', 'CUST rfro', 'AC03 rfro', 'AM09 rfro'],
  )
  assert.deepEqual(
    recallAnswerRows.map(({ code }) => code),
    words('NOAS NOOR ARDT LEGL CUST AC04 AM04 AGNT'),
  )
  assert.equal(readRecallReason('XXXX').is_known, false)
  assert.equal(readRecallAnswer('XXXX').auto_action, 'OPS_REVIEW')
  assert.equal(readRecallAnswer('LEGL').is_known, true)
})

test('verification of payee has four results, and an unknown one warns', () => {
  assert.deepEqual(
    payeeCheckRows.map(({ code, next }) => `${code} ${next}`),
    ['MTCH proceed', 'CMTC confirm_name', 'NMTC warn', 'NOAP retry_once_then_warn'],
  )
  assert.equal(readPayeeCheck('MTCH').needs_consent, false)
  assert.equal(readPayeeCheck('CMTC').returns_name, true)
  assert.equal(readPayeeCheck('????').next, 'warn')
  assert.equal(readPayeeCheck('????').needs_consent, true)
})

test('a reason is told in words, with the name that the rule book gives it', () => {
  assert.equal(sepaReasonText('AC01'), 'AC01: IBAN invalid or not existing (IncorrectAccountNumber)')
  assert.equal(sepaReasonText('ZZ99'), `ZZ99: ${readSepaReason('ZZ99').name}`)
})

test('an unknown reason goes to a person', () => {
  for (const code of ['', 'ZZ99', '__proto__', 'md01']) {
    const row = readSepaReason(code)
    assert.equal(row.code, code)
    assert.equal(row.is_known, false)
    assert.equal(row.auto_action, 'OPS_REVIEW')
  }
})
