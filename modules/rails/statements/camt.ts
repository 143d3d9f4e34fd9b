import {
  type AccountNotification,
  type AccountReport,
  type AccountStatement,
  type Balance,
  type MessageItem,
  openMessages,
  type ReadMessage,
} from '../iso20022/messages/public.ts'
import { camtLines } from './camt_lines.ts'
import {
  accountKey,
  type BalanceKind,
  type StatementAccount,
  type StatementBalance,
  type StatementEvent,
  type StatementFoot,
  type StatementFormat,
  type StatementHead,
  type StatementReader,
} from './statement.ts'
import { known } from './text.ts'

type Told = AccountReport | AccountStatement | AccountNotification
/** Nothing is known of the place of a statement itself. */
type FirstEntry = { readonly line: number; readonly currency: string }
type Reading = {
  readonly events: StatementEvent[]
  /** Statements that were opened, by `keyOf`. */
  readonly seen: Set<string>
  open: { readonly told: Told; readonly foot: StatementFoot } | undefined
}

const formats: Readonly<Record<string, StatementFormat>> = {
  'camt.052': 'camt_052',
  'camt.053': 'camt_053',
  'camt.054': 'camt_054',
}

/**
 * Reads camt.052, camt.053 and camt.054 as statements, entry by entry. An entry that the bank books for several payments
 * is one line that counts, and behind it one item for each payment. Balances come before the entries and are handed over
 * at the end of each statement. What the bank counted itself is compared by the reader of the messages. Faults come at
 * the end of the file, and so are about the file as a whole.
 */
export function camtStatements(): StatementReader {
  const reading: Reading = { events: [], seen: new Set(), open: undefined }
  const reader = openMessages({ onItem: (item) => takeItem(item, reading) })
  return {
    push(chunk) {
      reader.push(chunk)
      return reading.events.splice(0)
    },
    end() {
      const { messages, faults } = reader.end()
      close(reading)
      for (const message of messages)
        for (const told of toldIn(message)) takeEmpty(message.kind, told, reading)
      for (const fault of faults) reading.events.push({ event: 'fault', fault })
      return reading.events.splice(0)
    },
  }
}

function takeItem(item: MessageItem, reading: Reading): void {
  if (item.kind !== 'camt.052' && item.kind !== 'camt.053' && item.kind !== 'camt.054') return
  const told = item.batch()
  // A head that cannot be read has a fault that is refused, and so has the file.
  if (told === undefined) return
  if (reading.open?.told !== told) {
    close(reading)
    open(item.kind, told, { line: item.line, currency: item.noun.amount.currency }, reading)
  }
  const { lines, faults } = camtLines(item.noun, item.line)
  if (lines.length > 0) reading.events.push({ event: 'lines', lines })
  for (const fault of faults) reading.events.push({ event: 'fault', fault })
}

/** Statements without entries are known only once the whole file is. */
function takeEmpty(kind: string, told: Told, reading: Reading): void {
  if (reading.seen.has(keyOf(told))) return
  open(kind, told, { line: 1, currency: '' }, reading)
  close(reading)
}

function open(kind: string, told: Told, first: FirstEntry, reading: Reading): void {
  reading.seen.add(keyOf(told))
  const foot = { balances: balancesOf('balances' in told ? (told.balances ?? []) : []) }
  reading.open = { told, foot }
  reading.events.push({ event: 'opened', head: headOf(formats[kind] ?? 'camt_054', told, foot, first) })
}

function close(reading: Reading): void {
  if (reading.open !== undefined) reading.events.push({ event: 'closed', foot: reading.open.foot })
  reading.open = undefined
}

function toldIn({ kind, noun }: ReadMessage): readonly Told[] {
  if (noun === undefined) return []
  if (kind === 'camt.052') return noun.reports
  if (kind === 'camt.053') return noun.statements
  return kind === 'camt.054' ? noun.notifications : []
}

const keyOf = (told: Told): string =>
  [told.id, accountKey(accountOf(told)), told.electronic_sequence_number, told.pagination?.page_number].join(
    '|',
  )

function accountOf({ account }: Told): StatementAccount {
  return known<StatementAccount>({
    kind: 'bank',
    iban: account.iban,
    number: account.iban === undefined ? account.other?.id : undefined,
    routing: account.iban === undefined ? account.servicer?.bicfi : undefined,
    type:
      account.type === undefined
        ? undefined
        : 'code' in account.type
          ? account.type.code
          : account.type.proprietary,
  })
}

/** The currency is that of the account; where the bank leaves it out, that of the first balance or entry. */
function headOf(
  source_format: StatementFormat,
  told: Told,
  foot: StatementFoot,
  first: FirstEntry,
): StatementHead {
  return known<StatementHead>({
    source_format,
    statement_id: told.id,
    account: accountOf(told),
    currency: told.account.currency ?? foot.balances[0]?.currency ?? first.currency,
    sequence_number: numbered(told.electronic_sequence_number) ?? numbered(told.legal_sequence_number),
    page_number: told.pagination === undefined ? undefined : Number(told.pagination.page_number),
    from_on: told.period?.from.slice(0, 10),
    to_on: told.period?.to.slice(0, 10) ?? foot.balances.find(({ kind }) => kind === 'closing_booked')?.on,
    coverage: source_format === 'camt_053' ? 'final' : 'interim',
    purpose: 'update',
    line_number: first.line,
    column: 1,
  })
}

/** Zero is what a bank writes that does not number. */
const numbered = (number: number | undefined): number | undefined => (number === 0 ? undefined : number)

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

/** The closing balance of the day before (PRCD) opens a statement that has no opening one. */
function balancesOf(balances: readonly Balance[]): StatementBalance[] {
  const codeOf = ({ type }: Balance): string => ('code' in type ? (type.code ?? '') : '')
  const has_opening = balances.some((one) => codeOf(one) === 'OPBD')
  return balances.flatMap((one) => {
    const code = codeOf(one)
    const kind = kinds[code]
    if (kind === undefined || (code === 'PRCD' && has_opening)) return []
    const { minor, currency } = one.amount
    const amount_minor = one.credit_debit === 'DBIT' ? -minor : minor
    return [{ kind, amount_minor, currency, on: one.date.slice(0, 10) }]
  })
}
