import type { World } from '../../kernel/world.ts'

/** What was read; undefined when it could not be, or not within `ms`. */
export function inTime<T>(world: World, reading: Promise<T>, ms: number): Promise<T | undefined> {
  return new Promise((resolve) => {
    const cancel = world.after(ms, () => resolve(undefined))
    reading.then(
      (read) => {
        cancel()
        resolve(read)
      },
      () => {
        cancel()
        resolve(undefined)
      },
    )
  })
}
