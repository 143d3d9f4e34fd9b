// Goal: statements that banks write in unusual ways are proved by the balances that count.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { camtStatements } from './camt.ts'
import { faultsOf, judge, readAll } from './testing.ts'

const bal = (code: string, amount: string, on = '2026-11-30', currency = 'EUR'): string =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>${on}</Dt></Dt></Bal>`
const credit = (amount: string, reference: string, currency = 'EUR'): string =>
  `<Ntry><Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-30</Dt></BookgDt><AcctSvcrRef>${reference}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd></Ntry>`
const page = (number: number, is_last: boolean): string =>
  `<PgNb>${number}</PgNb><LastPgInd>${is_last}</LastPgInd>`

type Parts = {
  readonly inside: string
  readonly pages?: string
  readonly number?: number
  readonly currency?: string
}
const stmt = ({ inside, pages = '', number = 7, currency = 'EUR' }: Parts): string =>
  `<Stmt><Id>S${number}</Id>${pages === '' ? '' : `<StmtPgntn>${pages}</StmtPgntn>`}<ElctrncSeqNb>${number}</ElctrncSeqNb><CreDtTm>2026-11-30T20:00:00Z</CreDtTm><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>${currency}</Ccy></Acct>${inside}</Stmt>`
const message = (statements: string, pages = ''): string =>
  `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId><CreDtTm>2026-11-30T20:00:00Z</CreDtTm>${pages === '' ? '' : `<MsgPgntn>${pages}</MsgPgntn>`}</GrpHdr>${statements}</BkToCstmrStmt></Document>`

/** The rules that are broken, the refused ones with a `!`, and what becomes of each statement. */
function judged(text: string) {
  const { faults, statements } = judge(readAll(camtStatements(), new TextEncoder().encode(text)))
  const rules = [...faults, ...statements.flatMap((one) => one.faults)].map(
    ({ rule, severity }) => `${severity === 'refused' ? '!' : ''}${rule}`,
  )
  return { verdicts: statements.map(({ verdict }) => verdict), rules, last: statements.at(-1)?.last }
}

test('a statement of several days opens with its first day and closes with its last one', () => {
  const days =
    bal('CLBD', '110.50') +
    bal('PRCD', '105.00', '2026-11-29') +
    bal('PRCD', '100.00', '2026-11-28') +
    bal('CLBD', '105.00', '2026-11-29')
  const entries = credit('5.00', 'A') + credit('5.50', 'B')
  const { verdicts, rules, last } = judged(message(stmt({ inside: days + entries })))
  assert.deepEqual([verdicts, rules], [['load'], []])
  assert.deepEqual(last, { sequence_number: 7, to_on: '2026-11-30', closing: { EUR: 11_050n } })
  const short = judged(message(stmt({ inside: days + credit('5.00', 'A') })))
  assert.deepEqual(short.rules, ['!iso20022_closing_balance', '!statement_balance'])
})

test('pages of a statement are proved by the interim balances at their ends', () => {
  const pages = (second: string): string =>
    message(
      stmt({ pages: page(1, false), inside: bal('OPBD', '100') + bal('ITBD', '110') + credit('10', 'A') }) +
        stmt({
          pages: page(2, false),
          inside: bal('ITBD', '110') + bal('ITBD', '111') + credit(second, 'B'),
        }) +
        stmt({ pages: page(3, true), inside: bal('ITBD', '111') + bal('CLBD', '113') + credit('2', 'C') }),
    )
  assert.deepEqual(judged(pages('1')), {
    verdicts: ['load', 'load', 'load'],
    rules: [],
    last: { sequence_number: 7, page_number: 3, to_on: '2026-11-30', closing: { EUR: 11_300n } },
  })
  const wrong = judged(pages('1.5'))
  assert.deepEqual(wrong.verdicts, ['load', 'quarantine', 'quarantine'])
  assert.deepEqual(wrong.rules, ['!statement_balance', '!statement_behind_quarantine'])
})

test('a page that is missing is a gap, and not a repeat', () => {
  const text = message(
    stmt({ pages: page(1, false), inside: bal('OPBD', '100') + bal('ITBD', '110') + credit('10', 'A') }) +
      stmt({ pages: page(3, true), inside: bal('ITBD', '111') + bal('CLBD', '113') + credit('2', 'C') }),
  )
  const { verdicts, rules } = judged(text)
  assert.deepEqual([verdicts, rules], [['load', 'quarantine'], ['!statement_gap']])
})

test('the page of a message counts where a statement has none of its own', () => {
  const events = readAll(
    camtStatements(),
    new TextEncoder().encode(
      message(stmt({ inside: bal('ITBD', '110') + bal('CLBD', '112') + credit('2', 'C') }), page(2, true)),
    ),
  )
  const [opened] = events
  assert.equal(opened?.event === 'opened' && opened.head.page_number, 2)
  assert.deepEqual(faultsOf(events), [])
  const empty = readAll(
    camtStatements(),
    new TextEncoder().encode(
      message(stmt({ inside: bal('ITBD', '110') + bal('CLBD', '110') }), page(2, true)),
    ),
  )
  assert.equal(empty[0]?.event === 'opened' && empty[0].head.page_number, 2)
})

test('an account in two currencies has a row of statements in each', () => {
  const euro = stmt({ inside: bal('OPBD', '100') + bal('CLBD', '110') + credit('10', 'A') })
  const dollar = stmt({
    currency: 'USD',
    inside:
      bal('OPBD', '5', '2026-11-30', 'USD') + bal('CLBD', '6', '2026-11-30', 'USD') + credit('1', 'A', 'USD'),
  })
  const { verdicts, rules } = judged(message(euro + dollar))
  assert.deepEqual([verdicts, rules], [['load', 'load'], []])
})

test('what the structure of the message forbids keeps the file out, though its amounts add up', () => {
  const entry = credit('10', 'A').replace('</Ntry>', '<Foo>1</Foo></Ntry>')
  const { verdicts, rules } = judged(
    message(stmt({ inside: bal('OPBD', '100') + bal('CLBD', '110') + entry })),
  )
  assert.deepEqual(verdicts, ['quarantine'])
  assert.deepEqual(rules, ['!iso20022_unexpected_element', 'iso20022_not_understood'])
})
