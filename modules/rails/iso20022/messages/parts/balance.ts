import { formerly, many, one, optional, type Read } from '../shape/codec.ts'
import { date, dayOrTime } from '../shape/dates.ts'
import { choice, group } from '../shape/group.ts'
import { amount, decimal } from '../shape/numbers.ts'
import { count, flag, text } from '../shape/text.ts'
import { codeOrName } from './named.ts'
import { creditDebit } from './payment.ts'

export const bankTransactionCode = group({
  domain: optional(
    'Domn',
    group({
      code: one('Cd', text(4)),
      family: one('Fmly/Cd', text(4)),
      sub_family: one('Fmly/SubFmlyCd', text(4)),
    }),
  ),
  proprietary: optional('Prtry', group({ code: one('Cd', text(35)), issuer: optional('Issr', text(35)) })),
})
export type BankTransactionCode = Read<typeof bankTransactionCode>

/** When the money can be used. */
export const availability = group({
  when: one('Dt', choice({ days: one('NbOfDays', count), date: one('ActlDt', date) })),
  amount: one('Amt', amount),
  credit_debit: one('CdtDbtInd', creditDebit),
})

const creditLine = group({
  is_included: one('Incl', flag),
  type: optional('Tp', codeOrName(4)),
  amount: optional('Amt', amount),
  date: optional('Dt', dayOrTime),
})

/** OPBD and PRCD open, CLBD closes, ITBD stands between pages, the others say what can be used. */
export const balance = group({
  type: one(
    ['Tp/CdOrPrtry', formerly('Tp')],
    codeOrName(4, 'OPBD', 'CLBD', 'PRCD', 'ITBD', 'CLAV', 'FWAV', 'OPAV', 'ITAV'),
  ),
  sub_type: optional('Tp/SubTp', codeOrName(4)),
  credit_lines: many('CdtLine', creditLine),
  amount: one('Amt', amount),
  credit_debit: one('CdtDbtInd', creditDebit),
  date: one('Dt', dayOrTime),
  availability: many('Avlbty', availability),
})
export type Balance = Read<typeof balance>

const totals = group({ number_of_entries: optional('NbOfNtries', count), sum: optional('Sum', decimal) })
const net = optional(
  ['TtlNetNtry', formerly('.')],
  group({
    amount: one(['Amt', formerly('TtlNetNtryAmt')], decimal),
    credit_debit: one('CdtDbtInd', creditDebit),
  }),
)

/** What the bank counted itself. */
export const transactionsSummary = group({
  entries: optional(
    'TtlNtries',
    group({ number_of_entries: optional('NbOfNtries', count), sum: optional('Sum', decimal), net }),
  ),
  credits: optional('TtlCdtNtries', totals),
  debits: optional('TtlDbtNtries', totals),
  by_code: many(
    'TtlNtriesPerBkTxCd',
    group({
      number_of_entries: optional('NbOfNtries', count),
      sum: optional('Sum', decimal),
      net,
      credits: optional('CdtNtries', totals),
      debits: optional('DbtNtries', totals),
      is_forecast: optional('FcstInd', flag),
      transaction_code: one('BkTxCd', bankTransactionCode),
      availability: many('Avlbty', availability),
      date: optional('Dt', dayOrTime),
    }),
  ),
})
