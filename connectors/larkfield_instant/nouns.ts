import { present } from '../../kernel/assert.ts'
import { dayOf, instantText } from '../../kernel/world.ts'
import type {
  CreditorPaymentActivationRequest,
  CustomerPaymentCancellationRequest,
  FIToFICustomerCreditTransfer,
  FIToFIPaymentCancellationRequest,
  FIToFIPaymentStatusReport,
  FIToFIPaymentStatusRequest,
  InstantGate,
  InstantOrderRail,
  InstantOutgoing,
  InstantParty,
} from '../../modules/rails/index.ts'

type Of<K extends InstantOutgoing['kind']> = Extract<InstantOutgoing, { readonly kind: K }>

export type Kind = 'pacs.008' | 'pacs.028' | 'pacs.002' | 'pain.013' | 'camt.055' | 'camt.056'
export const messageNames: Readonly<Record<Kind, string>> = {
  'pacs.008': 'pacs.008.001.08',
  'pacs.028': 'pacs.028.001.03',
  'pacs.002': 'pacs.002.001.10',
  'pain.013': 'pain.013.001.07',
  'camt.055': 'camt.055.001.09',
  'camt.056': 'camt.056.001.08',
}

const isDollars = (rail: InstantOrderRail): boolean => rail !== 'sepa_instant'
const NOTHING = {}

/** A bank as the rail knows it: by its routing number or its BIC. */
export const agentOf = (rail: InstantOrderRail, id: string) =>
  isDollars(rail) ? { clearing_member: { system: { code: 'USABA' }, id } } : { bicfi: id }
const accountOf = (rail: InstantOrderRail, number: string) =>
  isDollars(rail) ? { other: { id: number } } : { iban: number }

/** Where a party's account is; on SEPA a bank finds the BIC by the IBAN. */
function partyPlace(rail: InstantOrderRail, { account }: InstantParty) {
  if (!isDollars(rail)) {
    const { iban, bic } = account
    return {
      account: { iban: present(iban, 'the IBAN of a party') },
      agent: bic === undefined ? { other: { id: 'NOTPROVIDED' } } : { bicfi: bic },
    }
  }
  const { routing_number, account_number } = account
  return {
    account: { other: { id: present(account_number, 'the account number of a party') } },
    agent: agentOf(rail, present(routing_number, 'the routing number of a party')),
  }
}

const CLEARING: Readonly<Record<InstantOrderRail, string>> = {
  fednow: 'FDN',
  rtp: 'TCH',
  sepa_instant: 'ST2',
}

const head = ({ message_id, at }: InstantOutgoing) => ({ message_id, created_at: instantText(at) })
const amountOf = ({ amount, currency }: { readonly amount: bigint; readonly currency: string }) => ({
  minor: amount,
  currency,
})

export function paymentNoun(gate: InstantGate, message: Of<'payment'>): FIToFICustomerCreditTransfer {
  const { rail, end_to_end_id, reference, creditor, remittance, message_id, at } = message
  const place = partyPlace(rail, creditor)
  return {
    ...head(message),
    number_of_transactions: 1,
    settlement: { method: 'CLRG', clearing_system: { code: CLEARING[rail] } },
    instructing_agent: agentOf(rail, gate.agent),
    transactions: [
      {
        instruction_id: message_id,
        end_to_end_id,
        ...(isDollars(rail) ? { uetr: reference } : { transaction_id: reference }),
        ...(isDollars(rail)
          ? NOTHING
          : { payment_type: { service_levels: [{ code: 'SEPA' }], local_instrument: { code: 'INST' } } }),
        interbank_settlement_amount: amountOf(message),
        interbank_settlement_date: dayOf(at),
        accepted_at: instantText(at),
        charge_bearer: 'SLEV',
        debtor: { name: gate.name },
        debtor_account: accountOf(rail, gate.account),
        debtor_agent: agentOf(rail, gate.agent),
        creditor_agent: place.agent,
        creditor: { name: creditor.name },
        creditor_account: place.account,
        ...(remittance === null ? NOTHING : { remittance: { unstructured: [remittance] } }),
      },
    ],
  }
}

export function queryNoun(message: Of<'query'>): FIToFIPaymentStatusRequest {
  const { rail, about, reference, sent_at } = message
  return {
    ...head(message),
    original_groups: [
      {
        original_message_id: about,
        original_message_name: messageNames[message.of === 'recall' ? 'camt.056' : 'pacs.008'],
        original_created_at: instantText(sent_at),
      },
    ],
    transactions: [
      {
        original_instruction_id: about,
        ...(isDollars(rail) ? { original_uetr: reference } : { original_transaction_id: reference }),
      },
    ],
  }
}

export function statusNoun(message: Of<'status'>): FIToFIPaymentStatusReport {
  const { rail, about, reference, end_to_end_id, status, reason_code } = message
  return {
    ...head(message),
    original_groups: [{ original_message_id: about, original_message_name: messageNames['pacs.008'] }],
    transactions: [
      {
        original_end_to_end_id: end_to_end_id,
        ...(isDollars(rail) ? { original_uetr: reference } : { original_transaction_id: reference }),
        status,
        ...(reason_code === null ? NOTHING : { reasons: [{ reason: { code: reason_code } }] }),
      },
    ],
  }
}

export function requestNoun(
  gate: InstantGate,
  message: Of<'payment_request'>,
): CreditorPaymentActivationRequest {
  const { rail, debtor, account_number, expires_at, remittance, at } = message
  const place = partyPlace(rail, debtor)
  return {
    ...head(message),
    number_of_transactions: 1,
    initiating_party: { name: gate.name },
    payments: [
      {
        payment_information_id: message.message_id,
        payment_method: 'TRF',
        requested_execution_date: dayOf(at),
        expiry_date: instantText(expires_at),
        debtor: { name: debtor.name },
        debtor_account: place.account,
        debtor_agent: place.agent,
        transactions: [
          {
            end_to_end_id: message.end_to_end_id,
            instructed_amount: amountOf(message),
            charge_bearer: 'SLEV',
            creditor_agent: agentOf(rail, gate.agent),
            creditor: { name: gate.name },
            creditor_account: accountOf(rail, account_number),
            ...(remittance === null ? NOTHING : { remittance: { unstructured: [remittance] } }),
          },
        ],
      },
    ],
  }
}

export function cancellationNoun(
  gate: InstantGate,
  message: Of<'request_cancellation'>,
): CustomerPaymentCancellationRequest {
  const { message_id, about, end_to_end_id, rail, at } = message
  const us = { agent: agentOf(rail, gate.agent) }
  return {
    assignment_id: message_id,
    assigner: us,
    assignee: us,
    created_at: instantText(at),
    underlying: [
      {
        payments: [
          {
            original_payment_information_id: about,
            original_group: { original_message_id: about, original_message_name: messageNames['pain.013'] },
            transactions: [{ original_end_to_end_id: end_to_end_id }],
          },
        ],
      },
    ],
  }
}

export function recallNoun(gate: InstantGate, message: Of<'recall'>): FIToFIPaymentCancellationRequest {
  const { message_id, about, reference, end_to_end_id, settled_on, reason_code, because, rail, at } = message
  const us = { agent: agentOf(rail, gate.agent) }
  return {
    assignment_id: message_id,
    assigner: us,
    assignee: us,
    created_at: instantText(at),
    control: { number_of_transactions: 1 },
    underlying: [
      {
        transactions: [
          {
            cancellation_id: message_id,
            original_group: { original_message_id: about, original_message_name: messageNames['pacs.008'] },
            original_instruction_id: about,
            original_end_to_end_id: end_to_end_id,
            ...(isDollars(rail) ? { original_uetr: reference } : { original_transaction_id: reference }),
            original_interbank_settlement_amount: amountOf(message),
            original_interbank_settlement_date: settled_on,
            reasons: [{ reason: { code: reason_code }, additional: [because] }],
          },
        ],
      },
    ],
  }
}
