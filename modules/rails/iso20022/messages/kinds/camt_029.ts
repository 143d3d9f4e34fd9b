import { choice, group } from '../shape/group.ts'
import { formerly, list, many, one, optional, type Read, since } from '../shape/codec.ts'
import { date, dayOrTime } from '../shape/dates.ts'
import { uetr } from '../shape/identifiers.ts'
import { messageKind } from '../shape/message.ts'
import { amount } from '../shape/numbers.ts'
import { code, externalCode, flag, text } from '../shape/text.ts'
import { agent } from '../parts/agent.ts'
import { assignment, investigationCase } from '../parts/case.ts'
import { partyOrAgent } from '../parts/either.ts'
import { codeOrName } from '../parts/named.ts'
import {
  originalClearedIds,
  originalCounts,
  originalGroup,
  originalIds,
  originalMessage,
  originalPaymentInstruction,
  originalTransaction,
} from '../parts/original.ts'
import { charges } from '../parts/payment.ts'
import { cancellationStatusReason } from '../parts/reason.ts'

const groupStatus = code('RJCR', 'ACCR', 'PDCR', 'PACR')
const transactionStatus = code('RJCR', 'ACCR', 'PDCR')
const { original_uetr, ...olderIds } = originalClearedIds

/** The payment that gives the money back, and what it costs. */
const resolution = group({
  end_to_end_id: optional(since(2019, 'EndToEndId'), text(35)),
  transaction_id: optional(since(2019, 'TxId'), text(35)),
  uetr: optional(since(2019, 'UETR'), uetr),
  interbank_settlement_amount: optional('IntrBkSttlmAmt', amount),
  interbank_settlement_date: optional('IntrBkSttlmDt', date),
  clearing_channel: optional('ClrChanl', code('RTGS', 'RTNS', 'MPNS', 'BOOK')),
  compensation: optional(
    since(2019, 'Compstn'),
    group({
      amount: one('Amt', amount),
      debtor_agent: one('DbtrAgt', agent),
      creditor_agent: one('CdtrAgt', agent),
      reason: one('Rsn', codeOrName(4)),
    }),
  ),
  charges: many(since(2019, 'Chrgs'), charges),
})

const transaction = group({
  cancellation_status_id: optional('CxlStsId', text(35)),
  resolved_case: optional('RslvdCase', investigationCase),
  original_group: optional('OrgnlGrpInf', originalGroup),
  ...olderIds,
  original_clearing_system_reference: optional('OrgnlClrSysRef', text(35)),
  original_uetr,
  status: optional('TxCxlSts', transactionStatus),
  reasons: many('CxlStsRsnInf', cancellationStatusReason),
  resolution: optional('RsltnRltdInf', resolution),
  original_interbank_settlement_amount: optional('OrgnlIntrBkSttlmAmt', amount),
  original_interbank_settlement_date: optional('OrgnlIntrBkSttlmDt', date),
  assigner: optional('Assgnr', partyOrAgent),
  assignee: optional('Assgne', partyOrAgent),
  original_transaction: optional('OrgnlTxRef', originalTransaction),
})
export type CancelledTransactionStatus = Read<typeof transaction>

const customerTransaction = group({
  cancellation_status_id: optional('CxlStsId', text(35)),
  resolved_case: optional('RslvdCase', investigationCase),
  ...originalIds,
  original_uetr: optional([since(2019, 'UETR'), formerly('OrgnlUETR')], uetr),
  status: optional('TxCxlSts', transactionStatus),
  reasons: many('CxlStsRsnInf', cancellationStatusReason),
  original_instructed_amount: optional('OrgnlInstdAmt', amount),
  original_requested_execution_date: optional('OrgnlReqdExctnDt', dayOrTime),
  original_requested_collection_date: optional('OrgnlReqdColltnDt', date),
  original_transaction: optional('OrgnlTxRef', originalTransaction),
})

const payment = group({
  cancellation_id: optional('OrgnlPmtInfCxlId', text(35)),
  resolved_case: optional('RslvdCase', investigationCase),
  ...originalPaymentInstruction,
  status: optional('PmtInfCxlSts', groupStatus),
  reasons: many('CxlStsRsnInf', cancellationStatusReason),
  transactions: list('TxInfAndSts', customerTransaction),
})

const cancelledGroup = group({
  cancellation_id: optional('OrgnlGrpCxlId', text(35)),
  resolved_case: optional('RslvdCase', investigationCase),
  ...originalMessage,
  ...originalCounts,
  status: optional('GrpCxlSts', groupStatus),
  reasons: many('CxlStsRsnInf', cancellationStatusReason),
})

const cancellation = group({
  group: optional('OrgnlGrpInfAndSts', cancelledGroup),
  payments: list('OrgnlPmtInfAndSts', payment),
  transactions: list('TxInfAndSts', transaction),
})

/** CNCL: cancelled; RJCR: refused; PDCR: waiting; PECR: cancelled in part; ACCR, IPAY and others by custom. */
const confirmation = externalCode(4, 'CNCL', 'RJCR', 'PDCR', 'PECR')

/** The answer to a recall or another inquiry: camt.029. */
export const resolutionOfInvestigation = messageKind({
  name: 'camt.029',
  root: 'RsltnOfInvstgtn',
  versions: { '001.09': 2019 },
  items: {
    'CxlDtls/TxInfAndSts': { item: transaction, within: cancellation },
    'CxlDtls/OrgnlPmtInfAndSts/TxInfAndSts': { item: customerTransaction, within: payment },
  },
  noun: group({
    ...assignment,
    resolved_case: optional('RslvdCase', investigationCase),
    status: one(
      'Sts',
      choice({
        confirmation: one('Conf', confirmation),
        duplicate_of: one('DplctOf', investigationCase),
        is_assignment_cancelled: one('AssgnmtCxlConf', flag),
      }),
    ),
    cancellations: list('CxlDtls', cancellation),
    resolution: optional('RsltnRltdInf', resolution),
  }),
})
export type ResolutionOfInvestigation = Read<typeof resolutionOfInvestigation.noun>
