/** `$4::uuid[], $5::text[], …`: the parameters of a call, from the number `from` on; types apart by blanks. */
export const casts = (from: number, types: string): string =>
  types
    .trim()
    .split(/\s+/)
    .map((type, index) => `$${from + index}::${type}`)
    .join(', ')
