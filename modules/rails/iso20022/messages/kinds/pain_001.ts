import { list, many, one, optional, type Read, since } from '../shape/codec.ts'
import { date, dayOrTime } from '../shape/dates.ts'
import { group } from '../shape/group.ts'
import { messageKind } from '../shape/message.ts'
import { decimal } from '../shape/numbers.ts'
import { code, count, text } from '../shape/text.ts'
import { account } from '../parts/account.ts'
import { agent } from '../parts/agent.ts'
import { intermediaries } from '../parts/chain.ts'
import { authorisations, controlTotals, messageIds } from '../parts/header.ts'
import { agreedAmount } from '../parts/original.ts'
import { party } from '../parts/party.ts'
import {
  chargeBearer,
  closing,
  exchangeRate,
  initiatedIds,
  instructionForCreditorAgent,
  isBatchBooking,
  purpose,
} from '../parts/payment.ts'
import { initiatedType } from '../parts/payment_type.ts'

const transaction = group(
  {
    ...initiatedIds,
    payment_type: optional('PmtTpInf', initiatedType),
    ...agreedAmount,
    exchange_rate: optional('XchgRateInf', exchangeRate),
    charge_bearer: optional('ChrgBr', chargeBearer),
    ultimate_debtor: optional('UltmtDbtr', party),
    ...intermediaries,
    creditor_agent: optional('CdtrAgt', agent),
    creditor_agent_account: optional('CdtrAgtAcct', account),
    creditor: optional('Cdtr', party),
    creditor_account: optional('CdtrAcct', account),
    ultimate_creditor: optional('UltmtCdtr', party),
    instructions_for_creditor_agent: many('InstrForCdtrAgt', instructionForCreditorAgent),
    instruction_for_debtor_agent: optional('InstrForDbtrAgt', text(140)),
    purpose: optional('Purp', purpose),
    ...closing,
  },
  { one_of: [['instructed_amount', 'equivalent_amount']] },
)
export type CreditTransferTransaction = Read<typeof transaction>

const payment = group({
  payment_information_id: one('PmtInfId', text(35)),
  payment_method: one('PmtMtd', code('TRF', 'CHK', 'TRA')),
  is_batch_booking: isBatchBooking,
  number_of_transactions: optional('NbOfTxs', count),
  control_sum: optional('CtrlSum', decimal),
  payment_type: optional('PmtTpInf', initiatedType),
  requested_execution_date: one('ReqdExctnDt', dayOrTime),
  pooling_adjustment_date: optional('PoolgAdjstmntDt', date),
  debtor: one('Dbtr', party),
  debtor_account: one('DbtrAcct', account),
  debtor_agent: one('DbtrAgt', agent),
  debtor_agent_account: optional('DbtrAgtAcct', account),
  instruction_for_debtor_agent: optional(since(2019, 'InstrForDbtrAgt'), text(140)),
  ultimate_debtor: optional('UltmtDbtr', party),
  charge_bearer: optional('ChrgBr', chargeBearer),
  charges_account: optional('ChrgsAcct', account),
  charges_agent: optional('ChrgsAcctAgt', agent),
  transactions: list('CdtTrfTxInf', transaction),
})
export type CreditTransferPayment = Read<typeof payment>

/** A customer asks his bank to pay: pain.001. */
export const customerCreditTransferInitiation = messageKind({
  name: 'pain.001',
  root: 'CstmrCdtTrfInitn',
  versions: { '001.09': 2019, '001.03': 2009 },
  items: { 'PmtInf/CdtTrfTxInf': { item: transaction, within: payment } },
  noun: group({
    ...messageIds,
    authorisations,
    ...controlTotals,
    initiating_party: one('GrpHdr/InitgPty', party),
    forwarding_agent: optional('GrpHdr/FwdgAgt', agent),
    payments: list('PmtInf', payment),
  }),
})
export type CustomerCreditTransferInitiation = Read<typeof customerCreditTransferInitiation.noun>
