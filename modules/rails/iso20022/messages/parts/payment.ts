import {
  before,
  formerly,
  many,
  neededBefore,
  one,
  optional,
  type Read,
  since,
  upTo,
} from '../shape/codec.ts'
import { date, dateTime, time } from '../shape/dates.ts'
import { group } from '../shape/group.ts'
import { uetr } from '../shape/identifiers.ts'
import { amount, currencyCode, decimal } from '../shape/numbers.ts'
import { code, country, externalCode, flag, text } from '../shape/text.ts'
import { agent } from './agent.ts'
import { codeOrName } from './named.ts'
import { remittance, relatedRemittance } from './remittance.ts'

/** The names of a payment that the customer gave it. */
export const initiatedIds = {
  instruction_id: optional('PmtId/InstrId', text(35)),
  /** Goes with the payment to its end; `NOTPROVIDED` when the customer gave none. */
  end_to_end_id: one('PmtId/EndToEndId', text(35)),
  uetr: optional(since(2019, 'PmtId/UETR'), uetr),
}
/** The names of a payment between banks. */
export const clearedIds = {
  instruction_id: optional('PmtId/InstrId', text(35)),
  end_to_end_id: one('PmtId/EndToEndId', text(35)),
  transaction_id: neededBefore(2019, optional('PmtId/TxId', text(35))),
  uetr: optional(since(2019, 'PmtId/UETR'), uetr),
  clearing_system_reference: optional('PmtId/ClrSysRef', text(35)),
}

export const chargeBearer = code('DEBT', 'CRED', 'SHAR', 'SLEV')
export const creditDebit = code('CRDT', 'DBIT')
export const settlementPriority = code('URGT', 'HIGH', 'NORM')
export const purpose = codeOrName(4, 'SALA', 'SUPP', 'GDDS', 'RENT', 'TAXS')
export type Purpose = Read<typeof purpose>

export const equivalentAmount = group({
  amount: one('Amt', amount),
  transfer_currency: one('CcyOfTrf', currencyCode),
})

export const exchangeRate = group({
  unit_currency: optional(since(2013, 'UnitCcy'), currencyCode),
  rate: optional('XchgRate', decimal),
  rate_type: optional('RateTp', code('SPOT', 'SALE', 'AGRD')),
  contract_id: optional('CtrctId', text(35)),
})

/** What a bank on the way took. */
export const charges = group({
  amount: one([formerly('ChrgsAmt'), since(0, 'Amt')], amount),
  agent: one([since(2013, 'Agt'), before(2013, 'Pty')], agent),
})
export type Charges = Read<typeof charges>

export const instructionForCreditorAgent = group({
  code: optional('Cd', code('CHQB', 'HOLD', 'PHOB', 'TELB')),
  text: optional('InstrInf', text(140)),
})
/** Between banks there are no cheques to hold. */
export const instructionForInstitution = group({
  code: optional('Cd', code('PHOB', 'TELB')),
  text: optional('InstrInf', text(140)),
})
export const instructionForNextAgent = group({
  code: optional('Cd', code('PHOA', 'TELA')),
  text: optional('InstrInf', text(140)),
})

export const settlementTimes = {
  settlement_priority: optional('SttlmPrty', settlementPriority),
  debited_at: optional('SttlmTmIndctn/DbtDtTm', dateTime),
  credited_at: optional('SttlmTmIndctn/CdtDtTm', dateTime),
}
export const settlementTimeRequest = group({
  cls: optional('CLSTm', time),
  until: optional('TillTm', time),
  from: optional('FrTm', time),
  reject: optional('RjctTm', time),
})

const reportedDetail = group({
  type: optional('Tp', text(35)),
  date: optional('Dt', date),
  country: optional('Ctry', country),
  code: optional('Cd', externalCode(10)),
  amount: optional('Amt', amount),
  lines: many('Inf', text(35)),
})
/** What an authority wants to know of a payment. */
const regulatoryReporting = group({
  side: optional('DbtCdtRptgInd', code('CRED', 'DEBT', 'BOTH')),
  authority_name: optional('Authrty/Nm', text(140)),
  authority_country: optional('Authrty/Ctry', country),
  details: many('Dtls', reportedDetail),
})

export const closing = {
  regulatory_reporting: many(upTo(10, 'RgltryRptg'), regulatoryReporting),
  related_remittance: many(upTo(10, 'RltdRmtInf'), relatedRemittance),
  remittance: optional('RmtInf', remittance),
}

export const isBatchBooking = optional('BtchBookg', flag)
