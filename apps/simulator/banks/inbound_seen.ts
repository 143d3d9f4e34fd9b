import type { BankGround } from './ground.ts'

/** When a file of the same content was last accepted. */
export const acceptedBefore = ({ store, one }: BankGround, sha256: string): number | null =>
  store.one<{ at: number | null }>(
    `select max(at) as at from bank_file_seen where world = ? and sha256 = ? and verdict = 'accepted'`,
    one.merchant_number,
    sha256,
  )?.at ?? null
