import { type Element, element, optional } from '../../xml/element.ts'
import type { Mt202, MtCovered } from '../mt202.ts'
import { readCoded } from '../narrative.ts'
import { envelope, type MxContext } from './envelope.ts'
import { instructionsOf, timesOf } from './instructions.ts'
import {
  agentAccount,
  agentElement,
  amountElement,
  bicAgent,
  codedText,
  optionalAmount,
  remittanceElement,
  unknownAgent,
} from './parts.ts'
import { partyAccount, partyElement } from './party_element.ts'
import { groupHeader, instructingAgents, settlementMethod } from './settlement.ts'

const DEFINITION = 'pacs.009.001.08'

/** MT202 as pacs.009: between banks (core), of which the payment is told ahead (ADV), or covering a customer's (COV). */
export function pacs009(context: MxContext, transfer: Mt202): { definition: string; envelope: Element } {
  const usage = transfer.covered !== undefined ? '.cov' : settlementMethod(transfer) === 'COVE' ? '.adv' : ''
  const body = element('FICdtTrf', [groupHeader(context, transfer), transaction(context, transfer)])
  return {
    definition: DEFINITION,
    envelope: envelope(context, DEFINITION, body, `swift.cbprplus${usage}.03`),
  }
}

function transaction(context: MxContext, transfer: Mt202): Element {
  const { value_date, covered, ordering_institution: debtor, beneficiary_institution: creditor } = transfer
  const told = instructionsOf(context, [], transfer.sender_to_receiver)
  return element('CdtTrfTxInf', [
    element('PmtId', [
      element('InstrId', transfer.reference),
      element('EndToEndId', transfer.related_reference),
      optional('UETR', context.uetr),
    ]),
    told.payment_type,
    amountElement('IntrBkSttlmAmt', transfer.amount),
    element('IntrBkSttlmDt', value_date),
    ...timesOf(context, transfer.time_indications, value_date),
    ...told.previous_agents,
    ...instructingAgents(context),
    agentElement('IntrmyAgt1', transfer.intermediary),
    agentAccount('IntrmyAgt1Acct', transfer.intermediary),
    told.second_intermediary,
    agentElement('Dbtr', debtor) ?? bicAgent('Dbtr', context.from),
    agentAccount('DbtrAcct', debtor),
    agentElement('CdtrAgt', transfer.account_with),
    agentAccount('CdtrAgtAcct', transfer.account_with),
    agentElement('Cdtr', creditor) ?? unknownAgent('Cdtr'),
    agentAccount('CdtrAcct', creditor),
    ...told.for_creditor_agent,
    ...told.for_next_agent,
    covered === undefined ? undefined : underlying(context, covered),
  ])
}

function underlying(context: MxContext, covered: MtCovered): Element {
  const { ordering_customer, ordering_institution, account_with, beneficiary } = covered
  return element('UndrlygCstmrCdtTrf', [
    partyElement('Dbtr', ordering_customer),
    partyAccount('DbtrAcct', ordering_customer),
    agentElement('DbtrAgt', ordering_institution) ?? bicAgent('DbtrAgt', context.from),
    agentAccount('DbtrAgtAcct', ordering_institution),
    agentElement('IntrmyAgt1', covered.intermediary),
    agentAccount('IntrmyAgt1Acct', covered.intermediary),
    agentElement('CdtrAgt', account_with) ?? unknownAgent('CdtrAgt'),
    agentAccount('CdtrAgtAcct', account_with),
    partyElement('Cdtr', beneficiary),
    partyAccount('CdtrAcct', beneficiary),
    ...readCoded(covered.sender_to_receiver).map((coded) =>
      element('InstrForNxtAgt', [element('InstrInf', codedText(coded))]),
    ),
    remittanceElement(covered.remittance),
    optionalAmount('InstdAmt', covered.instructed),
  ])
}
