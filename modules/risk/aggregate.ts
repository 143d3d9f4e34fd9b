import type { TenantId } from '../../platform/scope.ts'
import { packBool, packHash, packInt4, packInt8 } from '../../platform/batcher/pack.ts'
import type { RiskAttempt, RiskInput } from './input.ts'
import { byKind, type Hasher, keysOf, spendingKeysOf } from './keys.ts'
import { SUM_MAX } from './limits.ts'

type Spent = { amount: number; unproven_count: number; unproven_amount: number; is_proven: boolean }
type Summed<S> = { readonly key: Buffer; readonly sum: S }

/**
 * The parameters of `risk.record_attempts` behind tenant and time (`RECORD_TYPES`), in PostgreSQL's binary form: each key
 * once, in the order of its bytes.
 */
export function packRecord(hasher: Hasher, tenant_id: TenantId, attempts: readonly RiskAttempt[]): Buffer[] {
  const counts = countByKey(hasher, tenant_id, attempts)
  const spent = spentByKey(hasher, tenant_id, attempts)
  return [
    ...packCounts(counts),
    packHash(spent.map(({ key }) => key)),
    packInt8(spent.map(({ sum }) => sum.amount)),
    packInt4(spent.map(({ sum }) => sum.unproven_count)),
    packInt8(spent.map(({ sum }) => sum.unproven_amount)),
    packBool(spent.map(({ sum }) => sum.is_proven)),
  ]
}
export const RECORD_TYPES = ['uuid[]', 'int4[]', 'uuid[]', 'int8[]', 'int4[]', 'int8[]', 'boolean[]'] as const

/** The parameters of `risk.record_declines` behind tenant and time (`DECLINE_TYPES`). */
export const packDeclines = (hasher: Hasher, tenant_id: TenantId, inputs: readonly RiskInput[]): Buffer[] =>
  packCounts(countByKey(hasher, tenant_id, inputs))
export const DECLINE_TYPES = ['uuid[]', 'int4[]'] as const

const packCounts = (counts: readonly Summed<{ count: number }>[]): Buffer[] => [
  packHash(counts.map(({ key }) => key)),
  packInt4(counts.map(({ sum }) => sum.count)),
]

function countByKey(
  hasher: Hasher,
  tenant_id: TenantId,
  inputs: readonly RiskInput[],
): Summed<{ count: number }>[] {
  const sums = byKind<Summed<{ count: number }>>()
  for (const input of inputs)
    for (const { kind, value } of keysOf(input)) {
      const known = sums.get(kind, value)
      if (known === undefined)
        sums.set(kind, value, { key: hasher(tenant_id, 'count', kind, value), sum: { count: 1 } })
      else known.sum.count += 1
    }
  return inOrder(sums.all())
}

function spentByKey(hasher: Hasher, tenant_id: TenantId, attempts: readonly RiskAttempt[]): Summed<Spent>[] {
  const sums = byKind<Summed<Spent>>()
  for (const attempt of attempts)
    for (const { kind, value } of spendingKeysOf(attempt)) {
      const known =
        sums.get(kind, value) ??
        sums.set(kind, value, { key: hasher(tenant_id, 'amount', kind, value), sum: nothing() })
      add(known.sum, attempt, kind === 'card')
    }
  return inOrder(sums.all())
}

const nothing = (): Spent => ({ amount: 0, unproven_count: 0, unproven_amount: 0, is_proven: false })
const upToMax = (minor: bigint): number => (minor > BigInt(SUM_MAX) ? SUM_MAX : Number(minor))

function add(sum: Spent, attempt: RiskAttempt, is_card: boolean): void {
  const minor = upToMax(attempt.amount.minor)
  sum.amount = Math.min(sum.amount + minor, SUM_MAX)
  if (!is_card || attempt.initiator !== 'customer' || attempt.channel !== 'ecommerce') return
  if (attempt.is_authenticated === true) sum.is_proven = true
  else {
    sum.unproven_count += 1
    sum.unproven_amount = Math.min(sum.unproven_amount + minor, SUM_MAX)
  }
}

const inOrder = <S>(sums: Summed<S>[]): Summed<S>[] =>
  sums.sort((one, other) => Buffer.compare(one.key, other.key))
