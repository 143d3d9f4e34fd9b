import type { Id } from '../../../kernel/id.ts'
import type { Fact } from '../../../platform/outbox/fact.ts'
import type { Scope } from '../../../platform/scope.ts'
import { sepaFacts } from './facts.ts'
import { type RecallEvent, recallMachine, type RecallState } from './recall.machine.ts'
import { recallJson } from './recall.ts'
import * as store from './store_recalls.ts'

export type RecallAnswered = {
  readonly order: Id<'por'>
  readonly event: RecallEvent
  readonly code: string
  /** The bank's file that says so; null where a gateway does. */
  readonly file: Id<'fil'> | null
}

/**
 * Moves the recalls of orders, in the caller's transaction, and answers what is to be told and which orders have one. One from
 * whose state the event leads nowhere stays as it is, so a repeat does nothing.
 */
export async function answerRecalls(
  { db, tenant_id, world }: Scope,
  answers: readonly RecallAnswered[],
): Promise<{ readonly facts: readonly Fact[]; readonly known: ReadonlySet<Id<'por'>> }> {
  const held = await store.recallsOfOrders(db, tenant_id, [...new Set(answers.map(({ order }) => order))])
  const byOrder = new Map(held.map((one) => [one.order, one]))
  const at = world.now()
  const moved = new Map<Id<'rcl'>, store.MovedRecall>()
  for (const { order, event, code, file } of answers) {
    const before = byOrder.get(order)
    const events: Readonly<Record<string, RecallState>> = before ? recallMachine.table[before.state] : {}
    const state = events[event]
    if (before === undefined || state === undefined || moved.has(before.id)) continue
    const answer_code = code === '' ? null : code.slice(0, 10)
    const after = { ...before, state, answer_code, answer_file: file, answered_at: at, updated_at: at }
    moved.set(before.id, { before, after, event })
  }
  if (moved.size > 0) await store.moveRecalls(db, tenant_id, [...moved.values()], at)
  const facts = [...moved.values()].map(({ after }) =>
    sepaFacts.fact(`rails.recall_${after.state}`, after.id, { object: recallJson(after) }),
  )
  return { facts, known: new Set(byOrder.keys()) }
}
