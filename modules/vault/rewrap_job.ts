import { present } from '../../kernel/assert.ts'
import type { World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { JobKind, JobWork } from '../../platform/jobs/job.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { openAt, sealAt } from './cipher.ts'
import type { SealingKey, SealingKeys } from './sealing_keys.ts'
import { vaultFacts } from './facts.ts'
import { REWRAP_CARDS_MAX } from './limits.ts'
import { CARD_PURPOSE, cardPlace } from './send_card.ts'
import {
  findRunning,
  finishRotation,
  type OldCard,
  rewrapCards,
  selectCardsBefore,
} from './store_rotation.ts'

export const REWRAP_KIND = 'vault.rewrap'

type RewrapDeps = { readonly db: Database; readonly world: World; readonly keys: SealingKeys }

/** Seals the cards of a running rotation again, set by set; done again it goes on where it was. */
export const rewrapJob = (deps: RewrapDeps): JobKind => ({
  kind: REWRAP_KIND,
  retry_ms: [1_000, 10_000, 60_000, 600_000, 3_600_000],
  batch_max: 10,
  async run({ scope, signal }: JobWork) {
    await rewrap(deps, scope, signal)
    return 'done'
  },
})

async function rewrap(deps: RewrapDeps, scope: OpenScope, signal: AbortSignal): Promise<void> {
  const { db, keys } = deps
  const { tenant_id } = scope
  const running = await db.withTenant(tenant_id, (tx) => findRunning(tx, tenant_id, CARD_PURPOSE))
  if (running === undefined) return
  const { epoch } = running
  keys.forget(tenant_id, CARD_PURPOSE)
  const fresh = await keys.find(tenant_id, CARD_PURPOSE, epoch)
  // Without its key there is nothing to seal under: the tenant was shredded meanwhile, and so were its cards.
  if (fresh !== undefined) while (await rewrapSome(deps, scope, fresh)) signal.throwIfAborted()
  await db.withTenant(tenant_id, async (tx) => {
    const times = { at: scope.world.now(), wall: deps.world.now() }
    const isDone = await finishRotation(tx, tenant_id, epoch, times)
    if (!isDone)
      throw new Error('cards came in under the key before; they are sealed again with the next try')
    const body = { purpose: CARD_PURPOSE, epoch }
    await appendFacts(tx, scope, [vaultFacts.fact('vault.rotation_finished', null, body)])
  })
  keys.forget(tenant_id, CARD_PURPOSE)
}

/** False when none was left. */
async function rewrapSome(deps: RewrapDeps, scope: OpenScope, fresh: SealingKey): Promise<boolean> {
  const { db } = deps
  const { tenant_id } = scope
  const cards = await db.withTenant(tenant_id, (tx) =>
    selectCardsBefore(tx, tenant_id, fresh.epoch, REWRAP_CARDS_MAX),
  )
  if (cards.length === 0) return false
  const resealed = await Promise.all(cards.map((card) => reseal(deps, scope, card, fresh)))
  await db.withTenant(tenant_id, (tx) => rewrapCards(tx, tenant_id, fresh.epoch, resealed))
  return true
}

async function reseal(
  { keys, world }: RewrapDeps,
  { tenant_id }: OpenScope,
  card: OldCard,
  fresh: SealingKey,
) {
  const old = present(await keys.find(tenant_id, CARD_PURPOSE, card.epoch), 'the key of a card')
  const plain = openAt(old.key, cardPlace(tenant_id, card.token, old.id), card.sealed)
  const place = cardPlace(tenant_id, card.token, fresh.id)
  const resealed = sealAt(fresh.key, Buffer.from(world.random(12)), place, plain)
  plain.fill(0)
  return { ...card, resealed }
}
