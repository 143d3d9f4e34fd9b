import { type Id, newId } from '../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../kernel/result.ts'
import { instantText, plusMs } from '../../kernel/world.ts'
import type { Stage } from '../../platform/http/route.ts'
import { schedule } from '../../platform/jobs/schedule.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import type { DisputeOutcome } from '../rails/index.ts'
import type { DisputesDeps } from './deps.ts'
import type { Dispute } from './dispute.ts'
import { disputeErrors } from './errors.ts'
import { gatherEvidence, packageText } from './evidence_package.ts'
import { hearCase } from './hear.ts'
import { EVIDENCE_CHARS_MAX, INQUIRY_JOB, INQUIRY_PAUSE_MS } from './limits.ts'
import { factAbout } from './render_dispute.ts'
import { findDispute, StaleDispute, updateDispute } from './store.ts'
import { findOperation, insertOperation, type Operation, settleOperation } from './store_operations.ts'

/** UUID of the answer that a key asks for: a repeat after a crash is the same answer. */
function operationOf({ claim }: Stage): string {
  const bytes = Buffer.from(claim.key_hash.subarray(0, 16))
  bytes[6] = 0x80 | ((bytes[6] as number) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] as number) & 0x3f)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/**
 * Sends the evidence, or gives in: written down first, then sent, then what came of it. While nobody knows whether it
 * arrived, `open_operation` stands, and a job asks. Errors: dispute_not_found, dispute_not_open, response_too_late,
 * response_under_way, evidence_empty, evidence_too_large, response_refused, response_not_sent. A repeat of the key
 * answers how the dispute stands.
 */
export async function answerDispute(
  deps: DisputesDeps,
  scope: OpenScope,
  id: Id<'dsp'>,
  kind: Operation['kind'],
  stage: Stage,
): Promise<Result<Dispute, Failure>> {
  const { db } = deps
  const { tenant_id } = scope
  const operation_id = operationOf(stage)
  if (stage.is_resumed) {
    const known = await db.withTenant(tenant_id, (tx) => findOperation(tx, tenant_id, operation_id))
    if (known !== undefined) return resume(deps, scope, known)
  }
  const dispute = await db.withTenant(tenant_id, (tx) => findDispute(tx, tenant_id, id))
  if (dispute === undefined) return disputeErrors.fail('dispute_not_found')
  const refused = whyNot(scope, dispute)
  if (refused !== undefined) return refused
  const sent = kind === 'accept' ? ok('') : await textOf(deps, scope, dispute)
  if (!sent.ok) return sent
  const operation: Operation = {
    id: operation_id,
    dispute: id,
    kind,
    stage: dispute.stage,
    sent: sent.value,
    state: 'open',
    failure: null,
  }
  try {
    await begin(deps, scope, dispute, operation)
  } catch (error) {
    if (error instanceof StaleDispute)
      return disputeErrors.fail('response_under_way', { retry_after_ms: 1_000 })
    throw error
  }
  return conclude(deps, scope, dispute, operation, await send(deps, scope, dispute, operation))
}

function whyNot({ world }: OpenScope, dispute: Dispute) {
  const late = `The answer was due at ${instantText(dispute.due_at)}.`
  if (dispute.state === 'expired') return disputeErrors.fail('response_too_late', { detail: late })
  if (dispute.state !== 'needs_response')
    return disputeErrors.fail('dispute_not_open', { detail: `It is ${dispute.state}.` })
  if (world.now() > dispute.due_at) return disputeErrors.fail('response_too_late', { detail: late })
  return dispute.open_operation === null
    ? undefined
    : disputeErrors.fail('response_under_way', { retry_after_ms: 1_000 })
}

async function textOf(
  deps: DisputesDeps,
  scope: OpenScope,
  dispute: Dispute,
): Promise<Result<string, Failure>> {
  const gathered = await gatherEvidence(deps, scope, dispute)
  if (Object.keys(gathered.given).length === 0 && !gathered.compelling.is_met)
    return disputeErrors.fail('evidence_empty')
  const text = packageText(dispute, gathered)
  return text.length > EVIDENCE_CHARS_MAX
    ? disputeErrors.fail('evidence_too_large', {
        detail: `${text.length} of ${EVIDENCE_CHARS_MAX} characters.`,
      })
    : ok(text)
}

/** T1. */
const begin = (
  { db }: DisputesDeps,
  scope: OpenScope,
  dispute: Dispute,
  operation: Operation,
): Promise<void> =>
  db.withTenant(scope.tenant_id, async (tx) => {
    const at = scope.world.now()
    const after: Dispute = {
      ...dispute,
      version: dispute.version + 1,
      open_operation: operation.id,
      updated_at: at,
    }
    await updateDispute(tx, scope.tenant_id, after, null)
    await insertOperation(tx, scope.tenant_id, at, operation)
    // Whoever dies between here and the answer has left word.
    await planInquiry({ ...scope, db: tx }, operation)
  })

const planInquiry = (scope: Scope, { id }: Operation): Promise<unknown> =>
  schedule(scope.db, scope, [
    {
      id: newId('job', scope.world),
      kind: INQUIRY_JOB,
      unique_key: id,
      run_at: plusMs(scope.world.now(), INQUIRY_PAUSE_MS),
      body: { operation: id },
    },
  ])

/** N. The same bytes again are the same answer, so it may be sent once more. */
const send = (
  { rails }: DisputesDeps,
  scope: OpenScope,
  { account, case_reference }: Dispute,
  { kind, sent }: Operation,
): Promise<DisputeOutcome> =>
  rails.askDisputes(
    scope,
    account,
    kind === 'accept'
      ? { operation: 'accept', case_reference }
      : { operation: 'submit', case_reference, evidence: sent },
  )

/** T2. */
async function conclude(
  deps: DisputesDeps,
  scope: OpenScope,
  dispute: Dispute,
  operation: Operation,
  outcome: DisputeOutcome,
): Promise<Result<Dispute, Failure>> {
  switch (outcome.kind) {
    case 'cases': {
      const [told] = outcome.cases
      if (told !== undefined) await hearCase(deps, scope, dispute.account, told)
      return ok(await current(deps, scope, dispute))
    }
    case 'rejected':
      await giveUp(deps, scope, dispute, operation, `${outcome.code}: ${outcome.text}`)
      return disputeErrors.fail('response_refused', { detail: outcome.text })
    case 'not_found':
      await giveUp(deps, scope, dispute, operation, 'The acquirer knows no such case.')
      return disputeErrors.fail('response_refused', { detail: 'The acquirer knows no such case.' })
    case 'not_sent':
      await giveUp(deps, scope, dispute, operation, outcome.why)
      return disputeErrors.fail('response_not_sent', { detail: outcome.why })
    case 'unknown':
      return ok(await current(deps, scope, dispute))
    default:
      return outcome satisfies never
  }
}

async function current({ db }: DisputesDeps, { tenant_id }: OpenScope, { id }: Dispute): Promise<Dispute> {
  const found = await db.withTenant(tenant_id, (tx) => findDispute(tx, tenant_id, id))
  if (found === undefined) throw new Error(`dispute ${id} is not there any more`)
  return found
}

/** The answer did not arrive and never will: another one may be sent. */
async function giveUp(
  deps: DisputesDeps,
  scope: OpenScope,
  dispute: Dispute,
  operation: Operation,
  why: string,
): Promise<void> {
  const { tenant_id, world, request_id } = scope
  const found = await current(deps, scope, dispute)
  if (found.open_operation !== operation.id) return
  const at = world.now()
  const after: Dispute = {
    ...found,
    version: found.version + 1,
    open_operation: null,
    open_kind: null,
    updated_at: at,
  }
  await deps.db.withTenant(tenant_id, async (tx) => {
    await updateDispute(tx, tenant_id, after, null)
    await settleOperation(tx, tenant_id, at, operation.id, why)
    await appendFacts(tx, scope, [factAbout('disputes.dispute_updated', after, request_id)])
  })
}

/**
 * What became of an answer that was sent: looks at the case, and sends the same bytes again when the acquirer still waits.
 * The dispute as it then stands; `open_operation` is there while nobody knows.
 */
export async function resume(
  deps: DisputesDeps,
  scope: OpenScope,
  operation: Operation,
): Promise<Result<Dispute, Failure>> {
  const { tenant_id } = scope
  const dispute = await deps.db.withTenant(tenant_id, (tx) => findDispute(tx, tenant_id, operation.dispute))
  if (dispute === undefined) return disputeErrors.fail('dispute_not_found')
  if (operation.state === 'failed')
    return disputeErrors.fail('response_refused', { detail: operation.failure ?? '' })
  if (dispute.open_operation !== operation.id) return ok(dispute)
  const { account, case_reference } = dispute
  const looked = await deps.rails.askDisputes(scope, account, { operation: 'find', case_reference })
  if (looked.kind !== 'cases' || looked.cases[0] === undefined) return ok(dispute)
  const [told] = looked.cases
  const isWaiting = told.status === 'open' && told.stage === operation.stage
  if (isWaiting) {
    const again = await send(deps, scope, dispute, operation)
    return again.kind === 'not_sent' ? ok(dispute) : conclude(deps, scope, dispute, operation, again)
  }
  return conclude(deps, scope, dispute, operation, looked)
}
