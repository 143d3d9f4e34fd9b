import { isCurrency } from '../../../../kernel/currency.ts'
import { ownOf } from '../../../../kernel/own.ts'
import { child, type Element, textOf } from '../../xml/element.ts'
import { type FaultList, quoted } from '../fault_list.ts'
import type { StatementAccount, StatementBalance, StatementFoot, StatementHead } from '../statement.ts'
import { known } from '../text.ts'
import { readAmount } from './transaction.ts'
import { readDay } from './values.ts'

/** The kinds of statement, and where each names its account. */
export const statementKinds: Readonly<
  Record<string, { readonly account: string; readonly kind: StatementAccount['kind'] }>
> = {
  STMTRS: { account: 'BANKACCTFROM', kind: 'bank' },
  CCSTMTRS: { account: 'CCACCTFROM', kind: 'card' },
  INVSTMTRS: { account: 'INVACCTFROM', kind: 'investment' },
}

/**
 * What is known of a statement when its first transaction comes. The children of `at` are what was complete by then: of
 * the statement itself, and of what is open in it.
 */
export function readHead(at: Element, statement_id: string, faults: FaultList): StatementHead {
  const kind = ownOf(statementKinds, at.name) ?? { account: 'BANKACCTFROM', kind: 'bank' as const }
  const account = child(at, kind.account)
  const currency = textOf(at, 'CURDEF')
  if (currency === undefined || !isCurrency(currency))
    faults.refuse(
      child(at, 'CURDEF') ?? at,
      'ofx_currency',
      'CURDEF',
      `${quoted(currency ?? '')} is no currency`,
    )
  if (textOf(account, 'ACCTID') === undefined)
    faults.refuse(account ?? at, 'ofx_required', 'ACCTID', 'ACCTID is not there')
  return known<StatementHead>({
    source_format: 'ofx',
    statement_id,
    account: known<StatementAccount>({
      kind: kind.kind,
      number: textOf(account, 'ACCTID'),
      routing: textOf(account, 'BANKID') ?? textOf(account, 'BROKERID'),
      branch: textOf(account, 'BRANCHID'),
      type: textOf(account, 'ACCTTYPE'),
    }),
    currency: currency ?? '',
    from_on: readDay(at, 'DTSTART', faults, false),
    to_on: readDay(at, 'DTEND', faults, false) ?? readDay(at, 'DTASOF', faults, false),
    coverage: 'final',
    purpose: 'update',
    line_number: at.line,
    column: at.column,
  })
}

/** LEDGERBAL and AVAILBAL, or the cash of an investment account; each of them may be absent, none may be unreadable. */
export function readFoot(statement: Element, currency: string, faults: FaultList): StatementFoot {
  const balances: StatementBalance[] = []
  const add = (kind: StatementBalance['kind'], from: Element | undefined, amount_name: string) => {
    if (from === undefined) return
    const amount_minor = readAmount(from, amount_name, currency, faults)
    const on = from.name === 'INVBAL' ? undefined : readDay(from, 'DTASOF', faults, true)
    if (amount_minor !== undefined)
      balances.push(known<StatementBalance>({ kind, amount_minor, currency, on }))
  }
  add('closing_booked', child(statement, 'LEDGERBAL'), 'BALAMT')
  add('closing_available', child(statement, 'AVAILBAL'), 'BALAMT')
  add('closing_available', child(statement, 'INVBAL'), 'AVAILCASH')
  return { balances }
}
