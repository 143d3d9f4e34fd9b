import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startProcessorClock } from '../../../../platform/telemetry/testing.ts'
import { textOf } from '../../xml/element.ts'
import { openXml } from '../../xml/read.ts'
import { openSchemaCheck } from './check.ts'

const ENTRIES = 100_000
const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId
><CreDtTm>2026-01-02T00:00:00Z</CreDtTm></GrpHdr><Stmt><Id>S1</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct
><Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd
><Dt><Dt>2026-01-02</Dt></Dt></Bal>`
const entry = (at: number): string =>
  `<Ntry><NtryRef>${at}</NtryRef><Amt Ccy="EUR">${at}.10</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts
><BookgDt><Dt>2026-01-02</Dt></BookgDt><ValDt><Dt>2026-01-02</Dt></ValDt><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd
><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>E2E-${at}</EndToEndId></Refs
><RmtInf><Ustrd>Invoice ${at}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n`

/** The file in chunks of some kilobytes, made as they are asked for. */
function* statement(): Generator<Uint8Array> {
  const encoder = new TextEncoder()
  yield encoder.encode(HEAD)
  for (let at = 0; at < ENTRIES; at += 100)
    yield encoder.encode(Array.from({ length: 100 }, (_, more) => entry(at + more)).join(''))
  yield encoder.encode('</Stmt></BkToCstmrStmt></Document>')
}

test(`a statement of ${ENTRIES} entries is read and checked in one pass, with little memory`, (t) => {
  let entries = 0
  let bytes = 0
  const check = openSchemaCheck()
  const reader = openXml({
    parts: ['Document/BkToCstmrStmt/Stmt/Ntry'],
    watch: check,
    onPart: (part) => {
      if (textOf(part, 'NtryDtls', 'TxDtls', 'Refs', 'EndToEndId') === `E2E-${entries}`) entries++
    },
    limits: { held_elements_max: 100 },
  })
  const spent_ms = startProcessorClock()
  for (const chunk of statement()) {
    bytes += chunk.length
    reader.push(chunk)
  }
  reader.end()
  check.end()
  const seconds = spent_ms() / 1_000
  t.diagnostic(`${(bytes / 1e6).toFixed(0)} MB in ${seconds.toFixed(1)} s of processor time`)
  assert.deepEqual([entries, reader.faults, check.faults], [ENTRIES, [], []])
  // Five seconds on a machine that does nothing else; others may share it.
  assert.ok(seconds < 10)
})
