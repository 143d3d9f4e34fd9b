import type { OpenScope } from '../../../platform/scope.ts'
import type { NoticeKind } from '../ach/bank_notice.ts'
import type {
  InstantIncoming,
  InstantMail,
  InstantRequestNews,
  InstantStatusNews,
} from '../instant_connector.ts'
import { findOrders } from '../payment_orders/store.ts'
import type { InstantDeps } from './deps.ts'
import { statusInput } from './exchange.ts'
import type { OpenGate } from './gateway.ts'
import type { InstantMessage } from './instant_message.ts'
import { noteContradiction, noteOddity } from './note.ts'
import { notedReceipt } from './noted_receipt.ts'
import { receiptIdOf } from './receipt.ts'
import { hearReturn } from './recalls/hear_return.ts'
import { hearRecallAnswer } from './recalls/hear_recall.ts'
import { noteAskedBack } from './recalls/note_asked_back.ts'
import { record } from './record.ts'
import { moveOfNews } from './requests/move_of_news.ts'
import { moveRequest } from './requests/move_request.ts'
import { lockRequestBy } from './requests/store.ts'
import { findMessage, messagesOf } from './store.ts'
import { findReceipt, insertReceipt } from './store_receipts.ts'
import { takePayment } from './take_payment.ts'

/** What the gateway is answered. */
export type HeardAnswer =
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'noted' }
  | { readonly kind: 'not_found' }

type Mail = { readonly open: OpenGate; readonly mail: InstantMail; readonly body: string }

/**
 * Does what a message asks for that a gateway brought, its signature proven. The same message again gets the same answer and
 * changes nothing. Outside of transactions. What throws was not written down: the gateway brings it again.
 */
export async function hearMail(deps: InstantDeps, scope: OpenScope, heard: Mail): Promise<HeardAnswer> {
  const { open, mail } = heard
  const { news } = mail
  if (news.kind === 'query') return answerQuery(deps, scope, open, news)
  const id = receiptIdOf(open.connection.id, news.message_id)
  const known = await deps.db.withTenant(scope.tenant_id, (tx) => findReceipt(tx, scope.tenant_id, id))
  if (known !== undefined) return answerOf(known.answer)
  if (news.kind === 'payment')
    return answerOf((await takePayment(deps, scope, open, { payment: news, body: heard.body })).answer)
  await hearNews(deps, scope, heard)
  await noteReceipt(deps, scope, heard)
  return { kind: 'noted' }
}

const answerOf = (text: string | null): HeardAnswer =>
  text === null ? { kind: 'noted' } : { kind: 'message', text }

/** What we did with a payment: what we said of it, word for word, or that it never came. */
async function answerQuery(
  { db }: InstantDeps,
  { tenant_id }: OpenScope,
  { connection }: OpenGate,
  { about }: Extract<InstantIncoming, { kind: 'query' }>,
): Promise<HeardAnswer> {
  const known = await db.withTenant(tenant_id, (tx) =>
    findReceipt(tx, tenant_id, receiptIdOf(connection.id, about)),
  )
  return known?.kind === 'pacs_008' ? answerOf(known.answer) : { kind: 'not_found' }
}

async function hearNews(deps: InstantDeps, scope: OpenScope, heard: Mail): Promise<void> {
  const { news } = heard.mail
  switch (news.kind) {
    case 'status':
      return hearStatus(deps, scope, heard, news)
    case 'request_status':
      return hearRequest(deps, scope, heard, news)
    case 'return':
      return hearReturn(deps, scope, { open: heard.open, ...heard.mail, news, body: heard.body })
    case 'recall_status':
      return hearRecallAnswer(deps, scope, { open: heard.open, news, body: heard.body })
    case 'recall':
      return noteAskedBack(deps, scope, { open: heard.open, ...heard.mail, news, body: heard.body })
    case 'other':
      return note(deps, scope, heard, {
        kind: 'payment_requested',
        because: `Somebody asks to be paid at once (${news.message_kind}).`,
        reference: news.reference,
        reason_code: news.reason_code,
        amount: news.amount,
      })
    default:
      return undefined
  }
}

type Said = {
  readonly kind: NoticeKind
  readonly because: string
  readonly reference: string
  readonly reason_code: string | null
  readonly amount: bigint
}
const note = (deps: InstantDeps, scope: OpenScope, { open, mail, body }: Mail, said: Said): Promise<void> =>
  noteOddity(deps, scope, {
    ...said,
    connection: open.connection.id,
    order: undefined,
    text: body,
    name: mail.news.message_id,
  })

const unknownPayment = (about: string, code: string | null, amount = 0n): Said => ({
  kind: 'unknown_payment',
  because: 'The rail told of a payment that nobody here sent.',
  reference: about,
  reason_code: code,
  amount,
})

async function hearStatus(
  deps: InstantDeps,
  scope: OpenScope,
  heard: Mail,
  news: InstantStatusNews,
): Promise<void> {
  const { tenant_id } = scope
  const found = await deps.db.withTenant(tenant_id, async (tx) => {
    const message = await findMessage(tx, tenant_id, heard.open.connection.id, news.about)
    if (message === undefined) return undefined
    const [order] = await findOrders(tx, tenant_id, [message.order_id])
    return order && { message, order }
  })
  if (found === undefined)
    return note(deps, scope, heard, unknownPayment(news.about, news.reason_code, news.money?.amount))
  const { message, order } = found
  const ref = { order: order.id, attempt: message.attempt }
  const done = await record(deps, scope, ref, statusInput(news, order, false))
  const why = done?.decision.contradiction ?? null
  if (done === undefined || why === null) return
  await noteContradiction(deps, scope, { ...done, text: heard.body, name: news.message_id })
  await haltNewer(deps, scope, message, why)
}

/** Money may have moved under an older message id: what has not left under a newer one must not leave. */
async function haltNewer(
  deps: InstantDeps,
  scope: OpenScope,
  { order_id, attempt }: InstantMessage,
  why: string,
): Promise<void> {
  const all = await deps.db.withTenant(scope.tenant_id, (tx) => messagesOf(tx, scope.tenant_id, order_id))
  for (const newer of all)
    if (newer.attempt > attempt)
      await record(deps, scope, { order: order_id, attempt: newer.attempt }, { kind: 'halt', why })
}

async function hearRequest(
  deps: InstantDeps,
  scope: OpenScope,
  heard: Mail,
  news: InstantRequestNews,
): Promise<void> {
  const move = moveOfNews(news)
  const { tenant_id } = scope
  const isKnown = await deps.db.withTenant(tenant_id, async (db) => {
    const connection = heard.open.connection.id
    const found = await lockRequestBy(db, tenant_id, connection, { message_id: news.about })
    if (found !== undefined && move !== undefined) await moveRequest({ ...scope, db }, found.id, move)
    return found !== undefined
  })
  if (!isKnown) await note(deps, scope, heard, unknownPayment(news.about, news.reason_code))
}

/** So that the same message again is known; what was written down with it already stays. */
async function noteReceipt(deps: InstantDeps, scope: OpenScope, { open, mail, body }: Mail): Promise<void> {
  const receipt = notedReceipt({ open, ...mail, body }, scope.world.now())
  await deps.db.withTenant(scope.tenant_id, (db) => insertReceipt(db, scope.tenant_id, receipt))
}
