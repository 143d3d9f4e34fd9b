import { ownOf } from '../../../kernel/own.ts'
import type { KindName } from '../iso20022/messages/kinds.ts'
import type { MessageItem, ReadMessage } from '../iso20022/messages/read.ts'
import { openCheckedMessages } from '../iso20022/read_checked.ts'
import { collectStatements } from '../statements/camt.ts'
import type { StatementEvent } from '../statements/statement.ts'
import { sums, tally } from './amounts.ts'
import { counted, type Describer, sentences, type TellFault } from './inspection.ts'
import { keptOut, loadFaults } from './load_faults.ts'

/** What each kind of message is, and what it has many of. */
const words: Readonly<Record<KindName, readonly [what: string, item: string]>> = {
  'acmt.023': ['a question whether a name belongs to an account', 'question'],
  'acmt.024': ['the answer whether a name belongs to an account', 'answer'],
  'camt.029': ['the answer to a request to give a payment back', 'payment'],
  'camt.052': ['what is on an account within the day', 'entry'],
  'camt.053': ['the statement of an account', 'entry'],
  'camt.054': ['a note of debits and credits on an account', 'entry'],
  'camt.055': ['a customer’s request to cancel payments', 'payment'],
  'camt.056': ['a bank’s request to give a payment back', 'payment'],
  'pacs.002': ['a bank’s word on what became of payments', 'payment'],
  'pacs.003': ['direct debits between banks', 'direct debit'],
  'pacs.004': ['payments that a bank returns', 'return'],
  'pacs.007': ['direct debits that the creditor gives back', 'reversal'],
  'pacs.008': ['credit transfers between banks', 'credit transfer'],
  'pacs.009': ['transfers of banks’ own money', 'transfer'],
  'pacs.028': ['a question what became of payments', 'question'],
  'pacs.029': ['settlement of what banks owe each other', 'movement'],
  'pain.001': ['a customer’s order of credit transfers', 'credit transfer'],
  'pain.002': ['the bank’s word on a customer’s order', 'payment'],
  'pain.007': ['a customer’s order to give direct debits back', 'reversal'],
  'pain.008': ['a customer’s order to collect direct debits', 'direct debit'],
  'pain.013': ['a request to be paid', 'request'],
  'pain.014': ['the answer to a request to be paid', 'answer'],
}
/** Where the amount of a repeating part stands, the first that is there. */
const amountFields = [
  'amount',
  'interbank_settlement_amount',
  'returned_interbank_settlement_amount',
  'reversed_interbank_settlement_amount',
  'instructed_amount',
  'original_interbank_settlement_amount',
  'original_instructed_amount',
] as const

type Fields = Readonly<Record<string, unknown>>
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null
type Amount = { readonly minor: bigint; readonly currency: string }
const isAmount = (value: unknown): value is Amount =>
  isFields(value) && typeof value['minor'] === 'bigint' && typeof value['currency'] === 'string'

/** An amount may be one of two kinds, such as instructed or equivalent: then it stands one level lower. */
function amountOf(item: Fields): Amount | undefined {
  for (const name of amountFields) {
    const found = item[name]
    if (isAmount(found)) return found
    if (isFields(found)) {
      const lower = Object.values(found).find(isAmount)
      if (lower !== undefined) return lower
    }
  }
  return undefined
}

/** A file of ISO 20022 messages in words: what each is, how many payments and how much, what was accepted and refused. */
export function describeIso20022(tell: TellFault): Describer {
  const counts = new Map<KindName, ReturnType<typeof openCount>>()
  const countOf = (kind: KindName) => {
    const known = counts.get(kind) ?? openCount()
    counts.set(kind, known)
    return known
  }
  const statements = collectStatements()
  const loading = loadFaults(tell)
  const load = (event: StatementEvent): void => {
    // What the reader of messages finds is told at its end; this is what keeps an entry from being a line.
    if (event.event === 'fault') tell(keptOut(event.fault))
    else loading.take(event)
  }
  const reader = openCheckedMessages({
    watch: statements.watch,
    onItem(item) {
      takeItem(countOf(item.kind), item)
      statements.item(item)
    },
  })
  return {
    push(chunk) {
      reader.push(chunk)
      statements.taken().forEach(load)
    },
    end() {
      const read = reader.end()
      statements.end(read)
      statements.taken().forEach(load)
      const { messages, faults } = read
      loading.end(faults.filter(({ rule }) => rule === 'iso20022_closing_balance').length)
      for (const fault of faults) tell(fault)
      const said = sentences('messages')
      for (const message of messages) said.add(messageText(message))
      const sums_said = [...counts].flatMap(([kind, count]) => countText(kind, count))
      const kinds = [...new Set(messages.map(({ version, kind }) => version || kind))]
      const title =
        messages.length === 0
          ? 'An XML file without a message that Florin reads'
          : `An ISO 20022 file: ${kinds.join(', ')}`
      return { title, says: [...said.all(), ...sums_said] }
    },
  }
}

const openCount = () => ({
  items: 0,
  credits: sums(),
  debits: sums(),
  amounts: sums(),
  statuses: tally(),
  reasons: tally(),
})
type Count = ReturnType<typeof openCount>

function takeItem(count: Count, item: MessageItem): void {
  count.items++
  const noun: unknown = item.noun
  if (!isFields(noun)) return
  const amount = amountOf(noun)
  const side =
    ownOf({ CRDT: count.credits, DBIT: count.debits }, String(noun['credit_debit'])) ?? count.amounts
  if (amount !== undefined) side.add(amount.minor, amount.currency)
  if (typeof noun['status'] === 'string') count.statuses.add(noun['status'])
  for (const reason of reasonsOf(noun)) count.reasons.add(reason)
}

/** Reasons of a status, a return or a cancellation: each has a code somewhere. */
function reasonsOf(noun: Fields): string[] {
  const lists = [noun['reasons'], noun['return_reasons'], noun['cancellation_reasons']].filter(Array.isArray)
  return lists.flat().flatMap((one: unknown) => {
    const code = isFields(one) ? (one['code'] ?? one['reason']) : undefined
    if (typeof code === 'string') return [code]
    const inner = isFields(code) ? code['code'] : undefined
    return typeof inner === 'string' ? [inner] : []
  })
}

function messageText({ kind, version, noun: read }: ReadMessage): string {
  const [what] = words[kind]
  const noun: unknown = read
  const id = isFields(noun) && typeof noun['message_id'] === 'string' ? ` “${noun['message_id']}”` : ''
  const broken = noun === undefined ? ' What it must have is missing, so it means nothing.' : ''
  return `${version || kind}${id}: ${what}.${broken}`
}

function countText(kind: KindName, count: Count): string[] {
  const [, item] = words[kind]
  const { items, amounts, credits, debits, statuses, reasons } = count
  const sides = [
    ...(amounts.count() > 0 ? [amounts.text()] : []),
    ...(credits.count() > 0 ? [`${counted(credits.count(), 'credit')} of ${credits.text()}`] : []),
    ...(debits.count() > 0 ? [`${counted(debits.count(), 'debit')} of ${debits.text()}`] : []),
  ]
  const plural = item === 'entry' ? 'entries' : `${item}s`
  return [
    `${kind}: ${counted(items, item, plural)}${sides.length > 0 ? `, ${sides.join(', ')}` : ''}.`,
    ...(statuses.size() > 0 ? [`${kind}: status ${statuses.text()}.`] : []),
    ...(reasons.size() > 0 ? [`${kind}: reasons ${reasons.text()}.`] : []),
  ]
}
