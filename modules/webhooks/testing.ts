import { secret } from '../../kernel/secret.ts'
import type { Sealer } from './sealer.ts'

/** Seals nothing: for tests without a vault. */
export const plainSealer: Sealer = {
  seal: async (_scope, purpose, plain) => `${purpose}:${plain.reveal()}`,
  unseal: async (_scope, purpose, sealed) => secret(sealed.slice(purpose.length + 1)),
}
