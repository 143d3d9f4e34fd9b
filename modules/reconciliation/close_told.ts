import type { Fact } from '../../platform/outbox/fact.ts'
import type { Scope } from '../../platform/scope.ts'
import type { Break } from './break.ts'
import { resolvedFact } from './facts.ts'
import { closeBreaks } from './store_breaks.ts'

/** A break, and why it says nothing any more. */
export type Closing = Pick<Break, 'id'> & { readonly note: string }

/** Closes breaks in nobody's name, so that what they were about can be told again. What is to be told of it. */
export async function closeTold(
  { db, tenant_id, world }: Scope,
  closing: readonly Closing[],
): Promise<Fact[]> {
  const now = world.now()
  const closed = await closeBreaks(db, tenant_id, now, {
    ids: closing.map(({ id }) => id),
    notes: closing.map(({ note }) => note),
    by: 'reconciliation',
    ledger_account: null,
  })
  return closed.map((one) => resolvedFact(one, now))
}
