import { type Id, isId } from '../../kernel/id.ts'
import type { Door, DoorAnswer } from '../../platform/http/doors.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { CallbackNews, OperationNews } from '../rails/index.ts'
import { conclude } from './attempts.ts'
import type { Core } from './deps.ts'
import { askAcquirer } from './inquire.ts'
import type { News } from './learn.ts'
import type { Operation, OperationId, PaymentView } from './payment.ts'
import { hearRefundOnce } from './refunds.ts'
import { findOperation, isKnownMessage, type StoredOperation } from './store_operations.ts'

/** How often a piece of news is judged anew because its payment changed meanwhile. */
const TRIES_MAX = 5

/**
 * Where acquirers tell what they found out later. The address names the account, the signature over the raw bytes proves
 * it. 200 only when everything in the message is written down: until then the acquirer repeats it, and a repeat changes
 * nothing.
 */
export const callbackDoor = (core: Core): Door => ({
  method: 'POST',
  path: '/v1/callbacks/{address}',
  async open({ params, headers, body, request_id }): Promise<DoorAnswer> {
    const read = await core.rails.callback(params['address'] ?? '', {
      headers,
      body: Buffer.from(body, 'latin1'),
    })
    if (!read.ok) return { status: 401, body: '{"error":"not signed by this account"}' }
    const scope = await core.scopeOf(read.value.tenant_id, request_id)
    const { account, news } = read.value
    for (const one of news) if (!(await hearOne(core, scope, account, one))) return { status: 503, body: '' }
    return { status: 200, body: '{"received":true}' }
  },
})

/** What is told of a dispute is for those upstairs. */
const hearOne = async (
  core: Core,
  scope: OpenScope,
  account: Id<'aca'>,
  news: CallbackNews,
): Promise<boolean> =>
  news.about === 'dispute'
    ? ((await core.onDispute?.(scope, account, news)) ?? true)
    : hear(core, scope, news)

/** False when it has to come again. */
async function hear(core: Core, scope: OpenScope, news: OperationNews): Promise<boolean> {
  const named = await findNamed(core, scope, news.operation_reference)
  if (named === undefined) {
    core.log.warn('callback_about_nothing', { tenant_id: scope.tenant_id, reason: news.operation_reference })
    return true
  }
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const heard =
      named.kind === 'refund'
        ? await hearOfRefund(core, scope, named, news)
        : await hearOfPayment(core, scope, { ...named, kind: named.kind }, news)
    if (heard !== 'stale') return heard === 'heard'
  }
  return false
}

type Heard = 'heard' | 'stale' | 'come_again'

/**
 * The payment is read before the message is looked for and before the operation: what is newer than the payment then
 * shows by its version.
 */
async function hearOfPayment(
  core: Core,
  scope: OpenScope,
  named: StoredOperation & Operation,
  { outcome, message_id }: OperationNews,
): Promise<Heard> {
  const view = await core.readView(scope, named.payment)
  if (await isKnown(core, scope, named.id, message_id)) return 'heard'
  const now = (await read(core, scope, named.id)) ?? named
  const operation = { ...now, kind: named.kind }
  const isOpen = view.standing.open_operation === operation.id
  const news =
    isOpen || outcome.kind === 'reversed' ? outcome : await confirmed(core, scope, view, now, outcome)
  if (news === undefined) return 'come_again'
  const done = await conclude(core, scope, {
    view,
    operation,
    news,
    via: 'callback',
    message_id,
    known: operation.known,
  })
  return done === 'stale' ? 'stale' : 'heard'
}

async function hearOfRefund(
  core: Core,
  scope: OpenScope,
  named: StoredOperation,
  { outcome, message_id }: OperationNews,
): Promise<Heard> {
  const view = await core.readView(scope, named.payment)
  const now = (await read(core, scope, named.id)) ?? named
  const isOpen = now.known === null || outcome.kind === 'reversed'
  const news = isOpen ? outcome : await confirmed(core, scope, view, now, outcome)
  if (news === undefined) return 'come_again'
  const done = await hearRefundOnce(core, scope, named.id, { news, via: 'callback', message_id })
  return done === 'stale' ? 'stale' : 'heard'
}

const isKnown = (core: Core, scope: OpenScope, id: OperationId, message_id: string): Promise<boolean> =>
  core.db.withTenant(scope.tenant_id, (tx) => isKnownMessage(tx, scope.tenant_id, id, message_id))

const read = (core: Core, scope: OpenScope, id: OperationId): Promise<StoredOperation | undefined> =>
  core.db.withTenant(scope.tenant_id, (tx) => findOperation(tx, scope.tenant_id, id))

async function findNamed(
  core: Core,
  scope: OpenScope,
  reference: string,
): Promise<StoredOperation | undefined> {
  const id = `opn_${reference}`
  return isId('opn', id) ? read(core, scope, id) : undefined
}

/**
 * What a callback says of an operation that waits for it is believed as it is. One that contradicts what is believed
 * counts only when the acquirer, asked, says the same; undefined when it cannot be asked now.
 */
async function confirmed(
  core: Core,
  scope: OpenScope,
  view: PaymentView,
  operation: StoredOperation,
  news: News,
): Promise<News | undefined> {
  if (operation.known === news.kind) return news
  const asked = await askAcquirer(core, scope, view, operation)
  if (asked.kind === 'unknown' || asked.kind === 'pending' || asked.kind === 'not_sent') return undefined
  return asked.kind === news.kind ? news : { kind: 'unknown', why: `an inquiry says ${asked.kind}` }
}
