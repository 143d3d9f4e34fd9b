import type { Db } from '../db/database.ts'
import type { FeedFact } from '../outbox/fact.ts'
import type { TenantId } from '../scope.ts'

/** One delivery: facts of one tenant, in order, each told to this consumer for the first time as far as is known. */
export type Delivery = {
  readonly tenant_id: TenantId
  /**
   * Moves the consumer's place inside the transaction of what it did, as the last step: the facts are then dealt
   * with exactly once. Throws StaleCursor, which undoes that transaction, when another process was faster.
   * Without it the place is moved after `consume` resolves: at least once.
   */
  settle(db: Db): Promise<void>
}

/**
 * Deals with facts. When it rejects, the facts come again one by one; the first that fails on its own stops this
 * tenant's feed for this consumer until it succeeds: an order is kept, and nothing is skipped.
 */
export type Consume = (facts: readonly FeedFact[], delivery: Delivery) => Promise<void>

export type EventBus = {
  /**
   * `consumer` is a name that never changes: it is where the consumer's place in each feed is kept. Facts of other
   * types are passed over. A new consumer starts at the beginning of every feed.
   */
  subscribe(consumer: string, filter: { types: readonly string[] }, consume: Consume): void
  start(): void
  /** Says that a tenant has news. Call it after the commit; without it the news is found by looking. */
  wake(tenant_id: TenantId): void
  /** Has these consumers deal with what a tenant's feed holds now; resolves when those that live in this process have. */
  hear(tenant_id: TenantId, consumers: readonly string[]): Promise<void>
  /** Looks once at every feed and deals with what is found; returns how many tenants had news. For tests. */
  runOnce(): Promise<number>
  /** Lets the running deliveries end, gives leases back, closes the connection. */
  close(): Promise<void>
}

/** What the bus lets others count and log. */
export type BusEvent =
  | { readonly event: 'delivered'; readonly consumer: string; readonly count: number }
  /** Facts that a relay gave to the broker, which has them. */
  | { readonly event: 'published'; readonly count: number }
  /** Facts that came once more and were dropped. */
  | {
      readonly event: 'seen_before'
      readonly consumer: string
      readonly tenant_id: TenantId
      readonly count: number
    }
  /** Facts that did not come and were read from the outbox. */
  | { readonly event: 'gap'; readonly consumer: string; readonly tenant_id: TenantId; readonly seq: bigint }
  | {
      readonly event: 'stuck'
      readonly consumer: string
      readonly tenant_id: TenantId
      readonly seq: bigint
      readonly error: unknown
    }
  | { readonly event: 'unreadable'; readonly consumer: string }
  /** The broker brings this consumer's messages from now on. */
  | { readonly event: 'subscribed'; readonly consumer: string }
  /** A look at all tenants; `count` of them had news. */
  | { readonly event: 'looked'; readonly consumer: string; readonly count: number }
  | { readonly event: 'turn_failed'; readonly consumer: string; readonly error: unknown }
  | { readonly event: 'link_failed'; readonly error: unknown }
  | { readonly event: 'link_opened' }
