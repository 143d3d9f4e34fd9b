import type { Currency } from '../../kernel/currency.ts'
import { type Id, uuidOf } from '../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../kernel/result.ts'
import type { FeedFact } from '../../platform/outbox/fact.ts'
import { readFacts } from '../../platform/outbox/outbox.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { RecordedTransfer } from '../ledger/index.ts'
import type { Core } from './deps.ts'
import { OPERATION_LEASE_MS } from './limits.ts'
import { siblingId } from './movements.ts'
import { operationTransfer, readHistory, type StoredHistory } from './store_timeline.ts'
import type { Entry } from './timeline_entry.ts'
import {
  authenticationEntries,
  createdEntry,
  eventEntry,
  operationEntry,
  outcomeEntry,
  transferEntry,
  turnEntry,
} from './timeline_entries.ts'

/** The wall's time beside the tenant's tells what came first while a sandbox's clock stands. */
type Placed = { readonly entry: Entry; readonly wall_ms: number; readonly rank: number }

const rankOf: Readonly<Record<Entry['type'], number>> = {
  payment_created: 0,
  step_taken: 1,
  operation_sent: 2,
  outcome_learned: 3,
  cardholder_authentication: 4,
  ledger_transfer: 5,
  event_told: 6,
}
const placed = (entry: Entry, wall_ms: number): Placed => ({ entry, wall_ms, rank: rankOf[entry.type] })

/**
 * Everything that happened to a payment, in order: what was sent, what was learned and how, what moved in the ledger, who
 * decided what, and what was told. Errors: payment_not_found.
 */
export async function readTimeline(
  core: Core,
  scope: OpenScope,
  id: Id<'pay'>,
): Promise<Result<{ readonly entries: readonly Entry[]; readonly currency: Currency }, Failure>> {
  const { tenant_id } = scope
  const found = await core.find(scope, id)
  if (!found.ok) return found
  const { history, facts } = await core.db.withTenant(tenant_id, async (tx) => {
    const stored = await readHistory(tx, tenant_id, id)
    return { history: stored, facts: await readFacts(tx, tenant_id, seqsOf(stored)) }
  })
  const ids = transfersOf(history)
  const transfers = await core.ledger.findTransfers(scope, ids)
  const moved = ids.flatMap((one) => transfers.get(one)?.transfer ?? [])
  const { order } = found.value
  const all = [
    placed(createdEntry(order), 0),
    ...operationsPlaced(history),
    ...turnsPlaced(history, facts),
    ...authenticationsPlaced(history, facts),
    ...moved.map((transfer) => transferPlaced(history, wallsOf(facts), transfer)),
    ...facts.map((fact) => placed(eventEntry(fact), wallOf(uuidOf(fact.id)))),
  ]
  all.sort((a, b) => a.entry.at - b.entry.at || a.wall_ms - b.wall_ms || a.rank - b.rank)
  return ok({ entries: all.map(({ entry }) => entry), currency: order.currency })
}

/** The milliseconds of a UUIDv7, which was made by the wall's clock. */
const wallOf = (uuid: string): number => Number.parseInt(uuid.replaceAll('-', '').slice(0, 12), 16)

const seqsOf = ({ told_seq, outcomes, turns, authentications }: StoredHistory): bigint[] => [
  ...new Set(
    [
      told_seq,
      ...outcomes.map((one) => one.told_seq),
      ...turns.map((one) => one.told_seq),
      ...authentications.flatMap((one) => [one.told_seq, one.last_told_seq]),
    ].filter((seq): seq is bigint => seq !== null),
  ),
]

/** An operation makes at most three transfers, whose ids follow from its own. */
const transfersOf = ({ operations, turns }: StoredHistory): Id<'trf'>[] => [
  ...operations.flatMap((operation) => {
    const id = operationTransfer(operation)
    return [id, siblingId(id), siblingId(id, 8)]
  }),
  ...turns.flatMap(({ transfers }) => transfers.map((uuid) => operationTransfer({ id: uuid }))),
]

const sentAt = ({ lease_until }: StoredHistory['operations'][number]): number =>
  lease_until / 1_000 - OPERATION_LEASE_MS

function operationsPlaced({ operations, outcomes }: StoredHistory): Placed[] {
  const byId = new Map(operations.map((operation) => [operation.id, operation]))
  return [
    ...operations.map((operation) => placed(operationEntry(operation), sentAt(operation))),
    ...outcomes.flatMap((outcome) => {
      const operation = byId.get(outcome.operation_id)
      return operation === undefined ? [] : [placed(outcomeEntry(operation, outcome), wallOf(outcome.id))]
    }),
  ]
}

/** A person's yes comes before what was sent because of it, although both are one transaction. */
function turnsPlaced({ turns, operations }: StoredHistory, facts: readonly FeedFact[]): Placed[] {
  const walls = wallsOf(facts)
  return turns.map((turn) => {
    const after = operations.filter(({ created_at }) => created_at === turn.at).map(sentAt)
    const told_ms = walls.get(turn.told_seq) ?? 0
    return placed(turnEntry(turn), turn.verdict === 'approved' ? Math.min(told_ms, ...after) : told_ms)
  })
}

const wallsOf = (facts: readonly FeedFact[]): ReadonlyMap<bigint, number> =>
  new Map(facts.map(({ seq, id }) => [seq, wallOf(uuidOf(id))]))

function authenticationsPlaced(
  { authentications, outcomes }: StoredHistory,
  facts: readonly FeedFact[],
): readonly Placed[] {
  const walls = wallsOf(facts)
  return authentications.flatMap((one) => {
    const told_ms = walls.get(one.last_told_seq ?? -1n) ?? 0
    // After the soft decline that asks for it, where one did.
    const asked_ms = Math.max(
      0,
      ...outcomes.filter(({ at }) => at === one.created_at).map(({ id }) => wallOf(id)),
    )
    return authenticationEntries(one).map((entry, index) => placed(entry, index === 0 ? asked_ms : told_ms))
  })
}

/** Beside the news that moved it, or the operation that set it aside. */
function transferPlaced(
  { operations, outcomes, turns }: StoredHistory,
  walls: ReadonlyMap<bigint, number>,
  transfer: RecordedTransfer,
): Placed {
  const operation = operations.find((one) => {
    const id = operationTransfer(one)
    return [id, siblingId(id), siblingId(id, 8)].includes(transfer.id)
  })
  const entry = transferEntry(transfer, operation)
  if (operation === undefined) {
    const turn = turns.find(({ transfers }) => transfers.includes(uuidOf(transfer.id)))
    return placed(entry, walls.get(turn?.told_seq ?? -1n) ?? 0)
  }
  const news = outcomes.filter(
    ({ operation_id, is_applied, result, at }) =>
      operation_id === operation.id &&
      is_applied &&
      result !== 'pending' &&
      result !== 'unknown' &&
      at <= transfer.recorded_at,
  )
  const isAside = operation.kind === 'refund' && transfer.kind === 'pending'
  if (isAside) return { entry, wall_ms: sentAt(operation), rank: rankOf.operation_sent }
  const last = news.at(-1)
  return placed(entry, last === undefined ? sentAt(operation) : wallOf(last.id))
}
