import type { FileFault } from '../files/fault.ts'
import type {
  AccountNotification,
  AccountReport,
  AccountStatement,
  MessageItem,
  ReadFile,
  ReadMessage,
} from '../iso20022/messages/public.ts'
import { openCheckedMessages } from '../iso20022/read_checked.ts'
import type { XmlEvents } from '../xml/events.ts'
import { ownOf } from '../../../kernel/own.ts'
import { camtLines } from './camt_lines.ts'
import { balancesOf } from './camt_balances.ts'
import {
  accountKey,
  type StatementAccount,
  type StatementEvent,
  type StatementFoot,
  type StatementFormat,
  type StatementHead,
  type StatementReader,
} from './statement.ts'
import { known } from './text.ts'

type Told = AccountReport | AccountStatement | AccountNotification
/** Nothing is known of the place of a statement itself. */
type FirstEntry = { readonly line: number; readonly currency: string; readonly page: number | undefined }
type Reading = {
  readonly events: StatementEvent[]
  /** Statements that were opened, by `keyOf`. */
  readonly seen: Set<string>
  /** Of the message at hand, which comes before its statements. */
  readonly page: MessagePage
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
  const collector = collectStatements()
  const reader = openCheckedMessages({ onItem: collector.item, watch: collector.watch })
  return {
    push(chunk) {
      reader.push(chunk)
      return collector.taken()
    },
    end() {
      const read = reader.end()
      collector.end(read)
      for (const fault of read.faults) collector.fault(fault)
      return collector.taken()
    },
  }
}

/** Makes statements of what a reader of messages tells, for whoever reads the file for another reason too. */
export function collectStatements() {
  const page = messagePage()
  const reading: Reading = { events: [], seen: new Set(), page, open: undefined }
  return {
    watch: page.watch,
    item: (item: MessageItem): void => takeItem(item, reading),
    fault: (fault: FileFault): void => void reading.events.push({ event: 'fault', fault }),
    /** What was found since the last time. */
    taken: (): readonly StatementEvent[] => reading.events.splice(0),
    end({ messages }: ReadFile): void {
      close(reading)
      for (const message of messages) for (const told of toldIn(message)) takeEmpty(message, told, reading)
    },
  }
}

type MessagePage = { readonly watch: XmlEvents; number(): number | undefined }

/** Older versions number the pages of a message, and not of a statement. */
function messagePage(): MessagePage {
  const names: string[] = []
  let number: number | undefined
  let text = ''
  return {
    number: () => number,
    watch: {
      open({ name }) {
        names.push(name)
        if (name === 'GrpHdr') number = undefined
        text = ''
      },
      text(more) {
        if (names.at(-1) === 'PgNb') text += more
      },
      close() {
        const name = names.pop()
        if (name === 'PgNb' && names.at(-1) === 'MsgPgntn') number = pageOf(text.trim())
      },
    },
  }
}

const pageOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined

function takeItem(item: MessageItem, reading: Reading): void {
  if (item.kind !== 'camt.052' && item.kind !== 'camt.053' && item.kind !== 'camt.054') return
  const told = item.batch()
  // A head that cannot be read has a fault that is refused, and so has the file.
  if (told === undefined) return
  if (reading.open?.told !== told) {
    close(reading)
    open(
      item.kind,
      told,
      { line: item.line, currency: item.noun.amount.currency, page: reading.page.number() },
      reading,
    )
  }
  const { lines, faults } = camtLines(item.noun, item.line)
  if (lines.length > 0) reading.events.push({ event: 'lines', lines })
  for (const fault of faults) reading.events.push({ event: 'fault', fault })
}

/** Statements without entries are known only once the whole file is. */
function takeEmpty({ kind, noun }: ReadMessage, told: Told, reading: Reading): void {
  if (reading.seen.has(keyOf(told))) return
  const page = noun !== undefined && 'pagination' in noun ? noun.pagination?.page_number : undefined
  open(kind, told, { line: 1, currency: '', page: pageOf(page) }, reading)
  close(reading)
}

function open(kind: string, told: Told, first: FirstEntry, reading: Reading): void {
  reading.seen.add(keyOf(told))
  const page = pageOf(told.pagination?.page_number) ?? first.page
  const is_page = kind === 'camt.053' && page !== undefined
  const foot = { balances: balancesOf('balances' in told ? (told.balances ?? []) : [], is_page) }
  reading.open = { told, foot }
  reading.events.push({
    event: 'opened',
    head: headOf(ownOf(formats, kind) ?? 'camt_054', told, foot, { ...first, page }),
  })
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
  [
    told.id,
    accountKey(accountOf(told)),
    told.account.currency,
    told.electronic_sequence_number,
    told.pagination?.page_number,
    told.created_at,
  ].join('|')

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
    page_number: first.page,
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
