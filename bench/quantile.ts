/** The value below which `share` of the items lie; the nearest one, no interpolation. NaN of nothing. */
export function quantile(items: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(items).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export const median = (items: ArrayLike<number>): number => quantile(items, 0.5)
