import { list, many, one, optional, type Read, since } from '../shape/codec.ts'
import { dayOrTime } from '../shape/dates.ts'
import { group } from '../shape/group.ts'
import { messageKind } from '../shape/message.ts'
import { code, text } from '../shape/text.ts'
import { account } from '../parts/account.ts'
import { agent } from '../parts/agent.ts'
import { paymentCondition } from '../parts/condition.ts'
import { controlTotals, messageIds } from '../parts/header.ts'
import { agreedAmount } from '../parts/original.ts'
import { party } from '../parts/party.ts'
import {
  chargeBearer,
  closing,
  initiatedIds,
  instructionForCreditorAgent,
  purpose,
} from '../parts/payment.ts'
import { initiatedType } from '../parts/payment_type.ts'

const transaction = group(
  {
    ...initiatedIds,
    payment_type: optional('PmtTpInf', initiatedType),
    condition: optional('PmtCond', paymentCondition),
    ...agreedAmount,
    charge_bearer: one('ChrgBr', chargeBearer),
    ultimate_debtor: optional('UltmtDbtr', party),
    intermediary_agent_1: optional('IntrmyAgt1', agent),
    intermediary_agent_2: optional('IntrmyAgt2', agent),
    intermediary_agent_3: optional('IntrmyAgt3', agent),
    creditor_agent: one('CdtrAgt', agent),
    creditor: one('Cdtr', party),
    creditor_account: optional('CdtrAcct', account),
    ultimate_creditor: optional('UltmtCdtr', party),
    instructions_for_creditor_agent: many('InstrForCdtrAgt', instructionForCreditorAgent),
    purpose: optional('Purp', purpose),
    ...closing,
  },
  { one_of: [['instructed_amount', 'equivalent_amount']] },
)

const payment = group({
  payment_information_id: optional('PmtInfId', text(35)),
  payment_method: one('PmtMtd', code('TRF', 'CHK')),
  payment_type: optional('PmtTpInf', initiatedType),
  requested_execution_date: one('ReqdExctnDt', dayOrTime),
  expiry_date: optional(since(2019, 'XpryDt'), dayOrTime),
  condition: optional(since(2019, 'PmtCond'), paymentCondition),
  debtor: one('Dbtr', party),
  debtor_account: optional('DbtrAcct', account),
  debtor_agent: one('DbtrAgt', agent),
  ultimate_debtor: optional('UltmtDbtr', party),
  charge_bearer: optional('ChrgBr', chargeBearer),
  transactions: list('CdtTrfTx', transaction),
})

/** A creditor asks to be paid, a request for payment: pain.013. */
export const creditorPaymentActivationRequest = messageKind({
  name: 'pain.013',
  root: 'CdtrPmtActvtnReq',
  versions: { '001.07': 2019 },
  items: { 'PmtInf/CdtTrfTx': { item: transaction, within: payment } },
  noun: group({
    ...messageIds,
    ...controlTotals,
    initiating_party: one('GrpHdr/InitgPty', party),
    payments: list('PmtInf', payment),
  }),
})
export type CreditorPaymentActivationRequest = Read<typeof creditorPaymentActivationRequest.noun>
