import type { Id } from '../../kernel/id.ts'
import { type Instant, instantText, type World } from '../../kernel/world.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Mode } from './api_key.ts'

export type Organization = { readonly id: Id<'org'>; readonly name: string; readonly created_at: Instant }

/** `tenant_id` routes and isolates inside; `id` is what the API shows. */
export type Tenant = {
  readonly tenant_id: TenantId
  readonly id: Id<'ten'>
  readonly organization_id: Id<'org'>
  readonly name: string
  readonly mode: Mode
  readonly created_at: Instant
}

/**
 * 53 bits of chance, never 0: numbers of their own for ever without a counter that all cells would share. With
 * a million tenants the odds of drawing a taken one are 1 in 9 billion; the directory's key refuses it then.
 */
export function drawTenantId(world: World): TenantId {
  const bytes = Buffer.from(world.random(7))
  bytes[0] = (bytes[0] ?? 0) & 0x1f
  const drawn = BigInt(`0x${bytes.toString('hex')}`)
  return (drawn === 0n ? 1n : drawn) as TenantId
}

export const tenantJson = ({ id, organization_id, name, mode, created_at }: Tenant) => ({
  id,
  organization_id,
  name,
  mode,
  created_at: instantText(created_at),
})
