import { list, many, one, optional, type Read, since } from '../shape/codec.ts'
import { dateTime, dayOrTime } from '../shape/dates.ts'
import { group } from '../shape/group.ts'
import { uetr } from '../shape/identifiers.ts'
import { messageKind } from '../shape/message.ts'
import { code, externalCode, text } from '../shape/text.ts'
import { account } from '../parts/account.ts'
import { agent } from '../parts/agent.ts'
import { conditionStatus, paymentCondition } from '../parts/condition.ts'
import { messageIds } from '../parts/header.ts'
import {
  agreedAmount,
  originalCounts,
  originalIds,
  originalMessage,
  originalPaymentInstruction,
  statusCounts,
} from '../parts/original.ts'
import { party } from '../parts/party.ts'
import { charges } from '../parts/payment.ts'
import { initiatedType } from '../parts/payment_type.ts'
import { statusReason } from '../parts/reason.ts'
import { remittance } from '../parts/remittance.ts'

const status = externalCode(4, 'ACCP', 'RJCT', 'PDNG', 'ACTC')

/** The request that is answered, as it was sent. */
const originalRequest = group(
  {
    ...agreedAmount,
    requested_execution_date: optional('ReqdExctnDt', dayOrTime),
    expiry_date: optional('XpryDt', dayOrTime),
    condition: optional('PmtCond', paymentCondition),
    payment_type: optional('PmtTpInf', initiatedType),
    payment_method: optional('PmtMtd', code('CHK', 'TRF', 'DD', 'TRA')),
    remittance: optional('RmtInf', remittance),
    ultimate_debtor: optional('UltmtDbtr', party),
    debtor: optional('Dbtr', party),
    debtor_account: optional('DbtrAcct', account),
    debtor_agent: optional('DbtrAgt', agent),
    creditor_agent: one('CdtrAgt', agent),
    creditor: one('Cdtr', party),
    creditor_account: optional('CdtrAcct', account),
    ultimate_creditor: optional('UltmtCdtr', party),
  },
  { at_most_one_of: [['instructed_amount', 'equivalent_amount']] },
)

const transaction = group({
  status_id: optional('StsId', text(35)),
  ...originalIds,
  original_uetr: optional(since(2019, 'OrgnlUETR'), uetr),
  status: optional('TxSts', status),
  reasons: many('StsRsnInf', statusReason),
  condition_status: optional('PmtCondSts', conditionStatus),
  charges: many('ChrgsInf', charges),
  decided_at: optional('DbtrDcsnDtTm', dateTime),
  accepted_at: optional('AccptncDtTm', dateTime),
  account_servicer_reference: optional('AcctSvcrRef', text(35)),
  clearing_system_reference: optional('ClrSysRef', text(35)),
  original_transaction: optional('OrgnlTxRef', originalRequest),
})

const payment = group({
  ...originalPaymentInstruction,
  status: optional('PmtInfSts', status),
  reasons: many('StsRsnInf', statusReason),
  counts_per_status: statusCounts,
  transactions: list('TxInfAndSts', transaction),
})

/** The answer to a request for payment: pain.014. */
export const creditorPaymentActivationRequestStatusReport = messageKind({
  name: 'pain.014',
  root: 'CdtrPmtActvtnReqStsRpt',
  versions: { '001.07': 2019 },
  items: { 'OrgnlPmtInfAndSts/TxInfAndSts': { item: transaction, within: payment } },
  noun: group({
    ...messageIds,
    initiating_party: one('GrpHdr/InitgPty', party),
    debtor_agent: optional('GrpHdr/DbtrAgt', agent),
    creditor_agent: optional('GrpHdr/CdtrAgt', agent),
    original_group: one(
      'OrgnlGrpInfAndSts',
      group({
        ...originalMessage,
        ...originalCounts,
        status: optional('GrpSts', status),
        reasons: many('StsRsnInf', statusReason),
        counts_per_status: statusCounts,
      }),
    ),
    payments: list('OrgnlPmtInfAndSts', payment),
  }),
})
export type CreditorPaymentActivationRequestStatusReport = Read<
  typeof creditorPaymentActivationRequestStatusReport.noun
>
