import type { Static, TSchema } from 'typebox'
import { assert } from '../../kernel/assert.ts'
import type { Id } from '../../kernel/id.ts'
import type { Instant } from '../../kernel/world.ts'
import type { TenantId } from '../scope.ts'

/** What JSON can hold. A bigint is not among it: amounts are digits in a string. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** Something that happened, told in the transaction in which it happened. */
export type Fact = {
  /** `<module>.<past tense>`, such as `ledger.account_opened`. */
  readonly type: string
  /** Public id of what the fact is about. */
  readonly object_id: string | null
  readonly body: { readonly [name: string]: Json }
}

/** A fact as it stands in a tenant's feed. */
export type FeedFact = {
  readonly tenant_id: TenantId
  /** Counts from 1 without gaps, per tenant, in the order of the commits. */
  readonly seq: bigint
  readonly id: Id<'evt'>
  readonly type: string
  readonly object_id: string | null
  /** UUIDs of the rows it covers, when it covers many at once (a ledger batch). */
  readonly refs: readonly string[]
  /** By the tenant's clock. */
  readonly at: Instant
  /** JSON, as it was rendered once when the fact was told. */
  readonly body: string
}

/**
 * What callers hear of a fact whose body is made for others, such as an export that is replayed and hashed. Pure; `told`
 * is the stored body.
 */
export type EventForm = {
  readonly schema: TSchema
  readonly render: (told: Readonly<Record<string, Json>>) => { readonly [name: string]: Json }
}
/**
 * What a fact says, for the catalogue in the docs; and the shape of its body. With `event` it is also told to callers,
 * by webhook and feed, under that name, and its body is the event's `data`: `{"object": …}`, perhaps with `previous`. Its
 * first member may be `request_id`, which becomes the event's `correlation_id`. With `form` the data is what that makes
 * of the body.
 */
export type FactRow = {
  readonly text: string
  readonly body: TSchema
  readonly event?: string
  readonly form?: EventForm
}
export type FactTable = Readonly<Record<string, FactRow>>

/**
 * A module's catalogue of facts (`facts.ts`). `fact` makes one; a type that is not in the catalogue, or a body
 * of another shape, does not compile. The same table feeds the docs of events and webhooks.
 */
export function facts<const T extends FactTable>(table: T) {
  const fact = <K extends keyof T & string>(
    type: K,
    object_id: string | null,
    body: Static<T[K]['body']> & Fact['body'],
  ): Fact => {
    assert(Object.hasOwn(table, type), `${type} is in the catalogue`)
    return { type, object_id, body }
  }
  return { table, fact }
}

const parsed = new WeakMap<Pick<FeedFact, 'body'>, Readonly<Record<string, Json>>>()

/**
 * The body of a stored fact; its shape is what the catalogue of the module that told it says. Several consumers are given
 * the same fact: it is parsed once for all of them.
 */
export function bodyOf(fact: Pick<FeedFact, 'body'>): Readonly<Record<string, Json>> {
  const known = parsed.get(fact)
  if (known !== undefined) return known
  const body = JSON.parse(fact.body) as Readonly<Record<string, Json>>
  parsed.set(fact, body)
  return body
}

type Members = { readonly [name: string]: Json }
/** The members of an object in a body; none of anything else. */
export const membersOf = (value: Json | undefined): Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {}
/** A text in a body; empty for anything else. */
export const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')
