import type { Id } from '../../kernel/id.ts'
import { boundedCache } from '../../platform/bounded_cache.ts'
import type { Database } from '../../platform/db/database.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { OpenScope, TenantId } from '../../platform/scope.ts'
import type { Audit } from '../audit/index.ts'
import { partyFacts } from './facts_parties.ts'
import { derivedId } from './merchant_accounts.ts'
import { type MerchantFields, merchantJson } from './merchant.ts'
import { DEFAULT_MERCHANTS_REMEMBERED_MAX } from './parties_limits.ts'
import { insertMerchant } from './store_merchants.ts'

/** What a tenant sells as until it says otherwise: `PATCH /v1/merchants/{id}` changes it as any other. */
const firstMerchant: MerchantFields = {
  reference: null,
  name: 'Default merchant',
  statement_descriptor: 'FLORIN MERCHANT',
  city: 'Amsterdam',
  country: 'NL',
  mcc: '5999',
  settlement_currency: null,
  metadata: {},
}

const defaultMerchantId = (tenant_id: TenantId): Id<'mer'> => derivedId('mer', tenant_id, 'default merchant')

/**
 * The tenant's default merchant, made at its first use in a transaction of its own; after that from memory. Two first
 * uses at once make one.
 */
export function createDefaultMerchant({ db, audit }: { db: Database; audit: Audit }) {
  const made = boundedCache<TenantId, Id<'mer'>>(DEFAULT_MERCHANTS_REMEMBERED_MAX)
  return async (scope: OpenScope): Promise<Id<'mer'>> => {
    const { tenant_id, world } = scope
    const known = made.get(tenant_id)
    if (known !== undefined) return known
    const id = defaultMerchantId(tenant_id)
    const at = world.now()
    await db.withTenant(tenant_id, async (tx) => {
      if (!(await insertMerchant(tx, tenant_id, at, { id, ...firstMerchant }))) return
      const object = merchantJson({ id, ...firstMerchant, state: 'active', created_at: at, updated_at: at })
      await audit.append({ ...scope, db: tx }, [
        { action: 'merchants.create', resource_type: 'merchant', resource_id: id, after: object },
      ])
      await appendFacts(tx, scope, [partyFacts.fact('payments.merchant_created', id, { object })])
    })
    made.set(tenant_id, id)
    return id
  }
}
