import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LoadGateOptions } from './gate.ts'
import type { LastStatement } from './gate_order.ts'
import {
  maskedLine,
  type StatementEvent,
  type StatementFoot,
  type StatementHead,
  type StatementLine,
} from './statement.ts'
import { judge } from './testing.ts'

const head: StatementHead = {
  source_format: 'camt_053',
  statement_id: 'S-12',
  account: { kind: 'bank', iban: 'DE89370400440532013000' },
  currency: 'EUR',
  sequence_number: 12,
  from_on: '2026-01-30',
  to_on: '2026-01-30',
  coverage: 'final',
  purpose: 'update',
  line_number: 5,
  column: 1,
}
const line: StatementLine = {
  line_number: 9,
  column: 3,
  booking_on: '2026-01-30',
  amount_minor: 2500n,
  currency: 'EUR',
  direction: 'credit',
  is_reversal: false,
  status: 'booked',
  is_item: false,
  bank_transaction_code: 'PMNT/RCDT/ESCT',
  refs: {},
  remittance: [],
}
const balances = (opening: bigint, closing: bigint, currency = 'EUR'): StatementFoot => ({
  balances: [
    { kind: 'opening_booked', amount_minor: opening, currency, on: '2026-01-29' },
    { kind: 'closing_booked', amount_minor: closing, currency, on: '2026-01-30' },
  ],
})
const eventsOf = (
  lines: readonly Partial<StatementLine>[],
  foot: StatementFoot,
  changed: Partial<StatementHead> = {},
): StatementEvent[] => [
  { event: 'opened', head: { ...head, ...changed } },
  { event: 'lines', lines: lines.map((one) => ({ ...line, ...one })) },
  { event: 'closed', foot },
]
/** Rules of the only statement, those that refuse it with a `!`. */
function rulesOf(events: readonly StatementEvent[], options: LoadGateOptions = {}): string[] {
  const { statements } = judge(events, options)
  assert.equal(statements.length, 1)
  return (statements[0]?.faults ?? []).map(({ rule, severity }) =>
    severity === 'refused' ? `${rule}!` : rule,
  )
}
const after = (last: Partial<LastStatement>): LoadGateOptions => ({ last: () => ({ closing: {}, ...last }) })

test('opening and booked lines make the closing balance', () => {
  const lines: Partial<StatementLine>[] = [{}, { direction: 'debit', amount_minor: 700n }]
  assert.deepEqual(rulesOf(eventsOf(lines, balances(-100n, 1700n))), [])
  assert.deepEqual(rulesOf(eventsOf(lines, balances(-100n, 1701n))), ['statement_balance!'])
  const interim = eventsOf(lines, balances(-100n, 1701n), { coverage: 'interim' })
  assert.deepEqual(rulesOf(interim), ['statement_balance'])
})

test('amounts in a fault are written as people write them', () => {
  const { statements } = judge(eventsOf([{}], balances(-100n, 123_456n)))
  assert.equal(
    statements[0]?.faults[0]?.detail,
    '−1.00 EUR and the booked lines make 24.00 EUR, and it closes with 1,234.56 EUR',
  )
})

test('pending lines and items of a batch are not part of a balance', () => {
  const lines: Partial<StatementLine>[] = [{}, { status: 'pending' }, { is_item: true, amount_minor: 9n }]
  assert.deepEqual(rulesOf(eventsOf(lines, balances(0n, 2500n))), [])
})

test('each currency is proved by itself', () => {
  const dollars: Partial<StatementLine> = { currency: 'USD', amount_minor: 40n }
  const both = { balances: [...balances(0n, 2500n).balances, ...balances(1n, 41n, 'USD').balances] }
  assert.deepEqual(rulesOf(eventsOf([{}, dollars], both)), [])
  assert.deepEqual(rulesOf(eventsOf([{}, dollars], balances(0n, 2540n))), [
    'statement_balance!',
    'statement_unproved',
  ])
})

test('a statement without a balance is noted, and refused where proof is asked for', () => {
  assert.deepEqual(rulesOf(eventsOf([{}], { balances: [] })), ['statement_unproved'])
  assert.deepEqual(rulesOf(eventsOf([{}], { balances: [] }), { needs_proof: true }), ['statement_unproved!'])
  const interim = eventsOf([{}], { balances: [] }, { coverage: 'interim' })
  assert.deepEqual(rulesOf(interim, { needs_proof: true }), ['statement_unproved'])
})

test('a statement follows the last one by its number, and may begin anew with the year', () => {
  const events = eventsOf([], balances(0n, 0n))
  assert.deepEqual(rulesOf(events, after({ sequence_number: 11 })), [])
  assert.deepEqual(rulesOf(events, after({ sequence_number: 12 })), ['statement_repeated!'])
  assert.deepEqual(rulesOf(events, after({ sequence_number: 14 })), ['statement_late!'])
  assert.deepEqual(rulesOf(events, after({ sequence_number: 9 })), ['statement_gap!'])
  const first = eventsOf([], balances(0n, 0n), { sequence_number: 1 })
  assert.deepEqual(rulesOf(first, after({ sequence_number: 252, to_on: '2025-12-31' })), [])
  assert.deepEqual(rulesOf(first, after({ sequence_number: 252, to_on: '2026-01-02' })), ['statement_late!'])
})

test('pages of one statement follow one another', () => {
  const second = eventsOf([], balances(0n, 0n), { page_number: 2 })
  assert.deepEqual(rulesOf(second, after({ sequence_number: 12, page_number: 1 })), [])
  assert.deepEqual(rulesOf(second, after({ sequence_number: 12, page_number: 2 })), ['statement_repeated!'])
})

test('a statement opens where the one before closed', () => {
  const last = after({ sequence_number: 11, closing: { EUR: 100n } })
  assert.deepEqual(rulesOf(eventsOf([{}], balances(100n, 2600n)), last), [])
  assert.deepEqual(rulesOf(eventsOf([{}], balances(90n, 2590n)), last), ['statement_opening!'])
})

test('an opening balance that is not given is the closing one of the statement right before', () => {
  const foot: StatementFoot = { balances: balances(0n, 2600n).balances.slice(1) }
  assert.deepEqual(rulesOf(eventsOf([{}], foot), after({ sequence_number: 11, closing: { EUR: 100n } })), [])
  assert.deepEqual(rulesOf(eventsOf([{}], foot), after({ sequence_number: 11, closing: { EUR: 99n } })), [
    'statement_balance!',
  ])
})

test('without numbers the days tell: a later day follows, the same day was there, an earlier one is late', () => {
  const { sequence_number: _, ...unnumbered } = head
  const events: StatementEvent[] = [
    { event: 'opened', head: unnumbered },
    { event: 'closed', foot: balances(5n, 5n) },
  ]
  assert.deepEqual(rulesOf(events, after({ to_on: '2026-01-28', closing: { EUR: 5n } })), [])
  assert.deepEqual(rulesOf(events, after({ to_on: '2026-01-28', closing: { EUR: 6n } })), [
    'statement_opening!',
  ])
  assert.deepEqual(rulesOf(events, after({ to_on: '2026-01-30' })), ['statement_repeated!'])
  assert.deepEqual(rulesOf(events, after({ to_on: '2026-02-02' })), ['statement_late!'])
})

test('a line that stands twice is refused, unless the balances prove that the bank counts both', () => {
  const one: Partial<StatementLine> = { refs: { bank_reference: 'R-1' } }
  assert.deepEqual(rulesOf(eventsOf([one, one], { balances: [] })), [
    'statement_unproved',
    'statement_line_repeated!',
  ])
  assert.deepEqual(rulesOf(eventsOf([one, one], balances(0n, 2500n))), [
    'statement_balance!',
    'statement_line_repeated!',
  ])
  assert.deepEqual(rulesOf(eventsOf([one, one], balances(0n, 5000n))), ['statement_line_repeated'])
})

test('lines that differ in anything, or have no reference, are not the same', () => {
  const one: Partial<StatementLine> = { ext_id: 'F-1' }
  const others: Partial<StatementLine>[] = [
    { ext_id: 'F-2' },
    { ext_id: 'F-1', amount_minor: 1n },
    { ext_id: 'F-1', direction: 'debit' },
    { ext_id: 'F-1', booking_on: '2026-01-29' },
    { ext_id: 'F-1', is_item: true },
  ]
  for (const other of others)
    assert.deepEqual(rulesOf(eventsOf([one, other], { balances: [] })), ['statement_unproved'])
  assert.deepEqual(rulesOf(eventsOf([{}, {}], { balances: [] })), ['statement_unproved'])
  const zeros: Partial<StatementLine> = { refs: { bank_reference: '0000' } }
  assert.deepEqual(rulesOf(eventsOf([zeros, zeros], { balances: [] })), ['statement_unproved'])
})

test('what the format counted itself must be there', () => {
  const foot = (totals: StatementFoot['totals']): StatementFoot => ({
    ...balances(0n, 2500n),
    totals: totals ?? {},
  })
  assert.deepEqual(rulesOf(eventsOf([{}], foot({ credits: { amount_minor: 2500n, count: 1 } }))), [])
  assert.deepEqual(rulesOf(eventsOf([{}], foot({ credits: { amount_minor: 2501n, count: 2 } }))), [
    'statement_credits_sum!',
    'statement_credits_count!',
  ])
  assert.deepEqual(rulesOf(eventsOf([{}], foot({ debits: { amount_minor: 1n } }))), ['statement_debits_sum!'])
  assert.deepEqual(rulesOf(eventsOf([{}], foot({ entries: { count: 3 } }))), ['statement_entries_count!'])
})

test('a statement of no account or of no currency is refused', () => {
  const nameless = eventsOf([], balances(0n, 0n), { account: { kind: 'bank' } })
  assert.deepEqual(rulesOf(nameless), ['statement_account!'])
  assert.deepEqual(rulesOf(eventsOf([], balances(0n, 0n), { currency: 'EURO' })), [
    'statement_currency!',
    'statement_unproved',
  ])
})

test('a refused fault of the reader keeps its statement out, and one between statements all of them', () => {
  const fault = {
    line: 7,
    column: 1,
    rule: 'bai2_amount',
    field: 'amount',
    detail: '',
    severity: 'refused',
  } as const
  const good = eventsOf([{}], balances(0n, 2500n))
  const [opened, ...rest] = good
  assert.ok(opened !== undefined)
  const within = judge([opened, { event: 'fault', fault }, ...rest])
  assert.deepEqual(
    [within.verdict, within.statements[0]?.verdict, within.faults.length],
    ['quarantine', 'quarantine', 0],
  )
  const behind = judge([...good, { event: 'fault', fault }])
  assert.deepEqual(
    [behind.verdict, behind.statements[0]?.verdict, behind.faults.length],
    ['quarantine', 'quarantine', 1],
  )
})

test('a statement behind one that is kept out is kept out too, and others are not', () => {
  const bad = eventsOf([{}], balances(0n, 1n))
  const next = eventsOf([], balances(1n, 1n), { sequence_number: 13 })
  const other = eventsOf([], balances(1n, 1n), { account: { kind: 'bank', number: '77' } })
  const { statements, verdict } = judge([...bad, ...next, ...other])
  assert.equal(verdict, 'quarantine')
  assert.deepEqual(
    statements.map((one) => one.verdict),
    ['quarantine', 'quarantine', 'load'],
  )
})

test('a file that ends within a statement, and a file of none, are refused', () => {
  assert.deepEqual(rulesOf([{ event: 'opened', head }]), ['statement_unproved', 'statement_cut_off!'])
  const { verdict, faults } = judge([])
  assert.deepEqual([verdict, faults[0]?.rule], ['quarantine', 'statement_none'])
})

test('what is to be remembered of a statement comes with its verdict', () => {
  const { statements } = judge(eventsOf([{}], balances(0n, 2500n)))
  assert.deepEqual(statements[0]?.last, { sequence_number: 12, to_on: '2026-01-30', closing: { EUR: 2500n } })
})

test('a masked line shows the last four of the other account, and nothing else changes', () => {
  const counterparty = { name: 'Anna', account: 'DE89370400440532013000' }
  assert.deepEqual(maskedLine({ ...line, counterparty }), {
    ...line,
    counterparty: { name: 'Anna', account: '…3000' },
  })
  assert.equal(maskedLine(line), line)
})
