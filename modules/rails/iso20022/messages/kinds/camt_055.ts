import { list, many, one, optional, type Read, since } from '../shape/codec.ts'
import { date, dayOrTime } from '../shape/dates.ts'
import { group } from '../shape/group.ts'
import { uetr } from '../shape/identifiers.ts'
import { messageKind } from '../shape/message.ts'
import { amount, decimal } from '../shape/numbers.ts'
import { count, flag, text } from '../shape/text.ts'
import { assignment, controlFigures, investigationCase } from '../parts/case.ts'
import { originalGroup, originalIds, originalTransaction } from '../parts/original.ts'
import { cancellationReason } from '../parts/reason.ts'
import { cancelledGroup } from './camt_056.ts'

const transaction = group({
  cancellation_id: optional('CxlId', text(35)),
  case: optional('Case', investigationCase),
  ...originalIds,
  original_uetr: optional(since(2019, 'OrgnlUETR'), uetr),
  original_instructed_amount: optional('OrgnlInstdAmt', amount),
  original_requested_execution_date: optional('OrgnlReqdExctnDt', dayOrTime),
  original_requested_collection_date: optional('OrgnlReqdColltnDt', date),
  reasons: many('CxlRsnInf', cancellationReason),
  original_transaction: optional('OrgnlTxRef', originalTransaction),
})

const payment = group({
  cancellation_id: optional('PmtCxlId', text(35)),
  case: optional('Case', investigationCase),
  original_payment_information_id: one('OrgnlPmtInfId', text(35)),
  original_group: optional('OrgnlGrpInf', originalGroup),
  number_of_transactions: optional('NbOfTxs', count),
  control_sum: optional('CtrlSum', decimal),
  is_whole_payment: optional('PmtInfCxl', flag),
  reasons: many('CxlRsnInf', cancellationReason),
  transactions: list('TxInf', transaction),
})

/** A customer asks his bank to stop or get back a payment, or takes a request for payment back: camt.055. */
export const customerPaymentCancellationRequest = messageKind({
  name: 'camt.055',
  root: 'CstmrPmtCxlReq',
  versions: { '001.08': 2019, '001.09': 2020 },
  items: { 'Undrlyg/OrgnlPmtInfAndCxl/TxInf': { item: transaction, within: payment } },
  noun: group({
    ...assignment,
    case: optional('Case', investigationCase),
    control: optional('CtrlData', controlFigures),
    underlying: list(
      'Undrlyg',
      group({
        group: optional('OrgnlGrpInfAndCxl', cancelledGroup),
        payments: list('OrgnlPmtInfAndCxl', payment),
      }),
    ),
  }),
})
export type CustomerPaymentCancellationRequest = Read<typeof customerPaymentCancellationRequest.noun>
