import { hash } from 'node:crypto'
import { isIP } from 'node:net'
import { boundedCache } from '../../platform/bounded_cache.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { RiskInput } from './input.ts'
import type { ItemKind } from './list.ts'
import { networksOf } from './network.ts'
import { type Entity, entities, type Spender, spenders } from './windows.ts'

/** A value that something is counted by, or that may stand on a list. */
export type RiskKey = { readonly kind: Entity; readonly value: string }
export type SpendingKey = { readonly kind: Spender; readonly value: string }
export type ListKey = { readonly kind: ItemKind; readonly value: string }

/** One spelling per mailbox as far as that is safe: the case of the local part is ignored, as every large provider does. */
export const canonicalEmail = (email: string): string => email.trim().toLowerCase()
const emailDomain = (email: string): string => canonicalEmail(email).split('@').at(-1) ?? ''

const valueOf = (input: RiskInput, kind: Entity): string | null => {
  switch (kind) {
    case 'card':
      return input.fingerprint
    case 'email':
      return input.email === null ? null : canonicalEmail(input.email)
    default:
      return input[kind]
  }
}

/** One thing per kind and value. A name made of both would be a new string at each look, and cost more than two looks. */
export function byKind<T>() {
  const kinds = new Map<string, Map<string, T>>()
  return {
    get: (kind: string, value: string): T | undefined => kinds.get(kind)?.get(value),
    set(kind: string, value: string, item: T): T {
      const own = kinds.get(kind)
      if (own === undefined) kinds.set(kind, new Map([[value, item]]))
      else own.set(value, item)
      return item
    },
    all: (): T[] => [...kinds.values()].flatMap((own) => [...own.values()]),
  }
}

/** Pure: what attempts and declines of a payment are counted by. At most 7. */
export const keysOf = (input: RiskInput): RiskKey[] =>
  entities.flatMap((kind) => {
    const value = valueOf(input, kind)
    return value === null ? [] : [{ kind, value }]
  })

/** Pure: what amounts are summed by: the payment's currency is part of the value. At most 3. */
export const spendingKeysOf = (input: RiskInput): SpendingKey[] =>
  spenders.flatMap((kind) => {
    const value = valueOf(input, kind)
    return value === null ? [] : [{ kind, value: `${value} ${input.amount.currency}` }]
  })

/** Pure: under what a payment may stand on lists. */
export function listKeysOf(input: RiskInput): ListKey[] {
  const keys: ListKey[] = [{ kind: 'card', value: input.fingerprint }]
  for (let digits = 6; digits <= Math.min(8, input.bin.length); digits++)
    keys.push({ kind: 'bin', value: input.bin.slice(0, digits) })
  if (input.email !== null) {
    keys.push({ kind: 'email', value: canonicalEmail(input.email) })
    keys.push({ kind: 'email_domain', value: emailDomain(input.email) })
  }
  if (input.ip !== null && isIP(input.ip) !== 0)
    for (const value of networksOf(input.ip)) keys.push({ kind: 'ip', value })
  const countries = [input.card_country, input.ip_country, input.billing_country, input.shipping_country]
  for (const value of new Set(countries)) if (value !== null) keys.push({ kind: 'country', value })
  if (input.device !== null) keys.push({ kind: 'device', value: input.device })
  if (input.customer !== null) keys.push({ kind: 'customer', value: input.customer })
  return keys
}

/**
 * How values become keys: the first 128 bits of SHA-256 over a block of the tenant's own, the kind and the value. With a
 * `pepper` that is kept outside the database nobody who reads the tables can find out addresses by trying them.
 */
export type Hasher = (
  tenant_id: TenantId,
  table: 'count' | 'amount' | 'list',
  kind: string,
  value: string,
) => Buffer

export function createHasher(pepper: string): Hasher {
  const prefixes = new Map<TenantId, string>()
  const prefixOf = (tenant_id: TenantId): string => {
    const known = prefixes.get(tenant_id)
    if (known !== undefined) return known
    if (prefixes.size >= PREFIXES_MAX) prefixes.clear()
    const prefix = hash('sha256', `${pepper}\0${tenant_id}`, 'hex') // 64 characters: one whole block of SHA-256
    prefixes.set(tenant_id, prefix)
    return prefix
  }
  // A payment's keys are needed for the look and again for each record; its countries and its merchant by many payments.
  const made = boundedCache<string, Buffer>(KEYS_CACHED_MAX)
  return (tenant_id, table, kind, value) => {
    const name = `${tenant_id}\0${table}\0${kind}\0${value}`
    const known = made.get(name)
    if (known !== undefined) return known
    const text = `${prefixOf(tenant_id)}${table}\0${kind}\0${value}`
    const key = hash('sha256', text, 'buffer').subarray(0, 16)
    made.set(name, key)
    return key
  }
}
const PREFIXES_MAX = 20_000
const KEYS_CACHED_MAX = 50_000
