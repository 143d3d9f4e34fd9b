import { isId } from '../../kernel/id.ts'
import type { Instant } from '../../kernel/world.ts'
import type { FeedFact } from '../outbox/fact.ts'
import type { TenantId } from '../scope.ts'
import { RUN_CHARS_MAX } from './limits.ts'

/** Neighbouring facts of one tenant's feed: what one message on the broker carries. */
export type FactRun = { readonly tenant_id: TenantId; readonly facts: readonly FeedFact[] }

type WireFact = Omit<FeedFact, 'tenant_id' | 'seq' | 'at'> & { readonly seq: string; readonly at: number }

/** Cuts a page into messages of about RUN_CHARS_MAX each. */
export function cutRuns(tenant_id: TenantId, facts: readonly FeedFact[]): FactRun[] {
  const runs: FeedFact[][] = []
  let chars = Number.POSITIVE_INFINITY
  for (const fact of facts) {
    const own = fact.body.length + fact.refs.length * 40
    if (chars + own > RUN_CHARS_MAX) {
      runs.push([])
      chars = 0
    }
    runs.at(-1)?.push(fact)
    chars += own
  }
  return runs.map((run) => ({ tenant_id, facts: run }))
}

export const encodeRun = ({ tenant_id, facts }: FactRun): Buffer =>
  Buffer.from(
    JSON.stringify({
      tenant_id: tenant_id.toString(),
      facts: facts.map(({ tenant_id: _same, seq, ...fact }) => ({ ...fact, seq: seq.toString() })),
    }),
  )

/** Undefined when the message is not a run of ours: it is dropped, and the gap it leaves is read from the outbox. */
export function decodeRun(content: Buffer): FactRun | undefined {
  let message: { tenant_id?: unknown; facts?: unknown }
  try {
    message = JSON.parse(content.toString()) as typeof message
  } catch {
    return undefined
  }
  if (typeof message !== 'object' || message === null) return undefined
  if (!isDigits(message.tenant_id) || !Array.isArray(message.facts) || message.facts.length === 0)
    return undefined
  const tenant_id = BigInt(message.tenant_id) as TenantId
  const facts = (message.facts as unknown[]).map((fact) => readFact(tenant_id, fact))
  const first = facts[0]?.seq ?? 0n
  const isRun = facts.every((fact, index) => fact?.seq === first + BigInt(index))
  return isRun ? { tenant_id, facts: facts as FeedFact[] } : undefined
}

const isDigits = (value: unknown): value is string => typeof value === 'string' && /^-?\d{1,19}$/.test(value)

function readFact(tenant_id: TenantId, value: unknown): FeedFact | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { seq, id, type, object_id, refs, at, body } = value as Partial<WireFact>
  const isWhole =
    isDigits(seq) &&
    typeof id === 'string' &&
    isId('evt', id) &&
    typeof type === 'string' &&
    (object_id === null || typeof object_id === 'string') &&
    Array.isArray(refs) &&
    Number.isSafeInteger(at) &&
    typeof body === 'string'
  if (!isWhole) return undefined
  return { tenant_id, seq: BigInt(seq), id, type, object_id, refs, at: at as Instant, body }
}
