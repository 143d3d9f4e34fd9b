import { list, many, one, optional, type Read, since } from '../shape/codec.ts'
import { date } from '../shape/dates.ts'
import { group } from '../shape/group.ts'
import { messageKind } from '../shape/message.ts'
import { amount } from '../shape/numbers.ts'
import { text } from '../shape/text.ts'
import { account } from '../parts/account.ts'
import { agent } from '../parts/agent.ts'
import {
  creditorSide,
  debtorSide,
  instructingAgents,
  intermediaries,
  previousAgents,
} from '../parts/chain.ts'
import { transferHeader } from '../parts/interbank.ts'
import { party } from '../parts/party.ts'
import {
  clearedIds,
  instructionForCreditorAgent,
  instructionForInstitution,
  instructionForNextAgent,
  purpose,
  settlementTimeRequest,
  settlementTimes,
} from '../parts/payment.ts'
import { clearedType } from '../parts/payment_type.ts'
import { remittance } from '../parts/remittance.ts'

/** The customer transfer that a cover payment pays for. */
const underlying = group({
  ultimate_debtor: optional('UltmtDbtr', party),
  initiating_party: optional('InitgPty', party),
  ...debtorSide,
  ...previousAgents,
  ...intermediaries,
  ...creditorSide,
  instructions_for_creditor_agent: many('InstrForCdtrAgt', instructionForCreditorAgent),
  instructions_for_next_agent: many('InstrForNxtAgt', instructionForNextAgent),
  remittance: optional('RmtInf', remittance),
  instructed_amount: optional('InstdAmt', amount),
})

const transaction = group({
  ...clearedIds,
  payment_type: optional('PmtTpInf', clearedType),
  interbank_settlement_amount: one('IntrBkSttlmAmt', amount),
  interbank_settlement_date: optional('IntrBkSttlmDt', date),
  ...settlementTimes,
  settlement_time_request: optional('SttlmTmReq', settlementTimeRequest),
  ...previousAgents,
  ...instructingAgents,
  ...intermediaries,
  ultimate_debtor: optional('UltmtDbtr', agent),
  debtor: one('Dbtr', agent),
  debtor_account: optional('DbtrAcct', account),
  debtor_agent: optional('DbtrAgt', agent),
  debtor_agent_account: optional('DbtrAgtAcct', account),
  creditor_agent: optional('CdtrAgt', agent),
  creditor_agent_account: optional('CdtrAgtAcct', account),
  creditor: one('Cdtr', agent),
  creditor_account: optional('CdtrAcct', account),
  ultimate_creditor: optional('UltmtCdtr', agent),
  instructions_for_creditor_agent: many('InstrForCdtrAgt', instructionForInstitution),
  instructions_for_next_agent: many('InstrForNxtAgt', instructionForNextAgent),
  purpose: optional(since(2019, 'Purp'), purpose),
  unstructured_remittance: many('RmtInf/Ustrd', text(140)),
  underlying: optional('UndrlygCstmrCdtTrf', underlying),
})
export type InstitutionCreditTransfer = Read<typeof transaction>

/** A bank pays another for itself, or covers a customer's transfer: pacs.009. */
export const financialInstitutionCreditTransfer = messageKind({
  name: 'pacs.009',
  root: 'FICdtTrf',
  versions: { '001.08': 2019 },
  items: { CdtTrfTxInf: { item: transaction } },
  noun: group({ ...transferHeader, transactions: list('CdtTrfTxInf', transaction) }),
})
export type FinancialInstitutionCreditTransfer = Read<typeof financialInstitutionCreditTransfer.noun>
