import type { Id } from '../../../../kernel/id.ts'
import { type Instant, plusMs } from '../../../../kernel/world.ts'
import {
  type Job,
  type JobKind,
  type JobOutcome,
  OWN_FAULTS_RETRY_MS,
} from '../../../../platform/jobs/job.ts'
import type { OpenScope } from '../../../../platform/scope.ts'
import type { InstantDeps } from '../deps.ts'
import { exchange, type Exchanged, openParty } from '../exchange.ts'
import type { ReachGateway } from '../gateway.ts'
import { QUERY_TIMEOUT_MS } from '../limits.ts'
import type { InstantOutgoing } from '../../instant_connector.ts'
import { findReceiving } from '../store_receiving.ts'
import { REQUEST_JOB } from './job_names.ts'
import { moveOfNews } from './move_of_news.ts'
import { moveRequest, type RequestMove } from './move_request.ts'
import { cancellationId, type PaymentRequest } from './payment_request.ts'
import { findRequest } from './store.ts'

/** Before it is sent again: nothing moves by asking, and the rail knows the message again. */
const AGAIN_MS = 60_000

type Sender = InstantDeps & { readonly reach: ReachGateway }

/** Sends requests for payment, and has them expire. */
export const requestJob = (deps: Sender): JobKind => ({
  kind: REQUEST_JOB,
  retry_ms: OWN_FAULTS_RETRY_MS,
  batch_max: 8,
  run: ({ scope, jobs }) => Promise.all(jobs.map((job) => runRequest(deps, scope, job))),
})

const open: readonly PaymentRequest['state'][] = ['sending', 'open', 'unknown', 'accepted', 'cancelling']

/** One step: what is to be sent is sent, what has had its time expires, and the rest waits for that. A repeat sends the same message. */
async function runRequest(deps: Sender, scope: OpenScope, job: Job): Promise<JobOutcome> {
  const { request: id } = JSON.parse(job.body) as { request: Id<'rfp'> }
  const { tenant_id, world } = scope
  const found = await deps.db.withTenant(tenant_id, (tx) => findRequest(tx, tenant_id, id))
  if (found === undefined || !open.includes(found.state)) return { outcome: 'done' }
  if (world.now() >= found.expires_at) {
    await move(deps, scope, id, { event: 'expire', because: 'Nobody paid in time.' })
    return { outcome: 'done' }
  }
  const isToSend = found.state === 'sending' || found.state === 'unknown' || found.state === 'cancelling'
  const after = isToSend ? await send(deps, scope, found) : found
  if (!open.includes(after.state)) return { outcome: 'done' }
  return { outcome: 'again', run_at: nextAt(scope, after) }
}

function nextAt({ world }: OpenScope, { state, expires_at }: PaymentRequest): Instant {
  const again = plusMs(world.now(), AGAIN_MS)
  const isSettled = state === 'open' || state === 'accepted'
  return isSettled || expires_at < again ? expires_at : again
}

const move = (deps: Sender, scope: OpenScope, id: Id<'rfp'>, one: RequestMove): Promise<PaymentRequest> =>
  deps.db.withTenant(scope.tenant_id, (db) => moveRequest({ ...scope, db }, id, one))

async function send(deps: Sender, scope: OpenScope, request: PaymentRequest): Promise<PaymentRequest> {
  const gate = await deps.reach(scope, request.connection)
  if (typeof gate === 'string') return failed(deps, scope, request, gate)
  const text = await gate.connector.write(gate.gate, await messageOf(deps, scope, request))
  const { rail } = request
  const exchanged = await exchange(deps, scope, gate, { rail, text, timeout_ms: QUERY_TIMEOUT_MS })
  const moved = moveOf(request, exchanged)
  return moved === undefined ? request : move(deps, scope, request.id, moved)
}

const failed = (deps: Sender, scope: OpenScope, { id, state }: PaymentRequest, why: string) =>
  move(deps, scope, id, { event: state === 'cancelling' ? 'keep' : 'fail', because: why })

async function messageOf(deps: Sender, scope: OpenScope, request: PaymentRequest): Promise<InstantOutgoing> {
  const { id, rail, message_id, end_to_end_id, receiving_account, created_at } = request
  const at = scope.world.now()
  if (request.state === 'cancelling')
    return {
      kind: 'request_cancellation',
      rail,
      message_id: cancellationId(id),
      at,
      about: message_id,
      end_to_end_id,
      sent_at: created_at,
    }
  const { tenant_id } = scope
  const receiving = await deps.db.withTenant(tenant_id, (tx) =>
    findReceiving(tx, tenant_id, receiving_account),
  )
  return {
    kind: 'payment_request',
    rail,
    message_id,
    at,
    amount: request.amount,
    currency: request.currency,
    end_to_end_id,
    debtor: await openParty(deps, scope, request.bank_account),
    account_number: receiving?.number ?? '',
    expires_at: request.expires_at,
    remittance: request.remittance,
  }
}

/** What the answer on the line means; undefined: it is tried again. */
function moveOf({ state, message_id }: PaymentRequest, exchanged: Exchanged): RequestMove | undefined {
  const isSending = state === 'sending'
  if (exchanged.kind === 'not_sent') return undefined
  if (exchanged.kind === 'no_answer') return isSending ? { event: 'lose', because: exchanged.why } : undefined
  const { said } = exchanged
  switch (said.kind) {
    case 'request_status':
      return said.about === message_id ? moveOfNews(said) : isSending ? { event: 'lose' } : undefined
    case 'taken':
      return state === 'cancelling' ? undefined : { event: 'deliver' }
    case 'refused':
      if (!said.is_lasting) return undefined
      return { event: state === 'cancelling' ? 'keep' : 'fail', because: said.why }
    default:
      return isSending ? { event: 'lose', because: 'The answer says nothing.' } : undefined
  }
}
