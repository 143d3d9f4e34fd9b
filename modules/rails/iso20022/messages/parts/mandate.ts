import { before, one, optional, type Read, since } from '../shape/codec.ts'
import { date } from '../shape/dates.ts'
import { group } from '../shape/group.ts'
import { decimal } from '../shape/numbers.ts'
import { code, flag, patterned, text } from '../shape/text.ts'
import { account } from './account.ts'
import { agent } from './agent.ts'
import { codeOrName } from './named.ts'
import { party } from './party.ts'

const rhythm = code('YEAR', 'MNTH', 'QURT', 'MIAN', 'WEEK', 'DAIL', 'ADHO', 'INDA')
const twoDigits = patterned({
  length: 2,
  pattern: /^\d{2}$/,
  rule: 'iso20022_two_digits',
  detail: 'two digits stand here',
  examples: ['00', '01', '31'],
})
const period = group({ type: one('Tp', rhythm), per_period: one('CntPerPrd', decimal) })
const moment = group({ type: one('Tp', rhythm), point: one('PtInTm', twoDigits) })

/** The old values of what was changed since the last collection. */
const amendment = group({
  original_mandate_id: optional('OrgnlMndtId', text(35)),
  original_creditor_scheme: optional('OrgnlCdtrSchmeId', party),
  original_creditor_agent: optional('OrgnlCdtrAgt', agent),
  original_creditor_agent_account: optional('OrgnlCdtrAgtAcct', account),
  original_debtor: optional('OrgnlDbtr', party),
  original_debtor_account: optional('OrgnlDbtrAcct', account),
  original_debtor_agent: optional('OrgnlDbtrAgt', agent),
  original_debtor_agent_account: optional('OrgnlDbtrAgtAcct', account),
  original_final_collection_date: optional('OrgnlFnlColltnDt', date),
  original_frequency: optional([since(2017, 'OrgnlFrqcy/Tp'), before(2017, 'OrgnlFrqcy')], rhythm),
})

/** The mandate that a direct debit rests on. `id` is the UMR in SEPA. */
export const mandate = group(
  {
    id: optional('MndtId', text(35)),
    date_of_signature: optional('DtOfSgntr', date),
    is_amended: optional('AmdmntInd', flag),
    amendment: optional('AmdmntInfDtls', amendment),
    electronic_signature: optional('ElctrncSgntr', text(1025)),
    first_collection_date: optional('FrstColltnDt', date),
    final_collection_date: optional('FnlColltnDt', date),
    frequency: optional([since(2017, 'Frqcy/Tp'), before(2017, 'Frqcy')], rhythm),
    frequency_period: optional(since(2017, 'Frqcy/Prd'), period),
    frequency_moment: optional(since(2017, 'Frqcy/PtInTm'), moment),
    reason: optional(since(2017, 'Rsn'), codeOrName(4)),
    tracking_days: optional(since(2017, 'TrckgDays'), twoDigits),
  },
  { at_most_one_of: [['frequency', 'frequency_period', 'frequency_moment']] },
)
export type Mandate = Read<typeof mandate>

/** `SMNDA`, same mandate and new debtor account: in the agent in older rulebooks, in the account in newer ones. */
export const SAME_MANDATE_NEW_ACCOUNT = 'SMNDA'
/** Whether a mandate says that the debtor went to another account, perhaps of another bank. */
export const hasNewDebtorAccount = ({ amendment: changed }: Mandate): boolean =>
  changed?.original_debtor_agent?.other?.id === SAME_MANDATE_NEW_ACCOUNT ||
  changed?.original_debtor_account?.other?.id === SAME_MANDATE_NEW_ACCOUNT ||
  changed?.original_debtor_account?.iban !== undefined

/** What a direct debit says of its mandate and of the creditor. */
export const directDebit = group({
  mandate: optional('MndtRltdInf', mandate),
  creditor_scheme: optional('CdtrSchmeId', party),
  pre_notification_id: optional('PreNtfctnId', text(35)),
  pre_notification_date: optional('PreNtfctnDt', date),
})
