import type { Id } from '../../../kernel/id.ts'
import { type Job, type JobKind, OWN_FAULTS_RETRY_MS } from '../../../platform/jobs/job.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { INSTANT_JOB } from '../payment_orders/job_names.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { findOrders } from '../payment_orders/store.ts'
import type { InstantDeps } from './deps.ts'
import { perform, sealPayment } from './exchange.ts'
import { fallBack } from './fall_back.ts'
import type { OpenGate, ReachGateway } from './gateway.ts'
import { type InstantMessage, newMessage } from './instant_message.ts'
import { STEPS_PER_RUN_MAX } from './limits.ts'
import { noteContradiction } from './note.ts'
import { planNext, record, type Recorded, type SealedRequest } from './record.ts'
import type { SendingInput } from './sending.ts'
import { insertMessage, messagesOf } from './store.ts'

type Sender = InstantDeps & { readonly reach: ReachGateway }

/** Sends orders over instant rails, and asks about them. */
export const instantJob = (deps: Sender): JobKind => ({
  kind: INSTANT_JOB,
  retry_ms: OWN_FAULTS_RETRY_MS,
  batch_max: 8,
  async run({ scope, jobs }) {
    await Promise.all(jobs.map((job) => runOrder(deps, scope, job)))
    return 'done'
  },
})

/**
 * Goes on with an order as far as it can now: T1 says that a message is sent, N sends it, T2 says what came of it, and so on.
 * A process that dies anywhere leaves the job that T1 planned, which asks the rail before anything else. A repeat sends
 * nothing that may have left.
 */
async function runOrder(deps: Sender, scope: OpenScope, job: Job): Promise<void> {
  const { order: id } = JSON.parse(job.body) as { order: Id<'por'> }
  const open = { gate: undefined as OpenGate | string | undefined }
  for (let steps = 0; steps < STEPS_PER_RUN_MAX; steps++) {
    const found = await newest(deps, scope, id)
    if (found === undefined) return
    if (!isDue(scope, found.message)) break
    open.gate ??= await deps.reach(scope, found.order.connection)
    await goOn(deps, scope, found, open.gate)
  }
  await planWhatIsLeft(deps, scope, id)
  await fallBack(deps, scope, id)
}

type Found = { readonly order: PaymentOrder; readonly message: InstantMessage }

/** The order and its newest message, the first one made here. */
const newest = ({ db }: Sender, scope: OpenScope, id: Id<'por'>): Promise<Found | undefined> =>
  db.withTenant(scope.tenant_id, async (tx) => {
    const { tenant_id } = scope
    const [order] = await findOrders(tx, tenant_id, [id])
    if (order === undefined) return undefined
    const there = await messagesOf(tx, tenant_id, id)
    const last = there.at(-1)
    if (last !== undefined) return { order, message: last }
    const message = newMessage(order, 1, scope.world.now())
    if (message === undefined || order.state !== 'scheduled') return undefined
    await insertMessage(tx, tenant_id, message)
    return { order, message }
  })

const isDue = ({ world }: OpenScope, { due_at }: InstantMessage): boolean =>
  due_at !== null && world.now() >= due_at

const refOf = ({ order_id, attempt }: InstantMessage) => ({ order: order_id, attempt })

/** T1 and, when it says so, N and T2; again while T2 wants something sent. */
async function goOn(deps: Sender, scope: OpenScope, found: Found, gate: OpenGate | string): Promise<void> {
  const { order, message } = found
  const isFirst = message.state === 'ready' && order.state === 'scheduled'
  const sealed: SealedRequest | undefined =
    isFirst && typeof gate !== 'string' && message.sealed_request === null
      ? await sealPayment(deps, scope, gate, found)
      : undefined
  // Without a gateway nothing can leave, so nothing is said to be sent: the order waits, or is given up.
  if (isFirst && typeof gate === 'string') return giveUp(deps, scope, found, gate)
  let done = await record(deps, scope, refOf(message), { kind: 'tick' }, sealed)
  for (
    let steps = 0;
    done !== undefined && done.decision.send !== null && steps < STEPS_PER_RUN_MAX;
    steps++
  ) {
    const { input, raw } = await performed(deps, scope, done, gate)
    done = await record(deps, scope, refOf(done.message), input)
    if (done !== undefined && done.decision.contradiction !== null)
      await noteContradiction(deps, scope, { ...done, text: raw, name: done.message.message_id })
  }
}

async function performed(
  deps: Sender,
  scope: OpenScope,
  { decision, order, message }: Recorded,
  gate: OpenGate | string,
): Promise<{ readonly input: SendingInput; readonly raw: string }> {
  const what = decision.send ?? 'query'
  if (typeof gate === 'string')
    return { input: { kind: 'not_sent', what, why: gate, is_lasting: false }, raw: '' }
  return perform(deps, scope, gate, { order, message, what })
}

/** Nothing was sent, and nothing can be. */
async function giveUp(deps: Sender, scope: OpenScope, { message }: Found, why: string): Promise<void> {
  await record(deps, scope, refOf(message), { kind: 'not_sent', what: 'payment', why, is_lasting: true })
}

/** Where the job was due before the message was: it waits for that. */
async function planWhatIsLeft({ db }: Sender, scope: OpenScope, id: Id<'por'>): Promise<void> {
  const { tenant_id } = scope
  await db.withTenant(tenant_id, async (tx) => {
    const due_at = (await messagesOf(tx, tenant_id, id)).at(-1)?.due_at ?? null
    if (due_at !== null) await planNext({ ...scope, db: tx }, id, due_at)
  })
}
