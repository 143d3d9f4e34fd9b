import { type CodeOf, type ErrorRow, errors } from '../../kernel/result.ts'

export const webhookErrors = errors({
  event_not_found: { status: 404, retry: 'never', text: 'No event has this id.' },
  webhook_endpoint_not_found: { status: 404, retry: 'never', text: 'No webhook endpoint has this id.' },
  webhook_delivery_not_found: { status: 404, retry: 'never', text: 'No webhook delivery has this id.' },
  webhook_endpoint_invalid: {
    status: 422,
    retry: 'new_key',
    text: 'The endpoint cannot be used so; `errors` names each fault.',
  },
  webhook_endpoint_limit_reached: {
    status: 422,
    retry: 'new_key',
    text: 'The tenant has 50 webhook endpoints already.',
  },
  webhook_secret_rotated: {
    status: 409,
    retry: 'new_key',
    text: 'The secret was rotated by somebody else at the same time.',
  },
  webhook_delivery_under_way: {
    status: 409,
    retry: 'new_key',
    text: 'The delivery is on its way or waits already.',
  },
  streams_exhausted: {
    status: 429,
    retry: 'same_key',
    text: 'There are as many open event streams as this server allows.',
  },
})

export type WebhookCode = CodeOf<typeof webhookErrors>

/** The rows of some codes, for the routes that can answer with them. */
export const errorRows = (...codes: readonly WebhookCode[]): Record<string, ErrorRow> =>
  Object.fromEntries(codes.map((code) => [code, webhookErrors.table[code]]))
