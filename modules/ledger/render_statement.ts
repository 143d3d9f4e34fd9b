import { instantText } from '../../kernel/world.ts'
import { amountCells, csvLine, textCell } from './csv.ts'
import type { Statement, StatementHead, StatementLine, StatementTotals } from './statement.ts'

/**
 * The columns of a statement as CSV. Amounts are minor units without sign: a movement stands under `debit` or
 * `credit`, the balance after it under `balance_debit` or `balance_credit`, whichever side it is on.
 */
const columns = [
  'row',
  'effective_on',
  'recorded_at',
  'version',
  'transfer_id',
  'kind',
  'code',
  'counter_account',
  'description',
  'debit',
  'credit',
  'balance_debit',
  'balance_credit',
  'currency',
] as const

/** As CSV, piece by piece: opening, lines, total, closing. */
export async function* statementCsv(statement: Statement): AsyncGenerator<string, void, undefined> {
  const { head } = statement
  const blank = Array.from({ length: 8 }, () => '')
  const balance = (value: bigint) => amountCells(value, head.normal_side)
  yield csvLine(columns)
  yield csvLine(['opening', ...blank, '', '', ...balance(head.opening), head.currency])
  const lines = statement.lines()
  let page = await lines.next()
  for (; page.done !== true; page = await lines.next())
    yield page.value.map((line) => csvRow(line, head)).join('')
  const { debits, credits } = page.value
  yield csvLine(['total', ...blank, String(debits), String(credits), '', '', head.currency])
  yield csvLine(['closing', ...blank, '', '', ...balance(head.closing), head.currency])
}

const csvRow = (line: StatementLine, { normal_side, currency }: StatementHead): string =>
  csvLine([
    'entry',
    line.effective_on,
    instantText(line.recorded_at),
    String(line.version),
    line.transfer_id,
    line.kind,
    textCell(line.code),
    line.counter_account,
    textCell(line.description),
    ...amountCells(line.amount, line.direction),
    ...amountCells(line.balance, normal_side),
    currency,
  ])

/** As one JSON object, piece by piece: what is known before the lines comes first, totals come last. */
export async function* statementJson(statement: Statement): AsyncGenerator<string, void, undefined> {
  const { head } = statement
  const money = (value: bigint) => ({ value: String(value), currency: head.currency })
  const first = JSON.stringify({
    account_id: head.account_id,
    path: head.path,
    name: head.name,
    normal_side: head.normal_side,
    currency: head.currency,
    ...rangeJson(head),
    through_version: Number(head.through_version),
    opening: money(head.opening),
    closing: money(head.closing),
  })
  yield `${first.slice(0, -1)},"lines":[`
  const lines = statement.lines()
  let page = await lines.next()
  for (let isFirst = true; page.done !== true; page = await lines.next(), isFirst = false) {
    const texts = page.value.map((line) => JSON.stringify(lineJson(line, money)))
    yield `${isFirst ? '' : ','}${texts.join(',')}`
  }
  yield `],"totals":${JSON.stringify(totalsJson(page.value, money))}}`
}

type Money = { readonly value: string; readonly currency: string }

const lineJson = (line: StatementLine, money: (value: bigint) => Money) => ({
  version: Number(line.version),
  transfer_id: line.transfer_id,
  kind: line.kind,
  code: line.code,
  direction: line.direction,
  counter_account: line.counter_account,
  amount: money(line.amount),
  balance: money(line.balance),
  effective_on: line.effective_on,
  recorded_at: instantText(line.recorded_at),
  description: line.description,
})

const totalsJson = ({ lines, debits, credits }: StatementTotals, money: (value: bigint) => Money) => ({
  lines: Number(lines),
  debits: money(debits),
  credits: money(credits),
})

function rangeJson({ range }: StatementHead): { axis: string; from: string | null; to: string | null } {
  if (range.axis === 'effective') return { axis: range.axis, from: range.from ?? null, to: range.to ?? null }
  const { axis, from, to } = range
  return {
    axis,
    from: from === undefined ? null : instantText(from),
    to: to === undefined ? null : instantText(to),
  }
}
