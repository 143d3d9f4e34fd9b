import type { Id } from '../../kernel/id.ts'
import type { Secret } from '../../kernel/secret.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { EndpointState } from './endpoint.machine.ts'

/** `by_object`: one event of an object at a time, the next when the one before was taken or is dead. */
export const orderings = ['none', 'by_object'] as const
export type Ordering = (typeof orderings)[number]
/** `stripe` adds the header `Stripe-Signature` to those of Standard Webhooks. */
export const signatures = ['standard', 'stripe'] as const
export type SignatureForm = (typeof signatures)[number]

export type NewEndpoint = {
  readonly url: string
  readonly description: string | null
  readonly filters: readonly string[]
  readonly api_version: string
  readonly ordering: Ordering
  readonly signature: SignatureForm
  readonly metadata: Readonly<Record<string, string>>
}
/** Times are the wall clock's, also in a sandbox: the receiver lives in real time. */
export type Endpoint = NewEndpoint & {
  readonly id: Id<'whe'>
  readonly state: Exclude<EndpointState, 'deleted'>
  readonly disabled_because: 'asked' | 'failing' | 'gone' | null
  readonly failing_since: Instant | null
  readonly secret_number: number
  readonly created_at: Instant
  readonly updated_at: Instant
}
/** An empty `description` takes it away. */
export type EndpointChange = { readonly [K in keyof NewEndpoint]?: Exclude<NewEndpoint[K], null> }
export type EndpointWithSecret = { readonly endpoint: Endpoint; readonly secret: Secret }

export const endpointJson = ({ filters, secret_number: _number, ...endpoint }: Endpoint) => ({
  ...endpoint,
  events: [...filters],
  failing_since: endpoint.failing_since === null ? null : instantText(endpoint.failing_since),
  created_at: instantText(endpoint.created_at),
  updated_at: instantText(endpoint.updated_at),
})
