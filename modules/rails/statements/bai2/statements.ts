import { ownOf } from '../../../../kernel/own.ts'
import { faultList } from '../fault_list.ts'
import { RUN_LINES_MAX } from '../limits.ts'
import type {
  BalanceKind,
  EntryTotal,
  StatementAccount,
  StatementBalance,
  StatementEvent,
  StatementFoot,
  StatementHead,
  StatementLine,
  StatementReader,
  StatementTotals,
} from '../statement.ts'
import { known, worded } from '../text.ts'
import { typeCode } from './facts/type_codes.ts'
import { bai2Reader } from './read.ts'
import type {
  Bai2Account,
  Bai2Detail,
  Bai2FileHeader,
  Bai2Funds,
  Bai2GroupHeader,
  Bai2Item,
  Bai2Options,
  Bai2Summary,
} from './record.ts'

/** The balances that have a place in a statement; all others stay in the records. */
const balanceKinds: Readonly<Record<string, BalanceKind>> = {
  '010': 'opening_booked',
  '015': 'closing_booked',
  '030': 'interim_booked',
  '040': 'opening_available',
  '045': 'closing_available',
  '060': 'interim_available',
}
/** A currency that no record names is this one. Source: BAI Version 2, "Currency Code". */
const CURRENCY_DEFAULT = 'USD'

type Place = { readonly line: number; readonly column: number }
type Context = {
  file: Bai2FileHeader | undefined
  group: Bai2GroupHeader | undefined
  account: { readonly head: StatementHead; readonly foot: StatementFoot } | undefined
  accounts: number
}

/**
 * Reads a BAI2 file as statements: one for each record 03. The day of the group is the booking day of its lines. Text
 * without money (890) makes no line. A detail that only itemises another one is a line that does not count.
 */
export function bai2Statements(options: Bai2Options = {}): StatementReader {
  const reader = bai2Reader(options)
  const faults = faultList('bai2_faults')
  const context: Context = { file: undefined, group: undefined, account: undefined, accounts: 0 }
  let run: StatementLine[] = []

  function* flushed(): Generator<StatementEvent> {
    if (run.length > 0) yield { event: 'lines', lines: run }
    run = []
  }
  function* events(items: readonly Bai2Item[]): Generator<StatementEvent> {
    for (const item of items) {
      if (item.item === 'record' && item.record.code === '16') {
        const line = lineOf(item.record, context, item, (detail) =>
          faults.refuse(item, 'bai2_direction', 'type_code', detail),
        )
        if (line !== undefined) run.push(line)
        if (run.length >= RUN_LINES_MAX) yield* flushed()
        for (const fault of faults.taken()) yield { event: 'fault', fault }
        continue
      }
      yield* flushed()
      if (item.item === 'fault') yield { event: 'fault', fault: item.fault }
      else yield* boundary(item, context)
    }
    yield* flushed()
  }
  return {
    push: (chunk) => [...events(reader.push(chunk))],
    end: () => [...events(reader.end())],
  }
}

/** What any record but a detail begins or ends. */
function* boundary(item: Extract<Bai2Item, { item: 'record' }>, context: Context): Generator<StatementEvent> {
  const { record } = item
  if (record.code === '01') context.file = record
  if (record.code === '02') context.group = record
  if (record.code === '03') {
    context.accounts++
    context.account = { head: headOf(record, context, item), foot: footOf(record, context) }
    yield { event: 'opened', head: context.account.head }
  }
  if (record.code === '49' && context.account !== undefined) {
    yield { event: 'closed', foot: context.account.foot }
    context.account = undefined
  }
}

const currencyOf = (account: Bai2Account, { group }: Context): string =>
  account.currency ?? group?.currency ?? CURRENCY_DEFAULT

function headOf(account: Bai2Account, context: Context, { line, column }: Place): StatementHead {
  const { file, group, accounts } = context
  const number = worded(account.account_number)
  const named = [file?.sender, file?.created_on, file?.file_id, group?.as_of_on, String(accounts)]
  return known<StatementHead>({
    source_format: 'bai2',
    statement_id: named.map((part) => part ?? '').join('/'),
    account: known<StatementAccount>({
      kind: 'bank',
      number,
      routing: worded(group?.originator),
    }),
    currency: currencyOf(account, context),
    from_on: group?.as_of_on,
    to_on: group?.as_of_on,
    coverage: group?.modifier?.startsWith('interim') === true ? 'interim' : 'final',
    purpose: group?.status ?? 'update',
    line_number: line,
    column,
  })
}

function footOf(account: Bai2Account, context: Context): StatementFoot {
  const currency = currencyOf(account, context)
  const on = context.group?.as_of_on
  const balances = account.summaries.flatMap(({ type_code, amount_minor }): StatementBalance[] => {
    const kind = ownOf(balanceKinds, type_code)
    return kind === undefined || amount_minor === undefined
      ? []
      : [known<StatementBalance>({ kind, amount_minor, currency, on })]
  })
  const credits = detailedTotal(account.summaries, '100', '105')
  const debits = detailedTotal(account.summaries, '400', '406')
  if (credits === undefined && debits === undefined) return { balances }
  return { balances, totals: known<StatementTotals>({ credits, debits }) }
}

/** The sum of all lines, less what the bank says that it did not detail; a count of both together proves nothing. */
function detailedTotal(
  summaries: readonly Bai2Summary[],
  total_code: string,
  undetailed_code: string,
): EntryTotal | undefined {
  const of = (code: string) => summaries.find(({ type_code }) => type_code === code)
  const total = of(total_code)
  const undetailed = of(undetailed_code)?.amount_minor
  if (total?.amount_minor === undefined) return undefined
  if (undetailed !== undefined && undetailed !== 0n) return { amount_minor: total.amount_minor - undetailed }
  return known<EntryTotal>({ amount_minor: total.amount_minor, count: total.item_count })
}

function lineOf(
  detail: Bai2Detail,
  { account, group }: Context,
  { line, column }: Place,
  refuse: (why: string) => void,
): StatementLine | undefined {
  const meaning = typeCode(detail.type_code)
  const { amount_minor } = detail
  if (account === undefined || meaning === undefined || amount_minor === undefined) return undefined
  if (meaning.direction === 'none') {
    if (amount_minor !== 0n) refuse(`${detail.type_code} does not say whether the money came or went`)
    return undefined
  }
  if (group?.as_of_on === undefined || amount_minor < 0n) return undefined
  return known<StatementLine>({
    line_number: line,
    column,
    booking_on: group.as_of_on,
    value_on: valueDay(detail.funds, group.as_of_on),
    amount_minor,
    currency: account.head.currency,
    direction: meaning.direction,
    is_reversal: meaning.role === 'reversal',
    status: 'booked',
    is_item: meaning.role === 'item',
    bank_transaction_code: detail.type_code,
    refs: refsOf(detail),
    remittance: detail.text.map((text) => text.trim()),
  })
}

/** Only a value date and money at once name a day; "after one day" needs the bank's calendar. */
const valueDay = (funds: Bai2Funds | undefined, as_of_on: string): string | undefined =>
  funds?.type === 'V' ? funds.value_on : funds?.type === '0' ? as_of_on : undefined

const CHECK_PAID = '475'

/** The customer's reference of a paid check is its number. */
function refsOf({ type_code, bank_reference, customer_reference }: Bai2Detail): StatementLine['refs'] {
  const check_number = type_code === CHECK_PAID ? customer_reference?.replace(/^0+/, '') : undefined
  return known<StatementLine['refs']>({
    bank_reference,
    customer_reference,
    check_number: worded(check_number),
  })
}
