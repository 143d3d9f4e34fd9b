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
  /**
   * Settles every item it was given. Whatever it throws rejects those that are left. It may give the lane back before it
   * settles: the next batch is on its way then while answers are written.
   */
  readonly flush: (
    lane: Lane,
    tenant_id: TenantId,
    items: readonly Waiting<I, O>[],
    giveBack: () => void,
  ) => Promise<void>
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

/** Free lanes, what is under way on the others, and whether a tenant may have another batch beside it. */
function createLanes({
  lanes,
  world,
  weight_max,
}: Pick<BatcherOptions<never, never>, 'lanes' | 'world' | 'weight_max'>) {
  const free = [...lanes]
  const running = new Set<Running>()
  const isLarge = (weight: number): boolean => weight >= weight_max / 2
  const isPassable = ({ weight, began_ms }: Running): boolean =>
    weight < FEW || isLarge(weight) || world.elapsed_ms() - began_ms >= HELD_UP_MS
  return {
    hasFree: () => free.length > 0,
    /** Takes a free lane until `end` is called, which answers whether this was the first time. */
    begin({ tenant_id, weight }: { tenant_id: TenantId; weight: number }): {
      lane: Lane
      end: () => boolean
    } {
      const lane = present(free.pop(), 'a free lane')
      const own: Running = { tenant_id, weight, began_ms: world.elapsed_ms() }
      running.add(own)
      const end = (): boolean => {
        if (!running.delete(own)) return false
        free.push(lane)
        return true
      }
      return { lane, end }
    },
    mayBegin(tenant_id: TenantId, weight: number): boolean {
      if (isLarge(weight)) return true
      for (const one of running) if (one.tenant_id === tenant_id && !isPassable(one)) return false
      return true
    },
  }
}

function createIdle(isIdle: () => boolean) {
  const waiting: (() => void)[] = []
  return {
    check(): void {
      if (isIdle()) for (const resolve of waiting.splice(0)) resolve()
    },
    wait: (): Promise<void> =>
      isIdle() ? Promise.resolve() : new Promise((resolve) => void waiting.push(resolve)),
  }
}

async function flushAll<I, O>(
  { flush }: BatcherOptions<I, O>,
  { tenant_id, items }: Next<I, O>,
  lane: Lane,
  giveBack: () => void,
): Promise<void> {
  try {
    await flush(lane, tenant_id, items, giveBack)
  } catch (error) {
    for (const one of items) one.reject(error)
  }
}

/**
 * Requests that arrive together share one round trip. No timers: while a batch is under way the next one
 * fills, so a lone request waits for nothing and a busy hour makes large batches by itself.
 * One batch is one tenant's; tenants take turns.
 *
 * A tenant gets a second lane when half a batch or more waits, or when what is under way is large, slow, or next to
 * nothing. Else two small batches would go where one costs less, and wait for each other's accounts besides.
 */
export function createBatcher<I, O>(options: BatcherOptions<I, O>): Batcher<I, O> {
  const lanes = createLanes(options)
  const turns = createTurns<I, O>(options.weigh, options.weight_max)
  let waiting = 0
  let unsettled = 0
  let isPumping = false
  const idle = createIdle(() => waiting === 0 && unsettled === 0)

  const run = async (next: Next<I, O>): Promise<void> => {
    const { lane, end } = lanes.begin(next)
    // Making the next batch at once would come on top of settling one that was larger than batches are.
    const goOn = next.weight > options.weight_max ? pumpLater : pump
    const giveBack = (): void => void (end() && goOn())
    unsettled += 1
    await flushAll(options, next, lane, giveBack)
    unsettled -= 1
    giveBack()
    idle.check()
  }
  const pumpLater = (): void => {
    if (!isPumping) setImmediate(pump)
    isPumping = true
  }
  const pump = (): void => {
    isPumping = false
    while (lanes.hasFree()) {
      const next = turns.next(lanes.mayBegin)
      if (next === undefined) break
      waiting -= next.weight
      options.on_batch?.(next.items.length, next.weight)
      void run(next)
    }
  }
  return {
    submit(tenant_id, item) {
      const weight = options.weigh(item)
      if (waiting + weight > options.queue_max && waiting > 0)
        return Promise.reject(new Overloaded('the queue is full'))
      waiting += weight
      return new Promise<O>((resolve, reject) => {
        turns.push(tenant_id, { item, resolve, reject }, weight)
        if (lanes.hasFree()) pumpLater()
      })
    },
    depth: () => waiting,
    idle: idle.wait,
  }
}
