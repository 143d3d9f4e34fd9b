import { disputedPayment } from './triggers_payments.ts'
import type { NoTrigger, Trigger, TriggerTable } from './trigger.ts'

const opened = (how: string): Trigger => ({
  how,
  about: ['pay'],
  play: async (stage, object) => (await disputedPayment(stage, object)).payment,
})
const decided = (how: string, kind: 'win_dispute' | 'lose_dispute'): Trigger => ({
  how,
  about: ['pay'],
  async play(stage, object) {
    const { payment, case_reference } = await disputedPayment(stage, object)
    await stage.pull({ kind, case_reference })
    return payment
  },
})
const yours = (call: string): NoTrigger => ({
  reason: `It follows from what you do with a dispute: trigger dispute.created and call ${call}.`,
})

/** What cardholders and their banks do after a payment. Disputes are heard of with the next look at the acquirer's. */
export const disputeTriggers: TriggerTable = {
  'dispute.created': opened('The cardholder disputes a payment that succeeded.'),
  'dispute.funds_withdrawn': opened('The cardholder disputes a payment, and the acquirer takes the amount.'),
  'dispute.won': decided('The cardholder disputes a payment, and the issuer decides for you.', 'win_dispute'),
  'dispute.funds_reinstated': decided(
    'The cardholder disputes a payment, the issuer decides for you, and the amount comes back.',
    'win_dispute',
  ),
  'dispute.lost': decided(
    'The cardholder disputes a payment, and the issuer decides for them.',
    'lose_dispute',
  ),
  'dispute.updated': yours('POST /v1/disputes/{id}/evidence'),
  'dispute.submitted': yours('POST /v1/disputes/{id}/submit'),
  'dispute.accepted': yours('POST /v1/disputes/{id}/accept'),
  'dispute.response_due': {
    reason: 'It comes before the deadline: trigger dispute.created and advance the clock by three weeks.',
  },
}
