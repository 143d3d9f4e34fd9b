import { present } from '../../kernel/assert.ts'
import type { World } from '../../kernel/world.ts'
import type { Lane } from '../db/lane.ts'
import type { TenantId } from '../scope.ts'

/** The queue is full: the caller is told to come back, before any work was done. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded'
}

export type Waiting<I, O> = {
  readonly item: I
  readonly resolve: (outcome: O) => void
  readonly reject: (error: unknown) => void
}

export type Batcher<I, O> = {
  /** Joins the next batch of its tenant. Rejects with Overloaded when more than `queue_max` wait. */
  submit(tenant_id: TenantId, item: I): Promise<O>
  /** Weight of what waits, for admission and metrics. */
  depth(): number
  /** Resolves when nothing waits and nothing is under way. */
  idle(): Promise<void>
}

export type BatcherOptions<I, O> = {
  readonly world: Pick<World, 'elapsed_ms'>
  readonly lanes: readonly Lane[]
  readonly weight_max: number
  readonly queue_max: number
  readonly weigh: (item: I) => number
  /** Settles every item it was given. Whatever it throws rejects those that are left. */
  readonly flush: (lane: Lane, tenant_id: TenantId, items: readonly Waiting<I, O>[]) => Promise<void>
  readonly on_batch?: (items: number, weight: number) => void
}

type Next<I, O> = { readonly tenant_id: TenantId; readonly items: Waiting<I, O>[]; readonly weight: number }
type Queue<I, O> = { readonly items: Waiting<I, O>[]; readonly first: number; weight: number }

/** What waits, per tenant; tenants take turns, so that one busy tenant does not starve the others. */
function createTurns<I, O>(weigh: (item: I) => number, weight_max: number) {
  const queues = new Map<TenantId, Queue<I, O>>()
  /** Up to one batch of what waits; the rest goes to the back. */
  const take = (tenant_id: TenantId, queue: Queue<I, O>): Next<I, O> => {
    const { items, first } = queue
    queues.delete(tenant_id)
    let weight = 0
    let end = first
    while (end < items.length) {
      const more = weigh((items[end] as Waiting<I, O>).item)
      if (end > first && weight + more > weight_max) break
      weight += more
      end += 1
    }
    if (end < items.length) queues.set(tenant_id, { items, first: end, weight: queue.weight - weight })
    return { tenant_id, weight, items: first === 0 && end === items.length ? items : items.slice(first, end) }
  }
  return {
    push(tenant_id: TenantId, waiting: Waiting<I, O>, weight: number): void {
      const queue = queues.get(tenant_id)
      if (queue === undefined) queues.set(tenant_id, { items: [waiting], first: 0, weight })
      else {
        queue.items.push(waiting)
        queue.weight += weight
      }
    },
    /** The next batch, of the first tenant that may have one. */
    next(may: (tenant_id: TenantId, weight: number) => boolean): Next<I, O> | undefined {
      for (const [tenant_id, queue] of queues) if (may(tenant_id, queue.weight)) return take(tenant_id, queue)
      return undefined
    },
  }
}

/** A batch of fewer is no load: nothing is gained by waiting for it. */
const FEW = 8
/** One under way for this long is held up: by a lock, or by a disk that is slow to commit. */
const HELD_UP_MS = 25

type Running = { readonly tenant_id: TenantId; readonly weight: number; readonly began_ms: number }

/**
 * Requests that arrive together share one round trip. No timers: while a batch is under way the next one
 * fills, so a lone request waits for nothing and a busy hour makes large batches by itself.
 * One batch is one tenant's; tenants take turns.
 *
 * A tenant gets a second lane when a whole batch waits, or when the first is held up by something large or slow. Else
 * two half batches would go where one whole one costs less, and wait for each other's accounts besides.
 */
export function createBatcher<I, O>(options: BatcherOptions<I, O>): Batcher<I, O> {
  const { world, weight_max } = options
  const free = [...options.lanes]
  const running: Running[] = []
  const turns = createTurns<I, O>(options.weigh, weight_max)
  let waiting = 0
  let isPumping = false
  const onIdle: (() => void)[] = []
  const isIdle = (): boolean => waiting === 0 && running.length === 0

  const isLarge = (weight: number): boolean => weight >= weight_max / 2
  const isPassable = ({ weight, began_ms }: Running): boolean =>
    weight < FEW || isLarge(weight) || world.elapsed_ms() - began_ms >= HELD_UP_MS
  const may = (tenant_id: TenantId, weight: number): boolean =>
    isLarge(weight) || running.every((one) => one.tenant_id !== tenant_id || isPassable(one))
  const run = async (lane: Lane, { tenant_id, items, weight }: Next<I, O>): Promise<void> => {
    const own: Running = { tenant_id, weight, began_ms: world.elapsed_ms() }
    running.push(own)
    try {
      await options.flush(lane, tenant_id, items)
    } catch (error) {
      for (const one of items) one.reject(error)
    }
    running.splice(running.indexOf(own), 1)
    free.push(lane)
    // Making the next batch would come on top of settling one that was larger than batches are.
    if (weight > weight_max) pumpLater()
    else pump()
  }
  const pumpLater = (): void => {
    if (!isPumping) setImmediate(pump)
    isPumping = true
  }
  const pump = (): void => {
    isPumping = false
    while (free.length > 0) {
      const next = turns.next(may)
      if (next === undefined) break
      waiting -= next.weight
      options.on_batch?.(next.items.length, next.weight)
      void run(present(free.pop(), 'a free lane'), next)
    }
    if (isIdle()) for (const resolve of onIdle.splice(0)) resolve()
  }
  return {
    submit(tenant_id, item) {
      const weight = options.weigh(item)
      if (waiting + weight > options.queue_max && waiting > 0)
        return Promise.reject(new Overloaded('the queue is full'))
      waiting += weight
      return new Promise<O>((resolve, reject) => {
        turns.push(tenant_id, { item, resolve, reject }, weight)
        if (free.length > 0) pumpLater()
      })
    },
    depth: () => waiting,
    idle: () => (isIdle() ? Promise.resolve() : new Promise<void>((resolve) => void onIdle.push(resolve))),
  }
}
