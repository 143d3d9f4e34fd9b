import { type Client, NotFoundError, PermissionError } from '../../../sdk/typescript/index.ts'
import type { Means } from '../means.ts'
import { isRow, type Row } from '../operations/cell.ts'
import { tenantNow } from '../tenant_now.ts'

/** Rows of a list that are counted; beyond that a number is “at least”. */
const ROWS_MAX = 500
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Rows of one kind: how many, whether there are more, and since when the oldest stands so. */
export type Count = { readonly count: number; readonly is_more: boolean; readonly oldest_at: string | null }
export type Span = {
  readonly by_status: Readonly<Record<string, number>>
  /** Captured minor units by currency. */
  readonly captured: Readonly<Record<string, string>>
}
export type Overview = {
  readonly url: string
  readonly tenant: { readonly name: string; readonly mode: string }
  readonly now: string
  readonly clock: { readonly is_frozen: boolean; readonly ahead_ms: number } | null
  /** Null where the key may not look. */
  readonly payments: { readonly hour: Span; readonly day: Span; readonly is_more: boolean } | null
  readonly unknown: { readonly payments: Count | null; readonly payment_orders: Count | null }
  readonly payment_orders: Readonly<Record<string, Count | null>>
  readonly payouts: Readonly<Record<string, Count | null>>
  readonly breaks_open: Count | null
  /** `oldest_at` is when the next answer is due. */
  readonly disputes_due: Count | null
  readonly endpoints_failing: Count | null
  readonly deliveries: Readonly<Record<string, Count | null>>
}

/** Everything that the view shows, read from the lists of the API. Errors: those of the API, but for what a key may not see. */
export async function collectOverview(means: Means, client: Client): Promise<Overview> {
  const { now_ms, sandbox } = await tenantNow(means, client)
  const list = (path: string, query: Record<string, string> = {}) => rowsOf(client, path, query)
  const counts = async (path: string, name: string, values: readonly string[], at: string) =>
    Object.fromEntries(
      await Promise.all(
        values.map(async (value) => [value, countOf(await list(path, { [name]: value }), at)] as const),
      ),
    )
  const [tenant, payments, orders, payouts, deliveries, breaks, disputes, endpoints] = await Promise.all([
    client.get<{ name: string; mode: string }>('/v1/tenant'),
    rowsOf(client, '/v1/payments', {}, (row) => now_ms - createdMs(row) < DAY_MS),
    counts('/v1/payment-orders', 'state', ['unknown', 'scheduled', 'submitting', 'submitted'], 'updated_at'),
    counts('/v1/payouts', 'state', ['needs_approval', 'approved', 'ordered'], 'created_at'),
    counts('/v1/webhook-deliveries', 'state', ['queued', 'waiting', 'sending', 'dead'], 'created_at'),
    list('/v1/reconciliation/breaks', { status: 'open' }),
    list('/v1/disputes', { status: 'needs_response' }),
    list('/v1/webhook-endpoints'),
  ])
  const { unknown: orders_unknown = null, ...waiting } = orders
  return {
    url: client.url,
    tenant: { name: tenant.body.name, mode: tenant.body.mode },
    now: new Date(now_ms).toISOString(),
    clock: sandbox ?? null,
    payments: payments === null ? null : spansOf(payments, now_ms),
    unknown: {
      payments: countOf(
        only(payments, (row) => row['status'] === 'processing'),
        'created_at',
      ),
      payment_orders: orders_unknown,
    },
    payment_orders: waiting,
    payouts,
    breaks_open: countOf(breaks, 'opened_at'),
    disputes_due: countOf(disputes, 'due_at'),
    endpoints_failing: countOf(
      only(endpoints, (row) => row['failing_since'] !== null),
      'failing_since',
    ),
    deliveries,
  }
}

type Rows = { readonly rows: readonly Row[]; readonly is_more: boolean }

/** Null where the key may not look, or where this server has no such list. */
async function rowsOf(
  client: Client,
  path: string,
  query: Record<string, string>,
  goesOn: (row: Row) => boolean = () => true,
): Promise<Rows | null> {
  const rows: Row[] = []
  try {
    for await (const row of client.list<Row>(path, { query: { ...query, limit: 100 } })) {
      if (!goesOn(row)) break
      if (rows.length >= ROWS_MAX) return { rows, is_more: true }
      rows.push(row)
    }
    return { rows, is_more: false }
  } catch (error) {
    if (error instanceof PermissionError || error instanceof NotFoundError) return null
    throw error
  }
}

const only = (found: Rows | null, isWanted: (row: Row) => boolean): Rows | null =>
  found === null ? null : { rows: found.rows.filter(isWanted), is_more: found.is_more }

function countOf(found: Rows | null, moment: string): Count | null {
  if (found === null) return null
  const moments = found.rows.map((row) => row[moment]).filter((at) => typeof at === 'string')
  return { count: found.rows.length, is_more: found.is_more, oldest_at: moments.sort()[0] ?? null }
}

const createdMs = (row: Row): number => Date.parse(String(row['created_at']))

function spansOf({ rows, is_more }: Rows, now_ms: number) {
  const young = rows.filter((row) => now_ms - createdMs(row) < HOUR_MS)
  return { hour: spanOf(young), day: spanOf(rows), is_more }
}

function spanOf(rows: readonly Row[]): Span {
  const by_status = new Map<string, number>()
  const captured = new Map<string, bigint>()
  for (const { status, amount_captured: amount } of rows) {
    by_status.set(String(status), (by_status.get(String(status)) ?? 0) + 1)
    if (!isRow(amount)) continue
    const currency = String(amount['currency'])
    captured.set(currency, (captured.get(currency) ?? 0n) + BigInt(String(amount['value'])))
  }
  const texts = [...captured].map(([currency, value]) => [currency, String(value)] as const)
  return { by_status: Object.fromEntries(by_status), captured: Object.fromEntries(texts) }
}
