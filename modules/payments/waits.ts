import type { Id } from '../../kernel/id.ts'
import type { World } from '../../kernel/world.ts'

/** Callers whose line is held until the outcome of a payment is known. */
export type Waits = {
  /** Resolves when this process learned the outcome, or after `ms`. */
  until(payment: Id<'pay'>, ms: number): Promise<void>
  tell(payment: Id<'pay'>): void
}

/** Another process may learn it first, so whoever waits looks again by itself now and then. */
export const WAIT_LOOK_MS = 500

export function createWaits(world: World): Waits {
  const waiting = new Map<Id<'pay'>, Set<() => void>>()
  return {
    until: (payment, ms) =>
      new Promise((resolve) => {
        const others = waiting.get(payment) ?? new Set()
        const end = (): void => {
          cancel()
          others.delete(end)
          if (others.size === 0) waiting.delete(payment)
          resolve()
        }
        const cancel = world.after(ms, end)
        others.add(end)
        waiting.set(payment, others)
      }),
    tell(payment) {
      for (const end of waiting.get(payment) ?? []) end()
    },
  }
}
