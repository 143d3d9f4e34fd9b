import { Type as T } from 'typebox'
import { facts } from '../../platform/outbox/fact.ts'

/** Told by `webhooks.tell_disabled`, in the transaction of the attempts that led to it. */
export const webhookFacts = facts({
  'webhooks.endpoint_disabled': {
    text: 'A webhook endpoint was disabled because its receiver is gone, or failed for five days. Its events are held.',
    event: 'webhook_endpoint.disabled',
    body: T.Object({
      object: T.Object({
        id: T.String(),
        url: T.String(),
        state: T.Literal('disabled'),
        disabled_because: T.Enum(['failing', 'gone']),
      }),
    }),
  },
})
