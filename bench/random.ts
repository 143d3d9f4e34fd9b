/** Draws whole numbers below `limit`; the same seed draws the same ones (xorshift32, Marsaglia 2003). */
export function createRandom(seed: number): (limit: number) => number {
  let state = seed | 1
  return (limit) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % limit
  }
}
