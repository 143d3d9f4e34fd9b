import type { Id } from '../../kernel/id.ts'

/** The last step of MurmurHash3 (32 bits): every bit of the input moves every bit of the output. */
function mixed(hash: number): number {
  let h = hash
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** FNV-1a over the characters, from `seed`. */
function hashed(text: string, seed: number): number {
  let hash = seed
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x0100_0193)
  return mixed(hash)
}

const SEED = 0x811c_9dc5
const SIZE = 4_294_967_296

/**
 * How early an account comes for a payment: lower is earlier. Weighted rendezvous hashing: the account with weight w
 * comes first with probability w / sum of weights, the rest follow in the same proportions, and taking one away moves
 * only its own payments. The same payment and account always give the same number.
 */
export function splitScore(payment: Id<'pay'>, account: Id<'aca'>, weight: number): number {
  const chance = (hashed(account, hashed(payment, SEED)) + 0.5) / SIZE
  return -Math.log(chance) / weight
}
