import { before, formerly, many, needed, one, optional, type Read, since } from '../shape/codec.ts'
import { dayOrTime } from '../shape/dates.ts'
import { group } from '../shape/group.ts'
import { amount } from '../shape/numbers.ts'
import { externalCode, flag, text } from '../shape/text.ts'
import { availability, bankTransactionCode } from './balance.ts'
import { amountDetails, chargeFields, interestFields } from './entry_amounts.ts'
import { entryDetails } from './entry_details.ts'
import { codeOrName } from './named.ts'
import { creditDebit } from './payment.ts'

/** One line of an account: what was booked, is pending or is only told. */
export const entry = group(
  {
    reference: optional('NtryRef', text(35)),
    amount: one('Amt', amount),
    credit_debit: one('CdtDbtInd', creditDebit),
    /** The entry takes back another: a reversed credit is a debit. `credit_debit` says already which it is. */
    is_reversal: optional('RvslInd', flag),
    /** BOOK, PDNG, INFO, FUTR. */
    status: optional(
      [since(2019, 'Sts/Cd'), before(2019, 'Sts')],
      externalCode(4, 'BOOK', 'PDNG', 'INFO', 'FUTR'),
    ),
    status_proprietary: optional(since(2019, 'Sts/Prtry'), text(35)),
    booking_date: optional('BookgDt', dayOrTime),
    value_date: optional('ValDt', dayOrTime),
    account_servicer_reference: optional('AcctSvcrRef', text(35)),
    availability: many('Avlbty', availability),
    transaction_code: needed(optional('BkTxCd', bankTransactionCode)),
    is_commission_waived: optional('ComssnWvrInd', flag),
    additional_message_name: optional('AddtlInfInd/MsgNmId', text(35)),
    additional_message_id: optional('AddtlInfInd/MsgId', text(35)),
    amount_details: optional('AmtDtls', amountDetails),
    ...chargeFields,
    technical_input_channel: optional('TechInptChanl', codeOrName(4)),
    ...interestFields,
    details: many('NtryDtls', entryDetails),
    additional_information: optional([since(0, 'AddtlNtryInf'), formerly('AddtlTxInf')], text(500)),
  },
  { one_of: [['status', 'status_proprietary']], always: [] },
)
export type Entry = Read<typeof entry>
