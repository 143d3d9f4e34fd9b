import { type Id, idFromBytes } from '../../kernel/id.ts'
import type { Stage } from '../../platform/http/route.ts'

/** 128 bits of the key as a UUIDv8. */
export function operationId({ claim }: Stage): Id<'opn'> {
  const bytes = Buffer.from(claim.key_hash)
  bytes[6] = 0x80 | ((bytes[6] as number) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] as number) & 0x3f)
  return idFromBytes('opn', bytes)
}
