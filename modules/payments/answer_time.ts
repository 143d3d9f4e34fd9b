/** Steps of the scale within which a time doubles: what is read from it is at most 9.1 % above the truth, never below. */
export const STEPS_PER_DOUBLING = 8

/** How many answers took so long: `step` is where their time falls on the scale. */
export type AnswerTimes = readonly { readonly step: number; readonly count: bigint }[]

/**
 * The time in milliseconds within which `share_percent` of the answers came, rounded up to the next step of the scale;
 * null without an answer. `times` may come in any order.
 */
export function answeredWithin(times: AnswerTimes, share_percent: number): number | null {
  const sorted = times.toSorted((one, other) => one.step - other.step)
  const total = sorted.reduce((sum, { count }) => sum + count, 0n)
  const wanted = (total * BigInt(share_percent) + 99n) / 100n
  let seen = 0n
  const reached = sorted.find(({ count }) => (seen += count) >= wanted)
  return reached === undefined ? null : Math.ceil(2 ** (reached.step / STEPS_PER_DOUBLING))
}
