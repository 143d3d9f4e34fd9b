import type { Id } from '../../kernel/id.ts'
import { type Instant, plusMs } from '../../kernel/world.ts'
import type { Batcher } from '../../platform/batcher/batcher.ts'
import type { Database } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import {
  CLAIM_MAX,
  CLAIMS_IN_A_ROW_MAX,
  DELIVERY_LEASE_MS,
  LOOK_ENDPOINTS_MAX,
  LOOK_MS,
  SENDING_MAX,
  SENDING_PER_ENDPOINT_MAX,
} from './limits.ts'
import { createRecorder, type RecordDeps } from './record.ts'
import { attempt, type SendDeps, type Texts } from './send.ts'
import { createSending, type Sending } from './sending.ts'
import {
  type AttemptResult,
  type Claimed,
  claimDeliveries,
  type ClaimRequest,
  dueTenants,
  type EndpointPlace,
} from './store_sending.ts'

export type DeliverDeps = SendDeps &
  RecordDeps & {
    readonly db: Database
    /** An attempt that left no result: its lease runs out, and it is made again. */
    readonly lost: (error: unknown) => void
  }
export type Deliveries = {
  /**
   * Claims what is due and begins to send it; says how many. Resolves when everything is on its way, not when it has
   * arrived: a receiver that takes its time keeps nobody waiting but itself.
   */
  deliverDue(): Promise<number>
  /** Says that a tenant has something due. */
  told(tenant_id: TenantId): void
  /** Resolves when nothing is under way and every result is written down. */
  idle(): Promise<void>
}

/** `more` is called when the next turn should not wait: what was passed over can go, or a turn had enough before the end. */
export function createDeliveries(deps: DeliverDeps, more: () => void): Deliveries {
  const lane = deps.db.lane('webhooks-claim')
  const recorder = createRecorder(deps)
  const fresh = new Set<TenantId>()
  const sending = createSending({
    all_max: SENDING_MAX,
    each_max: SENDING_PER_ENDPOINT_MAX,
    roomy(tenant_id) {
      fresh.add(tenant_id)
      more()
    },
  })
  const begin = createBegin(deps, recorder, sending)
  const look = createLook(deps, more)

  const serve = async (tenant_id: TenantId): Promise<number> => {
    let count = 0
    for (let turn = 0; turn < CLAIMS_IN_A_ROW_MAX; turn++) {
      await sending.hasRoom()
      const request = claimNow(deps.world.now(), sending)
      const claimed = await claimDeliveries(lane, tenant_id, request)
      begin(tenant_id, claimed)
      count += claimed.length
      // What is left belongs to endpoints that just got their share: they say when they are roomy again.
      if (claimed.length < request.limit) return count
    }
    fresh.add(tenant_id)
    more()
    return count
  }
  return {
    async deliverDue() {
      const told = [...fresh]
      fresh.clear()
      let count = 0
      // Who was told of comes first; a look at everybody finds what falls due by time, or was told elsewhere.
      const tenants = told.length === 0 || look.isTime() ? new Set([...told, ...(await look.once())]) : told
      for (const tenant_id of tenants) count += await serve(tenant_id)
      return count
    },
    told: (tenant_id) => void fresh.add(tenant_id),
    async idle() {
      await sending.idle()
      await recorder.idle()
    },
  }
}

/** Sends what was claimed; each result goes its own way to the recorder. */
const createBegin =
  (deps: DeliverDeps, recorder: Batcher<AttemptResult, true>, sending: Sending) =>
  (tenant_id: TenantId, claimed: readonly Claimed[]): void => {
    const texts: Texts = new Map()
    for (const one of claimed) {
      sending.began(one.endpoint_id, tenant_id)
      attempt(deps, tenant_id, one, texts)
        .then((result) => recorder.submit(tenant_id, result))
        .catch(deps.lost)
        .finally(() => sending.ended(one.endpoint_id))
    }
  }

const claimNow = (at: Instant, sending: Sending): ClaimRequest => ({
  at,
  lease_until: plusMs(at, DELIVERY_LEASE_MS),
  busy: sending.busy() as Id<'whe'>[],
  each: SENDING_PER_ENDPOINT_MAX / 2,
  limit: Math.min(CLAIM_MAX, sending.room()),
})

/** Looks at the endpoints of all tenants, some at a time, for what is due. */
function createLook({ db, world }: Pick<DeliverDeps, 'db' | 'world'>, more: () => void) {
  let place: EndpointPlace | undefined
  let looked_ms = Number.NEGATIVE_INFINITY
  return {
    isTime: () => world.elapsed_ms() - looked_ms >= LOOK_MS,
    async once(): Promise<TenantId[]> {
      const now = world.now()
      const due = await db.scatter('webhooks.due', (tx) => dueTenants(tx, now, place, LOOK_ENDPOINTS_MAX))
      place = due.last
      // With more endpoints than one look asks about, the next turn goes on behind them.
      looked_ms = place === undefined ? world.elapsed_ms() : Number.NEGATIVE_INFINITY
      if (place !== undefined) more()
      return due.tenants
    },
  }
}
