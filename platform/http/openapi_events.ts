import type { SentEvent } from './edge_types.ts'
import { plainSchema } from './json_schema.ts'
import type { SchemaBook } from './openapi_schemas.ts'

const text = { type: 'string' }
const headers = [
  ['webhook-id', 'The id of the event, the same in every attempt.'],
  ['webhook-timestamp', 'Seconds since 1970 of this attempt.'],
  [
    'webhook-signature',
    '`v1,` and HMAC-SHA256 of `id.timestamp.body` in base 64; one for each valid secret.',
  ],
].map(([name, description]) => ({ name, in: 'header', required: true, description, schema: text }))

/** The `webhooks` of the document: what callers are sent, one entry for each type of event. */
export const webhooksOf = (events: readonly SentEvent[], book: SchemaBook): Record<string, unknown> =>
  Object.fromEntries(events.map((event) => [event.type, { post: operationOf(event, book) }]))

const operationOf = ({ type, text: summary, schema }: SentEvent, book: SchemaBook) => ({
  operationId: `on${type
    .split(/[._]/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('')}`,
  tags: ['Events'],
  summary,
  parameters: headers,
  requestBody: {
    required: true,
    content: {
      'application/json': { schema: eventSchema(type, book.publish(plainSchema(schema), 'answered')) },
    },
  },
  responses: {
    '2XX': {
      description: 'It was taken. Everything else, a redirect too, is a failure, and it is sent again.',
    },
    '410': { description: 'Nobody will take it any more: the endpoint is disabled.' },
  },
})

const nullable = { type: ['string', 'null'] }
const fields = {
  id: text,
  object_id: { ...nullable, description: 'What it is about; null where that is no single object.' },
  api_version: text,
  created_at: { type: 'string', format: 'date-time' },
  tenant_id: text,
  sequence: { type: 'integer', minimum: 1, description: 'Counts the events of the object, without gaps.' },
  previous_id: { ...nullable, description: 'The event of the object before it.' },
  correlation_id: { ...nullable, description: 'The request that led to it.' },
}
const eventSchema = (type: string, told: unknown) => ({
  type: 'object',
  required: [...Object.keys(fields), 'type', 'data'],
  properties: { ...fields, type: { const: type }, data: told },
})
