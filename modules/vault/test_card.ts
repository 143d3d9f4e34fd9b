import { hash } from 'node:crypto'
import { type Id, idFromBytes } from '../../kernel/id.ts'
import { ownOf } from '../../kernel/own.ts'
import { secret } from '../../kernel/secret.ts'
import { boundedCache } from '../../platform/bounded_cache.ts'
import type { Database } from '../../platform/db/database.ts'
import type { OpenScope, TenantId } from '../../platform/scope.ts'
import { readClocks } from '../../platform/tenant_clock.ts'
import type { NewCard } from './card.ts'
import { schemeOf } from './check_card.ts'
import { createToken, prepareToken, type TokenDeps } from './create_token.ts'
import { testCardCvc, testCardExpiry, testCards } from './facts/test_cards.ts'
import { KEY_RINGS_MAX, STALE_KEY_TRIES_MAX } from './limits.ts'

export type TestCards = (scope: OpenScope, name: string) => Promise<Id<'tok'> | undefined>

/**
 * The token of a test card (`pm_card_visa`): the same one for ever, made at its first use, with a CVC each time it is
 * named. Undefined for a name that is not in the table, and in a live tenant. Call it outside of transactions.
 */
export function createTestCards(deps: TokenDeps & { readonly db: Database }): TestCards {
  const made = boundedCache<Id<'tok'>, true>(KEY_RINGS_MAX)
  const sandboxes = boundedCache<TenantId, boolean>(KEY_RINGS_MAX)
  const isSandbox = async (tenant_id: TenantId): Promise<boolean> => {
    const known = sandboxes.get(tenant_id)
    if (known !== undefined) return known
    const clock = (await readClocks(deps.db, [tenant_id])).get(tenant_id)
    // A tenant that was not opened yet is neither.
    if (clock !== undefined) sandboxes.set(tenant_id, clock !== null)
    return clock !== undefined && clock !== null
  }
  return async (scope, name) => {
    const { tenant_id } = scope
    const number = ownOf(testCards, name)
    if (number === undefined || !(await isSandbox(tenant_id))) return undefined
    const card = cardOf(number)
    const token = tokenOf(tenant_id, name)
    if (made.has(token)) {
      if (card.cvc !== null) deps.cvcs.hold(token, card.cvc)
      return token
    }
    for (let tries = 0; tries < STALE_KEY_TRIES_MAX; tries++) {
      await prepareToken(deps, scope, card)
      const added = await deps.db.withTenant(tenant_id, (db) =>
        createToken(deps, { ...scope, db }, card, token),
      )
      if (!added.ok) continue
      made.set(token, true)
      return token
    }
    throw new Error(`the test card ${name} could not be made`)
  }
}

const cardOf = (number: string): NewCard => ({
  number: secret(number),
  expiry_month: testCardExpiry.month,
  expiry_year: testCardExpiry.year,
  cvc: secret(schemeOf(number)?.scheme === 'amex' ? testCardCvc.amex : testCardCvc.usual),
  name: null,
})

/** A UUID of version 8 (RFC 9562): drawn from the tenant and the name instead of by chance. */
function tokenOf(tenant_id: TenantId, name: string): Id<'tok'> {
  const bytes = hash('sha256', `florin test card\n${tenant_id}\n${name}`, 'buffer').subarray(0, 16)
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  return idFromBytes('tok', bytes)
}
