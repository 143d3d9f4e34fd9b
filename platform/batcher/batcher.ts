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
  readonly lanes: readonly Lane[]
  readonly weight_max: number
  readonly queue_max: number
  readonly weigh: (item: I) => number
  /** Settles every item it was given. Whatever it throws rejects those that are left. */
  readonly flush: (lane: Lane, tenant_id: TenantId, items: readonly Waiting<I, O>[]) => Promise<void>
  readonly on_batch?: (items: number, weight: number) => void
}

type Queue<I, O> = { readonly tenant_id: TenantId; items: Waiting<I, O>[]; first: number }

/**
 * Requests that arrive together share one round trip. No timers: while a batch is under way the next one
 * fills, so a lone request waits for nothing and a busy hour makes large batches by itself.
 * One batch is one tenant's; tenants take turns.
 */
export function createBatcher<I, O>(options: BatcherOptions<I, O>): Batcher<I, O> {
  const free = [...options.lanes]
  const queues = new Map<TenantId, Queue<I, O>>()
  let waiting = 0
  let isPumping = false
  let onIdle: (() => void)[] = []

  const take = (): { tenant_id: TenantId; batch: Waiting<I, O>[]; weight: number } | undefined => {
    const next = queues.entries().next()
    if (next.done === true) return undefined
    const [tenant_id, queue] = next.value
    queues.delete(tenant_id)
    let weight = 0
    let end = queue.first
    while (end < queue.items.length) {
      const more = options.weigh((queue.items[end] as Waiting<I, O>).item)
      if (end > queue.first && weight + more > options.weight_max) break
      weight += more
      end += 1
    }
    const batch =
      queue.first === 0 && end === queue.items.length ? queue.items : queue.items.slice(queue.first, end)
    // What is left goes to the back, so that one busy tenant does not starve the others.
    if (end < queue.items.length) queues.set(tenant_id, { tenant_id, items: queue.items, first: end })
    waiting -= weight
    return { tenant_id, batch, weight }
  }

  const run = async (lane: Lane, tenant_id: TenantId, batch: Waiting<I, O>[]): Promise<void> => {
    try {
      await options.flush(lane, tenant_id, batch)
    } catch (error) {
      for (const one of batch) one.reject(error)
    }
    free.push(lane)
    pump()
  }

  const pump = (): void => {
    isPumping = false
    while (free.length > 0) {
      const next = take()
      if (next === undefined) break
      options.on_batch?.(next.batch.length, next.weight)
      void run(free.pop() as Lane, next.tenant_id, next.batch)
    }
    if (waiting === 0 && free.length === options.lanes.length) {
      for (const resolve of onIdle) resolve()
      onIdle = []
    }
  }

  return {
    submit(tenant_id, item) {
      const weight = options.weigh(item)
      if (waiting + weight > options.queue_max && waiting > 0)
        return Promise.reject(new Overloaded('the queue is full'))
      waiting += weight
      return new Promise<O>((resolve, reject) => {
        const queue = queues.get(tenant_id)
        if (queue === undefined)
          queues.set(tenant_id, { tenant_id, items: [{ item, resolve, reject }], first: 0 })
        else queue.items.push({ item, resolve, reject })
        if (isPumping || free.length === 0) return
        isPumping = true
        setImmediate(pump)
      })
    },
    depth: () => waiting,
    idle: () =>
      waiting === 0 && free.length === options.lanes.length
        ? Promise.resolve()
        : new Promise<void>((resolve) => void onIdle.push(resolve)),
  }
}
