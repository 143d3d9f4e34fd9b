import { isCurrency } from '../../../../kernel/currency.ts'
import { type Element, element, optional } from '../../xml/element.ts'
import type { MtAgent } from '../agent.ts'
import type { Mt103 } from '../mt103.ts'
import type { Mt202 } from '../mt202.ts'
import { type MtReturn, readCoded } from '../narrative.ts'
import { type MtAmount, readMinor } from '../values.ts'
import { envelope, type MxContext } from './envelope.ts'
import {
  agentElement,
  amountElement,
  chargeBearer,
  group,
  NOT_PROVIDED,
  optionalAmount,
  piecesOf,
  rateText,
  residence,
  unknownAgent,
} from './parts.ts'
import { chainParty } from './party_element.ts'
import { timesOf } from './instructions.ts'
import { chargesOf, groupHeader, instructingAgents } from './settlement.ts'

type Made = { readonly definition: string; readonly envelope: Element }
const PACS_004 = 'pacs.004.001.09'
const PACS_002 = 'pacs.002.001.10'
const TEXT_MAX = 105

/** MT103 with `/RETN/` as pacs.004: money that comes back. */
export function pacs004(context: MxContext, payment: Mt103, back: MtReturn): Made {
  const { amount, charges, value_date } = payment
  const regulatory = readCoded(payment.regulatory)
  noteUnused(context, payment)
  const transaction = element('TxInf', [
    ...originals(context, payment.reference, back),
    amountElement('RtrdIntrBkSttlmAmt', amount),
    element('IntrBkSttlmDt', value_date),
    ...timesOf(context, payment.time_indications, value_date),
    optionalAmount('RtrdInstdAmt', payment.instructed),
    payment.rate === undefined ? undefined : element('XchgRate', rateText(payment.rate)),
    charges === undefined ? undefined : element('ChrgBr', chargeBearer(charges)),
    ...chargesOf(context, charges, {
      sender: [...payment.sender_charges, ...toldCharges(context, back)],
      receiver: payment.receiver_charges,
      settled: amount,
    }),
    ...instructingAgents(context),
    element('RtrChain', [
      chainParty('Dbtr', payment.ordering_customer, residence(regulatory, 'ORDERRES')),
      agentElement('DbtrAgt', payment.ordering_institution),
      agentElement('IntrmyAgt1', payment.intermediary),
      agentElement('CdtrAgt', payment.account_with),
      chainParty('Cdtr', payment.beneficiary, residence(regulatory, 'BENEFRES')),
    ]),
    reasonElement('RtrRsnInf', back),
  ])
  const body = element('PmtRtr', [groupHeader(context, payment, false), transaction])
  return { definition: PACS_004, envelope: envelope(context, PACS_004, body) }
}

/** MT202 with `/RETN/` as pacs.004: the parties are banks. */
export function pacs004OfBanks(context: MxContext, transfer: Mt202, back: MtReturn): Made {
  const party = (name: string, agent: MtAgent | undefined): Element | undefined => {
    const inside = agentElement('Agt', agent)
    return inside === undefined ? undefined : element(name, [inside])
  }
  for (const [tag, agent] of [
    ['52', transfer.ordering_institution],
    ['56', transfer.intermediary],
    ['57', transfer.account_with],
    ['58', transfer.beneficiary_institution],
  ] as const)
    if (agent?.account !== undefined) context.notCarried(tag, 'the account of a bank of a return chain')
  if (transfer.covered !== undefined) context.notCarried('50', 'the payment of a customer that was covered')
  const transaction = element('TxInf', [
    ...originals(context, transfer.reference, {
      ...back,
      original_reference: back.original_reference ?? transfer.related_reference,
    }),
    amountElement('RtrdIntrBkSttlmAmt', transfer.amount),
    element('IntrBkSttlmDt', transfer.value_date),
    ...timesOf(context, transfer.time_indications, transfer.value_date),
    ...toldCharges(context, back).map((amount) =>
      element('ChrgsInf', [amountElement('Amt', amount), unknownAgent('Agt')]),
    ),
    ...instructingAgents(context),
    group('RtrChain', [
      party('Dbtr', transfer.ordering_institution),
      agentElement('IntrmyAgt1', transfer.intermediary),
      agentElement('CdtrAgt', transfer.account_with),
      party('Cdtr', transfer.beneficiary_institution),
    ]),
    reasonElement('RtrRsnInf', back),
  ])
  const body = element('PmtRtr', [groupHeader(context, transfer, false), transaction])
  return { definition: PACS_004, envelope: envelope(context, PACS_004, body) }
}

const originals = (
  { uetr }: MxContext,
  reference: string,
  back: MtReturn,
): readonly (Element | undefined)[] => [
  element('RtrId', reference),
  optional('OrgnlInstrId', back.original_reference),
  optional('OrgnlEndToEndId', back.transaction_reference),
  optional('OrgnlUETR', uetr),
]

function reasonElement(name: string, { reason, reason_text, texts }: MtReturn): Element | undefined {
  const words = [reason_text, ...texts].map((text) => text.trim()).filter((text) => text !== '')
  return group(name, [
    reason === '' ? undefined : element('Rsn', [element('Cd', reason)]),
    ...words.flatMap((text) => piecesOf(text, TEXT_MAX)).map((text) => element('AddtlInf', text)),
  ])
}

/** `/CHGS/EUR5,` of a return. */
function toldCharges(context: MxContext, { charges }: MtReturn): readonly MtAmount[] {
  if (charges === undefined) return []
  const [, currency = '', text = ''] = /^([A-Z]{3})([\d,]+)$/.exec(charges.trim()) ?? []
  const { minor } = readMinor(text, currency)
  if (minor !== undefined && isCurrency(currency)) return [{ currency, minor }]
  context.notCarried('72', 'charges that are no currency and amount')
  return []
}

function noteUnused(context: MxContext, payment: Mt103): void {
  const { remittance, instructions, transaction_type, regulatory } = payment
  if (remittance.length > 0) context.notCarried('70', 'remittance of a payment that comes back')
  if (instructions.length > 0) context.notCarried('23E', 'instructions of a payment that comes back')
  if (transaction_type !== undefined) context.notCarried('26T', 'a type of a payment that comes back')
  if (regulatory.length > 0) context.notCarried('77B', 'regulatory lines, but for countries of residence')
  for (const [tag, party] of [
    ['50', payment.ordering_customer],
    ['59', payment.beneficiary],
  ] as const)
    if (party?.account !== undefined && party.account !== NOT_PROVIDED)
      context.notCarried(tag, 'the account of a party of a return chain')
}

/** MT103 or MT202 with `/REJT/` as pacs.002: a payment that was not made. */
export function pacs002(
  context: MxContext,
  original: { readonly type: string; readonly reference: string },
  reject: MtReturn,
  tags: readonly string[],
): Made {
  for (const tag of tags)
    if (tag !== '20' && tag !== '72')
      context.notCarried(tag, 'a status report refers to the payment and does not repeat it')
  const body = element('FIToFIPmtStsRpt', [
    element('GrpHdr', [element('MsgId', context.message_id), element('CreDtTm', context.created_at)]),
    element('TxInfAndSts', [
      element('OrgnlGrpInf', [
        element('OrgnlMsgId', reject.original_reference ?? NOT_PROVIDED),
        element('OrgnlMsgNmId', `MT${original.type}`),
      ]),
      element('OrgnlInstrId', reject.original_reference ?? NOT_PROVIDED),
      element('OrgnlEndToEndId', reject.transaction_reference ?? NOT_PROVIDED),
      optional('OrgnlUETR', context.uetr),
      element('TxSts', 'RJCT'),
      reasonElement('StsRsnInf', reject),
      ...instructingAgents(context),
    ]),
  ])
  return { definition: PACS_002, envelope: envelope(context, PACS_002, body) }
}
