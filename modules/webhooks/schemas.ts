import { Type as T } from 'typebox'
import { idField, Metadata, timeInput, Timestamp } from '../../platform/http/fields.ts'
import { deliveryStates } from './delivery.machine.ts'
import { orderings, signatures } from './endpoint.ts'
import { FILTER_PATTERN } from './filters.ts'
import {
  DESCRIPTION_CHARS_MAX,
  FILTERS_PER_ENDPOINT_MAX,
  OVERLAP_MS_DEFAULT,
  OVERLAP_MS_MAX,
  URL_CHARS_MAX,
} from './limits.ts'

const Time = T.Union([T.String({ format: 'date-time' }), T.Null()])
const Text = T.Union([T.String(), T.Null()])

export const EventFilterField = T.String({
  pattern: FILTER_PATTERN,
  maxLength: 100,
  fault: 'must be a type of event such as payment.succeeded, or payment.*, or *',
  examples: ['payment.*'],
})
/** What every event says beside its `data`; `openapi_events.ts` has the same for each type. */
export const EventReply = T.Object(
  {
    id: idField('evt'),
    type: T.String({ examples: ['ledger_account.created'] }),
    object_id: T.Union([T.String(), T.Null()], {
      description: 'Public id of what it is about; null where that is no single object.',
    }),
    api_version: T.String({ description: 'Version of the shape of `data`.' }),
    created_at: Timestamp,
    tenant_id: T.String(),
    sequence: T.Integer({ minimum: 1, description: 'Counts the events of its object from 1 without gaps.' }),
    previous_id: T.Union([idField('evt'), T.Null()], { description: 'The event of its object before it.' }),
    correlation_id: T.Union([T.String(), T.Null()], { description: 'The request that led to it.' }),
    data: T.Object({}, { additionalProperties: true, description: '`object`, and perhaps `previous`.' }),
  },
  { $id: 'Event' },
)

const given = {
  url: T.String({ minLength: 8, maxLength: URL_CHARS_MAX, examples: ['https://example.com/hooks'] }),
  description: T.Optional(T.String({ maxLength: DESCRIPTION_CHARS_MAX })),
  events: T.Array(EventFilterField, {
    minItems: 1,
    maxItems: FILTERS_PER_ENDPOINT_MAX,
    uniqueItems: true,
    description: 'Types it is told of: names, `payment.*`, or `*`.',
  }),
  api_version: T.Optional(
    T.String({ format: 'date', description: 'Version of what it is told; that of today when absent.' }),
  ),
  ordering: T.Optional(
    T.Enum([...orderings], {
      description:
        '`by_object`: one event of an object at a time; the next when the one before was taken, or is dead.',
    }),
  ),
  signature: T.Optional(
    T.Enum([...signatures], { description: '`stripe` adds the header `Stripe-Signature`.' }),
  ),
  metadata: T.Optional(Metadata),
}
export const EndpointInput = T.Object(given, { $id: 'NewWebhookEndpoint' })
export const EndpointPatch = T.Object(
  { ...given, url: T.Optional(given.url), events: T.Optional(given.events) },
  { $id: 'WebhookEndpointChange' },
)
const endpoint = {
  id: idField('whe'),
  url: T.String(),
  description: Text,
  events: T.Array(T.String()),
  api_version: T.String(),
  ordering: T.Enum([...orderings]),
  signature: T.Enum([...signatures]),
  metadata: Metadata,
  state: T.Enum(['enabled', 'disabled']),
  disabled_because: T.Union([T.Enum(['asked', 'failing', 'gone']), T.Null()]),
  failing_since: Time,
  created_at: Timestamp,
  updated_at: Timestamp,
}
export const EndpointReply = T.Object(endpoint, { $id: 'WebhookEndpoint' })
export const EndpointWithSecretReply = T.Object(
  {
    ...endpoint,
    secret: T.Union([T.String(), T.Null()], {
      description: 'Shown this once: `whsec_` and base 64. A replay has null here: rotate it then.',
    }),
  },
  { $id: 'WebhookEndpointWithSecret' },
)
export const RotateInput = T.Object({
  overlap_ms: T.Optional(
    T.Integer({
      minimum: 0,
      maximum: OVERLAP_MS_MAX,
      description: `How long the secret before signs as well; ${OVERLAP_MS_DEFAULT} (a day) when absent.`,
    }),
  ),
})
export const RecoverInput = T.Object({
  since: timeInput(),
  which: T.Optional(T.Enum(['all', 'failed'])),
  dry_run: T.Optional(T.Boolean()),
})
export const RecoverReply = T.Object(
  {
    dry_run: T.Boolean(),
    again: T.Integer({ description: 'Deliveries that were taken before.' }),
    dead: T.Integer({ description: 'Deliveries that had used up their schedule.' }),
    never: T.Integer({ description: 'Events it was never told of.' }),
  },
  { $id: 'WebhookRecovery' },
)
export const TestReply = T.Object(
  {
    event_id: idField('evt'),
    status: T.Union([T.Integer(), T.Null()]),
    fault: Text,
    took_ms: T.Integer(),
    response_body: Text,
  },
  { $id: 'WebhookTest' },
)
const delivery = {
  id: idField('dlv'),
  endpoint_id: idField('whe'),
  event_id: idField('evt'),
  event_type: T.String(),
  state: T.Enum([...deliveryStates]),
  attempts: T.Integer(),
  due_at: Time,
  last_status: T.Union([T.Integer(), T.Null()]),
  created_at: Timestamp,
  finished_at: Time,
}
export const DeliveryReply = T.Object(delivery, { $id: 'WebhookDelivery' })
const Headers = T.Record(T.String(), T.Union([T.String(), T.Array(T.String())]))
export const DeliveryWithAttemptsReply = T.Object(
  {
    ...delivery,
    request_body: T.String({ description: 'The same in every attempt.' }),
    /** Newest first. */
    tried: T.Array(
      T.Object({
        number: T.Integer(),
        signed_at: Timestamp,
        url: T.String(),
        request_headers: Headers,
        took_ms: T.Integer(),
        status: T.Union([T.Integer(), T.Null()]),
        fault: Text,
        response_headers: Text,
        response_body: T.Union([T.String(), T.Null()], { description: 'The beginning of it.' }),
      }),
    ),
  },
  { $id: 'WebhookDeliveryWithAttempts' },
)
