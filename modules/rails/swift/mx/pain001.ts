import { type Element, element, optional } from '../../xml/element.ts'
import type { Mt101, MtTransfer } from '../mt101.ts'
import { readCoded } from '../narrative.ts'
import type { MtParty } from '../party.ts'
import { envelope, type MxContext } from './envelope.ts'
import {
  accountElement,
  agentAccount,
  agentElement,
  amountElement,
  bicAgent,
  chargeBearer,
  rateText,
  regulatoryElement,
  remittanceElement,
  residence,
  unknownAgent,
} from './parts.ts'
import { partyAccount, partyElement } from './party_element.ts'

const DEFINITION = 'pain.001.001.09'

/** MT101 as pain.001: one payment block a transfer, because each may have a debtor of its own. */
export function pain001(context: MxContext, request: Mt101): { definition: string; envelope: Element } {
  noteUnused(context, request)
  const body = element('CstmrCdtTrfInitn', [
    element('GrpHdr', [
      element('MsgId', context.message_id),
      element('CreDtTm', context.created_at),
      element('NbOfTxs', String(request.transfers.length)),
      element(
        'InitgPty',
        initiator(context, request.instructing_party ?? request.transfers[0]?.instructing_party),
      ),
    ]),
    ...request.transfers.map((transfer) => paymentBlock(context, request, transfer)),
  ])
  return { definition: DEFINITION, envelope: envelope(context, DEFINITION, body) }
}

function initiator({ from }: MxContext, party: MtParty | undefined): readonly Element[] {
  const name = party?.name_lines[0]
  const inside =
    name === undefined ? element('AnyBIC', party?.bic ?? from) : element('Othr', [element('Id', name)])
  return [element('Id', [element('OrgId', [inside])])]
}

function paymentBlock(context: MxContext, request: Mt101, transfer: MtTransfer): Element {
  const debtor = transfer.ordering_customer ?? request.ordering_customer
  const servicer = transfer.account_servicer ?? request.account_servicer
  const regulatory = readCoded(transfer.regulatory)
  return element('PmtInf', [
    element('PmtInfId', request.reference),
    element('PmtMtd', 'TRF'),
    element('ReqdExctnDt', [element('Dt', request.execution_date)]),
    partyElement('Dbtr', debtor, residence(regulatory, 'ORDERRES')),
    partyAccount('DbtrAcct', debtor),
    agentElement('DbtrAgt', servicer) ?? bicAgent('DbtrAgt', context.from),
    agentAccount('DbtrAgtAcct', servicer),
    transfer.charges_account === undefined
      ? undefined
      : accountElement('ChrgsAcct', transfer.charges_account),
    transferElement(context, request, transfer),
  ])
}

function transferElement(context: MxContext, request: Mt101, transfer: MtTransfer): Element {
  const { charges, rate, account_with, beneficiary, original_amount } = transfer
  const regulatory = readCoded(transfer.regulatory)
  return element('CdtTrfTxInf', [
    element('PmtId', [
      element('InstrId', request.reference),
      element('EndToEndId', transfer.reference),
      optional('UETR', context.uetr),
    ]),
    element('Amt', [amountElement('InstdAmt', original_amount ?? transfer.amount)]),
    rate === undefined ? undefined : element('XchgRateInf', [element('XchgRate', rateText(rate))]),
    charges === undefined ? undefined : element('ChrgBr', chargeBearer(charges)),
    agentElement('IntrmyAgt1', transfer.intermediary),
    agentAccount('IntrmyAgt1Acct', transfer.intermediary),
    agentElement('CdtrAgt', account_with) ?? unknownAgent('CdtrAgt'),
    agentAccount('CdtrAgtAcct', account_with),
    partyElement('Cdtr', beneficiary, residence(regulatory, 'BENEFRES')),
    partyAccount('CdtrAcct', beneficiary),
    optional('InstrForDbtrAgt', instructionText(context, transfer)),
    regulatoryElement(regulatory),
    remittanceElement(transfer.remittance),
  ])
}

/** The bank gets all instructions in one text. */
function instructionText(context: MxContext, { instructions }: MtTransfer): string | undefined {
  const text = instructions
    .map(({ code, text: more }) => (more === undefined ? code : `${code}/${more}`))
    .join(' ')
  if (text.length > 140) context.notCarried('23E', 'instructions behind the first 140 characters')
  return text === '' ? undefined : text.slice(0, 140)
}

function noteUnused(context: MxContext, request: Mt101): void {
  const { customer_reference, message_index, sending_institution, authorisation, transfers } = request
  if (customer_reference !== undefined)
    context.notCarried('21R', 'a reference of the customer for all transfers')
  if (message_index !== undefined && message_index !== '1/1')
    context.notCarried('28D', 'the index of a chain of messages')
  if (sending_institution !== undefined) context.notCarried('51', 'a sending institution')
  if (authorisation !== undefined) context.notCarried('25', 'an authorisation')
  for (const [index, { exchange_deal, original_amount, instructing_party }] of transfers.entries()) {
    if (instructing_party !== undefined && (index > 0 || request.instructing_party !== undefined))
      context.notCarried('50', 'a party that instructs one of the transfers')
    if (exchange_deal !== undefined) context.notCarried('21F', 'the deal that fixes the rate')
    if (original_amount !== undefined)
      context.notCarried('32B', 'the amount in the other currency: the rate says it')
  }
}
