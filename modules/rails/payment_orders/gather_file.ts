import { present } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import { dayOf, type Instant, plusMs } from '../../../kernel/world.ts'
import type { Job, JobOutcome } from '../../../platform/jobs/job.ts'
import { schedule } from '../../../platform/jobs/schedule.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { blockingGauge } from '../ach/gauges.ts'
import { findBankAccounts } from '../bank_accounts/store.ts'
import type { BankConnection, OrderRail } from '../bank_connections/bank_connection.ts'
import { findConnections } from '../bank_connections/store_reads.ts'
import { findMandates } from '../mandates/store.ts'
import type { OutgoingFile } from '../outgoing_files/outgoing_file.ts'
import { isSameGroup } from '../sepa/message_ids.ts'
import { addTotals, openGathering } from '../outgoing_files/gather.ts'
import { findGathering } from '../outgoing_files/store.ts'
import type { OrderMove } from './decide_move.ts'
import type { OrderDeps } from './deps.ts'
import { settleJobs } from './follow_file.ts'
import { ORDERS_PER_CALL_MAX } from './limits.ts'
import { moveOrders } from './move_orders.ts'
import type { PaymentOrder } from './payment_order.ts'
import { referencesFor } from './reference.ts'
import * as store from './store.ts'
import { ordersOfFile } from './store_filed.ts'
import { writeGathered } from './write_gathered.ts'

type Due = { readonly connection: Id<'bcn'>; readonly rail: OrderRail; readonly cutoff_at: Instant }

/** A connection that is disabled is looked at again so much later: its orders wait. */
const DISABLED_AGAIN_MS = 3_600_000
const collections = { format: 'pain_008', reversals: 'pain_007' } as const
/** Of orders, and of those that undo others where they have files of their own. */
const formats: Readonly<Partial<Record<OrderRail, Formats>>> = {
  sepa: { format: 'pain_001' },
  sepa_core: collections,
  sepa_b2b: collections,
  ach: { format: 'nacha' },
}
type Formats = {
  readonly format: OutgoingFile['format']
  readonly reversals?: OutgoingFile['format']
}

/**
 * Gathers every order that is due at a cut-off into a file, a thousand in one transaction, and has it written. What may not go
 * any more, because its account was frozen or its mandate revoked meanwhile, is rejected, and so is a reversal of what came back
 * by itself. A repeat goes on with the same file.
 */
export async function runGather(deps: OrderDeps, scope: OpenScope, job: Job): Promise<JobOutcome> {
  const due = JSON.parse(job.body) as Due
  const { tenant_id } = scope
  const connection = await deps.db.withTenant(tenant_id, async (db) =>
    (await findConnections(db, tenant_id, [due.connection])).get(due.connection),
  )
  if (connection === undefined) return { outcome: 'dead', why: 'there is no such bank connection' }
  if (connection.state !== 'enabled')
    return { outcome: 'again', run_at: plusMs(scope.world.now(), DISABLED_AGAIN_MS) }
  for (;;) {
    const step = await deps.db.withTenant(tenant_id, (db) =>
      nextPart(deps, { ...scope, db }, connection, due),
    )
    if (step === undefined) return { outcome: 'done' }
    if (step.moves.length === 0) {
      if (step.file !== undefined) await writeGathered(deps, scope, connection, step.file)
      continue
    }
    await moveOrders(deps, scope, step.moves, async (within, moved) => {
      const filed = moved.filter(({ after }) => after.state === 'submitting').map(({ after }) => after)
      if (filed.length === 0 || step.file === undefined) return
      await addTotals(within, step.file.id, totalsOf(filed))
      await schedule(
        within.db,
        within,
        settleJobs(
          step.file.id,
          filed.map(({ settles_at }) => settles_at),
        ),
      )
    })
  }
}

type Part = { readonly file: OutgoingFile | undefined; readonly moves: readonly OrderMove[] }

/** The next orders and their places in the file; no moves when the file is complete; undefined when there is nothing at all. */
async function nextPart(
  deps: OrderDeps,
  scope: Scope,
  connection: BankConnection,
  due: Due,
): Promise<Part | undefined> {
  const { db, tenant_id } = scope
  const { format, reversals } = present(formats[due.rail], 'a rail with files')
  const orders = await store.dueOrders(db, tenant_id, { ...due, limit: ORDERS_PER_CALL_MAX })
  const { rejected, good } = await judge(scope, connection, orders)
  if (good.length === 0 && rejected.length > 0) return { file: undefined, moves: rejected }
  if (good.length === 0) {
    for (const one of reversals === undefined ? [format] : [format, reversals]) {
      const begun = await findGathering(db, tenant_id, { ...due, format: one })
      if (begun !== undefined) return { file: begun, moves: [] }
    }
    return undefined
  }
  const isApart = ({ purpose }: PaymentOrder): boolean => reversals !== undefined && purpose === 'reversal'
  const others = good.filter((order) => !isApart(order))
  const open = await openGathering(deps, scope, {
    ...due,
    format: others.length > 0 ? format : (reversals ?? format),
  })
  const fitting = fittingOf(
    connection,
    open,
    others.length > 0 ? others : await undoingTogether(scope, open, good),
  )
  if (fitting.length === 0) return { file: open, moves: [] }
  const references = await referencesFor(scope, connection, fitting)
  const moves = fitting.map(
    (order, index): OrderMove => ({
      id: order.id,
      event: 'submit',
      file: open.id,
      place: { file: open.id, number: open.orders + index + 1 },
      reference: references[index] ?? order.end_to_end_id,
    }),
  )
  return { file: open, moves: [...moves, ...rejected] }
}

/** Of orders that undo collections those of one group, that of the file when it has begun: a file of them names one original. */
async function undoingTogether(
  { db, tenant_id }: Scope,
  file: OutgoingFile,
  reversals: readonly PaymentOrder[],
): Promise<readonly PaymentOrder[]> {
  const begun = await ordersOfFile(db, tenant_id, file.id, { after_number: 0, limit: 1 })
  const originals = await originalsOf({ db, tenant_id }, [...begun, ...reversals])
  const originalOf = ({ original }: PaymentOrder): PaymentOrder =>
    present(original === null ? undefined : originals.get(original), 'the collection of a reversal')
  const first = originalOf(present(begun[0] ?? reversals[0], 'a reversal'))
  return reversals.filter((one) => isSameGroup(originalOf(one), first))
}

/** Minor units on either side of a file: what the control record of a Nacha file holds, and other formats more of. */
const FILE_TOTAL_MAX = 999_999_999_999n

/** As many as the file has room for. */
function fittingOf(
  { rules }: BankConnection,
  file: OutgoingFile,
  orders: readonly PaymentOrder[],
): readonly PaymentOrder[] {
  const totals = { direct_debit: file.debit_total, credit_transfer: file.credit_total }
  const room = Math.max(rules.file_orders_max - file.orders, 0)
  const end = orders.slice(0, room).findIndex(({ kind, amount }) => {
    totals[kind] += BigInt(amount)
    return totals[kind] > FILE_TOTAL_MAX
  })
  return orders.slice(0, end === -1 ? room : end)
}

/** What reversals undo, by its id. */
async function originalsOf(
  { db, tenant_id }: Pick<Scope, 'db' | 'tenant_id'>,
  orders: readonly PaymentOrder[],
): Promise<ReadonlyMap<Id<'por'>, PaymentOrder>> {
  const ids = orders.flatMap(({ purpose, original }) => (purpose === 'reversal' ? (original ?? []) : []))
  if (ids.length === 0) return new Map()
  return new Map((await store.findOrders(db, tenant_id, ids)).map((one) => [one.id, one]))
}

type Judged = { readonly good: readonly PaymentOrder[]; readonly rejected: readonly OrderMove[] }

/** What may still go: its account is enabled, its mandate active, and its originator not blocked for too many returns. */
async function judge(
  scope: Scope,
  connection: BankConnection,
  orders: readonly PaymentOrder[],
): Promise<Judged> {
  const { db, tenant_id } = scope
  const accounts = await findBankAccounts(db, tenant_id, [...new Set(orders.map((one) => one.bank_account))])
  const mandates = await findMandates(db, tenant_id, [
    ...new Set(orders.flatMap(({ mandate }) => mandate ?? [])),
  ])
  const originals = await originalsOf(scope, orders)
  const isDebiting = orders.some(({ kind, rail }) => kind === 'direct_debit' && rail === 'ach')
  const gauge = isDebiting
    ? await blockingGauge(db, tenant_id, connection, dayOf(scope.world.now()))
    : undefined
  const why = (order: PaymentOrder): string | undefined => {
    const account = accounts.get(order.bank_account)
    if (account?.state !== 'enabled') return `The bank account is ${account?.state ?? 'gone'}.`
    // Whoever ordered or approved the payment did so to the account as it was.
    if (order.kind === 'credit_transfer' && account.details_given_at > order.created_at)
      return 'Somebody gave the bank account other details after this was ordered.'
    const undone = order.purpose === 'reversal' ? originals.get(order.original ?? order.id) : undefined
    if (undone !== undefined && undone.state !== 'settled')
      return `What it should undo is ${undone.state}, so there is nothing to give back.`
    const mandate = order.mandate === null ? undefined : mandates.get(order.mandate)
    if (mandate !== undefined && mandate.state !== 'active') return `The mandate is ${mandate.state}.`
    if (gauge !== undefined && order.kind === 'direct_debit' && order.purpose === 'payment')
      return `Too many debits come back: the ${gauge.name} return rate is over what stops new ones.`
    return undefined
  }
  const judged = orders.map((order) => ({ order, because: why(order) }))
  return {
    good: judged.flatMap(({ order, because }) => (because === undefined ? [order] : [])),
    rejected: judged.flatMap(({ order, because }) =>
      because === undefined ? [] : [{ id: order.id, event: 'reject' as const, because }],
    ),
  }
}

function totalsOf(orders: readonly PaymentOrder[]) {
  const sum = (kind: PaymentOrder['kind']): bigint =>
    orders.reduce((total, one) => (one.kind === kind ? total + BigInt(one.amount) : total), 0n)
  return { orders: orders.length, debit_total: sum('direct_debit'), credit_total: sum('credit_transfer') }
}
