// Goal: what is wrong with a message is found where it stands.
// Method: small messages of our own with one fault each, and the line that it stands in.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readMessages } from './read.ts'
import type { Profile } from './checks/checks.ts'

const document = (version: string, body: string): Uint8Array =>
  new TextEncoder().encode(
    `<?xml version="1.0"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${version}">\n${body}\n</Document>\n`,
  )
const faultsOf = (bytes: Uint8Array, profile: Profile = 'iso20022'): string[] =>
  readMessages(bytes, { profile }).faults.map(({ line, rule, severity }) => `${line} ${rule} ${severity}`)

type Transfer = { head?: string; ids?: string; amount?: string; account?: string; more?: string }
const transfer = ({ ids = '<EndToEndId>E1</EndToEndId>', amount, account, more = '' }: Transfer): string =>
  `<CdtTrfTxInf>
<PmtId>${ids}</PmtId>
<Amt><InstdAmt Ccy="EUR">${amount ?? '10.00'}</InstdAmt></Amt>
<CdtrAcct><Id><IBAN>${account ?? 'DE89370400440532013000'}</IBAN></Id></CdtrAcct>
${more}
</CdtTrfTxInf>`
/** Transfers begin in line 21, six lines each. */
const initiation = (
  transfers: readonly Transfer[],
  count = transfers.length,
  sum = `${transfers.length}0.00`,
) =>
  document(
    'pain.001.001.09',
    `<CstmrCdtTrfInitn>
<GrpHdr>
<MsgId>M1</MsgId>
<CreDtTm>2026-11-30T10:00:00</CreDtTm>
<NbOfTxs>${count}</NbOfTxs>
<CtrlSum>${sum}</CtrlSum>
<InitgPty><Nm>Florin</Nm></InitgPty>
</GrpHdr>
<PmtInf>
<PmtInfId>P1</PmtInfId>
<PmtMtd>TRF</PmtMtd>
<NbOfTxs>${transfers.length}</NbOfTxs>
<CtrlSum>${transfers.length}0</CtrlSum>
<ReqdExctnDt><Dt>2026-12-01</Dt></ReqdExctnDt>
<Dbtr><Nm>Debtor</Nm></Dbtr>
<DbtrAcct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></DbtrAcct>
<DbtrAgt><FinInstnId><BICFI>ABNANL2A</BICFI></FinInstnId></DbtrAgt>
<ChrgBr>SLEV</ChrgBr>
${transfers.map(transfer).join('\n')}
</PmtInf>
</CstmrCdtTrfInitn>`,
  )

const cases: Readonly<Record<string, readonly [Uint8Array, string, Profile?]>> = {
  'a count that is not the number of payments': [
    initiation([{}], 2),
    '7 iso20022_number_of_transactions refused',
  ],
  'a control sum that the amounts do not make': [
    initiation([{}], 1, '10.01'),
    '8 iso20022_control_sum refused',
  ],
  'an IBAN with wrong check digits': [
    initiation([{ account: 'DE88370400440532013000' }]),
    '24 iso20022_iban refused',
  ],
  'an amount finer than the currency': [
    initiation([{ amount: '10.0001' }], 1, '10.0001'),
    '23 iso20022_amount_decimals noted',
  ],
  'an amount below zero': [initiation([{ amount: '-1' }]), '23 iso20022_amount refused'],
  'a payment without the name of its sender': [
    initiation([{ ids: '<InstrId>I</InstrId>' }]),
    '21 iso20022_missing refused',
  ],
  'a UETR that is no UUID of version 4': [
    initiation([{ ids: '<EndToEndId>E</EndToEndId><UETR>8a562c67-ca16-18ba-b074-65581be6f011</UETR>' }]),
    '22 iso20022_uetr refused',
  ],
  'a name that stands twice': [initiation([{}, {}]), '28 iso20022_duplicate noted'],
  'an instruction that stands twice': [
    initiation([
      { ids: '<InstrId>I</InstrId><EndToEndId>A</EndToEndId>' },
      { ids: '<InstrId>I</InstrId><EndToEndId>B</EndToEndId>' },
    ]),
    '28 iso20022_duplicate refused',
  ],
  'an element that Florin has no field for': [
    initiation([{ more: '<Tax><RefNb>1</RefNb></Tax>' }]),
    '25 iso20022_not_understood noted',
  ],
  'a code that the list does not have': [
    initiation([{ more: '<ChrgBr>XXXX</ChrgBr>' }]),
    '25 iso20022_code_unknown noted',
  ],
  'letters that a bank of SEPA need not take': [
    initiation([{ more: '<RmtInf><Ustrd>Grüße</Ustrd></RmtInf>' }]),
    '25 iso20022_sepa_charset noted',
    'sepa',
  ],
  'more remittance than SEPA takes along': [
    initiation([
      { more: `<RmtInf><Ustrd>${'a'.repeat(100)}</Ustrd><Ustrd>${'b'.repeat(41)}</Ustrd></RmtInf>` },
    ]),
    '25 iso20022_sepa_remittance refused',
    'sepa',
  ],
  'charges that SEPA does not know': [
    initiation([{ more: '<ChrgBr>DEBT</ChrgBr>' }]),
    '25 iso20022_sepa_charges refused',
    'sepa',
  ],
}
for (const [name, [bytes, fault, profile]] of Object.entries(cases))
  test(`${name} is found in its line`, () => {
    const found = faultsOf(bytes, profile)
    assert.ok(found.includes(fault), found.join('; '))
  })

test('a message with nothing wrong has no faults', () => {
  assert.deepEqual(faultsOf(initiation([{}]), 'sepa'), [])
})

const collection = (mandate: string, scheme = 'DE98ZZZ09999999999', sequence = 'RCUR') =>
  document(
    'pain.008.001.02',
    `<CstmrDrctDbtInitn><GrpHdr><MsgId>M</MsgId><CreDtTm>2026-11-30T10:00:00</CreDtTm><NbOfTxs>1</NbOfTxs><InitgPty/></GrpHdr>
<PmtInf><PmtInfId>P</PmtInfId><PmtMtd>DD</PmtMtd>
<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl><LclInstrm><Cd>CORE</Cd></LclInstrm><SeqTp>${sequence}</SeqTp></PmtTpInf>
<ReqdColltnDt>2026-12-02</ReqdColltnDt><Cdtr><Nm>C</Nm></Cdtr>
<CdtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></CdtrAcct>
<CdtrAgt><FinInstnId><BIC>COBADEFF</BIC></FinInstnId></CdtrAgt>
<CdtrSchmeId><Id><PrvtId><Othr><Id>${scheme}</Id><SchmeNm><Prtry>SEPA</Prtry></SchmeNm></Othr></PrvtId></Id></CdtrSchmeId>
<DrctDbtTxInf><PmtId><EndToEndId>E</EndToEndId></PmtId><InstdAmt Ccy="EUR">1</InstdAmt>
<DrctDbtTx>${mandate}</DrctDbtTx>
<DbtrAgt><FinInstnId><BIC>ABNANL2A</BIC></FinInstnId></DbtrAgt><Dbtr><Nm>D</Nm></Dbtr>
<DbtrAcct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></DbtrAcct></DrctDbtTxInf></PmtInf></CstmrDrctDbtInitn>`,
  )
const MANDATE = '<MndtRltdInf><MndtId>U1</MndtId><DtOfSgntr>2020-02-29</DtOfSgntr></MndtRltdInf>'

test('a direct debit in order has no faults', () => {
  assert.deepEqual(faultsOf(collection(MANDATE)), [])
})
test('a direct debit without a mandate is refused', () => {
  assert.deepEqual(faultsOf(collection('')), ['11 iso20022_mandate refused'])
})
test('a creditor identifier with wrong check digits is refused once for its batch', () => {
  assert.deepEqual(faultsOf(collection(MANDATE, 'DE99ZZZ09999999999')), [
    '9 iso20022_creditor_identifier refused',
  ])
})
test('a mandate that is said to be amended says what was changed', () => {
  const amended = MANDATE.replace('</DtOfSgntr>', '</DtOfSgntr><AmdmntInd>true</AmdmntInd>')
  assert.deepEqual(faultsOf(collection(amended)), ['11 iso20022_mandate refused'])
})
test('a day that is not in the calendar is refused', () => {
  const faults = faultsOf(collection(MANDATE.replace('2020', '2021')))
  assert.deepEqual(faults, [
    '11 iso20022_mandate refused',
    '11 iso20022_date refused',
    '11 iso20022_not_understood noted',
  ])
})

const balance = (code: string, amount: string) =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-30</Dt></Dt></Bal>`
const entry = (amount: string, details = '') =>
  `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BkTxCd/>${details}</Ntry>`
const statement = (number: number, ...lines: readonly string[]) =>
  `<Stmt><Id>S</Id>\n<ElctrncSeqNb>${number}</ElctrncSeqNb><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>\n${lines.join('\n')}</Stmt>`
const statements = (...all: readonly string[]) =>
  document(
    'camt.053.001.02',
    `<BkToCstmrStmt><GrpHdr><MsgId>M</MsgId><CreDtTm>2026-11-30T10:00:00</CreDtTm></GrpHdr>\n${all.join('\n')}\n</BkToCstmrStmt>`,
  )

test('entries that do not lead to the closing balance are refused at that balance', () => {
  const right = statement(1, balance('OPBD', '100'), balance('CLBD', '90'), entry('10'))
  assert.deepEqual(faultsOf(statements(right)), [])
  const wrong = statement(1, balance('OPBD', '100'), balance('CLBD', '91'), entry('10'))
  assert.deepEqual(faultsOf(statements(wrong)), ['7 iso20022_closing_balance refused'])
})
test('a statement that is missing between two is noted', () => {
  const found = faultsOf(statements(statement(1), statement(3)))
  assert.deepEqual(found, ['8 iso20022_sequence noted'])
})
test('a batch entry is held against its payments', () => {
  const details =
    '<NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch><TxDtls><Amt Ccy="EUR">9</Amt></TxDtls></NtryDtls>'
  const found = faultsOf(statements(statement(1, entry('10', details))))
  assert.deepEqual(found, ['6 iso20022_batch_sum noted', '6 iso20022_batch_count noted'])
})
test('a reason that is not in the list is kept and noted', () => {
  const body = `<PmtRtr><GrpHdr><MsgId>M</MsgId><CreDtTm>2026-11-30T10:00:00</CreDtTm><NbOfTxs>1</NbOfTxs><SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf></GrpHdr>
<TxInf><RtrdIntrBkSttlmAmt Ccy="EUR">1</RtrdIntrBkSttlmAmt><RtrRsnInf><Rsn><Cd>ZZ99</Cd></Rsn></RtrRsnInf></TxInf></PmtRtr>`
  const { messages, faults } = readMessages(document('pacs.004.001.10', body))
  assert.deepEqual(
    faults.map(({ rule, line }) => `${line} ${rule}`),
    ['4 iso20022_reason_unknown'],
  )
  assert.ok(messages[0]?.kind === 'pacs.004')
  assert.equal(messages[0].noun?.transactions[0]?.reasons?.[0]?.reason?.code, 'ZZ99')
})
