import { type Element, element, optional } from '../../xml/element.ts'
import type { Mt103 } from '../mt103.ts'
import { readCoded } from '../narrative.ts'
import { envelope, type MxContext } from './envelope.ts'
import { instructionsOf, timesOf } from './instructions.ts'
import {
  agentAccount,
  agentElement,
  amountElement,
  bicAgent,
  chargeBearer,
  endToEndId,
  optionalAmount,
  rateText,
  regulatoryElement,
  remittanceElement,
  residence,
} from './parts.ts'
import { partyAccount, partyElement } from './party_element.ts'
import { chargesOf, groupHeader, instructingAgents } from './settlement.ts'

const DEFINITION = 'pacs.008.001.08'

/** MT103 as pacs.008: a customer's credit transfer. */
export function pacs008(context: MxContext, payment: Mt103): { definition: string; envelope: Element } {
  if (payment.bank_operation !== 'CRED')
    context.notCarried('23B', `the operation ${payment.bank_operation} is agreed between banks`)
  if (payment.sending_institution !== undefined) context.notCarried('51', 'a sending institution')
  if (payment.envelope.length > 0) context.notCarried('77T', 'an envelope of remittance')
  const body = element('FIToFICstmrCdtTrf', [groupHeader(context, payment), transaction(context, payment)])
  return { definition: DEFINITION, envelope: envelope(context, DEFINITION, body) }
}

function transaction(context: MxContext, payment: Mt103): Element {
  const told = instructionsOf(context, payment.instructions, payment.sender_to_receiver)
  const { value_date, amount, instructed, rate, charges } = payment
  return element('CdtTrfTxInf', [
    element('PmtId', [
      element('InstrId', payment.reference),
      element('EndToEndId', endToEndId(payment.remittance)),
      optional('UETR', context.uetr),
    ]),
    told.payment_type,
    amountElement('IntrBkSttlmAmt', amount),
    element('IntrBkSttlmDt', value_date),
    ...timesOf(context, payment.time_indications, value_date),
    optionalAmount('InstdAmt', instructed),
    rate === undefined ? undefined : element('XchgRate', rateText(rate)),
    charges === undefined ? undefined : element('ChrgBr', chargeBearer(charges)),
    ...chargesOf(context, charges, {
      sender: payment.sender_charges,
      receiver: payment.receiver_charges,
      settled: amount,
    }),
    ...told.previous_agents,
    ...instructingAgents(context),
    agentElement('IntrmyAgt1', payment.intermediary),
    agentAccount('IntrmyAgt1Acct', payment.intermediary),
    told.second_intermediary,
    ...parties(context, payment),
    ...told.for_creditor_agent,
    ...told.for_next_agent,
    payment.transaction_type === undefined
      ? undefined
      : element('Purp', [element('Prtry', payment.transaction_type)]),
    regulatoryElement(readCoded(payment.regulatory)),
    remittanceElement(payment.remittance),
  ])
}

/** The bank of the debtor is the sender, and that of the creditor the receiver, where no other is named. */
function parties({ from, to }: MxContext, payment: Mt103): readonly (Element | undefined)[] {
  const { ordering_customer, ordering_institution, account_with, beneficiary } = payment
  const regulatory = readCoded(payment.regulatory)
  return [
    partyElement('Dbtr', ordering_customer, residence(regulatory, 'ORDERRES')),
    partyAccount('DbtrAcct', ordering_customer),
    agentElement('DbtrAgt', ordering_institution) ?? bicAgent('DbtrAgt', from),
    agentAccount('DbtrAgtAcct', ordering_institution),
    agentElement('CdtrAgt', account_with) ?? bicAgent('CdtrAgt', to),
    agentAccount('CdtrAgtAcct', account_with),
    partyElement('Cdtr', beneficiary, residence(regulatory, 'BENEFRES')),
    partyAccount('CdtrAcct', beneficiary),
  ]
}
