import type { Failure } from '../../kernel/result.ts'
import type { KeyClaim } from './claim.ts'
import { idempotencyErrors } from './errors.ts'
import { RETRY_MS, WAITERS_MAX } from './limits.ts'

export type InFlight = {
  /**
   * Runs `work` once every earlier one of the same key in this process has ended, so that repeats wait here
   * and not with a database connection each. Too many waiting are refused.
   */
  oneAtATime<T>(
    claim: KeyClaim,
    work: () => Promise<T>,
  ): Promise<T | { readonly is: 'refused'; readonly failure: Failure }>
}

type Line = { last: Promise<unknown>; length: number }

export function createInFlight(): InFlight {
  const lines = new Map<string, Line>()
  return {
    async oneAtATime(claim, work) {
      const name = claim.key_hash.toString('latin1')
      const line = lines.get(name) ?? { last: Promise.resolve(), length: 0 }
      if (line.length > WAITERS_MAX) return { is: 'refused', failure: busy() }
      lines.set(name, line)
      line.length += 1
      const turn = line.last.then(work)
      line.last = turn.catch(() => undefined)
      try {
        return await turn
      } finally {
        line.length -= 1
        if (line.length === 0) lines.delete(name)
      }
    },
  }
}

const busy = (): Failure =>
  idempotencyErrors.fail('idempotency_in_progress', { retry_after_ms: RETRY_MS }).error
