import { present } from '../../../../kernel/assert.ts'
import type { Id } from '../../../../kernel/id.ts'
import { plusMs } from '../../../../kernel/world.ts'
import {
  type Job,
  type JobKind,
  type JobOutcome,
  oneByOne,
  OWN_FAULTS_RETRY_MS,
} from '../../../../platform/jobs/job.ts'
import type { OpenScope } from '../../../../platform/scope.ts'
import type { InstantOutgoing } from '../../instant_connector.ts'
import { findRecall } from '../../sepa/store_recalls.ts'
import type { InstantDeps } from '../deps.ts'
import { exchange, type Exchanged } from '../exchange.ts'
import type { OpenGate, ReachGateway } from '../gateway.ts'
import { queryIdOf } from '../instant_message.ts'
import { NO_GATEWAY_AGAIN_MS, QUERY_TIMEOUT_MS, STEPS_PER_RUN_MAX } from '../limits.ts'
import type { RecallInput } from './decide_recall.ts'
import { hearRecallAnswer } from './hear_recall.ts'
import { RECALL_SENDING_JOB } from './plan_recall.ts'
import { recordRecall, type RecordedRecall } from './record_recall.ts'

type Sender = InstantDeps & { readonly reach: ReachGateway }

/** Sends recalls over gateways, and asks about them. */
export const recallJob = (deps: Sender): JobKind =>
  oneByOne({ kind: RECALL_SENDING_JOB, retry_ms: OWN_FAULTS_RETRY_MS }, (scope, job) =>
    runRecall(deps, scope, job),
  )

/**
 * Goes on with a recall as far as it can now: T1 says that a message is sent, N sends it, T2 says what came of it. A process
 * that dies anywhere leaves this job, which asks the gateway before anything else. Without a gateway nothing is said to be
 * sent, and the recall waits, as those in files do.
 */
async function runRecall(deps: Sender, scope: OpenScope, job: Job): Promise<JobOutcome> {
  const { recall: id } = JSON.parse(job.body) as { recall: Id<'rcl'> }
  const { tenant_id, world } = scope
  const recall = await deps.db.withTenant(tenant_id, (tx) => findRecall(tx, tenant_id, id))
  if (recall === undefined) return { outcome: 'dead', why: 'there is no such recall' }
  const gate = await deps.reach(scope, recall.connection)
  if (typeof gate === 'string') return { outcome: 'again', run_at: plusMs(world.now(), NO_GATEWAY_AGAIN_MS) }
  let done = await recordRecall(deps, scope, id, { kind: 'tick' })
  for (let steps = 0; done !== undefined && done.decision.send !== null; steps++) {
    if (steps >= STEPS_PER_RUN_MAX) break
    done = await recordRecall(deps, scope, id, await perform(deps, scope, gate, done))
  }
  const due_at = done?.decision.after.due_at ?? null
  return due_at === null ? { outcome: 'done' } : { outcome: 'again', run_at: due_at }
}

async function perform(
  deps: Sender,
  scope: OpenScope,
  gate: OpenGate,
  recorded: RecordedRecall,
): Promise<Exclude<RecallInput, { kind: 'tick' }>> {
  const what = recorded.decision.send ?? 'query'
  const message = what === 'recall' ? recallOf(recorded) : queryOf(scope, recorded)
  const text = await gate.connector.write(gate.gate, message)
  const { rail } = message
  const exchanged = await exchange(deps, scope, gate, { rail, text, timeout_ms: QUERY_TIMEOUT_MS })
  return inputOf(deps, scope, { gate, recorded, what, exchanged })
}

/** The same rows give the same message, however often it is sent. */
function recallOf({ recall, order, decision }: RecordedRecall): InstantOutgoing {
  const { payment_message, reference, created_at } = decision.after
  return {
    kind: 'recall',
    rail: 'sepa_instant',
    message_id: messageIdOf(recall),
    at: created_at,
    amount: BigInt(order.amount),
    currency: order.currency,
    about: payment_message,
    reference,
    end_to_end_id: order.end_to_end_id,
    settled_on: order.settles_on,
    reason_code: recall.reason,
    because: recall.because,
  }
}

function queryOf({ world }: OpenScope, { recall, decision }: RecordedRecall): InstantOutgoing {
  const { queries, reference, first_sent_at } = decision.after
  const about = messageIdOf(recall)
  return {
    kind: 'query',
    of: 'recall',
    rail: 'sepa_instant',
    message_id: queryIdOf(about, queries),
    at: world.now(),
    about,
    reference,
    sent_at: present(first_sent_at, 'when it was sent'),
  }
}

const messageIdOf = ({ message_id }: RecordedRecall['recall']): string =>
  present(message_id, 'the message id of a recall that goes over a gateway')

type Performed = {
  readonly gate: OpenGate
  readonly recorded: RecordedRecall
  readonly what: 'recall' | 'query'
  readonly exchanged: Exchanged
}

/** What came back, as the decision hears it. An answer of the other bank is written down here. */
async function inputOf(
  deps: Sender,
  scope: OpenScope,
  { gate, recorded, what, exchanged }: Performed,
): Promise<Exclude<RecallInput, { kind: 'tick' }>> {
  if (exchanged.kind === 'not_sent') return { ...exchanged, what }
  if (exchanged.kind === 'no_answer') return { kind: 'no_answer', what }
  const { said } = exchanged
  switch (said.kind) {
    case 'recall_status':
      // One about another payment says nothing of this one.
      if (said.about !== recorded.decision.after.payment_message) return { kind: 'no_answer', what }
      await hearRecallAnswer(deps, scope, { open: gate, news: said, body: exchanged.raw })
      return { kind: 'there' }
    case 'taken':
      return { kind: 'there' }
    case 'not_found':
      return what === 'query'
        ? { kind: 'not_found', asked_at: present(recorded.decision.after.last_query_at, 'when it was asked') }
        : { kind: 'no_answer', what }
    case 'refused':
      return { kind: 'not_sent', what, why: said.why, is_lasting: said.is_lasting }
    default:
      return { kind: 'no_answer', what }
  }
}
