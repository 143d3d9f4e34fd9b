import { present } from '../../kernel/assert.ts'
import type { Id } from '../../kernel/id.ts'
import { ok } from '../../kernel/result.ts'
import { readFeed } from '../../platform/outbox/outbox.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { createCountBatcher } from './count_batch.ts'
import { returnDoor } from './authentication_door.ts'
import { authenticationJobs, stepUp } from './authentication_job.ts'
import { createBeginBatcher } from './begin_batch.ts'
import { createPayment } from './create_payment.ts'
import { faceOf } from './means.ts'
import type { Core, PaymentsDeps } from './deps.ts'
import { paymentErrors } from './errors.ts'
import { objectIn } from './facts.ts'
import { callbackDoor } from './callbacks.ts'
import { cancelPayment, releaseJob } from './cancel_payment.ts'
import { confirmPayment } from './confirm_payment.ts'
import { createDisputed } from './disputed.ts'
import { inquiryJob } from './inquire.ts'
import { operate } from './operate.ts'
import { recheck } from './recheck.ts'
import { createRefund } from './refunds.ts'
import { approvePayment, rejectPayment } from './review_payment.ts'
import { readReceipt } from './receipt.ts'
import { readTimeline } from './timeline.ts'
import { findDecision, listDecisions, listDecisionsOf } from './store_decisions.ts'
import { findRefund, listRefunds } from './store_refunds.ts'
import { sweepOperations } from './sweep.ts'
import { createFinishBatcher } from './finish_batch.ts'
import type { Payments } from './index.ts'
import { QUEUED_PAYMENTS_MAX } from './limits.ts'
import { createLookBatcher } from './look_batch.ts'
import { plannedAccounts } from './merchant_accounts.ts'
import { createParties } from './parties.ts'
import type { OperationId, PaymentView } from './payment.ts'
import type { PaymentState } from './payment.machine.ts'
import { findOperation } from './store_operations.ts'
import { findPayments, firstTold, listPayments, type StoredPayment } from './store_payments.ts'
import { createWaits } from '../../platform/waits.ts'
import { createSettlementMarks } from './settlement_marks.ts'
import { viaSuspense } from './suspense.ts'
import { followOwnFacts, freshPayments, readTally } from './tally.ts'

/** What the use cases share. */
function coreOf(deps: PaymentsDeps): Core {
  const { db, world, lanes } = deps
  const parties = createParties(deps)
  const core: Core = {
    ...deps,
    parties,
    looking: createLookBatcher({ ...deps, parties }),
    waits: createWaits(world),
    history: db.lane('payments-history'),
    beginning: createBeginBatcher({ ...deps }),
    counting: createCountBatcher(deps),
    finishing: createFinishBatcher({
      db,
      world,
      lanes,
      risk: deps.risk,
      toSuspense: viaSuspense({
        ...deps,
        parties,
        partiesOf: (scope, payment, operation) => partiesOf(deps, scope, payment, operation),
      }),
    }),
    readViews: (scope, ids) => findViews(deps, scope, ids),
    readView: (scope, id) => readView(deps, scope, id),
    stepUp: (scope, view, means) => stepUp(core, scope, view, means),
    readFirstAnswer: (scope, id) => readFirstAnswer(deps, scope, id),
    async find(scope, id) {
      const found = await findViews(deps, scope, [id])
      return found[0] === undefined ? paymentErrors.fail('payment_not_found') : ok(found[0])
    },
  }
  return core
}

/** Puts payments together. Close it before the database. */
export function createPayments(deps: PaymentsDeps): Payments {
  const { db } = deps
  const core = coreOf(deps)
  const { parties } = core
  return {
    ...createSettlementMarks(deps),
    ledgerAccounts: plannedAccounts,
    parties,
    disputed: createDisputed(core),
    create: (scope, asked, claim, wait_ms) => createPayment(core, scope, asked, claim, wait_ms),
    confirm: (scope, id, means) => confirmPayment(core, scope, id, means),
    approve: (scope, id, reviewing, stage) => approvePayment(core, scope, id, reviewing, stage),
    reject: (scope, id, reviewing, stage) => rejectPayment(core, scope, id, reviewing, stage),
    operate: (scope, id, command, stage) => operate(core, scope, id, command, stage),
    cancel: (scope, id, part, stage) => cancelPayment(core, scope, id, part, stage),
    find: core.find,
    timeline: (scope, id) => readTimeline(core, scope, id),
    receipt: (scope, id) => readReceipt(core, scope, id),
    decisions: (scope, page) => db.withTenant(scope.tenant_id, (tx) => listDecisions(tx, scope, page)),
    decisionsOf: (scope, payment, page) =>
      db.withTenant(scope.tenant_id, (tx) => listDecisionsOf(tx, scope.tenant_id, payment, page)),
    findDecision: (scope, id) =>
      db.withTenant(scope.tenant_id, (tx) => findDecision(tx, scope.tenant_id, id)),
    refund: (scope, asked, stage) => createRefund(core, scope, asked, stage),
    findRefund: (scope, id) => db.withTenant(scope.tenant_id, (tx) => findRefund(tx, scope.tenant_id, id)),
    listRefunds: (scope, payment, page) =>
      db.withTenant(scope.tenant_id, (tx) => listRefunds(tx, scope.tenant_id, payment, page)),
    follow: (bus) => followOwnFacts(bus, deps),
    tally: (scope, asked) => readTally(deps, scope, asked),
    jobs: [inquiryJob(core), releaseJob(core), authenticationJobs(core)],
    sweep: () => sweepOperations(core),
    recheck: (scope, operation) => recheck(core, scope, operation),
    doors: [callbackDoor(core), returnDoor(core)],
    list: (scope, filter, page) => listViews(deps, scope, filter, page),
    pressure: () =>
      (core.looking.depth() + core.beginning.depth() + core.finishing.depth()) / QUEUED_PAYMENTS_MAX,
    async close() {
      await Promise.all([
        core.looking.idle(),
        core.beginning.idle(),
        core.finishing.idle(),
        core.counting.idle(),
      ])
    },
  }
}

type Reading = Pick<PaymentsDeps, 'db' | 'vault'>

async function findViews(deps: Reading, scope: OpenScope, ids: readonly Id<'pay'>[]): Promise<PaymentView[]> {
  const found = await deps.db.withTenant(scope.tenant_id, (tx) => findPayments(tx, scope.tenant_id, ids))
  return withCards(deps, scope, [...found.values()])
}

async function listViews(
  deps: Reading,
  scope: OpenScope,
  { status, ...filter }: Parameters<Payments['list']>[1],
  page: Parameters<Payments['list']>[2],
): Promise<PaymentView[]> {
  const { tenant_id } = scope
  const rows = await deps.db.withTenant(tenant_id, async (tx) => {
    const waiting =
      status === undefined ? undefined : { state: status, fresh: await freshPayments(tx, tenant_id) }
    return listPayments(tx, tenant_id, { ...filter, waiting }, page)
  })
  return withCards(deps, scope, rows)
}

async function partiesOf(deps: Reading, scope: OpenScope, payment: string, operation: string) {
  const { tenant_id } = scope
  const [view] = await findViews(deps, scope, [payment as Id<'pay'>])
  const found = await deps.db.withTenant(tenant_id, (tx) =>
    findOperation(tx, tenant_id, operation as OperationId),
  )
  return {
    merchant: present(view, 'the payment of an operation').order.merchant,
    acquirer_account: present(found, 'an operation that was written').account,
  }
}

/** The vault says what stands on the cards; it may forget a card, and then nothing stands there. */
async function withCards(
  { vault }: Reading,
  scope: OpenScope,
  rows: readonly StoredPayment[],
): Promise<PaymentView[]> {
  const tokens = [...new Set(rows.flatMap(({ order }) => (order.token === null ? [] : [order.token])))]
  const cards = tokens.length === 0 ? [] : await vault.describe(scope, tokens)
  const byToken = new Map(tokens.map((token, index) => [token, cards[index]]))
  return rows.map((row) => {
    const { token } = row.order
    return { ...row, card: faceOf(token === null ? null : (byToken.get(token) ?? null)) }
  })
}

async function readView(deps: Reading, scope: OpenScope, id: Id<'pay'>): Promise<PaymentView> {
  const views = await findViews(deps, scope, [id])
  return present(views[0], 'a payment that was begun')
}

/** What was answered first, as it was told; undefined while nothing was. */
async function readFirstAnswer(
  { db }: Reading,
  { tenant_id }: OpenScope,
  id: Id<'pay'>,
): Promise<{ text: string; state: PaymentState } | undefined> {
  return db.withTenant(tenant_id, async (tx) => {
    const seq = await firstTold(tx, tenant_id, id)
    if (seq === null) return undefined
    const [fact] = await readFeed(tx, tenant_id, seq - 1n, 1)
    const text = objectIn(present(fact, 'the fact that was told').body)
    return { text, state: (JSON.parse(text) as { status: PaymentState }).status }
  })
}
