import type { World } from '../../kernel/world.ts'
import type { TenantId } from '../../platform/scope.ts'
import { credentialHash, isCredential } from './credential.ts'
import type { Loader } from './load_credentials.ts'
import type { Cache } from './principal_cache.ts'

/** The tenant that this key lets its bearer into now; undefined when it lets nobody in. Not counted as a use. */
export async function tenantOfKey(
  { world, cache, loader }: { world: World; cache: Cache; loader: Loader },
  credential: string,
): Promise<TenantId | undefined> {
  if (!isCredential(credential)) return undefined
  const hash = credentialHash(credential)
  const held = cache.keep(hash, await loader.load(hash))
  const isGood = held !== undefined && (held.ends_at === null || held.ends_at > world.now())
  return isGood ? held.principal.tenant_id : undefined
}
