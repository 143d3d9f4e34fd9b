import { Type as T } from 'typebox'
import { newId } from '../../../kernel/id.ts'
import type { Failure, Result } from '../../../kernel/result.ts'
import { type SimWorld, simWorld } from '../../../kernel/world.ts'
import type { EventBus } from '../../../platform/bus/event.ts'
import { createEventBus } from '../../../platform/bus/event_bus.ts'
import { createTestDatabase, type TestDatabase } from '../../../platform/db/testing.ts'
import { createSafeDialer, type SafeDialer } from '../../../platform/outbound/safe_dialer.ts'
import { facts } from '../../../platform/outbox/fact.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { testAudit } from '../../audit/testing.ts'
import { type Auth, authFacts } from '../../auth/index.ts'
import { scopeOf, testAuth, testTenant } from '../../auth/testing.ts'
import type { EndpointWithSecret, NewEndpoint } from '../endpoint.ts'
import {
  createWebhooks,
  type WebhookEvent,
  webhookFacts,
  type Webhooks,
  type WebhooksDeps,
} from '../index.ts'
import { plainSealer } from '../testing.ts'

export const testFacts = facts({
  'test.thing_made': {
    text: 'A thing was made.',
    event: 'thing.made',
    body: T.Object({ object: T.Object({ id: T.String() }) }),
  },
  'test.thing_broken': {
    text: 'A thing broke.',
    event: 'thing.broken',
    body: T.Object({ object: T.Object({ id: T.String() }) }),
  },
  'test.secret_done': { text: 'Stays inside.', body: T.Object({}) },
})

export type TestWebhooks = {
  readonly database: TestDatabase
  readonly webhooks: Webhooks
  readonly auth: Auth
  readonly world: SimWorld
  readonly seen: WebhookEvent[]
  newScope(mode?: 'live' | 'sandbox'): Promise<OpenScope>
  transact<T>(scope: OpenScope, fn: (scope: Scope) => Promise<T>): Promise<T>
  endpoint(scope: OpenScope, more: Partial<NewEndpoint> & { url: string }): Promise<EndpointWithSecret>
  /** Tells public facts about these objects, in one transaction. */
  tell(scope: OpenScope, ...objects: string[]): Promise<void>
  /** Brings what was told to the module. */
  project(): Promise<void>
  /** Sends what is due until nothing is, and waits for the results. */
  deliver(): Promise<number>
  /** Another process on the same database. */
  another(more?: Partial<WebhooksDeps>): Webhooks
  close(): Promise<void>
}

export async function testWebhooks(more: Partial<WebhooksDeps> = {}): Promise<TestWebhooks> {
  const database = await createTestDatabase()
  const world = simWorld(11n)
  const auth = testAuth(database.db, world)
  const seen: WebhookEvent[] = []
  const dialers: SafeDialer[] = []
  const another = (deps: Partial<WebhooksDeps> = {}): Webhooks => {
    const dialer = createSafeDialer({ world: deps.world ?? world })
    dialers.push(dialer)
    return createWebhooks({
      db: database.db,
      world,
      auth,
      audit: testAudit(database.db, world),
      sealer: plainSealer,
      dialer,
      catalogue: [testFacts.table, webhookFacts.table, authFacts.table],
      versions: { known: ['2026-11-21'], changes: [] },
      sandbox_may_loop_back: true,
      observe: (event) => void seen.push(event),
      ...more,
      ...deps,
    })
  }
  const webhooks = another()
  const bus = createEventBus({ db: database.db, world })
  webhooks.follow(bus)
  const transact: TestWebhooks['transact'] = (scope, fn) =>
    database.db.withTenant(scope.tenant_id, (db) => fn({ ...scope, db }))
  return {
    ...createActs({ database, webhooks, world, bus, transact }),
    database,
    webhooks,
    auth,
    world,
    seen,
    another,
    transact,
    async newScope(mode = 'sandbox') {
      const made = await testTenant(auth, mode)
      return scopeOf(auth, made.secret_key.reveal())
    },
    async close() {
      await bus.close()
      await Promise.all(dialers.map((dialer) => dialer.close()))
      await auth.close()
      await database.drop()
    },
  }
}

type Parts = Pick<TestWebhooks, 'database' | 'webhooks' | 'world' | 'transact'> & { readonly bus: EventBus }

/** What tests do again and again. */
function createActs({
  webhooks,
  world,
  bus,
  transact,
}: Parts): Pick<TestWebhooks, 'endpoint' | 'tell' | 'project' | 'deliver'> {
  return {
    endpoint: async (scope, given) =>
      valueOf(await webhooks.createEndpoint(scope, newId('whe', world), { ...plainEndpoint, ...given })),
    tell: (scope, ...objects) =>
      transact(scope, async ({ db }) => {
        const told = objects.map((id) => testFacts.fact('test.thing_made', id, { object: { id } }))
        await appendFacts(db, scope, told)
      }),
    async project() {
      while ((await bus.runOnce()) > 0);
    },
    async deliver() {
      let count = 0
      for (let more_due = 1; more_due > 0; count += more_due) {
        more_due = await webhooks.deliverDue()
        await webhooks.idle()
      }
      return count
    },
  }
}

const plainEndpoint = {
  description: null,
  filters: ['*'],
  api_version: undefined,
  ordering: 'none',
  signature: 'standard',
  metadata: {},
} as const

/** The value of a result that must be good. */
export function valueOf<T>(result: Result<T, Failure>): T {
  if (result.ok) return result.value
  throw new Error(`${result.error.code}: ${JSON.stringify(result.error)}`)
}
