import type { World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { SafeDialer } from '../../platform/outbound/safe_dialer.ts'
import type { FactTable } from '../../platform/outbox/fact.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Audit } from '../audit/index.ts'
import type { Auth } from '../auth/index.ts'
import { readCatalogue } from './catalogue.ts'
import { createDeliveries } from './deliver.ts'
import { createEndpointCalls } from './endpoint_calls.ts'
import type { EndpointDeps } from './endpoints.ts'
import { createEventReads } from './event_reads.ts'
import type { EventVersions } from './event_versions.ts'
import type { Webhooks } from './index.ts'
import type { AttemptAnswer, Observe } from './observe.ts'
import { followFacts } from './project.ts'
import { createDeliveryReads } from './delivery_reads.ts'
import type { Sealer } from './sealer.ts'
import { createSigningKeys } from './signing_keys.ts'
import type { AttemptResult } from './store_sending.ts'
import { createStreams } from './stream.ts'
import { createTenants } from './tenants.ts'

export type WebhooksDeps = {
  readonly db: Database
  /** The wall's world: receivers live in real time. */
  readonly world: World
  readonly auth: Pick<Auth, 'ownTenant'>
  readonly audit: Pick<Audit, 'append'>
  readonly sealer: Sealer
  readonly dialer: SafeDialer
  /** The facts of every module; those with `event` are public. */
  readonly catalogue: readonly FactTable[]
  readonly versions: EventVersions
  /** Whether sandboxes may have endpoints on this very machine. */
  readonly sandbox_may_loop_back: boolean
  readonly observe?: Observe
}

/** Puts the module together; two connections are its own. Close it before the database. */
export function createWebhooks(deps: WebhooksDeps): Webhooks {
  const { db, world, dialer, versions, observe = () => undefined } = deps
  const catalogue = readCatalogue(deps.catalogue)
  const tenants = createTenants(deps.auth, world)
  const keys = createSigningKeys(deps)
  const sending = { db, world, dialer, tenants, versions, policyOf: policyOf(deps), keys }
  const event_types = [...catalogue.values()].map(({ type }) => type)
  const owned = { ...sending, audit: deps.audit, sealer: deps.sealer, event_types }
  let wake = (): void => undefined
  const deliveries = createDeliveries(
    {
      ...sending,
      recorded: (results, disabled) => tellRecorded(observe, results, disabled),
      lost: (error) => observe({ event: 'attempt_lost', error }),
    },
    () => wake(),
  )
  const failed = (error: unknown): void => observe({ event: 'stream_look_failed', error })
  const due = (tenant_id: TenantId): void => {
    deliveries.told(tenant_id)
    wake()
  }
  const streams = createStreams({ db, world, failed })
  return {
    ...createEventReads({ db, tenants, streams }),
    ...createDeliveryReads({ db, tenants, versions }),
    ...createEndpointCalls({ ...owned, due }),
    follow(bus, told) {
      const projected = (tenant_id: TenantId, events: number, count: number): void => {
        observe({ event: 'projected', events, deliveries: count })
        if (events > 0) streams.told(tenant_id)
        due(tenant_id)
        told?.(tenant_id)
      }
      followFacts(bus, { db, world, catalogue, api_version: versions.known[0] ?? '', projected })
    },
    deliverDue: () => deliveries.deliverDue(),
    onDue(fn) {
      wake = fn
    },
    idle: () => deliveries.idle(),
    endStreams: () => streams.end(),
    async close() {
      streams.end()
      await deliveries.idle()
      await dialer.close()
    },
  }
}

const policyOf =
  ({ sandbox_may_loop_back }: Pick<WebhooksDeps, 'sandbox_may_loop_back'>): EndpointDeps['policyOf'] =>
  (mode) => ({ may_loop_back: mode === 'sandbox' && sandbox_may_loop_back })

function tellRecorded(observe: Observe, results: readonly AttemptResult[], disabled: number): void {
  const attempts = results.map(({ status, took_ms }) => ({ answer: answerOf(status), took_ms }))
  const dead = results.filter(({ outcome, retry_at }) => outcome !== 0 && retry_at === null).length
  observe({ event: 'attempted', attempts, dead })
  if (disabled > 0) observe({ event: 'disabled', count: disabled })
}

const answers: readonly AttemptAnswer[] = ['2xx', '3xx', '4xx', '5xx']
const answerOf = (status: number | null): AttemptAnswer =>
  status === null ? 'none' : (answers[Math.floor(status / 100) - 2] ?? 'other')
