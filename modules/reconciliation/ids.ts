import { hash } from 'node:crypto'
import { type Id, idFromBytes, type Prefix } from '../../kernel/id.ts'
import type { TenantId } from '../../platform/scope.ts'

/**
 * An id that follows from what it stands for, so that a repeat finds it there: 122 bits of SHA-256 as a UUIDv8
 * (RFC 9562 §5.8). The tenant is hashed too.
 */
export function derivedId<P extends Prefix>(
  prefix: P,
  tenant_id: TenantId,
  ...parts: readonly (string | number)[]
): Id<P> {
  const name = ['florin/reconciliation', prefix, String(tenant_id), ...parts].join('\0')
  const bytes = hash('sha256', name, 'buffer').subarray(0, 16)
  bytes[6] = 0x80 | ((bytes[6] as number) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] as number) & 0x3f)
  return idFromBytes(prefix, bytes)
}
