import { present } from '../../kernel/assert.ts'
import type { TenantId } from '../../platform/scope.ts'

/** What is under way, in all and per endpoint. */
export type Sending = {
  began(endpoint: string, tenant_id: TenantId): void
  ended(endpoint: string): void
  /** How many more may begin now. */
  room(): number
  /** Endpoints that take no more for now: half of their share is left for a claim that was made already. */
  busy(): string[]
  /** Resolves when a good number may begin. */
  hasRoom(): Promise<void>
  idle(): Promise<void>
}

export function createSending(options: {
  readonly all_max: number
  readonly each_max: number
  /** Called when an endpoint of this tenant was busy and is so no more. */
  readonly roomy: (tenant_id: TenantId) => void
}): Sending {
  const { all_max, each_max, roomy } = options
  const counts = new Map<string, { readonly tenant_id: TenantId; count: number }>()
  const busy_from = Math.ceil(each_max / 2)
  let all = 0
  let waiting: { readonly until: number; readonly resolve: () => void }[] = []

  const below = (until: number): Promise<void> =>
    all <= until ? Promise.resolve() : new Promise((resolve) => void waiting.push({ until, resolve }))
  return {
    began(endpoint, tenant_id) {
      all += 1
      const own = counts.get(endpoint)
      if (own === undefined) counts.set(endpoint, { tenant_id, count: 1 })
      else own.count += 1
    },
    ended(endpoint) {
      all -= 1
      const own = present(counts.get(endpoint), 'what has begun')
      own.count -= 1
      if (own.count === 0) counts.delete(endpoint)
      if (own.count === busy_from - 1) roomy(own.tenant_id)
      if (waiting.length === 0) return
      const over = waiting.filter(({ until }) => all <= until)
      waiting = waiting.filter(({ until }) => all > until)
      for (const { resolve } of over) resolve()
    },
    room: () => all_max - all,
    busy: () => [...counts].filter(([, { count }]) => count >= busy_from).map(([endpoint]) => endpoint),
    hasRoom: () => below(all_max / 2),
    idle: () => below(0),
  }
}
