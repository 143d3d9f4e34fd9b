import { masked } from '../files/fault.ts'
import type { StatementEvent, StatementFoot, StatementHead } from '../statements/statement.ts'
import { amountText } from '../files/amount_text.ts'
import { sums } from './amounts.ts'
import { counted, sentences, type TellFault } from './inspection.ts'

/** Statements of any format in words, as their events come. */
export function statementWords(tell: TellFault) {
  const said = sentences('statements')
  let statements = 0
  let lines = 0
  let head: StatementHead | undefined
  let credits = sums()
  let debits = sums()
  const open = (opened: StatementHead): void => {
    statements++
    head = opened
    credits = sums()
    debits = sums()
  }
  return {
    take(event: StatementEvent): void {
      if (event.event === 'fault') tell(event.fault)
      else if (event.event === 'opened') open(event.head)
      else if (event.event === 'closed') said.add(statementText(head, event.foot, { credits, debits }))
      else
        for (const { direction, amount_minor, currency } of event.lines) {
          lines++
          const side = direction === 'credit' ? credits : debits
          side.add(amount_minor, currency)
        }
    },
    title: (format: string): string =>
      `${format}: ${counted(statements, 'statement')}, ${counted(lines, 'line')}`,
    all: () => said.all(),
  }
}

type Sides = { readonly credits: ReturnType<typeof sums>; readonly debits: ReturnType<typeof sums> }

function statementText(
  head: StatementHead | undefined,
  foot: StatementFoot,
  { credits, debits }: Sides,
): string {
  const account = head?.account.iban ?? head?.account.number
  const whose = account === undefined ? 'an account that is not named' : `account ${masked(account)}`
  const span =
    head?.from_on === undefined && head?.to_on === undefined
      ? ''
      : ` of ${head.from_on ?? '?'} to ${head.to_on ?? '?'}`
  const moved = `${counted(credits.count(), 'credit')} of ${credits.text()}, ${counted(debits.count(), 'debit')} of ${debits.text()}`
  const balances = foot.balances
    .map(
      ({ kind, amount_minor, currency }) =>
        `${kind.replaceAll('_', ' ')} ${amountText(amount_minor, currency)}`,
    )
    .join(', ')
  return `Statement ${head?.statement_id ?? ''}${span} for ${whose}: ${moved}; ${balances === '' ? 'no balances' : balances}.`
}
