import { formerly, many, list, optional, type Read, since } from '../shape/codec.ts'
import { dateTime, dayOrTime } from '../shape/dates.ts'
import { group } from '../shape/group.ts'
import { messageKind } from '../shape/message.ts'
import { externalCode, text } from '../shape/text.ts'
import { instructingAgents } from '../parts/chain.ts'
import { messageIds } from '../parts/header.ts'
import { headerAgents } from '../parts/interbank.ts'
import {
  originalClearedIds,
  originalCounts,
  originalGroup,
  originalMessage,
  originalTransaction,
  statusCounts,
} from '../parts/original.ts'
import { charges } from '../parts/payment.ts'
import { statusReason } from '../parts/reason.ts'

/** Such as ACTC (checked), ACSC (settled), ACWP (accepted, not posted), PDNG, RJCT. */
const status = externalCode(4, 'ACCP', 'ACSC', 'PDNG', 'RJCT')

const transaction = group({
  status_id: optional('StsId', text(35)),
  original_group: optional('OrgnlGrpInf', originalGroup),
  ...originalClearedIds,
  status: optional('TxSts', status),
  reasons: many('StsRsnInf', statusReason),
  charges: many('ChrgsInf', charges),
  accepted_at: optional('AccptncDtTm', dateTime),
  effective_settlement_date: optional(since(2019, 'FctvIntrBkSttlmDt'), dayOrTime),
  account_servicer_reference: optional('AcctSvcrRef', text(35)),
  clearing_system_reference: optional('ClrSysRef', text(35)),
  ...instructingAgents,
  original_transaction: optional('OrgnlTxRef', originalTransaction),
})
export type InterbankTransactionStatus = Read<typeof transaction>

const groupStatus = group({
  ...originalMessage,
  ...originalCounts,
  status: optional('GrpSts', status),
  reasons: many('StsRsnInf', statusReason),
  counts_per_status: statusCounts,
})

/** A bank or a clearing says what became of payments: pacs.002. */
export const fiToFiPaymentStatusReport = messageKind({
  name: 'pacs.002',
  root: 'FIToFIPmtStsRpt',
  versions: { '001.10': 2019, '001.08': 2017, '001.12': 2021 },
  items: { TxInfAndSts: { item: transaction } },
  noun: group({
    ...messageIds,
    ...headerAgents,
    original_groups: many([since(0, 'OrgnlGrpInfAndSts'), formerly('OrgnlGrpInf')], groupStatus),
    transactions: list('TxInfAndSts', transaction),
  }),
})
export type FIToFIPaymentStatusReport = Read<typeof fiToFiPaymentStatusReport.noun>
