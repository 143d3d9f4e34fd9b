import { list, many, one, optional, type Read, since } from '../shape/codec.ts'
import { date } from '../shape/dates.ts'
import { group } from '../shape/group.ts'
import { messageKind } from '../shape/message.ts'
import { amount, decimal } from '../shape/numbers.ts'
import { text } from '../shape/text.ts'
import { instructingAgents } from '../parts/chain.ts'
import { wayBackHeader } from '../parts/interbank.ts'
import { originalClearedIds, originalGroup, originalMessage, originalTransaction } from '../parts/original.ts'
import { returnChain } from '../parts/return_chain.ts'
import { chargeBearer, charges, settlementTimes } from '../parts/payment.ts'
import { returnReason } from '../parts/reason.ts'

const transaction = group({
  return_id: optional('RtrId', text(35)),
  original_group: optional('OrgnlGrpInf', originalGroup),
  ...originalClearedIds,
  original_clearing_system_reference: optional('OrgnlClrSysRef', text(35)),
  original_interbank_settlement_amount: optional('OrgnlIntrBkSttlmAmt', amount),
  original_interbank_settlement_date: optional(since(2019, 'OrgnlIntrBkSttlmDt'), date),
  returned_interbank_settlement_amount: one('RtrdIntrBkSttlmAmt', amount),
  interbank_settlement_date: optional('IntrBkSttlmDt', date),
  ...settlementTimes,
  returned_instructed_amount: optional('RtrdInstdAmt', amount),
  exchange_rate: optional('XchgRate', decimal),
  compensation_amount: optional('CompstnAmt', amount),
  charge_bearer: optional('ChrgBr', chargeBearer),
  charges: many('ChrgsInf', charges),
  clearing_system_reference: optional(since(2019, 'ClrSysRef'), text(35)),
  ...instructingAgents,
  chain: optional(since(2019, 'RtrChain'), returnChain),
  reasons: many('RtrRsnInf', returnReason),
  original_transaction: optional('OrgnlTxRef', originalTransaction),
})
export type ReturnedTransaction = Read<typeof transaction>

/** A bank gives a settled payment back: pacs.004. */
export const paymentReturn = messageKind({
  name: 'pacs.004',
  root: 'PmtRtr',
  versions: { '001.10': 2020, '001.09': 2019 },
  items: { TxInf: { item: transaction } },
  noun: group({
    ...wayBackHeader('Rtr'),
    original_group: optional(
      'OrgnlGrpInf',
      group({ ...originalMessage, reasons: many('RtrRsnInf', returnReason) }),
    ),
    transactions: list('TxInf', transaction),
  }),
})
export type PaymentReturn = Read<typeof paymentReturn.noun>
