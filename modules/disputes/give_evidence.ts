import type { Id } from '../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../kernel/result.ts'
import { instantText } from '../../kernel/world.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { Scope } from '../../platform/scope.ts'
import type { Dispute } from './dispute.ts'
import { disputeErrors } from './errors.ts'
import { changeEvidence, type EvidenceChange } from './evidence.ts'
import { factAbout } from './render_dispute.ts'
import { findDispute, updateDispute } from './store.ts'

/**
 * Writes evidence down; nothing is sent. Parts that are not named stay, null takes one away. Joins the caller's
 * transaction. Errors: dispute_not_found, dispute_not_open, response_too_late, response_under_way. A repeat writes the
 * same again.
 */
export async function giveEvidence(
  scope: Scope,
  id: Id<'dsp'>,
  change: EvidenceChange,
): Promise<Result<Dispute, Failure>> {
  const { db, tenant_id, world, request_id } = scope
  const dispute = await findDispute(db, tenant_id, id)
  if (dispute === undefined) return disputeErrors.fail('dispute_not_found')
  const at = world.now()
  const detail = `The answer was due at ${instantText(dispute.due_at)}.`
  if (dispute.state === 'expired' || (dispute.state === 'needs_response' && at > dispute.due_at))
    return disputeErrors.fail('response_too_late', { detail })
  if (dispute.state !== 'needs_response')
    return disputeErrors.fail('dispute_not_open', { detail: `It is ${dispute.state}.` })
  if (dispute.open_operation !== null)
    return disputeErrors.fail('response_under_way', { retry_after_ms: 1_000 })
  const after: Dispute = {
    ...dispute,
    version: dispute.version + 1,
    evidence: changeEvidence(dispute.evidence, change),
    evidence_at: at,
    updated_at: at,
  }
  await updateDispute(db, tenant_id, after, null)
  await appendFacts(db, scope, [factAbout('disputes.dispute_updated', after, request_id)])
  return ok(after)
}
