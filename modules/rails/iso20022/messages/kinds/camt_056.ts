import { list, many, optional, type Read } from '../shape/codec.ts'
import { date } from '../shape/dates.ts'
import { group } from '../shape/group.ts'
import { messageKind } from '../shape/message.ts'
import { amount, decimal } from '../shape/numbers.ts'
import { count, flag, text } from '../shape/text.ts'
import { agent } from '../parts/agent.ts'
import { assignment, controlFigures, investigationCase } from '../parts/case.ts'
import { originalClearedIds, originalGroup, originalMessage, originalTransaction } from '../parts/original.ts'
import { cancellationReason } from '../parts/reason.ts'

const transaction = group({
  cancellation_id: optional('CxlId', text(35)),
  case: optional('Case', investigationCase),
  original_group: optional('OrgnlGrpInf', originalGroup),
  ...originalClearedIds,
  original_clearing_system_reference: optional('OrgnlClrSysRef', text(35)),
  original_interbank_settlement_amount: optional('OrgnlIntrBkSttlmAmt', amount),
  original_interbank_settlement_date: optional('OrgnlIntrBkSttlmDt', date),
  assigner: optional('Assgnr', agent),
  assignee: optional('Assgne', agent),
  reasons: many('CxlRsnInf', cancellationReason),
  original_transaction: optional('OrgnlTxRef', originalTransaction),
})
export type RecalledTransaction = Read<typeof transaction>

/** A group of payments that is asked back as a whole or in part. */
export const cancelledGroup = group({
  cancellation_id: optional('GrpCxlId', text(35)),
  case: optional('Case', investigationCase),
  ...originalMessage,
  number_of_transactions: optional('NbOfTxs', count),
  control_sum: optional('CtrlSum', decimal),
  is_whole_group: optional('GrpCxl', flag),
  reasons: many('CxlRsnInf', cancellationReason),
})

const underlying = group({
  group: optional('OrgnlGrpInfAndCxl', cancelledGroup),
  transactions: list('TxInf', transaction),
})

/** A bank asks for the return of a payment, a recall: camt.056. */
export const fiToFiPaymentCancellationRequest = messageKind({
  name: 'camt.056',
  root: 'FIToFIPmtCxlReq',
  versions: { '001.08': 2019 },
  items: { 'Undrlyg/TxInf': { item: transaction, within: underlying } },
  noun: group({
    ...assignment,
    case: optional('Case', investigationCase),
    control: optional('CtrlData', controlFigures),
    underlying: list('Undrlyg', underlying),
  }),
})
export type FIToFIPaymentCancellationRequest = Read<typeof fiToFiPaymentCancellationRequest.noun>
