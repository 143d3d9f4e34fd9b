import { list, many, one, optional, type Read } from '../shape/codec.ts'
import { date, dateTime } from '../shape/dates.ts'
import { group } from '../shape/group.ts'
import { messageKind } from '../shape/message.ts'
import { amount, decimal } from '../shape/numbers.ts'
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
  chargeBearer,
  charges,
  clearedIds,
  closing,
  instructionForCreditorAgent,
  instructionForNextAgent,
  purpose,
  settlementTimeRequest,
  settlementTimes,
} from '../parts/payment.ts'
import { clearedType } from '../parts/payment_type.ts'

const transaction = group({
  ...clearedIds,
  payment_type: optional('PmtTpInf', clearedType),
  interbank_settlement_amount: one('IntrBkSttlmAmt', amount),
  interbank_settlement_date: optional('IntrBkSttlmDt', date),
  ...settlementTimes,
  settlement_time_request: optional('SttlmTmReq', settlementTimeRequest),
  accepted_at: optional('AccptncDtTm', dateTime),
  pooling_adjustment_date: optional('PoolgAdjstmntDt', date),
  instructed_amount: optional('InstdAmt', amount),
  exchange_rate: optional('XchgRate', decimal),
  charge_bearer: one('ChrgBr', chargeBearer),
  charges: many('ChrgsInf', charges),
  ...previousAgents,
  ...instructingAgents,
  ...intermediaries,
  ultimate_debtor: optional('UltmtDbtr', party),
  initiating_party: optional('InitgPty', party),
  ...debtorSide,
  ...creditorSide,
  instructions_for_creditor_agent: many('InstrForCdtrAgt', instructionForCreditorAgent),
  instructions_for_next_agent: many('InstrForNxtAgt', instructionForNextAgent),
  purpose: optional('Purp', purpose),
  ...closing,
})
export type InterbankCreditTransfer = Read<typeof transaction>

/** A bank sends its customers' transfers to another: pacs.008. */
export const fiToFiCustomerCreditTransfer = messageKind({
  name: 'pacs.008',
  root: 'FIToFICstmrCdtTrf',
  versions: { '001.08': 2019, '001.02': 2009 },
  items: { CdtTrfTxInf: { item: transaction } },
  noun: group({ ...transferHeader, transactions: list('CdtTrfTxInf', transaction) }),
})
export type FIToFICustomerCreditTransfer = Read<typeof fiToFiCustomerCreditTransfer.noun>
