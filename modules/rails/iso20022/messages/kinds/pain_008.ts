import { list, one, optional, type Read, since } from '../shape/codec.ts'
import { date } from '../shape/dates.ts'
import { group } from '../shape/group.ts'
import { uetr } from '../shape/identifiers.ts'
import { messageKind } from '../shape/message.ts'
import { amount, decimal } from '../shape/numbers.ts'
import { code, count, text } from '../shape/text.ts'
import { account } from '../parts/account.ts'
import { agent } from '../parts/agent.ts'
import { authorisations, controlTotals, messageIds } from '../parts/header.ts'
import { directDebit } from '../parts/mandate.ts'
import { party } from '../parts/party.ts'
import { chargeBearer, closing, isBatchBooking, purpose } from '../parts/payment.ts'
import { collectedType } from '../parts/payment_type.ts'

const transaction = group({
  instruction_id: optional('PmtId/InstrId', text(35)),
  end_to_end_id: one('PmtId/EndToEndId', text(35)),
  uetr: optional(since(2019, 'PmtId/UETR'), uetr),
  payment_type: optional('PmtTpInf', collectedType),
  instructed_amount: one('InstdAmt', amount),
  charge_bearer: optional('ChrgBr', chargeBearer),
  direct_debit: optional('DrctDbtTx', directDebit),
  ultimate_creditor: optional('UltmtCdtr', party),
  debtor_agent: one('DbtrAgt', agent),
  debtor_agent_account: optional('DbtrAgtAcct', account),
  debtor: one('Dbtr', party),
  debtor_account: one('DbtrAcct', account),
  ultimate_debtor: optional('UltmtDbtr', party),
  instruction_for_creditor_agent: optional('InstrForCdtrAgt', text(140)),
  purpose: optional('Purp', purpose),
  ...closing,
})
export type DirectDebitTransaction = Read<typeof transaction>

const advice = code('ADWD', 'ADND')

const payment = group({
  payment_information_id: one('PmtInfId', text(35)),
  payment_method: one('PmtMtd', code('DD')),
  credit_advice: optional(since(2020, 'ReqdAdvcTp/CdtAdvc/Cd'), advice),
  debit_advice: optional(since(2020, 'ReqdAdvcTp/DbtAdvc/Cd'), advice),
  is_batch_booking: isBatchBooking,
  number_of_transactions: optional('NbOfTxs', count),
  control_sum: optional('CtrlSum', decimal),
  payment_type: optional('PmtTpInf', collectedType),
  requested_collection_date: one('ReqdColltnDt', date),
  creditor: one('Cdtr', party),
  creditor_account: one('CdtrAcct', account),
  creditor_agent: one('CdtrAgt', agent),
  creditor_agent_account: optional('CdtrAgtAcct', account),
  ultimate_creditor: optional('UltmtCdtr', party),
  charge_bearer: optional('ChrgBr', chargeBearer),
  charges_account: optional('ChrgsAcct', account),
  charges_agent: optional('ChrgsAcctAgt', agent),
  creditor_scheme: optional('CdtrSchmeId', party),
  transactions: list('DrctDbtTxInf', transaction),
})
export type DirectDebitPayment = Read<typeof payment>

/**
 * A customer asks its bank to collect: pain.008. The version of SEPA, 001.08, is written with the names of its release;
 * its schema is not at hand, and the tests hold it against the one after it.
 */
export const customerDirectDebitInitiation = messageKind({
  name: 'pain.008',
  root: 'CstmrDrctDbtInitn',
  versions: { '001.08': 2019, '001.09': 2020, '001.02': 2009 },
  items: { 'PmtInf/DrctDbtTxInf': { item: transaction, within: payment } },
  noun: group({
    ...messageIds,
    authorisations,
    ...controlTotals,
    initiating_party: one('GrpHdr/InitgPty', party),
    forwarding_agent: optional('GrpHdr/FwdgAgt', agent),
    payments: list('PmtInf', payment),
  }),
})
export type CustomerDirectDebitInitiation = Read<typeof customerDirectDebitInitiation.noun>
