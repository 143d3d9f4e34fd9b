import {
  type Client,
  ConnectionError,
  pause,
  ProblemError,
  type Runtime,
} from '../../../sdk/typescript/index.ts'
import { type Known, knownOf, type PaymentJson } from './outcome.ts'

/** Payments that may wait for their outcome before new ones have to. */
const WAITING_MAX = 5_000
const LOOK_MS = 1_000
const AT_ONCE = 16

export type Resolver = {
  /** A payment that answered 202. */
  add(row: number, payment: string): void
  readonly waiting: () => readonly (readonly [row: number, payment: string])[]
  /** Waits while too many do. */
  calm(): Promise<void>
  /** Asks until all are known, `limit_ms` is over or the signal is aborted. */
  finish(limit_ms: number): Promise<void>
}
type Deps = {
  readonly client: Client
  readonly runtime: Runtime
  readonly signal: AbortSignal
  readonly known: (known: Known) => void
  readonly start: readonly (readonly [number, string])[]
}

/** Asks again what became of payments whose outcome was not known. Reading changes nothing, whatever is read twice. */
export function createResolver({ client, runtime, signal, known, start }: Deps): Resolver {
  const waiting = new Map(start)
  const look = async (row: number, payment: string): Promise<void> => {
    try {
      const { body } = await client.get<PaymentJson>(`/v1/payments/${payment}`, { signal })
      const outcome = knownOf(body)
      // Somebody else may have asked meanwhile.
      if (outcome !== undefined && waiting.delete(row)) known(outcome)
    } catch (error) {
      if (!(error instanceof ConnectionError || error instanceof ProblemError)) throw error
    }
  }
  const lookAtAll = async (): Promise<void> => {
    const all = [...waiting]
    for (let at = 0; at < all.length && !signal.aborted; at += AT_ONCE)
      await Promise.all(all.slice(at, at + AT_ONCE).map(([row, payment]) => look(row, payment)))
  }
  const until = async (isEnough: () => boolean): Promise<void> => {
    while (!isEnough() && !signal.aborted) {
      await lookAtAll()
      if (!isEnough()) await pause(runtime, LOOK_MS, signal)
    }
  }
  return {
    add: (row, payment) => void waiting.set(row, payment),
    waiting: () => [...waiting],
    calm: () => until(() => waiting.size < WAITING_MAX),
    finish(limit_ms) {
      const end_ms = runtime.elapsed_ms() + limit_ms
      return until(() => waiting.size === 0 || runtime.elapsed_ms() >= end_ms)
    },
  }
}
