import assert from 'node:assert/strict'
import { test } from 'node:test'
import { corpus, corpusAbsent } from '../files/testing.ts'
import { camtStatements } from './camt.ts'
import { mtStatements } from './mt.ts'
import type { StatementReader } from './statement.ts'
import { faultsOf, judge, linesOf, readAll } from './testing.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

test('a page of MT940 is a statement with its number, its balances and its lines', () => {
  const text = [
    ':20:STMT1',
    ':25:DE89370400440532013000',
    ':28C:12/1',
    ':60F:C260129EUR100,00',
    ':61:2601300130RD25,50NTRFNONREF//BANK7',
    ':86:166?00GUTSCHRIFT?20EREF+E2E-1?32ANNA',
    ':62F:C260130EUR74,50',
    '-',
    '',
  ].join('\r\n')
  const events = readAll(mtStatements(), bytesOf(text))
  const [opened] = events
  assert.ok(opened?.event === 'opened')
  const { account, currency, sequence_number, page_number } = opened.head
  assert.deepEqual(
    [account, currency, sequence_number, page_number],
    [{ kind: 'bank', iban: 'DE89370400440532013000' }, 'EUR', 12, 1],
  )
  const [line] = linesOf(events)
  assert.deepEqual([line?.direction, line?.is_reversal, line?.amount_minor], ['credit', true, 2550n])
  assert.deepEqual(line?.refs, { end_to_end_id: 'E2E-1', bank_reference: 'BANK7' })
  assert.deepEqual(line?.counterparty, { name: 'ANNA' })
  const verdict = judge(events)
  assert.equal(verdict.verdict, 'quarantine')
  const right = judge(readAll(mtStatements(), bytesOf(text.replace('EUR74,50', 'EUR125,50'))))
  assert.equal(right.verdict, 'load')
  assert.deepEqual(right.statements[0]?.last, {
    sequence_number: 12,
    page_number: 1,
    to_on: '2026-01-30',
    closing: { EUR: 12550n },
  })
})

const payment = (id: string, amount: string): string =>
  `<TxDtls><Refs><EndToEndId>${id}</EndToEndId></Refs><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><RltdPties><Dbtr><Pty><Nm>Anna ${id}</Nm></Pty></Dbtr></RltdPties><RmtInf><Ustrd>Rent</Ustrd></RmtInf></TxDtls>`
const entry = (amount: string, status: string, inside: string): string =>
  `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>${status}</Cd></Sts><BookgDt><Dt>2026-01-30</Dt></BookgDt><ValDt><Dt>2026-01-31</Dt></ValDt><AcctSvcrRef>REF${amount}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>${inside}</Ntry>`
const balance = (code: string, amount: string): string =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-30</Dt></Dt></Bal>`
const camt053 = (statements: string): string =>
  `<?xml version="1.0"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-01-31T06:00:00Z</CreDtTm></GrpHdr>${statements}</BkToCstmrStmt></Document>`
const statement = (id: string, opening: string, closing: string, entries: string): string =>
  `<Stmt><Id>${id}</Id><ElctrncSeqNb>${id}</ElctrncSeqNb><CreDtTm>2026-01-31T06:00:00Z</CreDtTm><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>${balance('OPBD', opening)}${balance('CLBD', closing)}${entries}</Stmt>`

test('entries of camt.053 are lines, and payments of a batch items of theirs', () => {
  const batch = `<NtryDtls><Btch><PmtInfId>B1</PmtInfId><NbOfTxs>2</NbOfTxs></Btch>${payment('E1', '10.00')}${payment('E2', '5.00')}</NtryDtls>`
  const one = `<NtryDtls>${payment('E3', '1.00')}</NtryDtls>`
  const entries = entry('15.00', 'BOOK', batch) + entry('1.00', 'BOOK', one) + entry('7.00', 'PDNG', '')
  const text = camt053(statement('1', '100.00', '116.00', entries) + statement('2', '116.00', '116.00', ''))
  const events = readAll(camtStatements(), bytesOf(text), [100, 700])
  assert.deepEqual(
    linesOf(events).map(({ amount_minor, is_item, status, batch_count }) => [
      amount_minor,
      is_item,
      status,
      batch_count,
    ]),
    [
      [1500n, false, 'booked', 2],
      [1000n, true, 'booked', undefined],
      [500n, true, 'booked', undefined],
      [100n, false, 'booked', undefined],
      [700n, false, 'pending', undefined],
    ],
  )
  const [whole, , , single] = linesOf(events)
  assert.deepEqual(whole?.refs, { bank_reference: 'REF15.00', batch_id: 'B1' })
  assert.deepEqual(single?.refs, { end_to_end_id: 'E3', bank_reference: 'REF1.00' })
  assert.deepEqual([single?.counterparty, single?.remittance], [{ name: 'Anna E3' }, ['Rent']])
  assert.equal(single?.bank_transaction_code, 'PMNT/RCDT/ESCT')
  const { statements } = judge(events)
  assert.deepEqual(
    statements.map(({ statement_id, verdict, lines }) => [statement_id, verdict, lines]),
    [
      ['1', 'load', 5],
      ['2', 'load', 0],
    ],
  )
})

type Tally = { files: number; load: number; statements: number; lines: number }

/** Reads every file that fits; a file that throws fails the test. */
function tally(folder: string, fits: RegExp, open: () => StatementReader): Tally | undefined {
  const files = corpus(folder)?.filter(({ path }) => fits.test(path))
  if (files === undefined) return undefined
  const counted: Tally = { files: files.length, load: 0, statements: 0, lines: 0 }
  for (const { bytes, path } of files) {
    const events = readAll(open(), bytes())
    const { verdict, statements } = judge(events)
    if (verdict === 'load') counted.load++
    counted.statements += statements.length
    counted.lines += linesOf(events).length
    assert.ok(
      statements.length > 0 || faultsOf(events).length > 0 || verdict === 'quarantine',
      `${path} gives nothing and says nothing`,
    )
  }
  return counted
}

test('statements that others wrote as MT940 and MT942 come to the gate', (t) => {
  const counted = tally('bank-statements/mt940-wolph', /\.(?:sta|txt)$/, mtStatements)
  if (counted === undefined) return t.diagnostic(corpusAbsent('bank-statements/mt940-wolph'))
  assert.ok(counted.files > 30 && counted.load > 10 && counted.lines > 150)
  t.diagnostic(
    `${counted.files} files, ${counted.load} to load; ${counted.statements} statements, ${counted.lines} lines`,
  )
})

test('statements that others wrote as camt.052, 053 and 054 come to the gate', (t) => {
  const counted = tally('iso20022', /camt.?05[234][^/]*\.xml$/i, camtStatements)
  if (counted === undefined) return t.diagnostic(corpusAbsent('iso20022'))
  assert.ok(counted.files > 50 && counted.load > 25 && counted.lines > 100)
  t.diagnostic(
    `${counted.files} files, ${counted.load} to load; ${counted.statements} statements, ${counted.lines} lines`,
  )
})
