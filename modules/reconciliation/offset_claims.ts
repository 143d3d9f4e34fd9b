import { dayOf } from '../../kernel/world.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { closeTold } from './close_told.ts'
import type { ReconciliationDeps } from './deps.ts'
import { OFFSETS_PER_LOOK_MAX } from './limits.ts'
import { findOpenBreaks } from './store_breaks.ts'
import { findOffsetting, lockCursor, offsetClaims } from './store_claims.ts'
import type { Receivable } from './sync_claims.ts'

/**
 * What was taken back before any report named it, and is named by none in time: the acquirer keeps both off its papers, and
 * nothing is owed. Its claims close each other, and a break that said one of them was missing is explained. A repeat finds
 * nothing. Returns how many operations that were.
 */
export async function offsetTakenBack(
  { db }: Pick<ReconciliationDeps, 'db'>,
  scope: OpenScope,
  { account, currency }: Receivable,
): Promise<number> {
  const { tenant_id, world } = scope
  const now = world.now()
  return db.withTenant(tenant_id, async (tx) => {
    await lockCursor(tx, tenant_id, account, currency)
    const asked = { account, currency, day: dayOf(now), limit: OFFSETS_PER_LOOK_MAX }
    const found = await findOffsetting(tx, tenant_id, asked)
    const claims = found.flatMap(({ claims: ids }) => ids)
    if (claims.length === 0 || !(await offsetClaims(tx, tenant_id, now, claims))) return 0
    const operations = found.map(({ operation }) => operation)
    const breaks = (await findOpenBreaks(tx, tenant_id, operations)).filter(
      ({ type, claim }) => type === 'missing_line' && claim !== null && claims.includes(claim),
    )
    const note = 'It was taken back before any report named it: nothing is owed.'
    const closing = breaks.map(({ id }) => ({ id, note }))
    await appendFacts(tx, scope, await closeTold({ ...scope, db: tx }, closing))
    return found.length
  })
}
