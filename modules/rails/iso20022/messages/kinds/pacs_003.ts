import { list, many, one, optional, type Read } from '../shape/codec.ts'
import { date } from '../shape/dates.ts'
import { group } from '../shape/group.ts'
import { messageKind } from '../shape/message.ts'
import { amount, decimal } from '../shape/numbers.ts'
import { account } from '../parts/account.ts'
import { creditorSide, debtorSide, instructingAgents, intermediaries } from '../parts/chain.ts'
import { collectionHeader } from '../parts/interbank.ts'
import { directDebit } from '../parts/mandate.ts'
import { party } from '../parts/party.ts'
import { chargeBearer, charges, clearedIds, closing, purpose, settlementTimes } from '../parts/payment.ts'
import { paymentType } from '../parts/payment_type.ts'

const { creditor, creditor_account, creditor_agent, creditor_agent_account, ultimate_creditor } = creditorSide
const { debtor, debtor_agent, debtor_agent_account } = debtorSide

const transaction = group({
  ...clearedIds,
  payment_type: optional('PmtTpInf', paymentType),
  interbank_settlement_amount: one('IntrBkSttlmAmt', amount),
  interbank_settlement_date: optional('IntrBkSttlmDt', date),
  ...settlementTimes,
  instructed_amount: optional('InstdAmt', amount),
  exchange_rate: optional('XchgRate', decimal),
  charge_bearer: one('ChrgBr', chargeBearer),
  charges: many('ChrgsInf', charges),
  requested_collection_date: optional('ReqdColltnDt', date),
  direct_debit: optional('DrctDbtTx', directDebit),
  creditor,
  creditor_account,
  creditor_agent,
  creditor_agent_account,
  ultimate_creditor,
  initiating_party: optional('InitgPty', party),
  ...instructingAgents,
  ...intermediaries,
  debtor,
  debtor_account: one('DbtrAcct', account),
  debtor_agent,
  debtor_agent_account,
  ultimate_debtor: optional('UltmtDbtr', party),
  purpose: optional('Purp', purpose),
  ...closing,
})
export type InterbankDirectDebit = Read<typeof transaction>

/** A bank collects for its customers from another: pacs.003. */
export const fiToFiCustomerDirectDebit = messageKind({
  name: 'pacs.003',
  root: 'FIToFICstmrDrctDbt',
  versions: { '001.08': 2019 },
  items: { DrctDbtTxInf: { item: transaction } },
  noun: group({ ...collectionHeader, transactions: list('DrctDbtTxInf', transaction) }),
})
export type FIToFICustomerDirectDebit = Read<typeof fiToFiCustomerDirectDebit.noun>
