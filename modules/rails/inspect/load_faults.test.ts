// Goal: whoever looks at a file of statements learns the same as whoever loads it.
// Method: files of every format, right ones and damaged ones; what is refused is compared with the gate of the loader.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bai2Statements } from '../statements/bai2/statements.ts'
import { camtStatements } from '../statements/camt.ts'
import { mtStatements } from '../statements/mt.ts'
import { ofxStatements } from '../statements/ofx/read.ts'
import type { StatementReader } from '../statements/statement.ts'
import { judge, readAll } from '../statements/testing.ts'
import { inspectFile } from './inspect.ts'

const mt = (number: string, opening: string, closing: string): string =>
  [
    ':20:R',
    ':25:ACC1',
    `:28C:${number}`,
    `:60F:C261129EUR${opening}`,
    ':61:2611301130C1,00NTRFNONREF//B1',
    `:62F:C261130EUR${closing}`,
    '-\n',
  ].join('\n')
const bai2 = (status: string): string =>
  [
    '01,A,B,261130,0200,1,,,2/',
    `02,A,B,${status},261129,2359,USD,2/`,
    '03,1,,010,100,,,015,150,,/',
    '16,165,50,Z,B,C,T',
    '49,300,3/',
    '98,300,1,5/',
    '99,300,1,7/\n',
  ].join('\n')
const bought = '<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261129<TRNAMT>1.00<FITID>1</STMTTRN>'
const ofx = (lines: string): string =>
  `OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><TRNUID>0<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS><CURDEF>USD<BANKACCTFROM><BANKID>1<ACCTID>2<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><DTSTART>20261101<DTEND>20261130${lines}</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>`
const camt = (closing: string, more = ''): string =>
  `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId><CreDtTm>2026-11-30T20:00:00Z</CreDtTm></GrpHdr><Stmt><Id>S</Id><ElctrncSeqNb>1</ElctrncSeqNb><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct><Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-29</Dt></Dt></Bal><Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${closing}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-30</Dt></Dt></Bal><Ntry><Amt Ccy="EUR">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-30</Dt></BookgDt><BkTxCd><Prtry><Cd>X</Cd></Prtry></BkTxCd>${more}</Ntry></Stmt></BkToCstmrStmt></Document>`
const undated = camt('2.00').replace('<BookgDt><Dt>2026-11-30</Dt></BookgDt>', '')

type Row = readonly [name: string, reader: () => StatementReader, text: string, refused: readonly string[]]
const rows: readonly Row[] = [
  ['MT940', mtStatements, mt('7', '0,00', '1,00'), []],
  [
    'MT940 that does not add up',
    mtStatements,
    mt('7', '0,00', '2,00'),
    ['statement_balance', 'mt_closing_balance'],
  ],
  [
    'MT940 cut off before its end',
    mtStatements,
    mt('7', '0,00', '1,00').slice(0, -22),
    ['statement_closing'],
  ],
  [
    'MT940 with an earlier statement behind a later one',
    mtStatements,
    mt('8', '0,00', '1,00') + mt('7', '0,00', '1,00').replace('B1', 'B2'),
    ['statement_late'],
  ],
  ['BAI2', bai2Statements, bai2('1'), []],
  ['BAI2 that is a test', bai2Statements, bai2('4'), ['statement_test']],
  ['OFX', ofxStatements, ofx(bought), []],
  ['OFX with a line twice', ofxStatements, ofx(bought + bought), ['statement_line_repeated']],
  ['camt.053', camtStatements, camt('2.00'), []],
  ['camt.053 with an entry without a day', camtStatements, undated, ['camt_entry_day', 'statement_balance']],
  [
    'camt.053 with an element of nobody',
    camtStatements,
    camt('2.00', '<Foo/>'),
    ['iso20022_unexpected_element'],
  ],
]

for (const [name, open, text, expected] of rows)
  test(`${name}: what is told of the file is what becomes of it`, async () => {
    const bytes = new TextEncoder().encode(text)
    const source = async function* () {
      yield bytes
    }
    const { faults } = await inspectFile(source())
    const refused = faults.filter(({ severity }) => severity !== 'noted').map(({ rule }) => rule)
    assert.deepEqual(refused, expected)
    const { verdict, faults: of_file, statements } = judge(readAll(open(), bytes))
    assert.equal(verdict, refused.length > 0 ? 'quarantine' : 'load')
    const loader = [...of_file, ...statements.flatMap((one) => one.faults)]
    const of_loader = loader.filter(({ severity }) => severity === 'refused').map(({ rule }) => rule)
    assert.deepEqual(of_loader.toSorted(), expected.toSorted())
  })

for (const [name, open, text] of rows.filter(([, , , refused]) => refused.length === 0))
  test(`${name}: a file that is cut off anywhere is not loaded by half`, () => {
    const bytes = new TextEncoder().encode(text)
    const whole = judge(readAll(open(), bytes)).statements[0]
    for (let length = 0; length < bytes.length; length++) {
      const { statements } = judge(readAll(open(), bytes.subarray(0, length)))
      const loaded = statements.filter(({ verdict }) => verdict === 'load')
      assert.ok(
        loaded.every(({ lines }) => lines === whole?.lines),
        `${length} bytes`,
      )
    }
  })
