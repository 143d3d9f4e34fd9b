import { ownOf } from '../../../kernel/own.ts'
import type { FileFault } from '../files/fault.ts'
import { openMessages, type Party, type ReadFile } from '../iso20022/messages/public.ts'
import type { Refusal } from './draft.ts'
import type { MessageHead } from './store_messages.ts'

/** What is seen of a message at the first reading. */
export type Survey = {
  /** Undefined when it is no pain.001 or pain.008 that can be read. */
  readonly head: MessageHead | undefined
  /** Why the message is refused as a whole. */
  readonly refusal: Refusal | undefined
  readonly transactions: number
  readonly faults: readonly FileFault[]
}

/** Faults of single payments: each is held against its own payment when it is ordered. */
const ofOnePayment: ReadonlySet<string> = new Set([
  'iso20022_iban',
  'iso20022_bic',
  'iso20022_lei',
  'iso20022_mandate',
  'iso20022_creditor_identifier',
  'iso20022_currency_unknown',
  'iso20022_sequence_type',
  'iso20022_amount_decimals',
])
/** Status reasons of ISO 20022 for faults of the whole; syntax for all others. */
const codes: Readonly<Record<string, string>> = {
  iso20022_number_of_transactions: 'AM18',
  iso20022_control_sum: 'AM10',
  iso20022_batch_count: 'AM18',
  iso20022_batch_sum: 'AM10',
}

/** Reads a message in bounded memory, to see whether it is whole: one message, complete, with the sums that it says. */
export async function surveyMessage(bytes: AsyncIterable<Uint8Array>): Promise<Survey> {
  let transactions = 0
  const reader = openMessages({
    onItem() {
      transactions++
    },
  })
  for await (const chunk of bytes) reader.push(chunk)
  const read = reader.end()
  return { head: headOf(read), refusal: refusalOf(read), transactions, faults: read.faults }
}

function refusalOf({ messages, faults }: ReadFile): Refusal | undefined {
  const fault = faults.find(({ severity, rule }) => severity === 'refused' && !ofOnePayment.has(rule))
  if (fault !== undefined)
    return {
      code: ownOf(codes, fault.rule) ?? 'FF01',
      because: becauseOf(fault),
    }
  const [only] = messages
  if (messages.length !== 1 || (only?.kind !== 'pain.001' && only?.kind !== 'pain.008'))
    return { code: 'FF01', because: 'A file holds one pain.001 or pain.008.' }
  return undefined
}

const becauseOf = ({ line, field, detail }: FileFault): string =>
  `Line ${line}${field === '' ? '' : `, ${field}`}: ${detail.replace(/\.$/, '')}.`

function headOf({ messages }: ReadFile): MessageHead | undefined {
  const [only] = messages
  if (messages.length !== 1 || (only?.kind !== 'pain.001' && only?.kind !== 'pain.008')) return undefined
  const { kind, version, noun } = only
  if (noun === undefined) return undefined
  const head = {
    kind,
    message_id: noun.message_id,
    message_name: version === '' ? kind : version,
    initiating_party: partyName(noun.initiating_party),
  }
  return isStorable(head) ? head : undefined
}

const ID_CHARS = 35
const PARTY_CHARS = 140

/** Longer names are faults, and would tell nothing apart if they were cut. */
const isStorable = ({ message_id, initiating_party }: MessageHead): boolean =>
  message_id !== '' && message_id.length <= ID_CHARS && initiating_party.length <= PARTY_CHARS

/** By what a party is told from others: its identifier, else its name. */
const partyName = ({ name, organisation, person }: Party): string =>
  organisation?.other?.[0]?.id ??
  organisation?.bic ??
  organisation?.lei ??
  person?.other?.[0]?.id ??
  name ??
  ''
