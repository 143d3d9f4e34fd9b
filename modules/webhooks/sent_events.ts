import type { SentEvent } from '../../platform/http/edge.ts'
import type { FactTable } from '../../platform/outbox/fact.ts'
import { readCatalogue } from './catalogue.ts'

/** Every type of event that these tables make public, for the OpenAPI document. */
export const sentEvents = (tables: readonly FactTable[]): SentEvent[] =>
  [...readCatalogue(tables).values()].map(({ type, text, schema }) => ({ type, text, schema }))
