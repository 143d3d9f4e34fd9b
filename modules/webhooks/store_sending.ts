import { sql } from 'kysely'
import { present } from '../../kernel/assert.ts'
import { type Id, idOf } from '../../kernel/id.ts'
import { type Instant, instantText, parseInstant } from '../../kernel/world.ts'
import { packInstant, packInt2, packInt4, packText, packIds } from '../../platform/batcher/pack.ts'
import type { Db } from '../../platform/db/database.ts'
import type { Lane } from '../../platform/db/lane.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Ordering, SignatureForm } from './endpoint.ts'
import type { StoredEvent } from './event.ts'

/** A delivery that this process sends, with all that is needed for it. */
export type Claimed = {
  readonly id: Id<'dlv'>
  readonly endpoint_id: Id<'whe'>
  /** Number of this attempt; the fence of its result. */
  readonly number: number
  readonly tries: number
  readonly url: string
  readonly ordering: Ordering
  readonly signature: SignatureForm
  readonly api_version: string
  readonly secret_number: number
  readonly is_failing: boolean
  readonly event: StoredEvent
}
/** 0 succeeded, 1 failed, 2 gone. */
export type Outcome = 0 | 1 | 2
export type AttemptResult = {
  readonly claimed: Claimed
  readonly signed_at: Instant
  readonly signatures: string
  readonly took_ms: number
  readonly status: number | null
  readonly fault: string | null
  readonly response_headers: string | null
  readonly response_body: string | null
  readonly outcome: Outcome
  readonly retry_at: Instant | null
}

const claim = {
  name: 'webhooks_claim',
  text: 'select * from webhooks.claim_deliveries($1::int8, $2::timestamptz, $3::timestamptz, $4::uuid[], $5::int4, $6::int4)',
}
const record = {
  name: 'webhooks_record',
  text: `select r from webhooks.record_attempts($1::int8, $2::timestamptz, $3::uuid[], $4::uuid[], $5::int2[],
    $6::timestamptz[], $7::text[], $8::text[], $9::int4[], $10::int4[], $11::text[], $12::text[], $13::text[], $14::int2[],
    $15::timestamptz[], $16::uuid[], $17::timestamptz, $18::timestamptz, $19::uuid[]) as r`,
}

export type ClaimRequest = {
  readonly at: Instant
  readonly lease_until: Instant
  /** Endpoints that have enough under way. */
  readonly busy: readonly Id<'whe'>[]
  readonly each: number
  readonly limit: number
}

export async function claimDeliveries(
  lane: Lane,
  tenant_id: TenantId,
  request: ClaimRequest,
): Promise<Claimed[]> {
  const rows = await lane.run(claim, [
    String(tenant_id),
    instantText(request.at),
    instantText(request.lease_until),
    packIds(request.busy),
    request.each,
    request.limit,
  ])
  return rows.map(claimedOf)
}

function claimedOf(row: readonly (string | null)[]): Claimed {
  const text = (at: number): string => present(row[at], 'a column of a claim')
  const previous = row[15]
  return {
    id: idOf('dlv', text(0)),
    endpoint_id: idOf('whe', text(1)),
    number: Number(row[2]),
    tries: Number(row[3]),
    url: text(4),
    ordering: text(5) as Ordering,
    signature: text(6) as SignatureForm,
    api_version: text(7),
    secret_number: Number(row[8]),
    is_failing: row[9] === 't',
    event: {
      seq: BigInt(text(10)),
      id: idOf('evt', text(11)),
      type: text(12),
      object_id: text(13),
      sequence: Number(row[14]),
      previous_id: previous === null || previous === undefined ? null : idOf('evt', previous),
      created_at: present(parseInstant(text(16)), 'an instant'),
      api_version: text(17),
      correlation_id: row[18] ?? null,
      told: text(19),
    },
  }
}

export type RecordRequest = {
  readonly at: Instant
  /** Endpoints that failed since before this are disabled. */
  readonly failing_before: Instant
  /** The tenant's clock, and ids of facts: as many as there are `touched` endpoints. */
  readonly fact_at: Instant
  readonly fact_ids: readonly string[]
  readonly touched: readonly Id<'whe'>[]
}

/** Writes results down; says how many endpoints it disabled. A repeat changes nothing. */
export async function recordAttempts(
  lane: Lane,
  tenant_id: TenantId,
  results: readonly AttemptResult[],
  request: RecordRequest,
): Promise<number> {
  const rows = await lane.run(record, [
    String(tenant_id),
    instantText(request.at),
    packIds(results.map(({ claimed }) => claimed.id)),
    packIds(results.map(({ claimed }) => claimed.endpoint_id)),
    packInt2(results.map(({ claimed }) => claimed.number)),
    packInstant(results.map(({ signed_at }) => signed_at)),
    packText(results.map(({ claimed }) => claimed.url)),
    packText(results.map(({ signatures }) => signatures)),
    packInt4(results.map(({ took_ms }) => took_ms)),
    packInt4(results.map(({ status }) => status)),
    packText(results.map(({ fault }) => fault)),
    packText(results.map(({ response_headers }) => response_headers)),
    packText(results.map(({ response_body }) => response_body)),
    packInt2(results.map(({ outcome }) => outcome)),
    packInstant(results.map(({ retry_at }) => retry_at)),
    packIds(request.touched),
    instantText(request.failing_before),
    instantText(request.fact_at),
    request.fact_ids,
  ])
  return rows.length
}

export type EndpointPlace = { readonly tenant_id: TenantId; readonly id: string }

/** Tenants with something due among the next `limit` endpoints behind `after`, and where to go on. Crosses tenants. */
export async function dueTenants(
  db: Db,
  at: Instant,
  after: EndpointPlace | undefined,
  limit: number,
): Promise<{ readonly tenants: TenantId[]; readonly last: EndpointPlace | undefined }> {
  const behind =
    after === undefined
      ? sql``
      : sql`where (e.tenant_id, e.id) > (${String(after.tenant_id)}::int8, ${after.id}::uuid)`
  const { rows } = await sql<EndpointPlace & { readonly is_due: boolean }>`
    select e.tenant_id, e.id, exists (select from webhooks.delivery d
        where d.tenant_id = e.tenant_id and d.endpoint_id = e.id and d.state in (1, 2)
          and d.due_at <= ${instantText(at)}::timestamptz) as is_due
      from webhooks.endpoint e ${behind} order by e.tenant_id, e.id limit ${limit}::int4`.execute(db)
  const tenants = [...new Set(rows.filter(({ is_due }) => is_due).map(({ tenant_id }) => tenant_id))]
  return { tenants, last: rows.length < limit ? undefined : rows.at(-1) }
}
