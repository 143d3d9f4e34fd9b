import { many, one, optional, type Read, since, upTo } from '../shape/codec.ts'
import { date, dateTime, dayOrTime } from '../shape/dates.ts'
import { group } from '../shape/group.ts'
import { uetr } from '../shape/identifiers.ts'
import { amount } from '../shape/numbers.ts'
import { count, text } from '../shape/text.ts'
import { account } from './account.ts'
import { agent } from './agent.ts'
import { availability, bankTransactionCode } from './balance.ts'
import { institutionAt, partyAt } from './either.ts'
import { amountDetails, chargeFields, interestFields } from './entry_amounts.ts'
import { codeOrName } from './named.ts'
import { creditDebit, purpose } from './payment.ts'
import { relatedRemittance, remittance } from './remittance.ts'
import { returnReason } from './reason.ts'

const reference = (name: string) => optional(`Refs/${name}`, text(35))
const references = {
  message_id: reference('MsgId'),
  account_servicer_reference: reference('AcctSvcrRef'),
  payment_information_id: reference('PmtInfId'),
  instruction_id: reference('InstrId'),
  end_to_end_id: reference('EndToEndId'),
  uetr: optional(since(2019, 'Refs/UETR'), uetr),
  transaction_id: reference('TxId'),
  mandate_id: reference('MndtId'),
  cheque_number: reference('ChqNb'),
  clearing_system_reference: reference('ClrSysRef'),
  account_owner_transaction_id: reference('AcctOwnrTxId'),
  account_servicer_transaction_id: reference('AcctSvcrTxId'),
  market_infrastructure_transaction_id: reference('MktInfrstrctrTxId'),
  processing_id: reference('PrcgId'),
  proprietary_references: many(
    'Refs/Prtry',
    group({ type: one('Tp', text(35)), reference: one('Ref', text(35)) }),
  ),
}

const parties = {
  initiating_party: partyAt('RltdPties/InitgPty'),
  debtor: partyAt('RltdPties/Dbtr'),
  debtor_institution: institutionAt('RltdPties/Dbtr'),
  debtor_account: optional('RltdPties/DbtrAcct', account),
  ultimate_debtor: partyAt('RltdPties/UltmtDbtr'),
  creditor: partyAt('RltdPties/Cdtr'),
  creditor_institution: institutionAt('RltdPties/Cdtr'),
  creditor_account: optional('RltdPties/CdtrAcct', account),
  ultimate_creditor: partyAt('RltdPties/UltmtCdtr'),
  trading_party: partyAt('RltdPties/TradgPty'),
}

const agents = {
  instructing_agent: optional('RltdAgts/InstgAgt', agent),
  instructed_agent: optional('RltdAgts/InstdAgt', agent),
  debtor_agent: optional('RltdAgts/DbtrAgt', agent),
  creditor_agent: optional('RltdAgts/CdtrAgt', agent),
  intermediary_agent_1: optional('RltdAgts/IntrmyAgt1', agent),
  intermediary_agent_2: optional('RltdAgts/IntrmyAgt2', agent),
  intermediary_agent_3: optional('RltdAgts/IntrmyAgt3', agent),
}

const dates = {
  accepted_at: optional('RltdDts/AccptncDtTm', dateTime),
  trade_date: optional('RltdDts/TradDt', date),
  interbank_settlement_date: optional('RltdDts/IntrBkSttlmDt', date),
  transaction_at: optional('RltdDts/TxDtTm', dateTime),
  proprietary_dates: many('RltdDts/Prtry', group({ type: one('Tp', text(35)), date: one('Dt', dayOrTime) })),
}

const { originator, reason, additional } = returnReason.fields

/** Why a payment came back. */
const returned = group({
  original_transaction_code: optional('OrgnlBkTxCd', bankTransactionCode),
  originator,
  reason,
  additional,
})

/** One payment of an entry, as far as the bank knows it. */
const transactionDetails = group(
  {
    ...references,
    amount: optional('Amt', amount),
    credit_debit: optional('CdtDbtInd', creditDebit),
    amount_details: optional('AmtDtls', amountDetails),
    availability: many('Avlbty', availability),
    transaction_code: optional('BkTxCd', bankTransactionCode),
    ...chargeFields,
    ...interestFields,
    ...parties,
    ...agents,
    local_instrument: optional('LclInstrm', codeOrName(35)),
    purpose: optional('Purp', purpose),
    related_remittance: many(upTo(10, 'RltdRmtInf'), relatedRemittance),
    remittance: optional('RmtInf', remittance),
    ...dates,
    returned: optional('RtrInf', returned),
    additional_information: optional('AddtlTxInf', text(500)),
  },
  {
    at_most_one_of: [
      ['debtor', 'debtor_institution'],
      ['creditor', 'creditor_institution'],
    ],
  },
)
export type TransactionDetails = Read<typeof transactionDetails>

const batch = group({
  message_id: optional('MsgId', text(35)),
  payment_information_id: optional('PmtInfId', text(35)),
  number_of_transactions: optional('NbOfTxs', count),
  total_amount: optional('TtlAmt', amount),
  credit_debit: optional('CdtDbtInd', creditDebit),
})

export const entryDetails = group({
  batch: optional('Btch', batch),
  transactions: many('TxDtls', transactionDetails),
})
export type EntryDetails = Read<typeof entryDetails>
