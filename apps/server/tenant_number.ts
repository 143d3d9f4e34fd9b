import { StartRefused } from '../../platform/db/start_refused.ts'
import type { TenantId } from '../../platform/scope.ts'

/** A tenant's number as operators write it. */
export function tenantNumber(text: string): TenantId {
  if (!/^\d{1,18}$/.test(text))
    throw new StartRefused(`--tenant takes a tenant's number, and "${text}" is none`)
  return BigInt(text) as TenantId
}
