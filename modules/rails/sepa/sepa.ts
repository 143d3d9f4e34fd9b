import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import {
  type Job,
  type JobKind,
  type JobOutcome,
  OWN_FAULTS_RETRY_MS,
  oneByOne,
} from '../../../platform/jobs/job.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import type { OrderDeps } from '../payment_orders/deps.ts'
import { findOrders } from '../payment_orders/store.ts'
import { runAnnounce } from './announce.ts'
import { bringMessage, type NewMessage } from './bring_message.ts'
import { createRecall, type NewRecall } from './create_recall.ts'
import { sepaErrors } from './errors.ts'
import type { IsoMessage, IsoTransaction } from './iso_message.ts'
import { ANNOUNCE_JOB, READ_MESSAGE_JOB, RECALL_JOB } from './job_names.ts'
import type { Recall } from './recall.ts'
import { runSendRecalls } from './send_recalls.ts'
import * as messages from './store_messages.ts'
import * as recalls from './store_recalls.ts'

/** Which statuses a pain.002 tells: those of the reading, or those of now. */
export type ReportKind = 'as_read' | 'now'

/** Recalls, and messages of ISO 20022 that order. What each method does and refuses stands beside its function. */
export type Sepa = {
  createRecall(scope: Scope, asked: NewRecall): Promise<Result<Recall, Failure>>
  findRecall(scope: OpenScope, id: Id<'rcl'>): Promise<Result<Recall, Failure>>
  listRecalls(
    scope: OpenScope,
    filter: recalls.RecallFilter,
    page: { readonly before: Id<'rcl'> | undefined; readonly limit: number },
  ): Promise<readonly Recall[]>
  bringIsoMessage(scope: OpenScope, asked: NewMessage): Promise<Result<IsoMessage, Failure>>
  findIsoMessage(scope: OpenScope, id: Id<'ism'>): Promise<Result<IsoMessage, Failure>>
  listIsoMessages(
    scope: OpenScope,
    filter: { readonly state?: IsoMessage['state'] | undefined },
    page: { readonly before: messages.MessagePlace | undefined; readonly limit: number },
  ): Promise<readonly IsoMessage[]>
  /** The pain.002 of a message. Errors: `iso_message_not_found`, `iso_message_not_read`. */
  reportIsoMessage(scope: OpenScope, id: Id<'ism'>, kind: ReportKind): Promise<Result<string, Failure>>
}

export function createSepa(deps: OrderDeps): Sepa {
  const { db } = deps
  return {
    createRecall: (scope, asked) => createRecall(deps, scope, asked),
    async findRecall({ tenant_id }, id) {
      const found = await db.withTenant(tenant_id, (tx) => recalls.findRecall(tx, tenant_id, id))
      return found === undefined ? sepaErrors.fail('recall_not_found') : ok(found)
    },
    listRecalls: ({ tenant_id }, filter, page) =>
      db.withTenant(tenant_id, (tx) => recalls.listRecalls(tx, tenant_id, filter, page)),
    bringIsoMessage: (scope, asked) => bringMessage(deps, scope, asked),
    findIsoMessage: (scope, id) => findMessage(deps, scope, id),
    listIsoMessages: ({ tenant_id }, filter, page) =>
      db.withTenant(tenant_id, (tx) => messages.listMessages(tx, tenant_id, filter, page)),
    reportIsoMessage: (scope, id, kind) => report(deps, scope, id, kind),
  }
}

async function findMessage(
  { db }: OrderDeps,
  { tenant_id }: OpenScope,
  id: Id<'ism'>,
): Promise<Result<IsoMessage, Failure>> {
  const found = await db.withTenant(tenant_id, (tx) => messages.findMessage(tx, tenant_id, id))
  return found === undefined ? sepaErrors.fail('iso_message_not_found') : ok(found)
}

const PAGE_TRANSACTIONS = 1_000

async function report(
  deps: OrderDeps,
  scope: OpenScope,
  id: Id<'ism'>,
  kind: ReportKind,
): Promise<Result<string, Failure>> {
  const { tenant_id } = scope
  const found = await findMessage(deps, scope, id)
  if (!found.ok) return found
  const { read_at } = found.value
  if (read_at === null) return sepaErrors.fail('iso_message_not_read')
  const transactions: IsoTransaction[] = []
  const orders = new Map<Id<'por'>, Awaited<ReturnType<typeof findOrders>>[number]>()
  for (let after = 0; ; after += PAGE_TRANSACTIONS) {
    const page = await deps.db.withTenant(tenant_id, async (tx) => {
      const some = await messages.listTransactions(tx, tenant_id, id, { after, limit: PAGE_TRANSACTIONS })
      const ids = kind === 'now' ? some.flatMap(({ order }) => order ?? []) : []
      for (const order of await findOrders(tx, tenant_id, ids)) orders.set(order.id, order)
      return some
    })
    transactions.push(...page)
    if (page.length < PAGE_TRANSACTIONS) break
  }
  const { reportMessage } = await import('./report_message.ts')
  const message = found.value
  return ok(
    reportMessage(
      kind === 'now'
        ? { message, transactions, orders, at: scope.world.now() }
        : { message, transactions, at: read_at },
    ),
  )
}

/** What a worker does for SEPA. */
export function sepaJobs(deps: OrderDeps): JobKind[] {
  const each = (kind: string, run: (own: OrderDeps, scope: OpenScope, job: Job) => Promise<JobOutcome>) =>
    oneByOne({ kind, retry_ms: OWN_FAULTS_RETRY_MS }, (scope, job) => run(deps, scope, job))
  return [
    each(ANNOUNCE_JOB, runAnnounce),
    each(RECALL_JOB, runSendRecalls),
    each(READ_MESSAGE_JOB, async (own, scope, job) => {
      const { runReadMessage } = await import('./read_message.ts')
      return runReadMessage(own, scope, job)
    }),
  ]
}
