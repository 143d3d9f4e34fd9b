import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FileFault } from '../../files/fault.ts'
import { openXml } from '../../xml/read.ts'
import { openSchemaCheck } from './check.ts'
import { type Iso20022Profile, knownMessages, messageDefinition } from './definitions.ts'

const ISO = 'urn:iso:std:iso:20022:tech:xsd:'

function checkText(text: string, profile: Iso20022Profile = 'iso') {
  const check = openSchemaCheck({ profile })
  const reader = openXml({ parts: ['Document/BkToCstmrStmt/Stmt/Ntry'], watch: check })
  reader.push(new TextEncoder().encode(text))
  reader.end()
  check.end()
  assert.deepEqual(reader.faults, [])
  return check
}
const told = (faults: readonly FileFault[]) =>
  faults.map(({ rule, field, line }) => `${line} ${rule} ${field}`)

const entry = `<Ntry><Amt Ccy="EUR">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Sts><Cd>BOOK</Cd></Sts><BkTxCd/></Ntry>`
const statement = (entries: string): string => `<Document xmlns="${ISO}camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-01-02T00:00:00Z</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id>
<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-02</Dt></Dt></Bal>
${entries}
</Stmt></BkToCstmrStmt></Document>`
const PATH = 'Document/BkToCstmrStmt/Stmt/Ntry'

test('a document as it should be has no faults, while its parts are cut away', () => {
  const { faults, found } = checkText(statement(entry + entry))
  assert.deepEqual([faults, found], [[], [`${ISO}camt.053.001.08`]])
})

test('every fault is told with its place, its path and a stable rule', () => {
  const wrong = `<Ntry><NtryRef>${'x'.repeat(36)}</NtryRef>
<Amt>1.000001</Amt><CdtDbtInd>IN</CdtDbtInd>
<Sts><Cd>BOOK</Cd><Prtry>x</Prtry></Sts>
<Foo>1</Foo><BookgDt><Dt>2026-02-30</Dt></BookgDt>
<AcctSvcrRef>r</AcctSvcrRef>
<RvslInd>true</RvslInd></Ntry>`
  assert.deepEqual(told(checkText(statement(entry + wrong)).faults), [
    `7 iso20022_length ${PATH}/NtryRef`,
    `8 iso20022_missing_attribute ${PATH}/Amt/@Ccy`,
    `8 iso20022_fraction_digits ${PATH}/Amt`,
    `8 iso20022_enumeration ${PATH}/CdtDbtInd`,
    `9 iso20022_unexpected_element ${PATH}/Sts/Prtry`,
    `10 iso20022_unexpected_element ${PATH}/Foo`,
    `10 iso20022_type ${PATH}/BookgDt/Dt`,
    `12 iso20022_unexpected_element ${PATH}/RvslInd`,
    `7 iso20022_missing_element ${PATH}/BkTxCd`,
  ])
})

test('what is missing is told where something else stands instead, or where its parent begins', () => {
  const { faults } = checkText(statement('<Ntry><CdtDbtInd>CRDT</CdtDbtInd></Ntry>'))
  assert.deepEqual(
    faults.map(({ detail }) => detail),
    ['Ntry needs Amt before CdtDbtInd.', 'Ntry ends without Sts.', 'Ntry ends without BkTxCd.'],
  )
})

test('elements come as often as they may, and attributes, texts and namespaces where they may', () => {
  const twice = entry.replace('<BkTxCd/>', '<BkTxCd/><BkTxCd/>')
  assert.deepEqual(told(checkText(statement(twice)).faults), [`7 iso20022_too_many_elements ${PATH}/BkTxCd`])
  const attribute = entry.replace('<BkTxCd/>', '<BkTxCd Foo="1"/>')
  assert.deepEqual(told(checkText(statement(attribute)).faults), [
    `7 iso20022_unexpected_attribute ${PATH}/BkTxCd/@Foo`,
  ])
  assert.deepEqual(told(checkText(statement(`${entry}text`)).faults), [
    '3 iso20022_unexpected_text Document/BkToCstmrStmt/Stmt',
  ])
  const foreign = entry.replace('<BkTxCd/>', '<BkTxCd xmlns="urn:x"/>')
  assert.deepEqual(
    checkText(statement(foreign)).faults.map(({ rule }) => rule),
    ['iso20022_unexpected_element', 'iso20022_missing_element'],
  )
  const child = entry.replace('1.00', '<Foo/>1.00')
  assert.deepEqual(told(checkText(statement(child)).faults), [
    `6 iso20022_unexpected_element ${PATH}/Amt/Foo`,
  ])
})

test('what a schema leaves open is not looked into', () => {
  const open = entry.replace('</Ntry>', '</Ntry>')
  const extra = '<SplmtryData><Envlp><x:Y xmlns:x="urn:x" z="1">t<x:Z/></x:Y></Envlp></SplmtryData>'
  const text = statement(open).replace('</BkToCstmrStmt>', `${extra}</BkToCstmrStmt>`)
  assert.deepEqual(checkText(text).faults, [])
  assert.deepEqual(told(checkText(text.replace(/<x:Y.*x:Y>/, '')).faults).length, 1)
})

test('an unknown message, version or namespace is a fault', () => {
  const unknown = [
    '<A/>',
    '<Document/>',
    `<Document xmlns="${ISO}camt.053.001.99"><X/></Document>`,
    `<B><Document xmlns="urn:x"><X/></Document></B>`,
  ]
  for (const text of unknown)
    assert.deepEqual(
      checkText(text).faults.map(({ rule }) => rule),
      ['iso20022_unknown_message'],
      text,
    )
  const [fault] = checkText(`<Document xmlns="${ISO}abcd.001.001.01"/>`).faults
  assert.equal(fault?.detail, 'The message abcd.001.001.01 is not known, or not in this version.')
})

test('header and document are checked inside any wrapper, also where RTP calls the document by its kind', () => {
  const header = `<h:Fr/>`
  const rtp = `<Message xmlns="urn:tch" xmlns:h="${ISO}head.001.001.01" xmlns:p="${ISO}pacs.002.001.10">
<AppHdr>${header}</AppHdr><MessageStatusReport><p:FIToFIPmtStsRpt><p:GrpHdr/></p:FIToFIPmtStsRpt></MessageStatusReport></Message>`
  const { faults, found } = checkText(rtp, 'rtp')
  assert.deepEqual(found, [`${ISO}head.001.001.01`, `${ISO}pacs.002.001.10`])
  assert.ok(told(faults).includes('2 iso20022_missing_element Document/FIToFIPmtStsRpt/GrpHdr/MsgId'))
  assert.ok(told(faults).includes('2 iso20022_missing_element AppHdr/BizMsgIdr'))
})

test('the rest of very many faults is not listed', () => {
  const { faults } = checkText(statement('<Foo/>'.repeat(5_000)))
  assert.equal(faults.length, 1_001)
  assert.equal(faults.at(-1)?.rule, 'iso20022_more_faults')
})

test('a profile has its own variant where there is one, and the standard’s otherwise', () => {
  const pacs = `${ISO}pacs.008.001.08`
  assert.notEqual(messageDefinition(pacs, 'rtp')?.type, messageDefinition(pacs)?.type)
  assert.equal(messageDefinition(pacs, 'fednow')?.type, messageDefinition(pacs)?.type)
  assert.equal(messageDefinition('constructor'), undefined)
})

test('the messages of bank rails are known, with their source and when to look again', () => {
  const { namespaces, source, effective_from, review_by } = knownMessages()
  const kinds =
    'pain.001 pain.002 pain.007 pain.008 pain.013 pain.014 pacs.002 pacs.003 pacs.004 pacs.007 pacs.008 pacs.009 pacs.028 pacs.029 camt.026 camt.028 camt.029 camt.035 camt.052 camt.053 camt.054 camt.055 camt.056 camt.057 camt.060 acmt.022 acmt.023 acmt.024 head.001 admi.002 admi.004 admi.007 admi.011 admi.998 remt.001'
  for (const kind of kinds.split(' '))
    assert.ok(
      namespaces.some((one) => one.includes(kind)),
      kind,
    )
  assert.ok(namespaces.length > 300 && source !== '' && effective_from < review_by)
  for (const namespace of namespaces)
    assert.equal(messageDefinition(namespace)?.type.kind, 'elements', namespace)
})
