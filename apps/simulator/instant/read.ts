import {
  codecs,
  type CreditorPaymentActivationRequest,
  type FIToFIPaymentCancellationRequest,
} from '../../../modules/rails/index.ts'
import { railOf, type SimInstantRail } from './facts.ts'
import type { AskedPayment } from './payments.ts'
import type { AskedRecall } from './recalls.ts'
import type { AskedRequest } from './requests.ts'

/** What a customer's message asks of the gateway. */
export type Asked =
  | { readonly kind: 'payment'; readonly payment: AskedPayment }
  | {
      readonly kind: 'query'
      readonly of: 'payment' | 'recall'
      readonly rail: SimInstantRail
      readonly about: string
      readonly message_id: string
    }
  | { readonly kind: 'request'; readonly request: AskedRequest }
  | { readonly kind: 'recall'; readonly recall: AskedRecall }
  | { readonly kind: 'cancel'; readonly about: string; readonly message_id: string }

type Account = { readonly iban?: string; readonly other?: { readonly id: string } } | undefined
const numberOf = (account: Account): string => account?.iban ?? account?.other?.id ?? ''

/** Undefined: no message that the gateway knows. `body` is the text as UTF-8. */
export async function readAsked(rail_name: string | undefined, body: string): Promise<Asked | undefined> {
  const rail = railOf(rail_name)
  const { readMessages } = await codecs.iso20022()
  const { messages, faults } = readMessages(Buffer.from(body, 'utf8'))
  const [message] = messages
  if (rail === undefined || message?.noun === undefined || messages.length !== 1) return undefined
  if (faults.some(({ severity }) => severity === 'refused')) return undefined
  switch (message.kind) {
    case 'pacs.008': {
      const [one] = message.noun.transactions
      if (one === undefined) return undefined
      const { minor, currency } = one.interbank_settlement_amount
      const { message_id } = message.noun
      return {
        kind: 'payment',
        payment: {
          rail,
          message_id,
          end_to_end_id: one.end_to_end_id,
          reference: one.uetr ?? one.transaction_id ?? message_id,
          amount: Number(minor),
          currency,
          account_number: numberOf(one.creditor_account),
        },
      }
    }
    case 'pacs.028': {
      const [original] = message.noun.original_groups ?? []
      if (original === undefined) return undefined
      const of = original.original_message_name.startsWith('camt.056') ? 'recall' : 'payment'
      const { message_id } = message.noun
      return { kind: 'query', of, rail, about: original.original_message_id, message_id }
    }
    case 'camt.056':
      return readRecall(rail, message.noun)
    case 'pain.013':
      return readRequest(rail, message.noun)
    case 'camt.055': {
      const about = message.noun.underlying[0]?.payments[0]?.original_payment_information_id
      const message_id = message.noun.assignment_id
      return about === undefined ? undefined : { kind: 'cancel', about, message_id }
    }
    default:
      return undefined
  }
}

function readRecall(rail: SimInstantRail, noun: FIToFIPaymentCancellationRequest): Asked | undefined {
  const one = noun.underlying[0]?.transactions[0]
  const about = one?.original_group?.original_message_id
  const money = one?.original_interbank_settlement_amount
  if (about === undefined || money === undefined) return undefined
  return {
    kind: 'recall',
    recall: {
      rail,
      message_id: noun.assignment_id,
      about,
      end_to_end_id: one?.original_end_to_end_id ?? '',
      amount: Number(money.minor),
      currency: money.currency,
    },
  }
}

type RequestNoun = CreditorPaymentActivationRequest

function readRequest(rail: SimInstantRail, noun: RequestNoun): Asked | undefined {
  const [payment] = noun.payments
  const one = payment?.transactions[0]
  if (payment === undefined || one?.instructed_amount === undefined) return undefined
  return {
    kind: 'request',
    request: {
      rail,
      message_id: noun.message_id,
      end_to_end_id: one.end_to_end_id,
      amount: Number(one.instructed_amount.minor),
      currency: one.instructed_amount.currency,
      debtor_account: numberOf(payment.debtor_account),
      account_number: numberOf(one.creditor_account),
    },
  }
}
