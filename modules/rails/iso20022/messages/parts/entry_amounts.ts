import { before, formerly, many, one, optional, since } from '../shape/codec.ts'
import { dateTime } from '../shape/dates.ts'
import { group } from '../shape/group.ts'
import { amount, currencyCode, decimal } from '../shape/numbers.ts'
import { code, externalCode, flag, text } from '../shape/text.ts'
import { agent } from './agent.ts'
import { chargeBearer, creditDebit } from './payment.ts'

const currencyExchange = group({
  source_currency: one('SrcCcy', currencyCode),
  target_currency: optional('TrgtCcy', currencyCode),
  unit_currency: optional('UnitCcy', currencyCode),
  rate: one('XchgRate', decimal),
  contract_id: optional('CtrctId', text(35)),
  quoted_at: optional('QtnDt', dateTime),
})
const exchanged = group({ amount: one('Amt', amount), exchange: optional('CcyXchg', currencyExchange) })

/** What was ordered, what moved, and the rate between them. */
export const amountDetails = group({
  instructed: optional('InstdAmt', exchanged),
  transaction: optional('TxAmt', exchanged),
  counter_value: optional('CntrValAmt', exchanged),
  announced_posting: optional('AnncdPstngAmt', exchanged),
  proprietary: many(
    'PrtryAmt',
    group({
      type: one('Tp', text(35)),
      amount: one('Amt', amount),
      exchange: optional('CcyXchg', currencyExchange),
    }),
  ),
})

const tax = group({
  id: optional('Id', text(35)),
  rate: optional('Rate', decimal),
  amount: optional('Amt', amount),
})

const chargeRecord = group(
  {
    amount: one('Amt', amount),
    credit_debit: optional('CdtDbtInd', creditDebit),
    is_included: optional('ChrgInclInd', flag),
    type_code: optional('Tp/Cd', externalCode(4)),
    type_proprietary: optional('Tp/Prtry/Id', text(35)),
    rate: optional('Rate', decimal),
    bearer: optional('Br', chargeBearer),
    agent: optional([since(2013, 'Agt'), before(2013, 'Pty')], agent),
    tax: optional('Tax', tax),
  },
  { at_most_one_of: [['type_code', 'type_proprietary']] },
)

/** What the bank took for an entry. Older versions repeat `Chrgs` where newer ones have records in it. */
export const chargeFields = {
  total_charges: optional('Chrgs/TtlChrgsAndTaxAmt', amount),
  charges: many(['Chrgs/Rcrd', formerly('Chrgs')], chargeRecord),
}

const interestRecord = group({
  amount: one('Amt', amount),
  credit_debit: one('CdtDbtInd', creditDebit),
  type: optional('Tp/Cd', code('INDY', 'OVRN')),
  reason: optional('Rsn', text(35)),
  tax: optional('Tax', tax),
})
export const interestFields = {
  total_interest: optional('Intrst/TtlIntrstAndTaxAmt', amount),
  interest: many(['Intrst/Rcrd', formerly('Intrst')], interestRecord),
}
