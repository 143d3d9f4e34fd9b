import { before, formerly, many, one, optional, type Read, since } from '../shape/codec.ts'
import { date, dateTime, dayOrTime } from '../shape/dates.ts'
import { group } from '../shape/group.ts'
import { uetr } from '../shape/identifiers.ts'
import { amount, decimal } from '../shape/numbers.ts'
import { code, count, externalCode, text } from '../shape/text.ts'
import { account } from './account.ts'
import { agent } from './agent.ts'
import { institutionAt, partyAt } from './either.ts'
import { mandate } from './mandate.ts'
import { equivalentAmount, purpose } from './payment.ts'
import { party } from './party.ts'
import { paymentType } from './payment_type.ts'
import { remittance } from './remittance.ts'
import { settlement } from './settlement.ts'

/** The message that a later one is about. */
export const originalMessage = {
  original_message_id: one(['OrgnlMsgId', formerly('NtwkFileNm')], text(35)),
  /** Such as `pacs.008.001.08`. */
  original_message_name: one('OrgnlMsgNmId', text(35)),
  original_created_at: optional(since(2009, 'OrgnlCreDtTm'), dateTime),
}
export const originalGroup = group(originalMessage)
export const originalCounts = {
  original_number_of_transactions: optional('OrgnlNbOfTxs', count),
  original_control_sum: optional('OrgnlCtrlSum', decimal),
}

/** The names of the payment that is spoken of. */
export const originalIds = {
  original_instruction_id: optional(['OrgnlInstrId', formerly('OrgnlPmtId/InstrId')], text(35)),
  original_end_to_end_id: optional(['OrgnlEndToEndId', formerly('OrgnlPmtId/EndToEndId')], text(35)),
}
export const originalClearedIds = {
  ...originalIds,
  original_transaction_id: optional(['OrgnlTxId', formerly('OrgnlPmtId/TxId')], text(35)),
  original_uetr: optional(since(2019, 'OrgnlUETR'), uetr),
}

/** How many payments of the original have that status. */
const countPerStatus = group({
  number_of_transactions: one('DtldNbOfTxs', count),
  status: one('DtldSts', externalCode(4, 'ACCP', 'RJCT', 'PDNG', 'ACSC')),
  control_sum: optional('DtldCtrlSum', decimal),
})

export const agreedAmount = {
  instructed_amount: optional('Amt/InstdAmt', amount),
  equivalent_amount: optional('Amt/EqvtAmt', equivalentAmount),
}

/** The payment that is spoken of, as it was sent. */
export const originalTransaction = group(
  {
    interbank_settlement_amount: optional('IntrBkSttlmAmt', amount),
    ...agreedAmount,
    interbank_settlement_date: optional('IntrBkSttlmDt', date),
    requested_collection_date: optional('ReqdColltnDt', date),
    requested_execution_date: optional('ReqdExctnDt', dayOrTime),
    creditor_scheme: optional('CdtrSchmeId', party),
    settlement: optional('SttlmInf', settlement),
    payment_type: optional('PmtTpInf', paymentType),
    payment_method: optional('PmtMtd', code('CHK', 'TRF', 'DD', 'TRA')),
    mandate: optional([since(2020, 'MndtRltdInf/DrctDbtMndt'), before(2020, 'MndtRltdInf')], mandate),
    remittance: optional('RmtInf', remittance),
    ultimate_debtor: partyAt('UltmtDbtr'),
    debtor: partyAt('Dbtr'),
    debtor_institution: institutionAt('Dbtr'),
    debtor_account: optional('DbtrAcct', account),
    debtor_agent: optional('DbtrAgt', agent),
    debtor_agent_account: optional('DbtrAgtAcct', account),
    creditor_agent: optional('CdtrAgt', agent),
    creditor_agent_account: optional('CdtrAgtAcct', account),
    creditor: partyAt('Cdtr'),
    creditor_institution: institutionAt('Cdtr'),
    creditor_account: optional('CdtrAcct', account),
    ultimate_creditor: partyAt('UltmtCdtr'),
    purpose: optional(since(2018, 'Purp'), purpose),
  },
  {
    at_most_one_of: [
      ['instructed_amount', 'equivalent_amount'],
      ['debtor', 'debtor_institution'],
      ['creditor', 'creditor_institution'],
    ],
  },
)
export type OriginalReference = Read<typeof originalTransaction>

export const originalPaymentInstruction = {
  original_payment_information_id: one('OrgnlPmtInfId', text(35)),
  ...originalCounts,
}
export const statusCounts = many(since(2009, 'NbOfTxsPerSts'), countPerStatus)
