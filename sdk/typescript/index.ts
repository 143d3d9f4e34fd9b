/**
 * Florin's SDK for TypeScript and JavaScript, on Node, Bun, Deno and, with a publishable key, in browsers. Zero
 * dependencies.
 *
 *     const florin = new Florin('sk_test_…', { url: 'http://127.0.0.1:4010' })
 *     const payment = await florin.payments.create({ amount: { value: '1050', currency: 'USD' }, payment_method: 'pm_card_visa' })
 */
export { Florin, vaultUrlBeside } from './florin.ts'
export type { Call, CallOptions, List, ListPage, StreamCall } from './call_types.ts'
export type {
  Client,
  Method,
  Answer,
  Ask,
  Fetch,
  FetchReply,
  FlorinOptions,
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
  OutcomeUnknownError,
  PermissionError,
  type Problem,
  ProblemError,
  RateLimitedError,
  ServerError,
} from './errors.ts'
export type { Resources } from './generated/resources.gen.ts'
export type * from './generated/types.gen.ts'
export { pause, type Runtime, systemRuntime } from './runtime.ts'
export type { StreamEvent, StreamOptions, StreamState } from './stream_types.ts'
export type { FinalWaitOptions, WaitOptions } from './wait_types.ts'
export { type FlorinEvent, SignatureError, signatureOf, verifyWebhook } from './webhooks.ts'
export { fromMinor, type Minor, minorUnits, type Rounding, roundings, toMinor } from './amounts.ts'
