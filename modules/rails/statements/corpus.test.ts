// Goal: files that others wrote are read, and each gets the verdict that a person would give it.
// Method: a table names every file, its verdict, its statements and lines, and every rule that refuses it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { corpus, corpusAbsent } from '../files/testing.ts'
import { bai2Statements } from './bai2/statements.ts'
import { ofxStatements } from './ofx/read.ts'
import { judge, linesOf, readAll } from './testing.ts'

type Expected = {
  readonly verdict: 'load' | 'quarantine'
  /** Verdict of each statement, and its lines. */
  readonly statements: string
  /** Rules of all faults that are refused, by line. */
  readonly refused: readonly string[]
}
const load = (statements: string): Expected => ({ verdict: 'load', statements, refused: [] })
const quarantine = (statements: string, ...refused: string[]): Expected => ({
  verdict: 'quarantine',
  statements,
  refused,
})

function check(expected: Expected | undefined, path: string, events: ReturnType<typeof readAll>): void {
  assert.ok(expected !== undefined, `the table has no ${path}`)
  const { verdict, faults, statements } = judge(events)
  const all = [...faults, ...statements.flatMap((one) => one.faults)]
  const refused = all.filter(({ severity }) => severity === 'refused')
  const found = {
    verdict,
    statements: statements.map((one) => `${one.verdict} ${one.lines}`).join(', '),
    refused: refused.map(({ line, rule }) => `${line} ${rule}`),
  }
  assert.deepEqual(found, expected, path)
}

const BAI2 = 'bank-statements/bai2-moov'
const bai2: Readonly<Record<string, Expected>> = {
  'sample1.txt': load('load 11, load 6'),
  'sample2.txt': quarantine(
    'load 1, quarantine 1, quarantine 2, load 0, load 0',
    // The bank gives sums of credits and debits that its details do not make up, and no closing balance.
    '7 statement_credits_sum',
    '7 statement_debits_sum',
    '14 statement_credits_sum',
    '14 statement_debits_sum',
  ),
  'sample3.txt': load(
    'load 6, load 0, load 0, load 2, load 0, load 0, load 0, load 6, load 4, load 8, load 0, load 0, load 0, load 0, load 0',
  ),
}

test('BAI2 files of others are read to their control totals and get their verdicts', (t) => {
  const files = corpus(BAI2)
  if (files === undefined) return t.diagnostic(corpusAbsent(BAI2))
  assert.deepEqual(
    files.map(({ path }) => path),
    Object.keys(bai2),
  )
  // The third one breaks lines within texts and puts records side by side, which only a known bank may do.
  for (const { path, bytes } of files)
    check(bai2[path], path, readAll(bai2Statements({ is_loose: path === 'sample3.txt' }), bytes()))
  t.diagnostic(`${files.length} of ${files.length} files with the expected verdict`)
})

test('a file that puts records into lines of text is kept out unless its bank is known for it', (t) => {
  const file = corpus(BAI2)?.find(({ path }) => path === 'sample3.txt')
  if (file === undefined) return t.diagnostic(corpusAbsent(BAI2))
  const { verdict, faults } = judge(readAll(bai2Statements(), file.bytes()))
  assert.equal(verdict, 'quarantine')
  const refused = faults.filter(({ severity }) => severity === 'refused').map(({ rule }) => rule)
  assert.deepEqual(refused, [
    'bai2_group_accounts',
    'bai2_group_total',
    'bai2_group_records',
    'bai2_file_records',
  ])
})

const OFX = 'bank-statements/ofx-ofxparse'
const ofx: Readonly<Record<string, Expected>> = {
  'anzcc.ofx': load('load 1'),
  'bank_medium.ofx': load('load 3'),
  'bank_small.ofx': quarantine('', '1 statement_none'),
  'checking.ofx': load('load 3'),
  'error_message.ofx': quarantine('', '1 statement_none', '22 ofx_status'),
  'fail_nice/date_missing.ofx': quarantine('quarantine 0', '33 ofx_date', '42 ofx_date', '50 ofx_date'),
  'investment_medium.ofx': load('load 3'),
  'multiple_accounts.ofx': load('load 0, load 0'),
  'multiple_accounts2.ofx': load('load 0, load 0'),
  'ofx-v102-empty-tags.ofx': quarantine(
    'quarantine 1',
    '23 statement_currency',
    '23 ofx_currency',
    '23 ofx_required',
    '23 ofx_date',
  ),
  'signon_success_no_message.ofx': quarantine('', '1 statement_none'),
  'td_ameritrade.ofx': load('load 0'),
  'tiaacref.ofx': load('load 0'),
  'vanguard.ofx': load('load 0'),
}

test('OFX files of others, broken ones among them, get their verdicts', (t) => {
  const files = corpus(OFX)
  if (files === undefined) return t.diagnostic(corpusAbsent(OFX))
  assert.deepEqual(
    files.map(({ path }) => path),
    Object.keys(ofx).toSorted((a, b) => (a < b ? -1 : 1)),
  )
  for (const { path, bytes } of files) check(ofx[path], path, readAll(ofxStatements(), bytes()))
  t.diagnostic(`${files.length} of ${files.length} files with the expected verdict`)
})

test('a line of OFX has its day, its sign and its texts', (t) => {
  const file = corpus(OFX)?.find(({ path }) => path === 'checking.ofx')
  if (file === undefined) return t.diagnostic(corpusAbsent(OFX))
  assert.deepEqual(linesOf(readAll(ofxStatements(), file.bytes()))[2], {
    line_number: 62,
    column: 6,
    ext_id: '0000488',
    booking_on: '2011-04-07',
    amount_minor: 2500n,
    currency: 'USD',
    direction: 'debit',
    is_reversal: false,
    status: 'booked',
    is_item: false,
    bank_transaction_code: 'CHECK',
    refs: { check_number: '319' },
    counterparty: { name: 'RETURNED CHECK FEE, CHECK # 319' },
    remittance: ['RETURNED CHECK FEE, CHECK # 319 FOR $45.33 ON 04/07/11'],
  })
})
