import { assert } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { Scope } from '../../../platform/scope.ts'
import type { MandateDeps } from './deps.ts'
import { mandateFacts } from './facts.ts'
import { type MandateEvent, mandateMachine, type MandateState } from './mandate.machine.ts'
import { type Mandate, mandateJson } from './mandate.ts'
import * as store from './store.ts'

export type MandateMove = {
  readonly id: Id<'man'>
  readonly event: MandateEvent
  readonly because: string
}

const BECAUSE_CHARS_MAX = 200

/**
 * Moves any number of mandates along their machine, one move each, in the caller's transaction: one statement, and the same
 * words in the audit trail and the feed as for one. Mandates from whose state the event leads nowhere stay as they are, so a
 * repeat does nothing.
 */
export async function changeMandates(
  { audit }: Pick<MandateDeps, 'audit'>,
  scope: Scope,
  moves: readonly MandateMove[],
): Promise<void> {
  if (moves.length === 0) return
  assert(new Set(moves.map(({ id }) => id)).size === moves.length, 'one move for each mandate')
  const { db, tenant_id } = scope
  const at = scope.world.now()
  const ids = moves.map(({ id }) => id)
  const held = await store.findMandates(db, tenant_id, ids, { is_locked: true })
  const changes: { readonly before: Mandate; readonly after: Mandate; readonly event: MandateEvent }[] = []
  for (const { id, event, because: why } of moves) {
    const before = held.get(id)
    const events: Readonly<Record<string, MandateState>> = before ? mandateMachine.table[before.state] : {}
    const to = events[event]
    if (before === undefined || to === undefined) continue
    const because = to === 'active' ? null : why.slice(0, BECAUSE_CHARS_MAX)
    changes.push({ before, after: { ...before, state: to, because, updated_at: at }, event })
  }
  if (changes.length === 0) return
  const moved = changes.map(({ before, after, event }) => ({
    id: after.id,
    from: before.state,
    event,
    to: after.state,
    because: after.because,
  }))
  await store.moveMandates(db, tenant_id, moved, at)
  const told = changes.map(({ before, after, event }) => ({
    action: `mandates.${event}`,
    resource_type: 'mandate',
    resource_id: after.id,
    before: mandateJson(before),
    after: mandateJson(after),
  }))
  await audit.append(scope, told)
  const facts = told.map(({ resource_id, after: object }) =>
    mandateFacts.fact('rails.mandate_changed', resource_id, { object }),
  )
  await appendFacts(db, scope, facts)
}
