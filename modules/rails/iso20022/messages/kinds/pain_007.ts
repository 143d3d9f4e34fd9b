import { list, many, one, optional, type Read } from '../shape/codec.ts'
import { group } from '../shape/group.ts'
import { messageKind } from '../shape/message.ts'
import { amount } from '../shape/numbers.ts'
import { flag, text } from '../shape/text.ts'
import { agent } from '../parts/agent.ts'
import { authorisations, controlTotals, messageIds } from '../parts/header.ts'
import {
  originalIds,
  originalMessage,
  originalPaymentInstruction,
  originalTransaction,
} from '../parts/original.ts'
import { party } from '../parts/party.ts'
import { chargeBearer, isBatchBooking } from '../parts/payment.ts'
import { reversalReason } from '../parts/reason.ts'

const transaction = group({
  reversal_id: optional('RvslId', text(35)),
  ...originalIds,
  original_instructed_amount: optional('OrgnlInstdAmt', amount),
  reversed_instructed_amount: optional('RvsdInstdAmt', amount),
  charge_bearer: optional('ChrgBr', chargeBearer),
  reasons: many('RvslRsnInf', reversalReason),
  original_transaction: optional('OrgnlTxRef', originalTransaction),
})

const payment = group({
  reversal_payment_information_id: optional('RvslPmtInfId', text(35)),
  ...originalPaymentInstruction,
  is_batch_booking: isBatchBooking,
  is_whole_payment: optional('PmtInfRvsl', flag),
  reasons: many('RvslRsnInf', reversalReason),
  transactions: list('TxInf', transaction),
})

/** A creditor gives collected money back by the same way: pain.007. */
export const customerPaymentReversal = messageKind({
  name: 'pain.007',
  root: 'CstmrPmtRvsl',
  versions: { '001.08': 2018 },
  items: { 'OrgnlPmtInfAndRvsl/TxInf': { item: transaction, within: payment } },
  noun: group({
    ...messageIds,
    authorisations,
    ...controlTotals,
    is_whole_group: optional('GrpHdr/GrpRvsl', flag),
    initiating_party: optional('GrpHdr/InitgPty', party),
    forwarding_agent: optional('GrpHdr/FwdgAgt', agent),
    debtor_agent: optional('GrpHdr/DbtrAgt', agent),
    creditor_agent: optional('GrpHdr/CdtrAgt', agent),
    original_group: one(
      'OrgnlGrpInf',
      group({ ...originalMessage, reasons: many('RvslRsnInf', reversalReason) }),
    ),
    payments: list('OrgnlPmtInfAndRvsl', payment),
  }),
})
export type CustomerPaymentReversal = Read<typeof customerPaymentReversal.noun>
