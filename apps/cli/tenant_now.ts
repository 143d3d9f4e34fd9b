import { type Client, ProblemError } from '../../sdk/typescript/index.ts'
import type { Means } from './means.ts'

export type TenantNow = {
  readonly now_ms: number
  /** Undefined for a live tenant, whose clock is everybody's. */
  readonly sandbox: { readonly is_frozen: boolean; readonly ahead_ms: number } | undefined
}
type Clock = { readonly now: string; readonly is_frozen: boolean; readonly ahead_ms: number }

/** The tenant's present: of a sandbox by its own clock. */
export async function tenantNow({ runtime }: Means, client: Client): Promise<TenantNow> {
  const real = { now_ms: runtime.now() / 1_000, sandbox: undefined }
  try {
    const { body } = await client.get<Clock>('/v1/sandbox/clock')
    const { now, is_frozen, ahead_ms } = body
    return { now_ms: Date.parse(now), sandbox: { is_frozen, ahead_ms } }
  } catch (error) {
    const isRefused = error instanceof ProblemError && error.status < 500 && error.status !== 401
    if (isRefused) return real
    throw error
  }
}
