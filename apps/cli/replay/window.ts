/** Rows that may be settled before one that is still on its way: what is kept in memory for them is small. */
const AHEAD_MAX = 10_000

export type Window<T> = {
  /** Gives an outcome to `fold` as soon as all rows before it had theirs. */
  settle(row: number, outcome: T): void
  /** The first row that has no outcome yet. */
  next(): number
  /** Waits while `row` is too far ahead of the slowest one, unless all is stopped. */
  room(row: number): Promise<void>
}

/** Outcomes come in any order and are counted in the order of the file, so a point in it says all about it. */
export function createWindow<T>(
  first: number,
  stop: AbortSignal,
  fold: (row: number, outcome: T) => void,
): Window<T> {
  const settled = new Map<number, T>()
  let next = first
  let wake: (() => void) | undefined
  // A row that failed is never settled: nobody must wait for it.
  stop.addEventListener('abort', () => wake?.())
  return {
    next: () => next,
    settle(row, outcome) {
      settled.set(row, outcome)
      for (let one = settled.get(next); one !== undefined; one = settled.get(next)) {
        settled.delete(next)
        fold(next, one)
        next++
      }
      wake?.()
    },
    async room(row) {
      for (;;) {
        if (row - next < AHEAD_MAX || stop.aborted) return
        await new Promise<void>((resolve) => (wake = resolve))
      }
    },
  }
}
