import { masked } from '../files/fault.ts'
import { statementsOfMt } from '../statements/mt.ts'
import { createMtReader, type MtEvent } from '../swift/read.ts'
import type { MtBalance, StatementFrame } from '../swift/statement.ts'
import { amountText } from '../files/amount_text.ts'
import { tally } from './amounts.ts'
import { loadFaults } from './load_faults.ts'
import { counted, type Describer, sentences, type TellFault } from './inspection.ts'

/** A file of SWIFT messages in words. */
export function describeMt(tell: TellFault): Describer {
  const reader = createMtReader()
  const said = sentences('messages')
  const statements = statementsOfMt()
  const loading = loadFaults(tell)
  const types = tally()
  let lines = 0
  let messages = 0
  const take = (event: MtEvent): void => {
    statements(event).forEach(loading.take)
    if (event.kind === 'fault') tell(event.fault)
    else if (event.kind === 'line') lines++
    else if (event.kind === 'message') {
      messages++
      types.add(`MT${event.message.type}`)
    } else if (event.kind === 'statement_closed') {
      messages++
      types.add(`MT${event.statement.type}`)
      said.add(statementText(event.statement))
    }
  }
  return {
    push: (chunk) => reader.push(chunk).forEach(take),
    end() {
      reader.end().forEach(take)
      loading.end()
      const what = messages === 0 ? 'no message' : types.text()
      return { title: `A SWIFT FIN file: ${what}, ${counted(lines, 'statement line')}`, says: said.all() }
    },
  }
}

function statementText({ account, opening, closing, statement_number }: StatementFrame): string {
  const balances = [
    ...(opening === undefined ? [] : [`opening ${amountOf(opening)}`]),
    ...(closing === undefined ? [] : [`closing ${amountOf(closing)}`]),
  ]
  return `Statement ${statement_number ?? ''} for account ${masked(account ?? '')}: ${balances.join(', ') || 'no balances'}.`
}
const amountOf = ({ amount, currency, direction }: MtBalance): string =>
  amountText(direction === 'debit' ? -amount : amount, currency)
