export type Pool<T> = {
  /** Asks for work on these items. One that waits already is not asked for twice. */
  add(items: readonly T[]): void
  /** Resolves when nothing waits and nothing runs. */
  rest(): Promise<void>
}

/** Works on items, at most `size` at a time, in the order they were asked for. `work` must not reject. */
export function createPool<T>(size: number, work: (item: T) => Promise<void>): Pool<T> {
  const waiting = new Set<T>()
  const resting: (() => void)[] = []
  let active = 0

  const pump = (): void => {
    for (const item of waiting) {
      if (active >= size) return
      waiting.delete(item)
      active += 1
      void work(item).finally(() => {
        active -= 1
        pump()
      })
    }
    if (active === 0) for (const wake of resting.splice(0)) wake()
  }
  return {
    add(items) {
      for (const item of items) waiting.add(item)
      pump()
    },
    rest: () =>
      new Promise((resolve) => {
        resting.push(resolve)
        pump()
      }),
  }
}
