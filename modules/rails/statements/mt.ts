import { createMtReader, type MtEvent } from '../swift/read.ts'
import type { EntrySum, MtBalance, StatementFrame, StatementLine as MtLine } from '../swift/statement.ts'
import { looksLikeIban } from '../swift/values.ts'
import type {
  EntryTotal,
  StatementAccount,
  StatementBalance,
  StatementEvent,
  StatementFoot,
  StatementHead,
  StatementLine,
  StatementReader,
  StatementTotals,
} from './statement.ts'
import { known } from './text.ts'

/**
 * Reads MT940, MT941, MT942 and MT950 as statements, one for each message: a page of a statement is a statement with a
 * page number, which opens and closes with the balances of its page. A message of another kind is noted.
 */
export function mtStatements(): StatementReader {
  const reader = createMtReader()
  const statements = statementsOfMt()
  const all = (events: readonly MtEvent[]): StatementEvent[] => events.flatMap(statements)
  return { push: (chunk) => all(reader.push(chunk)), end: () => all(reader.end()) }
}

/** Makes statements of what a reader of messages tells, for whoever reads the file for another reason too. */
export function statementsOfMt(): (one: MtEvent) => StatementEvent[] {
  let is_open = false
  let currency = ''

  function* open(frame: StatementFrame): Generator<StatementEvent> {
    if (is_open) return
    is_open = true
    const head = headOf(frame)
    currency = head.currency
    yield { event: 'opened', head }
  }
  function* event(one: MtEvent): Generator<StatementEvent> {
    switch (one.kind) {
      case 'fault':
        yield { event: 'fault', fault: one.fault }
        return
      case 'statement_opened':
        yield* open(one.statement)
        return
      case 'line': {
        const line = lineOf(one.line, currency)
        if (line !== undefined) yield { event: 'lines', lines: [line] }
        return
      }
      case 'statement_closed':
        yield* open(one.statement)
        is_open = false
        yield { event: 'closed', foot: footOf(one.statement) }
        return
      case 'message': {
        const detail = `a message of type ${one.message.type} is no statement, and is not read`
        const { line, column } = one.message
        const fault = {
          line,
          column,
          rule: 'mt_no_statement',
          field: 'type',
          detail,
          severity: 'noted',
        } as const
        yield { event: 'fault', fault }
      }
    }
  }
  return (one) => [...event(one)]
}

function headOf(frame: StatementFrame): StatementHead {
  const is_interim = frame.type === '942' || frame.type === '941'
  return known<StatementHead>({
    source_format: frame.type === '942' ? 'mt942' : 'mt940',
    statement_id: frame.reference ?? '',
    account: accountOf(frame),
    currency: frame.currency ?? frame.opening?.currency ?? '',
    sequence_number: numberOf(frame.statement_number),
    page_number: numberOf(frame.sequence_number),
    coverage: is_interim ? 'interim' : 'final',
    purpose: 'update',
    line_number: frame.line,
    column: frame.column,
  })
}

/** Banks that do not number their statements write zeros. */
const numberOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,9}$/.test(text) && Number(text) > 0 ? Number(text) : undefined

/** An IBAN, or as German banks write it the code of the bank, a slash and the number. */
function accountOf({ account, account_bic }: StatementFrame): StatementAccount {
  if (account !== undefined && looksLikeIban(account)) return { kind: 'bank', iban: account }
  const [first, second] = account?.split('/') ?? []
  const number = second ?? first
  return known<StatementAccount>({
    kind: 'bank',
    number,
    routing: second === undefined ? account_bic : first,
  })
}

const balanceOf = (kind: StatementBalance['kind'], balance: MtBalance | undefined): StatementBalance[] => {
  if (balance === undefined) return []
  const { direction, amount, currency, date } = balance
  return [{ kind, amount_minor: direction === 'debit' ? -amount : amount, currency, on: date }]
}

function footOf(frame: StatementFrame): StatementFoot {
  const balances = [
    ...balanceOf('opening_booked', frame.opening),
    ...balanceOf('closing_booked', frame.closing),
    ...balanceOf('closing_available', frame.available),
    ...frame.forward_available.flatMap((balance) => balanceOf('forward_available', balance)),
  ]
  const { credit_sum, debit_sum, closing } = frame
  const totalOf = (sum: EntrySum | undefined): EntryTotal | undefined =>
    sum === undefined ? undefined : { amount_minor: sum.amount, count: sum.count }
  const totals = known<StatementTotals>({ credits: totalOf(credit_sum), debits: totalOf(debit_sum) })
  return known<StatementFoot>({ balances, totals, to_on: closing?.date })
}

const given = (reference: string | undefined, nothing: string): string | undefined =>
  reference === nothing || reference === '' ? undefined : reference

/** Undefined for a line whose amount or currency could not be read: its statement has a fault that is refused then. */
function lineOf(line: MtLine, statement_currency: string): StatementLine | undefined {
  const { amount, details } = line
  if (amount === undefined) return undefined
  const { references } = details
  const account = details.account ?? references['iban']
  const { name } = details
  return known<StatementLine>({
    line_number: line.line,
    column: line.column,
    booking_on: line.booking_date,
    value_on: line.value_date,
    amount_minor: amount,
    currency: line.currency ?? statement_currency,
    direction: line.direction,
    is_reversal: line.is_reversal,
    status: line.is_expected ? 'pending' : 'booked',
    is_item: false,
    bank_transaction_code: line.transaction_type ?? '',
    refs: known<StatementLine['refs']>({
      end_to_end_id: given(references['end_to_end_id'], 'NOTPROVIDED'),
      mandate_id: references['mandate_id'],
      bank_reference: line.bank_reference,
      customer_reference: given(line.reference, 'NONREF'),
    }),
    counterparty:
      name === undefined && account === undefined
        ? undefined
        : known<NonNullable<StatementLine['counterparty']>>({ name, account }),
    remittance: details.remittance,
    return_reason: references['return_reason'],
  })
}
