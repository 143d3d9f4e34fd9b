/**
 * Florin's client for TypeScript and JavaScript on Node. Zero dependencies.
 *
 *     const florin = createClient({ url: 'http://127.0.0.1:4010', key: 'sk_test_…' })
 *     const { body } = await florin.post('/v1/payments', { amount: { value: '1050', currency: 'USD' }, … })
 */
export { createClient } from './client.ts'
export type {
  Client,
  Method,
  Answer,
  Ask,
  ClientOptions,
  Fetch,
  FetchReply,
  Page,
  QueryValue,
  RetryNotice,
} from './client_types.ts'
export {
  AuthenticationError,
  ConflictError,
  ConnectionError,
  DeclinedError,
  type Fault,
  FlorinError,
  InvalidRequestError,
  NotFoundError,
  PermissionError,
  type Problem,
  ProblemError,
  RateLimitedError,
  ServerError,
} from './errors.ts'
export { pause, type Runtime, systemRuntime } from './runtime.ts'
export type { StreamEvent, StreamOptions, StreamState } from './stream_types.ts'
export { type FlorinEvent, SignatureError, signatureOf, verifyWebhook } from './webhooks.ts'
export { fromMinor, type Minor, minorUnits, type Rounding, roundings, toMinor } from './amounts.ts'
