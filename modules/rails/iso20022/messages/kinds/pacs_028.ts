import { list, many, optional, type Read } from '../shape/codec.ts'
import { dateTime } from '../shape/dates.ts'
import { group } from '../shape/group.ts'
import { messageKind } from '../shape/message.ts'
import { text } from '../shape/text.ts'
import { instructingAgents } from '../parts/chain.ts'
import { messageIds } from '../parts/header.ts'
import { headerAgents } from '../parts/interbank.ts'
import {
  originalClearedIds,
  originalCounts,
  originalGroup,
  originalMessage,
  originalTransaction,
} from '../parts/original.ts'

const transaction = group({
  status_request_id: optional('StsReqId', text(35)),
  original_group: optional('OrgnlGrpInf', originalGroup),
  ...originalClearedIds,
  accepted_at: optional('AccptncDtTm', dateTime),
  clearing_system_reference: optional('ClrSysRef', text(35)),
  ...instructingAgents,
  original_transaction: optional('OrgnlTxRef', originalTransaction),
})

/** A bank that has heard nothing asks what became of a payment: pacs.028. */
export const fiToFiPaymentStatusRequest = messageKind({
  name: 'pacs.028',
  root: 'FIToFIPmtStsReq',
  versions: { '001.03': 2019 },
  items: { TxInf: { item: transaction } },
  noun: group({
    ...messageIds,
    ...headerAgents,
    original_groups: many('OrgnlGrpInf', group({ ...originalMessage, ...originalCounts })),
    transactions: list('TxInf', transaction),
  }),
})
export type FIToFIPaymentStatusRequest = Read<typeof fiToFiPaymentStatusRequest.noun>
