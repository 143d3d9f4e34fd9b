import { one, optional } from '../shape/codec.ts'
import { date } from '../shape/dates.ts'
import { amount } from '../shape/numbers.ts'
import { flag } from '../shape/text.ts'
import { agent } from './agent.ts'
import { authorisations, controlTotals, messageIds } from './header.ts'
import { clearedType, paymentType } from './payment_type.ts'
import { directSettlement, settlement } from './settlement.ts'

export const headerAgents = {
  instructing_agent: optional('GrpHdr/InstgAgt', agent),
  instructed_agent: optional('GrpHdr/InstdAgt', agent),
}
const is_batch_booking = optional('GrpHdr/BtchBookg', flag)
const interbank_settlement_date = optional('GrpHdr/IntrBkSttlmDt', date)
const total_interbank_settlement_amount = optional('GrpHdr/TtlIntrBkSttlmAmt', amount)

/** What holds for all transfers of a message between banks. */
export const transferHeader = {
  ...messageIds,
  is_batch_booking,
  ...controlTotals,
  total_interbank_settlement_amount,
  interbank_settlement_date,
  settlement: one('GrpHdr/SttlmInf', settlement),
  payment_type: optional('GrpHdr/PmtTpInf', clearedType),
  ...headerAgents,
}

/** What holds for all direct debits of a message between banks. */
export const collectionHeader = {
  ...messageIds,
  authorisations,
  is_batch_booking,
  ...controlTotals,
  total_interbank_settlement_amount,
  interbank_settlement_date,
  settlement: one('GrpHdr/SttlmInf', directSettlement),
  payment_type: optional('GrpHdr/PmtTpInf', paymentType),
  ...headerAgents,
}

/** What holds for all payments that go back: `kind` is `Rtr` for returns, `Rvsl` for reversals. */
export const wayBackHeader = (kind: 'Rtr' | 'Rvsl') => ({
  ...messageIds,
  authorisations,
  is_batch_booking,
  ...controlTotals,
  is_whole_group: optional(`GrpHdr/Grp${kind}`, flag),
  total_interbank_settlement_amount: optional(
    kind === 'Rtr' ? 'GrpHdr/TtlRtrdIntrBkSttlmAmt' : 'GrpHdr/TtlRvsdIntrBkSttlmAmt',
    amount,
  ),
  interbank_settlement_date,
  settlement: one('GrpHdr/SttlmInf', settlement),
  ...headerAgents,
})
