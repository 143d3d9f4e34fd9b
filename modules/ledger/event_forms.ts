import { type TSchema, Type as T } from 'typebox'
import type { EventForm, Json } from '../../platform/outbox/fact.ts'

type Told = Readonly<Record<string, Json>>

/** Who did it is for the audit trail, not for callers. */
const without = (told: Told, ...names: readonly string[]): Told =>
  Object.fromEntries(Object.entries(told).filter(([name]) => !names.includes(name)))

/**
 * The facts of the ledger are replayed and hashed, so their bodies stay as they are; callers hear the object in them.
 * Amounts are digits, in minor units of the account's currency, as the facts have them.
 */
export const objectForm = (schema: TSchema): EventForm => ({
  schema: T.Object({ object: schema }),
  render: (told) => ({ object: without(told, 'by') }),
})

/** The same with what the object was before. */
export const changeForm = (schema: TSchema): EventForm => ({
  schema: T.Object({ object: schema, previous: schema }),
  render: (told) => ({ object: without(told, 'by', 'before'), previous: told['before'] ?? null }),
})
