import type { Secret } from '../../kernel/secret.ts'
import type { Cancel, World } from '../../kernel/world.ts'
import { CVC_HELD_MS, CVCS_HELD_MAX } from './limits.ts'

/**
 * Card verification codes, in this process's memory and nowhere else, for minutes of real time: they may not be kept
 * once a payment was authorised (PCI DSS 3.3.1), so they are never written down at all.
 */
export type Cvcs = {
  hold(card: string, cvc: Secret): void
  has(card: string): boolean
  /** Undefined when none was given, or when it was forgotten. */
  find(card: string): Secret | undefined
  forget(card: string): void
  forgetAll(): void
}

type Held = { readonly cvc: Secret; readonly until_ms: number }

export function createCvcs(
  world: Pick<World, 'elapsed_ms' | 'after'>,
  { held_max = CVCS_HELD_MAX, held_ms = CVC_HELD_MS } = {},
): Cvcs {
  /** The oldest first, because every one is held for the same time. */
  const all = new Map<string, Held>()
  let cancel: Cancel | undefined

  const forgetOld = (): void => {
    cancel = undefined
    const now_ms = world.elapsed_ms()
    for (const [card, { until_ms }] of all) {
      if (until_ms > now_ms) {
        cancel = world.after(until_ms - now_ms, forgetOld)
        return
      }
      all.delete(card)
    }
  }
  const find = (card: string): Secret | undefined => {
    const held = all.get(card)
    return held !== undefined && held.until_ms > world.elapsed_ms() ? held.cvc : undefined
  }
  return {
    hold(card, cvc) {
      all.delete(card)
      all.set(card, { cvc, until_ms: world.elapsed_ms() + held_ms })
      const [oldest] = all.keys()
      if (all.size > held_max && oldest !== undefined) all.delete(oldest)
      cancel ??= world.after(held_ms, forgetOld)
    },
    has: (card) => find(card) !== undefined,
    find,
    forget: (card) => void all.delete(card),
    forgetAll() {
      all.clear()
      cancel?.()
      cancel = undefined
    },
  }
}
