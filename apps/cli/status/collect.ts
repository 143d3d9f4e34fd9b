import {
  type Client,
  NotFoundError,
  type Overview as Figures,
  PermissionError,
} from '../../../sdk/typescript/index.ts'
import type { Means } from '../means.ts'
import { operations } from '../operations/catalogue.ts'
import type { Row } from '../operations/cell.ts'
import { tenantNow } from '../tenant_now.ts'

/** Rows of a list that are counted; beyond that a number is “at least”. */
const ROWS_MAX = 500

/** Rows in one state: how many, and whether there are more. */
export type Count = { readonly count: number; readonly is_more: boolean }
/** By state; null where the key may not look. */
export type Waiting = Readonly<Record<string, Count>> | null
type Tenant = { readonly name: string; readonly mode: string }
type Part = 'tenant' | 'figures' | 'payment_orders' | 'payouts'
export type Overview = {
  readonly url: string
  readonly tenant: Tenant | null
  readonly now: string
  readonly clock: { readonly is_frozen: boolean; readonly ahead_ms: number } | null
  /** As the API adds it up, by the hour; null where the key may not look. */
  readonly figures: Figures | null
  readonly payment_orders: Waiting
  readonly payouts: Waiting
  /** Of what this key may not see, the scope that it lacks. */
  readonly unseen: Readonly<Partial<Record<Part, string>>>
}

/**
 * Everything that the view shows: the API's own overview, and beside it the queues that it does not have, counted from
 * their lists. Errors: those of the API, but for what a key may not see.
 */
export async function collectOverview(means: Means, client: Client): Promise<Overview> {
  const [{ now_ms, sandbox }, tenant, figures, orders, payouts] = await Promise.all([
    tenantNow(means, client),
    seen('tenant get', async () => (await client.get<Tenant>('/v1/tenant')).body),
    seen('overview get', async () => {
      const query = { days: 1, bucket: 'hour' }
      return (await client.get<Figures>('/v1/overview', { query })).body
    }),
    waitingIn(client, 'payment-orders list', ['scheduled', 'submitting', 'submitted']),
    waitingIn(client, 'payouts list', ['needs_approval', 'approved', 'ordered']),
  ])
  return {
    url: client.url,
    tenant: tenant.value === null ? null : { name: tenant.value.name, mode: tenant.value.mode },
    now: new Date(now_ms).toISOString(),
    clock: sandbox ?? null,
    figures: figures.value,
    payment_orders: orders.value,
    payouts: payouts.value,
    unseen: lacking({ tenant, figures, payment_orders: orders, payouts }),
  }
}

type Seen<T> = { readonly value: T | null; readonly scope?: string }

const lacking = (parts: Readonly<Record<Part, Seen<unknown>>>): Overview['unseen'] =>
  Object.fromEntries(
    Object.entries(parts).flatMap(([part, { scope }]) => (scope === undefined ? [] : [[part, scope]])),
  )

/** What an operation answers; its scope where the key lacks it, nothing where this server has no such route. */
async function seen<T>(operation: string, ask: () => Promise<T>): Promise<Seen<T>> {
  try {
    return { value: await ask() }
  } catch (error) {
    if (error instanceof NotFoundError) return { value: null }
    const scope = operations().get(operation)?.scope
    if (error instanceof PermissionError && scope !== undefined) return { value: null, scope }
    throw error
  }
}

const waitingIn = (client: Client, operation: string, states: readonly string[]) =>
  seen(operation, async () => {
    const path = operations().get(operation)?.path ?? ''
    const counted = states.map(async (state) => [state, await countOf(client, path, state)] as const)
    return Object.fromEntries(await Promise.all(counted))
  })

async function countOf(client: Client, path: string, state: string): Promise<Count> {
  let count = 0
  for await (const _row of client.list<Row>(path, { query: { state, limit: 100 } })) {
    if (count >= ROWS_MAX) return { count, is_more: true }
    count++
  }
  return { count, is_more: false }
}
