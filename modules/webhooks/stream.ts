import type { Cancel, World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import { type EventPlace, eventText, type StoredEvent } from './event.ts'
import { wants } from './filters.ts'
import {
  HEARTBEAT_MS,
  STREAM_LOOK_MS,
  STREAM_PAGE_MAX,
  STREAMS_MAX,
  STREAMS_PER_TENANT_MAX,
} from './limits.ts'
import { lastSeqs, listEvents } from './store_events.ts'

export type StreamRequest = {
  readonly tenant_id: TenantId
  /** Public id of the tenant. */
  readonly tenant: string
  readonly after: EventPlace
  readonly filters: readonly string[]
  readonly object_id: string | undefined
}
export type Streams = {
  /** Server-sent events (WHATWG HTML §9.2) until the reader leaves or `end`; undefined when there are too many streams. */
  open(request: StreamRequest): AsyncIterable<string> | undefined
  /** There may be news for this tenant's streams. */
  told(tenant_id: TenantId): void
  /** Ends every stream after what it is writing; its reader comes back elsewhere, behind its last event. */
  end(): void
}
type Deps = { readonly db: Database; readonly world: World; readonly failed: (error: unknown) => void }
type Listener = { readonly tenant_id: TenantId; readonly wake: () => void }

/**
 * Streams read the stored events from a place of their own, a page at a time, and only when their reader has taken the page
 * before: a slow reader costs no memory. One look asks for the news of all streams of the process.
 */
export function createStreams(deps: Deps): Streams {
  const listeners = new Set<Listener>()
  const look = createLook(deps, listeners)
  let isEnded = false
  return {
    open(request) {
      const own = [...listeners].filter(({ tenant_id }) => tenant_id === request.tenant_id).length
      if (isEnded || listeners.size >= STREAMS_MAX || own >= STREAMS_PER_TENANT_MAX) return undefined
      return stream(deps, request, listeners, look, () => isEnded)
    },
    told(tenant_id) {
      for (const listener of listeners) if (listener.tenant_id === tenant_id) listener.wake()
    },
    end() {
      isEnded = true
      for (const { wake } of listeners) wake()
    },
  }
}

/** Looks for news of other processes while there are streams. */
function createLook({ db, world, failed }: Deps, listeners: ReadonlySet<Listener>) {
  const seen = new Map<TenantId, bigint>()
  let cancel: Cancel | undefined
  const once = async (): Promise<void> => {
    const tenants = [...new Set([...listeners].map(({ tenant_id }) => tenant_id))]
    for (const tenant_id of seen.keys()) if (!tenants.includes(tenant_id)) seen.delete(tenant_id)
    const last = await db.scatter('webhooks.streams', (tx) => lastSeqs(tx, tenants))
    for (const listener of listeners)
      if (last.get(listener.tenant_id) !== seen.get(listener.tenant_id)) listener.wake()
    for (const [tenant_id, seq] of last) seen.set(tenant_id, seq)
  }
  const plan = (): void => {
    cancel ??= world.after(STREAM_LOOK_MS, () => {
      cancel = undefined
      if (listeners.size > 0) void once().catch(failed).finally(plan)
    })
  }
  return plan
}

async function* stream(
  { db, world }: Deps,
  request: StreamRequest,
  listeners: Set<Listener>,
  look: () => void,
  isEnded: () => boolean,
): AsyncGenerator<string> {
  const bell = createBell(world)
  const listener = { tenant_id: request.tenant_id, wake: bell.ring }
  listeners.add(listener)
  look()
  let { after } = request
  try {
    // Headers leave with the first piece, and the reader should know that it is heard, and where it stands: whoever
    // loses the line before anything happened comes back to this place.
    yield `retry: 2000\n${standing(after)}`
    while (!isEnded()) {
      const page = { after_seq: after.seq, limit: STREAM_PAGE_MAX }
      const found = await db.withTenant(request.tenant_id, (tx) =>
        listEvents(tx, request.tenant_id, { object_id: request.object_id }, page),
      )
      after = found.at(-1) ?? after
      const told = found.filter(({ type }) => wants(request.filters, type))
      if (told.length > 0) yield told.map((event) => piece(event, request.tenant)).join('')
      if (found.length < STREAM_PAGE_MAX && !isEnded() && !(await bell.rings(HEARTBEAT_MS)))
        yield `: heartbeat\n${standing(after)}`
    }
  } finally {
    listeners.delete(listener)
  }
}

/** An id without an event: nothing is told, the reader's place moves past what it did not ask for. */
const standing = ({ id }: EventPlace): string => `id: ${id}\n\n`

const piece = (event: StoredEvent, tenant: string): string =>
  `id: ${event.id}\nevent: ${event.type}\ndata: ${eventText(event, tenant)}\n\n`

/** Waits for a ring, one that came before included; says false when none came in time. */
function createBell(world: World): { ring(): void; rings(ms: number): Promise<boolean> } {
  let hasRung = false
  let answer: ((isRung: boolean) => void) | undefined
  return {
    ring() {
      hasRung = true
      answer?.(true)
    },
    async rings(ms) {
      const isRung =
        hasRung ||
        (await new Promise<boolean>((resolve) => {
          const cancel = world.after(ms, () => resolve(false))
          answer = (rung) => {
            cancel()
            resolve(rung)
          }
        }))
      hasRung = false
      answer = undefined
      return isRung
    },
  }
}
