import type { Id } from '../../kernel/id.ts'
import type { World } from '../../kernel/world.ts'
import { boundedCache } from '../../platform/bounded_cache.ts'
import type { Database } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import { SECRETS_KEPT_MAX } from './limits.ts'
import { PURPOSE, type Sealer, systemScope } from './sealer.ts'
import { type SigningKey, signingKey } from './sign.ts'
import { validSecrets } from './store_endpoints.ts'

/** Secrets of endpoints, unsealed and ready to sign with. */
export type SigningKeys = {
  /** The current one first; with the one before while a rotation overlaps. A known number is answered from memory. */
  of(tenant_id: TenantId, endpoint_id: Id<'whe'>, secret_number: number): Promise<readonly SigningKey[]>
}

type Deps = { readonly db: Database; readonly world: World; readonly sealer: Sealer }

/** Each claim says the number of the current secret, so a rotation elsewhere is known with the next delivery. */
export function createSigningKeys({ db, world, sealer }: Deps): SigningKeys {
  const known = boundedCache<string, Promise<readonly SigningKey[]>>(SECRETS_KEPT_MAX)
  const load = async (tenant_id: TenantId, id: Id<'whe'>): Promise<readonly SigningKey[]> => {
    const sealed = await db.withTenant(tenant_id, (tx) => validSecrets(tx, tenant_id, id, world.now()))
    const scope = systemScope(tenant_id, world)
    return Promise.all(
      sealed.map(async (one) => signingKey(await sealer.unseal(scope, PURPOSE, one.sealed), one.valid_until)),
    )
  }
  return {
    of(tenant_id, endpoint_id, secret_number) {
      const place = `${tenant_id} ${endpoint_id} ${secret_number}`
      const loaded = known.get(place)
      if (loaded !== undefined) return loaded
      const loading = load(tenant_id, endpoint_id)
      known.set(place, loading)
      loading.catch(() => known.delete(place))
      return loading
    },
  }
}
