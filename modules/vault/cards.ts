import type { Id } from '../../kernel/id.ts'
import type { World } from '../../kernel/world.ts'
import { type Batcher, createBatcher, type Waiting } from '../../platform/batcher/batcher.ts'
import { boundedCache } from '../../platform/bounded_cache.ts'
import type { Database } from '../../platform/db/database.ts'
import type { Lane } from '../../platform/db/lane.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { CardView } from './card.ts'
import { expiryOf } from './check_card.ts'
import { BATCH_CARDS_MAX, CARDS_CACHED_MAX, QUEUED_CARDS_MAX } from './limits.ts'
import { findCards, type StoredCard } from './store.ts'

/** A card in memory: what may be seen, ready to be handed out, and the rest as ciphertext. */
export type HeldCard = {
  readonly tenant_id: TenantId
  readonly view: CardView
  readonly view_with_cvc: CardView
  readonly epoch: number
  readonly sealed: Buffer
}

export type Cards = {
  /** From memory only. */
  held(tenant_id: TenantId, token: Id<'tok'>): HeldCard | undefined
  /** From memory, else from the database, together with all that is asked for meanwhile; undefined for an unknown one. */
  find(tenant_id: TenantId, token: Id<'tok'>): Promise<HeldCard | undefined>
  keep(tenant_id: TenantId, card: StoredCard): HeldCard
  /** The next look goes to the database: the card was sealed again. */
  forget(token: Id<'tok'>): void
  idle(): Promise<void>
}

/** Cards by token. What is seen of one never changes, so memory is as good as the database. */
export function createCards({ db, world }: { db: Database; world: Pick<World, 'elapsed_ms'> }): Cards {
  // By the token alone: a name made of both would be a new string at each look, which costs more than the look itself.
  const cache = boundedCache<Id<'tok'>, HeldCard>(CARDS_CACHED_MAX)
  const keep = (tenant_id: TenantId, card: StoredCard): HeldCard => {
    const kept = hold(tenant_id, card)
    cache.set(card.token, kept)
    return kept
  }
  const flush = async (
    lane: Lane,
    tenant_id: TenantId,
    items: readonly Waiting<Id<'tok'>, HeldCard | undefined>[],
  ): Promise<void> => {
    const tokens = [...new Set(items.map(({ item }) => item))]
    const found = new Map<Id<'tok'>, HeldCard>()
    for (const card of await findCards(lane, tenant_id, tokens)) found.set(card.token, keep(tenant_id, card))
    for (const { item, resolve } of items) resolve(found.get(item))
  }
  const batcher: Batcher<Id<'tok'>, HeldCard | undefined> = createBatcher({
    world,
    lanes: [db.lane('vault-0')],
    weight_max: BATCH_CARDS_MAX,
    queue_max: QUEUED_CARDS_MAX,
    weigh: () => 1,
    flush,
  })
  const held = (tenant_id: TenantId, token: Id<'tok'>): HeldCard | undefined => {
    const known = cache.get(token)
    return known?.tenant_id === tenant_id ? known : undefined
  }
  return {
    held,
    find: async (tenant_id, token) => held(tenant_id, token) ?? batcher.submit(tenant_id, token),
    keep,
    forget: (token) => void cache.delete(token),
    idle: () => batcher.idle(),
  }
}

/** What every module may see of a card. */
export const viewOf = ({ epoch: _epoch, sealed: _sealed, ...card }: StoredCard, has_cvc: boolean): CardView =>
  Object.freeze({ ...card, expires_at: expiryOf(card.expiry_month, card.expiry_year), has_cvc })

const hold = (tenant_id: TenantId, card: StoredCard): HeldCard => ({
  tenant_id,
  view: viewOf(card, false),
  view_with_cvc: viewOf(card, true),
  epoch: card.epoch,
  sealed: card.sealed,
})
