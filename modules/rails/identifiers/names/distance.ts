/**
 * How many letters are typed wrong: one that is missing, too much, another one, or two that changed places (optimal string
 * alignment). Undefined as soon as it is known to be above `max`.
 */
export function typingErrors(a: string, b: string, max: number): number | undefined {
  if (Math.abs(a.length - b.length) > max) return undefined
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let row = 1; row <= a.length; row++) {
    const here = [row]
    for (let column = 1; column <= b.length; column++)
      here.push(cheapest({ a, b, row, column, here, above, before }))
    if (Math.min(...here) > max) return undefined
    before = above
    above = here
  }
  const errors = above[b.length] ?? 0
  return errors <= max ? errors : undefined
}

type Place = {
  readonly a: string
  readonly b: string
  readonly row: number
  readonly column: number
  readonly here: readonly number[]
  readonly above: readonly number[]
  readonly before: readonly number[]
}

function cheapest({ a, b, row, column, here, above, before }: Place): number {
  const at = (line: readonly number[], place: number): number => line[place] ?? Number.POSITIVE_INFINITY
  const is_same = a.charAt(row - 1) === b.charAt(column - 1)
  const found = Math.min(
    at(above, column) + 1,
    at(here, column - 1) + 1,
    at(above, column - 1) + (is_same ? 0 : 1),
  )
  const is_swap =
    row > 1 &&
    column > 1 &&
    a.charAt(row - 1) === b.charAt(column - 2) &&
    a.charAt(row - 2) === b.charAt(column - 1)
  return is_swap ? Math.min(found, at(before, column - 2) + 1) : found
}
