/**
 * Where a key-encryption key lives. The key itself never leaves it: it wraps sealing keys and unwraps them, nothing else.
 * What an adapter of a key service must do stands in the module's README; `providerFaults` of `testing.ts` is the contract.
 */
export type KeyProvider = {
  /** Names the very key, not only the place; stored beside what it wrapped. At most 500 characters. */
  readonly id: string
  /** Encrypts and authenticates up to 64 bytes; what comes back has at most 6,144. Two calls never give the same. */
  wrap(plain: Buffer): Promise<Buffer>
  /** Rejects for anything that this very key did not wrap. */
  unwrap(wrapped: Buffer): Promise<Buffer>
}
