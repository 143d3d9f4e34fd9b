import type { World } from '../../kernel/world.ts'

export type Release = () => void
export type Slots = {
  /** Waits for its turn, first come first served; undefined when it did not come in time. */
  take(wait_ms: number): Promise<Release | undefined>
}

/** So many at once and no more. */
export function createSlots(world: World, slots_max: number): Slots {
  let used = 0
  const waiting: ((release: Release) => void)[] = []
  const releaseOnce = (): Release => {
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      const next = waiting.shift()
      if (next === undefined) used--
      else next(releaseOnce())
    }
  }
  return {
    take(wait_ms) {
      if (used < slots_max) {
        used++
        return Promise.resolve(releaseOnce())
      }
      return new Promise((resolve) => {
        const begin = (release: Release): void => {
          cancel()
          resolve(release)
        }
        const cancel = world.after(wait_ms, () => {
          waiting.splice(waiting.indexOf(begin), 1)
          resolve(undefined)
        })
        waiting.push(begin)
      })
    },
  }
}
