import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { child, childrenOf, textOf } from '../../xml/element.ts'
import { writeElement } from '../../xml/write.ts'
import { readMtFile } from '../read.ts'
import { bytesOf, fin, fullMt103, oneMessage, user121 } from '../testing.ts'
import { messageToMx, statementToMx } from './translate.ts'

const small = ':20:REF-1|:23B:CRED|:32A:261120EUR10,|:50K:/1|Name|:59:/2|Name|:71A:SHA'.split('|')
const made = (text: string, options = {}) => {
  const result = messageToMx(oneMessage(text), options)
  assert.ok(result.ok)
  return result.value
}

test('what a document has no place for is noted where it stands', () => {
  const text = fin('103', [
    ...small.filter((field) => !field.startsWith(':23B')),
    ':23B:SPAY',
    ':51A:BANKDEFF',
    ':98X:1',
    ':13C:/OTHER/0905+0100',
  ])
  assert.deepEqual(
    made(text).notes.map(({ line, rule, field }) => `${line} ${rule} ${field}`),
    [
      '11 mt_unexpected_field :98X:',
      '9 mt_not_carried :23B:',
      '10 mt_not_carried :51A:',
      '12 mt_not_carried :13C:',
    ],
  )
})

test('lines of a party that have no place are noted where they stand', () => {
  const party = ':50F:/1|1/Name|5/DE/Bonn|6/DE/X/1|8/2'.split('|')
  const text = fin('103', [...small.filter((field) => !field.startsWith(':50K')), ...party])
  assert.deepEqual(
    made(text.replace('Name\r\n:59', ':59')).notes.map(({ line, field }) => `${line} ${field}`),
    ['10 :50F:', '12 :50F:'],
  )
})

test('a narrative is cut into pieces, and nothing of it is lost', () => {
  const long = Array.from({ length: 6 }, (_, index) => `${index}`.repeat(33))
  const { envelope, notes } = made(
    fin('103', [...small, `:72:/ACC/${long[0]?.slice(0, 30)}`, ...long.slice(1).map((text) => `//${text}`)]),
  )
  const told = childrenOf(child(envelope, 'Document', 'FIToFICstmrCdtTrf', 'CdtTrfTxInf'), 'InstrForCdtrAgt')
  assert.equal(told.map((one) => textOf(one, 'InstrInf')).join(''), long.join('').slice(3))
  assert.deepEqual(notes, [])
})

test('a message with every field that has a place leaves nothing out', () => {
  assert.deepEqual(made(fin('103', fullMt103, user121)).notes, [])
})

test('the times and ids of a document are those that are given', () => {
  const { envelope } = made(fin('103', small), {
    created_at: '2026-11-21T08:00:00+01:00',
    message_id: 'OWN-1',
    from: 'AAAADEFF',
    to: 'BBBBDEFF',
  })
  const header = child(envelope, 'AppHdr')
  assert.equal(textOf(header, 'BizMsgIdr'), 'OWN-1')
  assert.equal(textOf(header, 'CreDt'), '2026-11-21T08:00:00+01:00')
  assert.equal(textOf(header, 'Fr', 'FIId', 'FinInstnId', 'BICFI'), 'AAAADEFF')
  assert.equal(
    textOf(child(envelope, 'Document'), 'FIToFICstmrCdtTrf', 'CdtTrfTxInf', 'PmtId', 'InstrId'),
    'REF-1',
  )
})

test('an input message has no time of its own, and is refused without one', () => {
  const text = `{1:F01BANKDEFFAXXX0000000000}{2:I103BANKGB2LXXXXN}{4:\r\n${small.join('\r\n')}\r\n-}`
  const result = messageToMx(oneMessage(text))
  assert.deepEqual(result.ok ? [] : result.error.map(({ rule }) => rule), ['mt_mx_time'])
  assert.ok(messageToMx(oneMessage(text), { created_at: '2026-11-21T08:00:00Z' }).ok)
})

test('a message of no known translation and one that cannot be read are refused with their faults', () => {
  for (const [type, fields] of [
    ['199', small],
    ['103', [':20:A']],
  ] as const) {
    const result = messageToMx(oneMessage(fin(type, fields)))
    assert.ok(!result.ok && result.error.length > 0)
  }
})

test('/REJT/ becomes a status report and /RETN/ a return', () => {
  assert.equal(
    made(fin('103', [...small, ':72:/REJT/59', '/BE01/', '/MREF/X'])).definition,
    'pacs.002.001.10',
  )
  assert.equal(
    made(fin('103', [...small, ':72:/RETN/59', '/BE01/', '/MREF/X'])).definition,
    'pacs.004.001.09',
  )
})

test('lines of a narrative are joined with a space unless the line was full', () => {
  const { envelope } = made(
    fin('103', [...small, ':72:/ACC/CALL', '//BACK', `:70:${'A'.repeat(35)}`, 'B', 'C']),
  )
  const transaction = child(envelope, 'Document', 'FIToFICstmrCdtTrf', 'CdtTrfTxInf')
  assert.equal(textOf(transaction, 'InstrForCdtrAgt', 'InstrInf'), 'CALL BACK')
  assert.equal(textOf(transaction, 'RmtInf', 'Ustrd'), `${'A'.repeat(35)}B C`)
})

test('a statement becomes entries with their bookings, reversals and references', () => {
  const text =
    ':20:S|:25:DE89370400440532013000|:28C:7/2|:60F:C261119EUR10,|:61:2611201121RC5,NTRFREF//BANK|:86:166?20EREF+E1?21MREF+M1?22SVWZ+Rent|:62M:C261120EUR5,|-'
  const [statement] = readMtFile(bytesOf(text.replaceAll('|', '\n'))).statements
  assert.ok(statement)
  assert.ok(!statementToMx(statement).ok)
  const result = statementToMx(statement, {
    from: 'BANKDEFF',
    to: 'CUSTDEFF',
    created_at: '2026-11-21T08:00:00Z',
  })
  assert.ok(result.ok)
  const page = child(result.value.envelope, 'Document', 'BkToCstmrStmt', 'Stmt')
  const entry = child(page, 'Ntry')
  assert.equal(textOf(page, 'StmtPgntn', 'LastPgInd'), 'false')
  assert.equal(textOf(entry, 'CdtDbtInd'), 'DBIT')
  assert.equal(textOf(entry, 'RvslInd'), 'true')
  assert.equal(textOf(entry, 'BookgDt', 'Dt'), '2026-11-21')
  assert.equal(textOf(entry, 'NtryDtls', 'TxDtls', 'Refs', 'EndToEndId'), 'E1')
  assert.equal(textOf(entry, 'NtryDtls', 'TxDtls', 'Refs', 'MndtId'), 'M1')
  assert.equal(textOf(entry, 'NtryDtls', 'TxDtls', 'RmtInf', 'Ustrd'), 'Rent')
  assert.equal(childrenOf(page, 'Bal').length, 2)
  assert.deepEqual(
    result.value.notes.map(({ line, field }) => `${line} ${field}`),
    ['5 :61:'],
  )
})

test('no message makes a translation throw', () => {
  const tags =
    '20 21 23B 23E 32A 32B 33B 36 50F 50K 52D 53B 56C 57D 58A 59F 59 70 71A 71F 72 77B 79 76 77A 11S 13C 13D 25 28D 30'.split(
      ' ',
    )
  const types = ['101', '103', '202', '192', '196', '210', '900', '910']
  const text = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.constantFrom('/', '//X', '1/', '/C/', '/RETN/', '/REJT/1', '261120EUR1,', '3/DE/X', 'REF'),
  )
  fc.assert(
    fc.property(
      fc.constantFrom(...types),
      fc.array(fc.tuple(fc.constantFrom(...tags), fc.array(text, { maxLength: 4 })), { maxLength: 10 }),
      (type, fields) => {
        const message = oneMessage(
          fin(type, [
            ':20:REF',
            ':21:REF',
            ':32A:261120EUR1,',
            ...fields.map(([tag, lines]) => `:${tag}:${lines.join('\r\n')}`),
          ]),
        )
        const result = messageToMx(message)
        if (result.ok) assert.ok(writeElement(result.value.envelope).length > 0)
      },
    ),
    { numRuns: 80 },
  )
})
