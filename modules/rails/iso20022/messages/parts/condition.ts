import { one, optional } from '../shape/codec.ts'
import { group } from '../shape/group.ts'
import { amount, decimal } from '../shape/numbers.ts'
import { flag, text } from '../shape/text.ts'

/** What a creditor allows when he asks to be paid. */
export const paymentCondition = group(
  {
    is_amount_change_allowed: one('AmtModAllwd', flag),
    is_early_payment_allowed: one('EarlyPmtAllwd', flag),
    delay_penalty: optional('DelyPnlty', text(140)),
    immediate_rebate_amount: optional('ImdtPmtRbt/Amt', amount),
    immediate_rebate_rate: optional('ImdtPmtRbt/Rate', decimal),
    is_guarantee_requested: one('GrntedPmtReqd', flag),
  },
  { at_most_one_of: [['immediate_rebate_amount', 'immediate_rebate_rate']] },
)

/** What the debtor made of it. */
export const conditionStatus = group({
  accepted_amount: optional('AccptdAmt', amount),
  is_guaranteed: one('GrntedPmt', flag),
  is_early: one('EarlyPmt', flag),
})
