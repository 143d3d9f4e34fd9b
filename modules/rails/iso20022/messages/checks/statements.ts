import type { Element } from '../../../xml/element.ts'
import type { KindName, Noun } from '../kinds.ts'
import type { Balance } from '../parts/balance.ts'
import type { Entry } from '../parts/entry.ts'
import { elementsAt } from '../shape/group.ts'
import { type Amount, scaled, scaledAmount, unscaled } from '../shape/numbers.ts'
import { type Check, elementAt, type Report, textAt } from './check.ts'

type Side = 'CRDT' | 'DBIT'
type Booked = {
  count: number
  net: Map<string, bigint>
  sides: Record<Side, { count: number; units: bigint }>
}
const nothing = (): Booked => ({
  count: 0,
  net: new Map(),
  sides: { CRDT: { count: 0, units: 0n }, DBIT: { count: 0, units: 0n } },
})

/** Statements and reports of accounts: what is booked leads from the opening to the closing balance, and is counted. */
export function openStatements(kind: KindName, report: Report): Check | undefined {
  if (kind !== 'camt.052' && kind !== 'camt.053' && kind !== 'camt.054') return undefined
  const parents = new Map<Element, Booked>()
  return {
    item({ noun, element, parent }) {
      const booked = parents.get(parent) ?? nothing()
      parents.set(parent, booked)
      const entry = noun as Entry | undefined
      if (entry === undefined) return
      addEntry(booked, entry)
      checkBatches(entry, element, report)
    },
    end({ body, noun }) {
      for (const [at, booked] of parents) checkSummary(at, booked, report)
      if (kind !== 'camt.053' || noun === undefined) return
      const { statements } = noun as Noun<'camt.053'>
      const elements = elementsAt(body, ['Stmt'])
      // A statement that could not be read leaves the two lists of different lengths, and is refused already.
      if (statements.length !== elements.length) return
      statements.forEach(({ balances }, index) => {
        const at = elements[index]
        if (at !== undefined) checkBalances(balances, at, parents.get(at) ?? nothing(), report)
      })
      checkSequence(elements, report)
    },
  }
}

const isBooked = ({ status }: Entry): boolean => status === undefined || status === 'BOOK'

function addEntry(booked: Booked, entry: Entry): void {
  const units = scaledAmount(entry.amount)
  const isCredit = entry.credit_debit === 'CRDT'
  booked.count += 1
  const side = booked.sides[isCredit ? 'CRDT' : 'DBIT']
  side.count += 1
  side.units += units
  if (!isBooked(entry)) return
  const { currency } = entry.amount
  booked.net.set(currency, (booked.net.get(currency) ?? 0n) + (isCredit ? units : -units))
}

/** A batch entry says how many payments it holds and what they add up to. */
function checkBatches(entry: Entry, element: Element, report: Report): void {
  const details = elementsAt(element, ['NtryDtls'])
  entry.details?.forEach(({ batch, transactions = [] }, index) => {
    const at = details[index] ?? element
    const said = batch?.number_of_transactions
    // A bank may book a batch as one line and send no details at all.
    if (said !== undefined && transactions.length > 0 && said !== transactions.length)
      report(
        elementAt(at, 'Btch/NbOfTxs'),
        'iso20022_batch_count',
        `${said} payments are announced, ${transactions.length} are there`,
        'noted',
      )
  })
  const all = entry.details?.flatMap(({ transactions = [] }) => transactions) ?? []
  const sum = sumOf(
    all.map(({ amount, credit_debit: side = entry.credit_debit }) => ({ amount, side })),
    entry,
  )
  if (all.length === 0 || sum === undefined || sum === scaledAmount(entry.amount)) return
  const detail = `the entry has ${unscaled(scaledAmount(entry.amount))}, its payments make ${unscaled(sum)}`
  report(elementAt(element, 'Amt'), 'iso20022_batch_sum', detail, 'noted')
}

type Part = { readonly amount: Amount | undefined; readonly side: string }
/** Undefined when a payment has no amount of its own, or one in another currency. */
function sumOf(parts: readonly Part[], entry: Entry): bigint | undefined {
  let sum = 0n
  for (const { amount, side } of parts) {
    if (amount === undefined || amount.currency !== entry.amount.currency) return undefined
    sum += side === entry.credit_debit ? scaledAmount(amount) : -scaledAmount(amount)
  }
  return sum
}

function checkSummary(at: Element, booked: Booked, report: Report): void {
  const { CRDT, DBIT } = booked.sides
  const rows = [
    { path: 'TxsSummry/TtlNtries', count: booked.count, units: CRDT.units + DBIT.units },
    { path: 'TxsSummry/TtlCdtNtries', ...CRDT },
    { path: 'TxsSummry/TtlDbtNtries', ...DBIT },
  ]
  for (const { path, count, units } of rows) {
    const said = textAt(at, `${path}/NbOfNtries`)
    if (said !== undefined && Number(said) !== count) {
      const detail = `${said.slice(0, 20)} entries are announced, ${count} are there`
      report(elementAt(at, `${path}/NbOfNtries`), 'iso20022_number_of_entries', detail, 'noted')
    }
    const sum = scaled(textAt(at, `${path}/Sum`) ?? '')
    if (sum !== undefined && sum !== units) {
      const detail = `${unscaled(sum)} is announced, the entries make ${unscaled(units)}`
      report(elementAt(at, `${path}/Sum`), 'iso20022_sum_of_entries', detail, 'noted')
    }
  }
}

const signed = ({ amount, credit_debit }: Balance): bigint =>
  credit_debit === 'DBIT' ? -scaledAmount(amount) : scaledAmount(amount)

/**
 * Opening balance and booked entries make the closing balance, for each currency; where a bank gives those of every day,
 * from the first to the last. A page of several has an interim balance (ITBD) at its open end, or none, and then nothing
 * can be said.
 */
function checkBalances(balances: readonly Balance[], at: Element, booked: Booked, report: Report): void {
  for (const currency of new Set(balances.map(({ amount }) => amount.currency))) {
    const of = (code: string) =>
      balances
        .filter(({ type, amount }) => amount.currency === currency && type.code === code)
        .toSorted((a, b) => a.date.slice(0, 10).localeCompare(b.date.slice(0, 10)))
    const opening = of('OPBD')[0] ?? of('PRCD')[0]
    const closing = of('CLBD').at(-1)
    if (opening === undefined || closing === undefined) continue
    const expected = signed(opening) + (booked.net.get(currency) ?? 0n)
    if (expected === signed(closing)) continue
    const place = elementsAt(at, ['Bal'])[balances.indexOf(closing)] ?? at
    const detail = `the entries lead to ${unscaled(expected)} ${currency}, the closing balance is ${unscaled(signed(closing))}`
    report(elementAt(place, 'Amt'), 'iso20022_closing_balance', detail)
  }
}

/** Statements of one account in one message count on by one. */
function checkSequence(statements: readonly Element[], report: Report): void {
  const last = new Map<string, number>()
  for (const statement of statements) {
    const holder = textAt(statement, 'Acct/Id/IBAN') ?? textAt(statement, 'Acct/Id/Othr/Id') ?? ''
    const account = `${holder} ${textAt(statement, 'Acct/Ccy') ?? ''}`
    for (const name of ['ElctrncSeqNb', 'LglSeqNb']) {
      const text = textAt(statement, name)
      const number = text === undefined ? Number.NaN : Number(text)
      if (!Number.isSafeInteger(number)) continue
      const key = `${name} ${account}`
      const before = last.get(key)
      last.set(key, number)
      if (before === undefined || number === before + 1 || number === before) continue
      const detail = `${number} follows ${before}: a statement may be missing`
      report(elementAt(statement, name), 'iso20022_sequence', detail, 'noted')
    }
  }
}
