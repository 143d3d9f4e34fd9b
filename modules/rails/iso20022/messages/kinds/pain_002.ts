import { list, many, one, optional, type Read, since } from '../shape/codec.ts'
import { dateTime } from '../shape/dates.ts'
import { group } from '../shape/group.ts'
import { uetr } from '../shape/identifiers.ts'
import { messageKind } from '../shape/message.ts'
import { externalCode, text } from '../shape/text.ts'
import { agent } from '../parts/agent.ts'
import { messageIds } from '../parts/header.ts'
import {
  originalCounts,
  originalIds,
  originalMessage,
  originalPaymentInstruction,
  originalTransaction,
  statusCounts,
} from '../parts/original.ts'
import { party } from '../parts/party.ts'
import { charges } from '../parts/payment.ts'
import { statusReason } from '../parts/reason.ts'

const groupStatus = externalCode(4, 'ACCP', 'RJCT', 'PDNG', 'ACSC', 'PART')
const transactionStatus = externalCode(4, 'ACCP', 'RJCT', 'PDNG', 'ACSC')

const transaction = group({
  status_id: optional('StsId', text(35)),
  ...originalIds,
  original_uetr: optional(since(2019, 'OrgnlUETR'), uetr),
  status: optional('TxSts', transactionStatus),
  reasons: many('StsRsnInf', statusReason),
  charges: many('ChrgsInf', charges),
  accepted_at: optional('AccptncDtTm', dateTime),
  account_servicer_reference: optional('AcctSvcrRef', text(35)),
  clearing_system_reference: optional('ClrSysRef', text(35)),
  original_transaction: optional('OrgnlTxRef', originalTransaction),
})
export type CustomerTransactionStatus = Read<typeof transaction>

const originalGroup = group({
  ...originalMessage,
  ...originalCounts,
  status: optional('GrpSts', groupStatus),
  reasons: many('StsRsnInf', statusReason),
  counts_per_status: statusCounts,
})

const payment = group({
  ...originalPaymentInstruction,
  status: optional('PmtInfSts', groupStatus),
  reasons: many('StsRsnInf', statusReason),
  counts_per_status: statusCounts,
  transactions: list('TxInfAndSts', transaction),
})

/** A bank answers its customer: pain.002. */
export const customerPaymentStatusReport = messageKind({
  name: 'pain.002',
  root: 'CstmrPmtStsRpt',
  versions: { '001.10': 2019 },
  items: { 'OrgnlPmtInfAndSts/TxInfAndSts': { item: transaction, within: payment } },
  noun: group({
    ...messageIds,
    initiating_party: optional('GrpHdr/InitgPty', party),
    forwarding_agent: optional('GrpHdr/FwdgAgt', agent),
    debtor_agent: optional('GrpHdr/DbtrAgt', agent),
    creditor_agent: optional('GrpHdr/CdtrAgt', agent),
    original_group: one('OrgnlGrpInfAndSts', originalGroup),
    payments: list('OrgnlPmtInfAndSts', payment),
  }),
})
export type CustomerPaymentStatusReport = Read<typeof customerPaymentStatusReport.noun>
