import { assert, present } from '../../../kernel/assert.ts'
import { type Id, parseId, uuidOf } from '../../../kernel/id.ts'
import { keepLastWords, speakLastWords } from '../../../platform/db/last_words.ts'
import type { Fact } from '../../../platform/outbox/fact.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { isForExactPath, postJoined, PostingRefused, type TransferOrder } from '../../ledger/index.ts'
import type { BankConnection } from '../bank_connections/bank_connection.ts'
import { findConnections } from '../bank_connections/store_reads.ts'
import { decideMove, type Moved, type OrderMove } from './decide_move.ts'
import type { OrderDeps } from './deps.ts'
import { paymentOrderFacts } from './facts.ts'
import { ORDERS_PER_CALL_MAX, STEPS_MAX } from './limits.ts'
import { movementsOf } from './movements.ts'
import { type PaymentOrder, paymentOrderJson } from './payment_order.ts'
import { movedRow } from './rows.ts'
import * as store from './store.ts'

export type MoveOutcome = {
  readonly moved: readonly Moved[]
  /** They are as they were: the event leads nowhere from their state, as for a repeat, or there is no such order. */
  readonly unmoved: readonly { readonly move: OrderMove; readonly order: PaymentOrder | undefined }[]
}
/** Runs in the transaction, before the ledger is posted; more than once when the transaction is repeated. */
export type Within = (scope: Scope, moved: readonly Moved[]) => Promise<void>

const TRIES_MAX = 4

/**
 * Moves orders: their states, what is told of them, the ledger and the facts are one transaction. At most 1,000, one move
 * each. An account of the ledger that takes no part is gone around: see `decideMove`. A repeat moves nothing.
 */
export async function moveOrders(
  deps: OrderDeps,
  scope: OpenScope,
  moves: readonly OrderMove[],
  within?: Within,
): Promise<MoveOutcome> {
  if (moves.length === 0) return { moved: [], unmoved: [] }
  assert(moves.length <= ORDERS_PER_CALL_MAX, 'one transaction moves a bounded number of orders')
  assert(new Set(moves.map(({ id }) => id)).size === moves.length, 'one move for each order')
  const refused = new Set<Id<'por'>>()
  let is_exact = false
  for (let tries = 1; ; tries++) {
    try {
      return await deps.db.withTenant(scope.tenant_id, async (db) => {
        keepLastWords(db, 'facts')
        const outcome = await moveOnce({ ...scope, db }, moves, { is_exact, refused, within })
        await speakLastWords(db)
        return outcome
      })
    } catch (error) {
      if (tries >= TRIES_MAX) throw error
      if (error instanceof MovesRefused) error.ids.forEach((id) => refused.add(id))
      else if (!isForExactPath(error)) throw error
      is_exact = true
    }
  }
}

/** The ledger refused what some of the orders move: they are gone around. */
class MovesRefused extends Error {
  override readonly name = 'MovesRefused'
  readonly ids: readonly Id<'por'>[]
  constructor(ids: readonly Id<'por'>[], cause: PostingRefused) {
    super(`${ids.length} orders cannot move so: ${cause.message}`, { cause })
    this.ids = ids
  }
}

type How = {
  readonly is_exact: boolean
  readonly refused: ReadonlySet<Id<'por'>>
  readonly within: Within | undefined
}

async function moveOnce(
  scope: Scope,
  moves: readonly OrderMove[],
  { is_exact, refused, within }: How,
): Promise<MoveOutcome> {
  const { db, tenant_id } = scope
  const at = scope.world.now()
  const ids = moves.map(({ id }) => id)
  const orders = new Map(
    (await store.findOrders(db, tenant_id, ids, { is_locked: true })).map((order) => [order.id, order]),
  )
  const moved: Moved[] = []
  const unmoved: { move: OrderMove; order: PaymentOrder | undefined }[] = []
  for (const move of moves) {
    const order = orders.get(move.id)
    const after = order === undefined ? undefined : decideMove(order, move, at, refused.has(move.id))
    if (order === undefined || after === undefined) unmoved.push({ move, order })
    else moved.push({ before: order, after, move })
  }
  if (moved.length === 0) return { moved, unmoved }
  assert(
    moved.every(({ after }) => after.steps <= STEPS_MAX),
    'an order goes through a bounded number of steps',
  )
  const rows = moved.map(({ before, after, move }) => movedRow(before, after, move.event, saidBy(move.file)))
  await store.writeMoves(db, tenant_id, rows, at)
  await within?.(scope, moved)
  await postMoves(scope, moved, is_exact)
  await appendFacts(
    db,
    scope,
    moved.flatMap(({ before, after }) => factOf(before, after, at)),
  )
  return { moved, unmoved }
}

function saidBy(file: string | undefined): string | null {
  if (file === undefined) return null
  return uuidOf(present(parseId('fil', file) ?? parseId('ofl', file), 'the id of a file'))
}

async function postMoves(scope: Scope, moved: readonly Moved[], is_exact: boolean): Promise<void> {
  const places = await findConnections(scope.db, scope.tenant_id, [
    ...new Set(moved.map(({ after }) => after.connection)),
  ])
  const placed = moved.flatMap((one) => {
    const connection: BankConnection = present(places.get(one.after.connection), 'the connection of an order')
    return movementsOf(one.before, one.move, one.after, connection).map(
      (transfer): { readonly id: Id<'por'>; readonly transfer: TransferOrder } => ({
        id: one.after.id,
        transfer,
      }),
    )
  })
  try {
    await postJoined(
      scope,
      placed.map(({ transfer }) => transfer),
      { is_exact },
    )
  } catch (error) {
    if (!(error instanceof PostingRefused)) throw error
    throw new MovesRefused(
      error.refused.flatMap(({ place }) => placed[place]?.id ?? []),
      error,
    )
  }
}

function factOf(before: PaymentOrder, after: PaymentOrder, at: PaymentOrder['updated_at']): Fact[] {
  if (after.state === 'submitting') return []
  const object = paymentOrderJson(after, at)
  return [paymentOrderFacts.fact(`rails.payment_order_${after.state}`, before.id, { object })]
}
