import { type Id, newId } from '../../kernel/id.ts'
import { ok, type Result } from '../../kernel/result.ts'
import type { World } from '../../kernel/world.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import type { CardFace, CardView, NewCard } from './card.ts'
import { viewOf } from './cards.ts'
import { checkCard } from './check_card.ts'
import { keyedHash, sealAt } from './cipher.ts'
import type { Cvcs } from './cvcs.ts'
import type { SealingKeys } from './sealing_keys.ts'
import { type VaultFailure, vaultErrors } from './errors.ts'
import { vaultFacts } from './facts.ts'
import { CARD_PURPOSE, cardPlace } from './send_card.ts'
import { addCard, type StoredCard } from './store.ts'

/** One key of a tenant hashes card numbers; it stays the same for ever, or the same card would not be known again. */
export const HASH_PURPOSE = 'card.hash'

export type TokenDeps = {
  readonly cvcs: Cvcs
  readonly keys: SealingKeys
  /** The wall's world: for chance. */
  readonly world: World
}

/** What stands for a card under an Idempotency-Key: nothing that somebody without the tenant's key could try numbers on. */
export type CardClaim = {
  readonly card: {
    readonly number: string
    readonly expiry_month: number
    readonly expiry_year: number
    readonly has_cvc: boolean
    readonly name: string | null
  }
}

/**
 * Opens what `createToken` needs, outside of any transaction, and says what the card is to be compared by when the request
 * is repeated. The CVC is not compared: not even a hash of one may be kept. Errors: `vault_unavailable`.
 */
export async function prepareToken(
  { keys }: Pick<TokenDeps, 'keys'>,
  { tenant_id }: OpenScope,
  card: NewCard,
): Promise<Result<CardClaim, VaultFailure>> {
  try {
    const [{ key }] = await Promise.all([
      keys.current(tenant_id, HASH_PURPOSE),
      keys.current(tenant_id, CARD_PURPOSE),
    ])
    const { number, expiry_month, expiry_year, cvc, name } = card
    return ok({
      card: {
        number: keyedHash(key, 'claim', number.reveal()),
        expiry_month,
        expiry_year,
        has_cvc: cvc !== null,
        name: name === null ? null : keyedHash(key, 'claim', name.reveal()),
      },
    })
  } catch {
    return vaultErrors.fail('vault_unavailable', { retry_after_ms: 1_000 })
  }
}

/**
 * Puts a card into the vault, in the caller's transaction, after `prepareToken`. Its CVC is held in memory only. A repeat
 * makes another token, unless `token` names it: then the card that has it already is answered.
 *
 * Errors: `card_invalid` with every fault; `vault_unavailable` when the key was rotated meanwhile: simply repeat.
 */
export async function createToken(
  deps: TokenDeps,
  scope: Scope,
  card: NewCard,
  token: Id<'tok'> = newId('tok', deps.world),
): Promise<Result<CardView, VaultFailure>> {
  const checked = checkCard(card, scope.world.now())
  if (!checked.ok) return checked
  const { tenant_id, db } = scope
  const stored = sealCard(deps, scope, card, checked.value, token)
  const added = stored === undefined ? 'stale' : await addCard(db, tenant_id, stored)
  if (stored === undefined || added === 'stale') {
    // Only what is out of date: others may have read the newest key meanwhile, and be about to use it.
    if (stored !== undefined && deps.keys.heldCurrent(tenant_id, CARD_PURPOSE)?.epoch === stored.epoch)
      deps.keys.forget(tenant_id, CARD_PURPOSE)
    return vaultErrors.fail('vault_unavailable', { retry_after_ms: 0 })
  }
  if (card.cvc !== null) deps.cvcs.hold(token, card.cvc)
  if (added === 'added') {
    const { scheme, last4 } = stored
    await appendFacts(db, scope, [
      vaultFacts.fact('vault.token_created', token, { id: token, scheme, last4 }),
    ])
  }
  return ok(viewOf(stored, card.cvc !== null))
}

/** Undefined when the tenant's keys are not open. */
function sealCard(
  { keys, world }: TokenDeps,
  scope: Scope,
  card: NewCard,
  face: CardFace,
  token: Id<'tok'>,
): StoredCard | undefined {
  const { tenant_id } = scope
  const current = keys.heldCurrent(tenant_id, CARD_PURPOSE)
  const hashing = keys.heldCurrent(tenant_id, HASH_PURPOSE)
  if (current === undefined || hashing === undefined) return undefined
  const number = card.number.reveal()
  const plain = Buffer.from(`${number}\n${card.name?.reveal() ?? ''}`)
  const sealed = sealAt(
    current.key,
    Buffer.from(world.random(12)),
    cardPlace(tenant_id, token, current.id),
    plain,
  )
  plain.fill(0)
  return {
    ...face,
    token,
    fingerprint: keyedHash(hashing.key, 'fingerprint', number),
    epoch: current.epoch,
    sealed,
    created_at: scope.world.now(),
  }
}
