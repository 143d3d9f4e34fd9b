import type { Provenance } from '../../cards/dated.ts'
import type { CodeRow, RailAction } from '../actions.ts'

export type SepaScheme = 'sct' | 'sct_inst' | 'sdd_core' | 'sdd_b2b'
/** Where a reason stands: rejects, returns (and refunds), reversals, recalls and their answers. */
export type SepaMessage = 'pacs.002' | 'pacs.004' | 'pacs.007' | 'camt.056' | 'camt.029'

export type SepaReason = CodeRow & {
  readonly schemes: readonly SepaScheme[]
  readonly messages: readonly SepaMessage[]
  readonly meaning: string
}

type Use = Pick<SepaReason, 'schemes' | 'messages'>
const every: readonly SepaScheme[] = ['sct', 'sct_inst', 'sdd_core', 'sdd_b2b']
const sdd: readonly SepaScheme[] = ['sdd_core', 'sdd_b2b']
const all: Use = { schemes: every, messages: ['pacs.002', 'pacs.004'] }
const withReversal: Use = { schemes: every, messages: ['pacs.002', 'pacs.004', 'pacs.007'] }
const instReject: Use = { schemes: ['sct_inst'], messages: ['pacs.002'] }
const sddAny: Use = { schemes: sdd, messages: ['pacs.002', 'pacs.004'] }

const sources = {
  listed:
    'EPC guidance on reason codes, Worldline SPS appendix 6, Lemonway, Numeral, Electrum ISO lists, paymentbrief R-transaction reference',
  inst: '[K] the AB set of SCT Inst in part; Electrum ISO lists, paymentbrief',
} as const

type Row = readonly [
  codes: string,
  name: string,
  use: Use,
  meaning: string,
  auto_action: RailAction,
  note?: string,
  then_action?: RailAction,
]

const FALL_BACK = 'Fall back to SCT.'
const AFTER_REJECT = 'Fall back to SCT only after the reject is confirmed.'

// biome-ignore format: one row, one line, as in the rule book
const rows: readonly Row[] = [
  ['AB05', 'TimeoutCreditorAgent', instReject, 'beneficiary PSP timed out', 'RETRY_LATER', AFTER_REJECT, 'RETRY_OTHER_ROUTE'],
  ['AB06', 'TimeoutInstructedAgent', instReject, 'CSM or next agent timed out', 'RETRY_LATER', AFTER_REJECT, 'RETRY_OTHER_ROUTE'],
  ['AB07', 'OfflineAgent', instReject, 'bank offline', 'RETRY_OTHER_ROUTE', FALL_BACK],
  ['AB08', 'OfflineCreditorAgent', instReject, 'bank offline', 'RETRY_OTHER_ROUTE', FALL_BACK],
  ['AB09', 'ErrorCreditorAgent', instReject, 'technical error', 'RETRY_LATER'],
  ['AB10', 'ErrorInstructedAgent', instReject, 'technical error', 'RETRY_LATER'],
  ['AC01', 'IncorrectAccountNumber', all, 'IBAN invalid or not existing', 'NEW_DETAILS'],
  ['AC03', 'InvalidCreditorAccountNumber', { schemes: ['sct', 'sct_inst'], messages: ['pacs.002', 'camt.056'] }, 'wrong IBAN used', 'NEW_DETAILS', 'In camt.056 a reason of a request for recall by the originator.'],
  ['AC04', 'ClosedAccountNumber', { schemes: every, messages: ['pacs.002', 'pacs.004', 'camt.029'] }, 'account closed', 'NEW_DETAILS', 'SDD: cancel the mandate.'],
  ['AC06', 'BlockedAccount', all, 'blocked; SDD: blocked for direct debit by the debtor', 'STOP_THIS_PAYMENT', 'Contact the customer.'],
  ['AC13', 'InvalidDebtorAccountType', { schemes: ['sdd_b2b'], messages: ['pacs.002', 'pacs.004'] }, 'consumer account under B2B', 'FIX_AND_RESUBMIT', 'Switch the mandate to CORE.'],
  ['AG01', 'TransactionForbidden', all, 'not allowed on this account, such as savings', 'NEW_DETAILS'],
  ['AG02', 'InvalidBankOperationCode', all, 'wrong operation code or sequence type', 'FIX_AND_RESUBMIT'],
  ['AG09', 'PaymentNotReceived', instReject, 'participant state', 'RETRY_LATER'],
  ['AG10', 'AgentSuspended', instReject, 'participant state', 'RETRY_LATER'],
  ['AG11', 'CreditorAgentSuspended', instReject, 'participant state', 'RETRY_LATER'],
  ['AGNT', 'IncorrectAgent', { schemes: every, messages: ['pacs.002', 'pacs.004', 'camt.029'] }, 'agent wrong or unreachable', 'RETRY_OTHER_ROUTE', FALL_BACK],
  ['AM02', 'NotAllowedAmount', instReject, 'above the participant’s limit', 'RETRY_OTHER_ROUTE', 'Split, or use SCT.'],
  ['AM03', 'NotAllowedCurrency', all, 'not EUR', 'FIX_AND_RESUBMIT'],
  ['AM04', 'InsufficientFunds', { schemes: every, messages: ['pacs.002', 'pacs.004', 'camt.029'] }, 'not enough money', 'RETRY_LATER', 'SDD: a new collection under the same mandate, within what was consented to. Also a negative answer to a recall.'],
  ['AM05', 'Duplication', withReversal, 'duplicate', 'NONE', 'Our own dedupe failed: raise an alert.'],
  ['AM09', 'WrongAmount', { schemes: ['sct', 'sct_inst'], messages: ['camt.056'] }, 'wrong amount', 'OPS_REVIEW', 'A reason of a request for recall by the originator.'],
  ['AM23', 'AmountExceedsSettlementLimit', instReject, 'liquidity', 'RETRY_LATER'],
  ['BE04', 'MissingCreditorAddress', { schemes: ['sct'], messages: ['pacs.002', 'pacs.004'] }, 'address needed', 'FIX_AND_RESUBMIT'],
  ['BE05', 'UnrecognisedInitiatingParty', sddAny, 'creditor id wrong', 'FIX_AND_RESUBMIT'],
  ['BE06', 'UnknownEndCustomer', all, 'unknown', 'NEW_DETAILS'],
  ['CNOR', 'CreditorBankIsNotRegistered', all, 'BIC not reachable in the CSM', 'RETRY_OTHER_ROUTE'],
  ['DNOR', 'DebtorBankIsNotRegistered', all, 'BIC not reachable in the CSM', 'RETRY_OTHER_ROUTE'],
  ['DT01', 'InvalidDate', sddAny, 'collection date', 'FIX_AND_RESUBMIT'],
  ['ED05', 'SettlementFailed', all, 'settlement in the CSM failed', 'RETRY_LATER'],
  ['FF01', 'InvalidFileFormat', all, 'syntax', 'FIX_AND_RESUBMIT'],
  ['FF05', 'InvalidLocalInstrumentCode', sddAny, 'CORE or B2B wrong', 'FIX_AND_RESUBMIT'],
  ['FOCR', 'FollowingCancellationRequest', { schemes: ['sct', 'sct_inst'], messages: ['pacs.004'] }, 'positive answer to a recall', 'NONE', 'Close the recall and book the return.'],
  ['FRAD', 'FraudulentOrigin', { schemes: ['sct', 'sct_inst'], messages: ['pacs.002', 'camt.056'] }, 'fraud', 'COMPLIANCE_HOLD'],
  ['MD01', 'NoMandate', sddAny, 'no valid mandate; also the unauthorised refund within 13 months', 'REVOKE_MANDATE'],
  ['MD02', 'MissingMandatoryInfoInMandate', sddAny, 'details of the mandate are missing or wrong', 'FIX_AND_RESUBMIT'],
  ['MD06', 'RefundRequestByEndCustomer', { schemes: ['sdd_core'], messages: ['pacs.004'] }, 'refund without questions, within 8 weeks', 'STOP_THIS_PAYMENT', 'Book the refund; do not collect again by itself; contact the customer.'],
  ['MD07', 'EndCustomerDeceased', all, 'deceased', 'REVOKE_MANDATE'],
  ['MS02', 'NotSpecifiedReasonCustomerGenerated', withReversal, 'refusal by the debtor', 'STOP_THIS_PAYMENT', 'Contact the customer.'],
  ['MS03', 'NotSpecifiedReasonAgentGenerated', withReversal, 'the bank gives no reason, where data protection masks AC04, AM04 and others', 'RETRY_LATER', 'Once; then ask for new details.', 'NEW_DETAILS'],
  ['RC01', 'BankIdentifierIncorrect', all, 'BIC wrong', 'FIX_AND_RESUBMIT'],
  ['RR01', 'MissingDebtorAccountOrIdentification', all, 'details against money laundering are missing', 'FIX_AND_RESUBMIT', '', 'COMPLIANCE_HOLD'],
  ['RR02', 'MissingDebtorNameOrAddress', all, 'details against money laundering are missing', 'FIX_AND_RESUBMIT', '', 'COMPLIANCE_HOLD'],
  ['RR03', 'MissingCreditorNameOrAddress', all, 'details against money laundering are missing', 'FIX_AND_RESUBMIT', '', 'COMPLIANCE_HOLD'],
  ['RR04', 'RegulatoryReason', all, 'a regulatory reason', 'FIX_AND_RESUBMIT', '', 'COMPLIANCE_HOLD'],
  ['SL01', 'SpecificServiceOfferedByDebtorAgent', sddAny, 'block or allow-list of the debtor at the bank', 'STOP_THIS_PAYMENT', 'Ask the debtor to allow-list the creditor id.'],
  ['TM01', 'InvalidCutOffTime', all, 'after the cut-off, or timed out', 'RETRY_LATER', 'The next cycle.'],
]

export const sepaReasonRows: readonly SepaReason[] = rows.map(
  ([code, name, use, meaning, auto_action, note = '', then_action = null]) => ({
    code,
    name,
    ...use,
    meaning,
    auto_action,
    then_action,
    note,
    is_known: true,
    source: code.startsWith('AB') ? sources.inst : sources.listed,
    effective_from: '2023-11-19',
    review_by: '2027-11-30',
  }),
)

export const sepaProvenance: Provenance = {
  source: sources.listed,
  effective_from: '2023-11-19',
  review_by: '2027-11-30',
}
