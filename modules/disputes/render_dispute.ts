import { type Instant, instantText } from '../../kernel/world.ts'
import type { Fact } from '../../platform/outbox/fact.ts'
import { disputeNetwork, readDisputeReason } from '../rails/index.ts'
import type { Dispute } from './dispute.ts'
import type { DisputeFact } from './facts.ts'

const textOrNull = (at: Instant | null): string | null => (at === null ? null : instantText(at))

/** The public picture of a dispute, in one order, so that a repeat has the same bytes. */
export function disputeJson(dispute: Dispute) {
  const amount = (minor: number) => ({ value: String(minor), currency: dispute.currency })
  const reason = readDisputeReason(dispute.scheme, dispute.reason_code)
  return {
    id: dispute.id,
    status: dispute.state,
    stage: dispute.stage,
    payment: dispute.payment,
    merchant: dispute.merchant,
    acquirer_account: dispute.account,
    case_reference: dispute.case_reference,
    reason: {
      code: dispute.reason_code,
      network: disputeNetwork(dispute.scheme),
      category: dispute.category,
      text: reason.name,
      needs_review: reason.needs_review,
    },
    amount: amount(dispute.amount),
    amount_withdrawn: amount(dispute.amount_withdrawn),
    fee: amount(dispute.fee),
    contradiction: dispute.contradiction,
    due_at: instantText(dispute.due_at),
    act_before: instantText(dispute.act_before),
    evidence_at: textOrNull(dispute.evidence_at),
    has_open_operation: dispute.open_operation !== null,
    opened_at: instantText(dispute.opened_at),
    settled_at: textOrNull(dispute.settled_at),
    version: dispute.version,
    created_at: instantText(dispute.created_at),
    updated_at: instantText(dispute.updated_at),
  }
}

export const factAbout = (type: DisputeFact, dispute: Dispute, request_id: string): Fact => ({
  type,
  object_id: dispute.id,
  body: { request_id, object: disputeJson(dispute) },
})
