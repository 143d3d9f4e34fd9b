import { list, many, one, optional, type Read } from '../shape/codec.ts'
import { date } from '../shape/dates.ts'
import { group } from '../shape/group.ts'
import { messageKind } from '../shape/message.ts'
import { amount, decimal } from '../shape/numbers.ts'
import { text } from '../shape/text.ts'
import { instructingAgents } from '../parts/chain.ts'
import { wayBackHeader } from '../parts/interbank.ts'
import { originalClearedIds, originalGroup, originalMessage, originalTransaction } from '../parts/original.ts'
import { chargeBearer, charges, settlementTimes } from '../parts/payment.ts'
import { reversalReason } from '../parts/reason.ts'

const transaction = group({
  reversal_id: optional('RvslId', text(35)),
  original_group: optional('OrgnlGrpInf', originalGroup),
  ...originalClearedIds,
  original_clearing_system_reference: optional('OrgnlClrSysRef', text(35)),
  original_interbank_settlement_amount: optional('OrgnlIntrBkSttlmAmt', amount),
  reversed_interbank_settlement_amount: one('RvsdIntrBkSttlmAmt', amount),
  interbank_settlement_date: optional('IntrBkSttlmDt', date),
  ...settlementTimes,
  reversed_instructed_amount: optional('RvsdInstdAmt', amount),
  exchange_rate: optional('XchgRate', decimal),
  compensation_amount: optional('CompstnAmt', amount),
  charge_bearer: optional('ChrgBr', chargeBearer),
  charges: many('ChrgsInf', charges),
  ...instructingAgents,
  reasons: many('RvslRsnInf', reversalReason),
  original_transaction: optional('OrgnlTxRef', originalTransaction),
})
export type ReversedTransaction = Read<typeof transaction>

/** The creditor's bank gives collected money back: pacs.007. */
export const fiToFiPaymentReversal = messageKind({
  name: 'pacs.007',
  root: 'FIToFIPmtRvsl',
  versions: { '001.09': 2019, '001.10': 2020 },
  items: { TxInf: { item: transaction } },
  noun: group({
    ...wayBackHeader('Rvsl'),
    original_group: optional(
      'OrgnlGrpInf',
      group({ ...originalMessage, reasons: many('RvslRsnInf', reversalReason) }),
    ),
    transactions: list('TxInf', transaction),
  }),
})
export type FIToFIPaymentReversal = Read<typeof fiToFiPaymentReversal.noun>
