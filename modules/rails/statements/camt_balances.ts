import { ownOf } from '../../../kernel/own.ts'
import type { Balance } from '../iso20022/messages/public.ts'
import type { BalanceKind, StatementBalance } from './statement.ts'

const kinds: Readonly<Record<string, BalanceKind>> = {
  OPBD: 'opening_booked',
  PRCD: 'opening_booked',
  CLBD: 'closing_booked',
  ITBD: 'interim_booked',
  OPAV: 'opening_available',
  CLAV: 'closing_available',
  ITAV: 'interim_available',
  FWAV: 'forward_available',
}

type Coded = { readonly code: string; readonly balance: Balance }

const codeOf = ({ type }: Balance): string => ('code' in type ? (type.code ?? '') : '')
const dayOf = ({ balance }: Coded): string => balance.date.slice(0, 10)

/**
 * The balances of a statement, of which at most one opens it and at most one closes it in each currency: where the bank
 * gives those of every day, the first day opens and the last one closes. The closing balance of the day before (PRCD)
 * opens a statement that has no opening one, and an interim one (ITBD) the open end of a page of several.
 */
export function balancesOf(balances: readonly Balance[], is_page: boolean): StatementBalance[] {
  const known = balances
    .map((balance) => ({ code: codeOf(balance), balance }))
    .filter(({ code }) => ownOf(kinds, code) !== undefined)
  const byCurrency = Map.groupBy(known, ({ balance }) => balance.amount.currency)
  const ends = new Map<Coded, BalanceKind>()
  for (const of of byCurrency.values()) {
    const { opening, closing } = endsOf(of, is_page)
    if (opening !== undefined) ends.set(opening, 'opening_booked')
    if (closing !== undefined) ends.set(closing, 'closing_booked')
  }
  return known.flatMap((one) => {
    const kind = ends.get(one) ?? within(one)
    return kind === undefined ? [] : [balanceOf(one, kind)]
  })
}

/** What neither opens nor closes the statement is a balance within it; one of the day before is told by the opening. */
function within({ code }: Coded): BalanceKind | undefined {
  if (code === 'PRCD') return undefined
  return code === 'OPBD' || code === 'CLBD' ? 'interim_booked' : ownOf(kinds, code)
}

function endsOf(known: readonly Coded[], is_page: boolean) {
  const of = (code: string): Coded[] =>
    known.filter((one) => one.code === code).toSorted((a, b) => dayOf(a).localeCompare(dayOf(b)))
  const opening = of('OPBD')[0] ?? of('PRCD')[0]
  const closing = of('CLBD').at(-1)
  const interim = is_page ? known.filter(({ code }) => code === 'ITBD') : []
  // One alone, on a page that neither begins nor ends the statement, may stand at either end.
  if (opening === undefined && closing === undefined && interim.length < 2) return { opening, closing }
  return { opening: opening ?? interim[0], closing: closing ?? interim.at(-1) }
}

function balanceOf({ balance }: Coded, kind: BalanceKind): StatementBalance {
  const { amount, credit_debit, date } = balance
  const amount_minor = credit_debit === 'DBIT' ? -amount.minor : amount.minor
  return { kind, amount_minor, currency: amount.currency, on: date.slice(0, 10) }
}
