import type { World } from '../kernel/world.ts'

/** Callers whose line is held until something has happened: a payment's outcome is known, a clock has arrived. */
export type Waits<K> = {
  /** Resolves when this process was told of it, or after `ms`. */
  until(name: K, ms: number): Promise<void>
  tell(name: K): void
}

/** Another process may learn it first, so whoever waits looks again by itself now and then. */
export const WAIT_LOOK_MS = 500

export function createWaits<K>(world: World): Waits<K> {
  const waiting = new Map<K, Set<() => void>>()
  return {
    until: (name, ms) =>
      new Promise((resolve) => {
        const others = waiting.get(name) ?? new Set()
        const end = (): void => {
          cancel()
          others.delete(end)
          if (others.size === 0) waiting.delete(name)
          resolve()
        }
        const cancel = world.after(ms, end)
        others.add(end)
        waiting.set(name, others)
      }),
    tell(name) {
      for (const end of waiting.get(name) ?? []) end()
    },
  }
}
