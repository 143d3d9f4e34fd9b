import type { TSchema } from 'typebox'
import { assert } from '../../kernel/assert.ts'
import { bodyOf, type EventForm, type FactTable, type FeedFact } from '../../platform/outbox/fact.ts'

/** A kind of event: what callers know it by, and what its `data` is. */
export type EventType = {
  readonly type: string
  readonly text: string
  readonly schema: TSchema
  readonly form: EventForm | undefined
}
/** By the type of the fact that is told so. */
export type Catalogue = ReadonlyMap<string, EventType>

/** Every public fact of these tables; the others stay inside. */
export function readCatalogue(tables: readonly FactTable[]): Catalogue {
  const catalogue = new Map<string, EventType>()
  for (const [fact_type, { event, text, body, form }] of tables.flatMap((table) => Object.entries(table)))
    if (event !== undefined)
      catalogue.set(fact_type, { type: event, text, schema: form?.schema ?? body, form })
  const names = [...catalogue.values()].map(({ type }) => type)
  assert(new Set(names).size === names.length, 'an event has the name of one fact')
  return catalogue
}

const REQUEST_FIRST = /^\{"request_id":"([A-Za-z0-9_-]{1,100})",/

/**
 * What an event says, and the request it came from. `text` is its `data` as JSON where it is made of the fact's body; null
 * where it is the body itself, without the request's id in front: then the body is not read, only its first member is
 * looked at, and `webhooks.told_text` finds it when it is wanted.
 */
export function tell(
  fact: Pick<FeedFact, 'body'>,
  { form }: EventType,
): { readonly text: string | null; readonly correlation_id: string | null } {
  if (form === undefined) return { text: null, correlation_id: REQUEST_FIRST.exec(fact.body)?.[1] ?? null }
  const told = bodyOf(fact)
  const by = told['by'] as { readonly request_id?: string } | undefined
  return { text: JSON.stringify(form.render(told)), correlation_id: by?.request_id ?? null }
}
