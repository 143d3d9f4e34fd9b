import { present } from '../../kernel/assert.ts'
import { StartRefused } from '../../platform/db/start_refused.ts'
import type { KeyDeps } from './sealing_keys.ts'
import { REWRAP_KEYS_MAX } from './limits.ts'
import { type ForeignKey, replaceWrapping, selectProviders, selectWrappedElsewhere } from './store_keys.ts'

/** How many sealing keys were put under the newest key-encryption key, and how many could not be opened. */
export type RewrappedKeys = { readonly rewrapped: number; readonly unreadable: number }

/**
 * Puts every sealing key of every tenant under the first provider: the rotation of the key-encryption key. No card is
 * touched. `tell` hears how far it is, from time to time. A repeat does what is left.
 */
export async function rewrapKeys(
  deps: KeyDeps,
  tell: (so_far: RewrappedKeys) => void = () => undefined,
): Promise<RewrappedKeys> {
  const own = present(deps.providers[0], 'a key provider')
  let after = { tenant_id: 0n, purpose: '', epoch: 0 }
  let rewrapped = 0
  let unreadable = 0
  for (;;) {
    const place = after
    const found = await deps.db.scatter('vault.keys_wrapped_elsewhere', (tx) =>
      selectWrappedElsewhere(tx, own.id, place, REWRAP_KEYS_MAX),
    )
    for (const key of found) {
      const plain = await unwrapped(deps, key)
      if (plain === undefined) {
        unreadable += 1
        continue
      }
      const next = { wrapped: await own.wrap(plain), wrapped_by: own.id }
      plain.fill(0)
      const isOurs = await deps.db.withTenant(key.tenant_id, (tx) => replaceWrapping(tx, key, next))
      if (isOurs) rewrapped += 1
    }
    const last = found.at(-1)
    if (last === undefined) return { rewrapped, unreadable }
    tell({ rewrapped, unreadable })
    after = last
  }
}

async function unwrapped(
  { providers }: KeyDeps,
  { wrapped, wrapped_by }: ForeignKey,
): Promise<Buffer | undefined> {
  const provider = providers.find(({ id }) => id === wrapped_by)
  return provider?.unwrap(wrapped).catch(() => undefined)
}

/**
 * Refuses a start without the keys that card data is under: a data directory that was lost, or a new passphrase, must not
 * look like an empty vault. Errors: StartRefused.
 */
export async function refuseForeignKeys({ db, providers }: KeyDeps): Promise<void> {
  const known = new Set(providers.map(({ id }) => id))
  const named = await db.scatter('vault.key_providers', selectProviders)
  const missing = named.filter((id) => !known.has(id))
  if (missing.length > 0)
    throw new StartRefused(
      `The vault's data is encrypted under ${missing.join(', ')}, which is not here; restore vault.key (or vault.salt and the passphrase) from a backup.`,
    )
}
