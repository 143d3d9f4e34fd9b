import { parseInstant } from '../../kernel/world.ts'
import {
  codecs,
  type InstantIncoming,
  type InstantMail,
  type InstantOrderRail,
  type InstantRecallNews,
  type InstantRequestNews,
  type InstantSaid,
  type InstantStatusNews,
  type WireAnswer,
} from '../../modules/rails/index.ts'

type Message = ReturnType<Awaited<ReturnType<typeof codecs.iso20022>>['readMessages']>['messages'][number]
type Of<K extends Message['kind']> = NonNullable<Extract<Message, { readonly kind: K }>['noun']>

/** A message about one payment is short. */
const MESSAGE_BYTES_MAX = 65_536
/** Refusals of the message itself; others, such as a gateway that is busy, may be different the next time. */
const LASTING: readonly number[] = [400, 413, 415, 422]
/** The gateway says so before it passes anything on. */
const NOTHING_PASSED_ON: readonly number[] = [...LASTING, 401, 403, 429]

const unknown = (why: string): InstantSaid => ({ kind: 'unknown', why })

/**
 * What the gateway answered at once. Never throws. Only what the protocol says to be without effect is `refused`; a status
 * that stands not alone, or not whole, is `unknown`.
 */
export async function readAnswer({ status, headers, body }: WireAnswer): Promise<InstantSaid> {
  if (status === 202) return { kind: 'taken' }
  if (status === 404 && headers['larkfield-says'] === 'not-found') return { kind: 'not_found' }
  if (NOTHING_PASSED_ON.includes(status))
    return { kind: 'refused', why: `HTTP ${status}`, is_lasting: LASTING.includes(status) }
  if (status !== 200) return unknown(`HTTP ${status}`)
  const message = await readOne(body)
  if (typeof message === 'string') return unknown(message)
  if (message.kind === 'pacs.002' && message.noun !== undefined)
    return statusNews(message.noun) ?? unknown('a status about not one payment')
  if (message.kind === 'pain.014' && message.noun !== undefined)
    return requestNews(message.noun) ?? unknown('a status about not one request')
  if (message.kind === 'camt.029' && message.noun !== undefined)
    return resolutionNews(message.noun) ?? unknown('an answer about not one request or recall')
  return unknown(`the answer is a ${message.kind}`)
}

/** The one message of a text; a sentence when there is not one, or it breaks a rule. `body` is Latin-1 of the bytes. */
async function readOne(body: string): Promise<Message | string> {
  const { readMessages } = await codecs.iso20022()
  const bytes = Buffer.from(body, 'latin1')
  const { messages, faults } = readMessages(bytes, { limits: { bytes_max: MESSAGE_BYTES_MAX } })
  const fault = faults.find(({ severity }) => severity === 'refused')
  if (fault !== undefined) return `the message breaks a rule of its form: ${fault.rule}`
  const [message] = messages
  if (messages.length !== 1 || message?.noun === undefined) return 'there is not one message'
  return message
}

/** What came by itself over a rail; undefined when it is no message, or one that a person could not read either. */
export async function readMail(rail: InstantOrderRail, body: string): Promise<InstantMail | undefined> {
  const message = await readOne(body)
  if (typeof message === 'string') return undefined
  const news = newsOf(rail, message)
  return news === undefined ? undefined : { rail, news }
}

function newsOf(rail: InstantOrderRail, message: Message): InstantIncoming | undefined {
  if (message.noun === undefined) return undefined
  switch (message.kind) {
    case 'pacs.002':
      return statusNews(message.noun)
    case 'pain.014':
      return requestNews(message.noun)
    case 'camt.029':
      return resolutionNews(message.noun)
    case 'pacs.008':
      return paymentNews(rail, message.noun)
    case 'pacs.028': {
      const about = message.noun.original_groups?.[0]?.original_message_id
      const { message_id } = message.noun
      return about === undefined ? undefined : { kind: 'query', rail, message_id, about }
    }
    case 'pacs.004':
      return returnNews(message.noun)
    case 'camt.056':
      return recallNews(message.noun)
    case 'pain.013':
      return askedNews(message.noun)
    default:
      return undefined
  }
}

function statusNews({
  message_id,
  original_groups,
  transactions,
}: Of<'pacs.002'>): InstantStatusNews | undefined {
  const [one] = transactions
  const about = one?.original_group?.original_message_id ?? original_groups?.[0]?.original_message_id
  if (one?.status === undefined || transactions.length !== 1 || about === undefined) return undefined
  const amount = one.original_transaction?.interbank_settlement_amount
  return {
    kind: 'status',
    message_id,
    about,
    status: one.status,
    reason_code: codeOf(one.reasons?.[0]?.reason),
    money: moneyOf(amount),
  }
}

const codeOf = (
  reason: { readonly code?: string; readonly proprietary?: string } | undefined,
): string | null => (reason?.code ?? reason?.proprietary)?.slice(0, 10) ?? null

function requestNews(noun: Of<'pain.014'>): InstantRequestNews | undefined {
  const one = noun.payments[0]?.transactions[0]
  if (one?.status === undefined) return undefined
  return {
    kind: 'request_status',
    message_id: noun.message_id,
    about: noun.original_group.original_message_id,
    status: one.status,
    reason_code: codeOf(one.reasons?.[0]?.reason),
  }
}

/** A camt.029 is about a request for payment that we took back, or about a payment that we asked back. */
const resolutionNews = (noun: Of<'camt.029'>): InstantRequestNews | InstantRecallNews | undefined =>
  cancellationNews(noun) ?? recallStatusNews(noun)

function recallStatusNews(noun: Of<'camt.029'>): InstantRecallNews | undefined {
  const [one, ...more] = noun.cancellations.flatMap(({ transactions }) => transactions)
  const about = one?.original_group?.original_message_id
  if (one?.status === undefined || more.length > 0 || about === undefined) return undefined
  const amount = one.original_interbank_settlement_amount
  return {
    kind: 'recall_status',
    message_id: noun.assignment_id,
    about,
    status: one.status,
    reason_code: codeOf(one.reasons?.[0]?.reason),
    money: moneyOf(amount),
  }
}

const moneyOf = (
  amount: { readonly minor: bigint; readonly currency: string } | undefined,
): InstantRecallNews['money'] =>
  amount === undefined ? null : { amount: amount.minor, currency: amount.currency }

function cancellationNews(noun: Of<'camt.029'>): InstantRequestNews | undefined {
  const about = noun.cancellations[0]?.payments[0]?.original_payment_information_id
  const status = 'confirmation' in noun.status ? noun.status.confirmation : undefined
  if (about === undefined || status === undefined) return undefined
  return { kind: 'request_status', message_id: noun.assignment_id, about, status, reason_code: null }
}

const numberOf = (
  account: { readonly iban?: string; readonly other?: { readonly id: string } } | undefined,
) => account?.iban ?? account?.other?.id ?? ''

function paymentNews(rail: InstantOrderRail, noun: Of<'pacs.008'>): InstantIncoming | undefined {
  const [one] = noun.transactions
  const created_at = parseInstant(one?.accepted_at ?? noun.created_at)
  if (one === undefined || noun.transactions.length !== 1 || created_at === undefined) return undefined
  const { interbank_settlement_amount: money } = one
  // What is finer than a cent is no amount that could be booked.
  if (money.finer !== undefined) return undefined
  return {
    kind: 'payment',
    rail,
    message_id: noun.message_id,
    end_to_end_id: one.end_to_end_id,
    reference: (one.uetr ?? one.transaction_id ?? noun.message_id).slice(0, 36),
    created_at,
    amount: money.minor,
    currency: money.currency,
    debtor_name: one.debtor.name ?? '',
    account_number: numberOf(one.creditor_account),
    remittance: one.remittance?.unstructured?.[0] ?? null,
  }
}

function returnNews(noun: Of<'pacs.004'>): InstantIncoming | undefined {
  const [one] = noun.transactions
  const about = one?.original_group?.original_message_id
  if (one === undefined || about === undefined) return undefined
  const { minor, currency } = one.returned_interbank_settlement_amount
  return {
    kind: 'return',
    message_id: noun.message_id,
    about,
    amount: minor,
    currency,
    reason_code: codeOf(one.reasons?.[0]?.reason),
  }
}

function recallNews(noun: Of<'camt.056'>): InstantIncoming | undefined {
  const [one, ...more] = noun.underlying.flatMap(({ transactions }) => transactions)
  if (one === undefined) return undefined
  const others = more.length === 0 ? [] : [`The message names ${more.length} more payments.`]
  const end_to_end_id = one.original_end_to_end_id ?? ''
  const [reason] = one.reasons ?? []
  return {
    kind: 'recall',
    message_id: noun.assignment_id,
    about: one.original_group?.original_message_id ?? null,
    reference: one.original_uetr ?? one.original_transaction_id ?? end_to_end_id,
    end_to_end_id,
    reason_code: codeOf(reason?.reason),
    note: [...(reason?.additional ?? []), ...others].join(' '),
    money: moneyOf(one.original_interbank_settlement_amount),
  }
}

function askedNews(noun: Of<'pain.013'>): InstantIncoming | undefined {
  const one = noun.payments[0]?.transactions[0]
  if (one === undefined) return undefined
  return {
    kind: 'other',
    message_id: noun.message_id,
    message_kind: 'pain_013',
    reference: one.end_to_end_id,
    reason_code: null,
    amount: one.instructed_amount?.minor ?? 0n,
  }
}
