import { canonicalJson } from '../../kernel/canonical_json.ts'
import { METADATA_KEYS_MAX } from '../../kernel/limits.ts'
import type { Json } from '../../platform/outbox/fact.ts'

export type Metadata = Readonly<Record<string, string>>
/** Null takes a key away (RFC 7396). */
export type MetadataPatch = Readonly<Record<string, string | null>>

export function mergeMetadata(metadata: Metadata, patch: MetadataPatch = {}): Metadata {
  const merged = Object.entries({ ...metadata, ...patch })
  return Object.fromEntries(merged.filter((entry): entry is [string, string] => entry[1] !== null))
}

export const hasTooMuch = (metadata: Metadata): boolean => Object.keys(metadata).length > METADATA_KEYS_MAX

/** The fields of a patch that say something; `undefined` says nothing. */
export const given = <T extends object>(patch: T): T =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as T

/** The first field of `asked` that the object was not created with: a repeat has none. */
export const firstDifference = <T extends object>(asked: T, created: T): string | undefined =>
  Object.keys(asked).find((field) => isOther(asked[field as keyof T], created[field as keyof T]))

const isOther = (one: unknown, other: unknown): boolean =>
  canonicalJson(one ?? null) !== canonicalJson(other ?? null)

type PublicJson = { readonly [name: string]: Json }

/**
 * What an update changed, with the values before, as `previous` of an event; undefined when nothing changed. That
 * something was updated, and when, is no change by itself.
 */
export function previousOf<J extends PublicJson>(before: J, after: J): PublicJson | undefined {
  const changed = Object.keys(after).filter(
    (field) => field !== 'updated_at' && isOther(before[field], after[field]),
  )
  if (changed.length === 0) return undefined
  return Object.fromEntries(changed.map((field) => [field, before[field] ?? null]))
}
