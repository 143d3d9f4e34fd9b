import type { Id } from '../../kernel/id.ts'
import type { Failure, Result } from '../../kernel/result.ts'
import type { EventBus } from '../../platform/bus/event.ts'
import type { OpenScope, Scope, TenantId } from '../../platform/scope.ts'
import type { Attempt, Delivery } from './delivery.ts'
import type { Endpoint, EndpointChange, EndpointWithSecret, NewEndpoint } from './endpoint.ts'
import type { Recover, Recovered } from './recover.ts'
import type { DeliveryFilter, WebhookHealth } from './store_deliveries.ts'
import type { EventFilter, EventPage } from './store_events.ts'
import type { Tested } from './test_endpoint.ts'

/** An event as callers get it; `text` is the same bytes in a list, a stream and a webhook. */
export type EventView = { readonly id: Id<'evt'>; readonly seq: bigint; readonly text: string }

/** What callers hear of what happened. What takes a `Scope` joins its transaction. */
export type Webhooks = {
  /** In the order of the feed, or newest first, from behind `after_seq`; at most `limit`. */
  listEvents(scope: OpenScope, filter: EventFilter, page: EventPage): Promise<EventView[]>
  /** Errors: event_not_found. */
  findEvent(scope: OpenScope, id: Id<'evt'>): Promise<Result<EventView, Failure>>
  /**
   * Server-sent events behind the event `after`, or from now on. See `stream.ts`. Errors: event_not_found,
   * streams_exhausted.
   */
  streamEvents(
    scope: OpenScope,
    asked: {
      readonly after: Id<'evt'> | undefined
      readonly filters: readonly string[]
      readonly object_id: string | undefined
    },
  ): Promise<Result<AsyncIterable<string>, Failure>>
  /** See `endpoints.ts`. Given fields that are absent have their defaults. */
  createEndpoint(
    scope: OpenScope,
    id: Id<'whe'>,
    endpoint: Omit<NewEndpoint, 'api_version'> & { readonly api_version: string | undefined },
  ): Promise<Result<EndpointWithSecret, Failure>>
  /** Errors: webhook_endpoint_not_found. */
  findEndpoint(scope: OpenScope, id: Id<'whe'>): Promise<Result<Endpoint, Failure>>
  /** By id, from behind `after`. */
  listEndpoints(
    scope: OpenScope,
    page: { readonly after: Id<'whe'> | undefined; readonly limit: number },
  ): Promise<Endpoint[]>
  updateEndpoint(scope: Scope, id: Id<'whe'>, change: EndpointChange): Promise<Result<Endpoint, Failure>>
  moveEndpoint(
    scope: Scope,
    id: Id<'whe'>,
    state: 'enabled' | 'disabled' | 'deleted',
  ): Promise<Result<Endpoint, Failure>>
  rotateSecret(
    scope: OpenScope,
    id: Id<'whe'>,
    overlap_ms: number,
  ): Promise<Result<EndpointWithSecret, Failure>>
  /** Sends one signed event of the type `webhook_endpoint.test` at once, once, whatever the endpoint asks for. */
  testEndpoint(scope: OpenScope, id: Id<'whe'>): Promise<Result<Tested, Failure>>
  /** See `recover.ts`. */
  recover(scope: OpenScope, id: Id<'whe'>, order: Recover): Promise<Result<Recovered, Failure>>
  /** Newest first, from below `before`. */
  listDeliveries(
    scope: OpenScope,
    filter: DeliveryFilter,
    page: { readonly before: Id<'dlv'> | undefined; readonly limit: number },
  ): Promise<Delivery[]>
  /** With its attempts, newest first, and the body they sent. Errors: webhook_delivery_not_found. */
  findDelivery(
    scope: OpenScope,
    id: Id<'dlv'>,
  ): Promise<Result<{ delivery: Delivery; attempts: Attempt[]; body: string }, Failure>>
  /** How many endpoints hear us, and how the latest deliveries went. */
  health(scope: OpenScope): Promise<WebhookHealth>
  /** See `recover.ts`. */
  redeliver(scope: Scope, id: Id<'dlv'>): Promise<Result<Delivery, Failure>>

  /** Listens to the facts; `told` hears of tenants that have something to be delivered. See `project.ts`. */
  follow(bus: Pick<EventBus, 'subscribe'>, told?: (tenant_id: TenantId) => void): void
  /** Claims what is due and begins to send it; says how many. For the loop of a worker. See `deliver.ts`. */
  deliverDue(): Promise<number>
  /** `wake` hears that `deliverDue` has something to do: deliveries were made, or there is room for more. */
  onDue(wake: () => void): void
  /** Resolves when nothing is under way and every result is written down. */
  idle(): Promise<void>
  /** Ends every stream; before the edge closes, so that it need not wait for them. */
  endStreams(): void
  /** Lets what is under way end, and closes the connections to receivers. */
  close(): Promise<void>
}

export type { Delivery } from './delivery.ts'
export type { Endpoint, NewEndpoint } from './endpoint.ts'
export type { WebhookCode } from './errors.ts'
export type { EventChange, EventVersions } from './event_versions.ts'
export { webhookFacts } from './facts.ts'
export { routes } from './http.ts'
export type { WebhookEvent } from './observe.ts'
export { sentEvents } from './sent_events.ts'
export type { Sealer } from './sealer.ts'
export { createWebhooks, type WebhooksDeps } from './webhooks.ts'
