import { sql } from 'kysely'
import { uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { FeedFact } from '../../platform/outbox/fact.ts'
import type { TenantId } from '../../platform/scope.ts'
import { STEPS_PER_DOUBLING } from './answer_time.ts'

export type Measure =
  | 'created'
  | 'approved'
  | 'declined'
  | 'blocked'
  | 'captured'
  | 'reversed'
  | 'refunded'
  | 'refund_returned'
  | 'answered'

/** What happened so often, to so much money in minor units. */
export type Tally = {
  /** Beginning of the hour or the day. */
  readonly at: Instant
  readonly measure: Measure
  /** Of `answered` the step of the time it took (`answer_time.ts`); of all others the currency. */
  readonly key: string
  readonly count: bigint
  readonly amount: bigint
}
type Row = Omit<Tally, 'amount'> & { readonly amount: string }
const tallyOf = (row: Row): Tally => ({ ...row, amount: BigInt(row.amount) })

/** By the hour, of what these facts told. An operation's outcome says by which fact it was told. */
export async function tallyFacts(db: Db, tenant_id: TenantId, facts: readonly FeedFact[]): Promise<Tally[]> {
  if (facts.length === 0) return []
  const about = facts.map(({ object_id }) => uuidOf(object_id ?? ''))
  const { rows } = await sql<Row>`with f as materialized (
      select * from unnest(${facts.map(({ seq }) => String(seq))}::int8[], ${facts.map(({ type }) => type)}::text[],
        ${about}::uuid[], ${facts.map(({ at }) => instantText(at))}::timestamptz[]) as u (seq, type, id, at)
    ), happened as (
      select e.at, e.measure, e.key, e.amount from f
        ${payment(tenant_id)} ${outcome(tenant_id)} ${firstTold(tenant_id)}
        cross join lateral (values
          ('created', o.seq = f.seq, o.created_at, p.currency, p.amount),
          ('approved', u.kind = 'authorize' and u.result = 'approved', f.at, p.currency, u.amount),
          ('declined', f.type = 'payments.payment_declined', f.at, p.currency, p.amount),
          ('blocked', f.type = 'payments.payment_blocked', f.at, p.currency, p.amount),
          ('captured', u.moves and u.result = 'approved', f.at, p.currency, u.amount),
          ('reversed', u.moves and u.result = 'reversed', f.at, p.currency, u.approved),
          ('answered', u.kind = 'authorize' and u.via = 'answer' and u.result in ('approved', 'declined', 'rejected'),
            f.at, u.step, 0)
        ) as e (measure, holds, at, key, amount)
        where e.holds
      union all
      select f.at, case f.type when 'payments.refund_succeeded' then 'refunded' else 'refund_returned' end, r.currency, r.amount
        from f ${refund(tenant_id)}
        where f.type = 'payments.refund_succeeded' or (f.type = 'payments.refund_failed' and r.had_succeeded)
    )
    select date_trunc('hour', h.at, 'UTC') as at, h.measure, h.key, count(*) as count, sum(h.amount)::text as amount
      from happened h group by 1, 2, 3`.execute(db)
  return rows.map(tallyOf)
}

// Behind `offset 0` each row is found by its key, whatever is known of the tables when this is planned.
const payment = (tenant_id: TenantId) => sql`join lateral (
    select x.currency::text as currency, x.amount, x.is_manual from payments.payment x
      where x.tenant_id = ${tenant_id}::int8 and x.id = f.id and f.type not like 'payments.refund%' offset 0
  ) p on true`

/** What was said of an operation and told by this fact, and by which fact the first of all that was said was told. */
const outcome = (tenant_id: TenantId) => sql`left join lateral (
    select z.*, case when z.result = 'reversed' then (select max(a.amount) from payments.outcome a
        where a.tenant_id = ${tenant_id}::int8 and a.operation_id = z.id and a.result = 'approved') end as approved
      from (
        select y.id, y.kind, x.result, x.via, x.amount, x.told_seq, min(x.told_seq) over () as first_seq,
            y.kind = 'capture' or (y.kind = 'authorize' and not p.is_manual) as moves,
            ceil(${STEPS_PER_DOUBLING}::float8 * ln(greatest(extract(epoch from x.at - y.created_at)::float8 * 1000, 1))
              / ln(2::float8))::int4::text as step
          from payments.operation y
          cross join lateral (select a.* from payments.outcome a
            where a.tenant_id = ${tenant_id}::int8 and a.operation_id = y.id offset 0) x
          where y.tenant_id = ${tenant_id}::int8 and y.payment_id = f.id offset 0
      ) z where z.told_seq = f.seq and z.kind <> 'refund'
  ) u on true`

/** When the payment was made, and by which fact anything was told of it for the first time. */
const firstTold = (tenant_id: TenantId) => sql`left join lateral (
    select x.created_at, coalesce(x.told_seq, least(
        coalesce(u.first_seq, (select min(a.told_seq) from payments.operation y
          cross join lateral (select x.told_seq from payments.outcome x
            where x.tenant_id = ${tenant_id}::int8 and x.operation_id = y.id offset 0) a
          where y.tenant_id = ${tenant_id}::int8 and y.payment_id = f.id)),
        (select min(n.told_seq) from payments.authentication n
          where n.tenant_id = ${tenant_id}::int8 and n.payment_id = f.id),
        (select min(t.told_seq) from payments.turn t
          where t.tenant_id = ${tenant_id}::int8 and t.payment_id = f.id))) as seq
      from payments.payment_order x where x.tenant_id = ${tenant_id}::int8 and x.id = f.id offset 0
  ) o on true`

const refund = (tenant_id: TenantId) => sql`join lateral (
    select x.amount, y.currency::text as currency, exists (select from payments.outcome a
        where a.tenant_id = ${tenant_id}::int8 and a.operation_id = x.operation_id and a.result = 'approved' and a.is_applied
          and a.told_seq < f.seq) as had_succeeded
      from payments.refund x join payments.payment y on y.tenant_id = ${tenant_id}::int8 and y.id = x.payment_id
      where x.tenant_id = ${tenant_id}::int8 and x.id = f.id and f.type like 'payments.refund%' offset 0
  ) r on true`

/** Adds to what stands. By one process at a time: the move of its place in the feed goes first and holds a second one up. */
export async function addTallies(db: Db, tenant_id: TenantId, tallies: readonly Tally[]): Promise<void> {
  await addHappened(
    db,
    tenant_id,
    tallies.filter(({ measure }) => measure !== 'answered'),
  )
  await addAnswers(
    db,
    tenant_id,
    tallies.filter(({ measure }) => measure === 'answered'),
  )
}

async function addHappened(db: Db, tenant_id: TenantId, tallies: readonly Tally[]): Promise<void> {
  if (tallies.length === 0) return
  const added = sql`unnest(${tallies.map(({ at }) => instantText(at))}::timestamptz[],
    ${tallies.map(({ measure }) => measure)}::text[], ${tallies.map(({ key }) => key)}::text[],
    ${tallies.map(({ count }) => String(count))}::int8[], ${tallies.map(({ amount }) => String(amount))}::numeric[])
    as u (hour, measure, currency, count, amount)`
  const same = sql`t.tenant_id = ${tenant_id}::int8 and t.hour = u.hour and t.measure = u.measure and t.currency = u.currency`
  const { numAffectedRows } =
    await sql`update payments.tally t set count = t.count + u.count, amount = t.amount + u.amount
    from ${added} where ${same}`.execute(db)
  if (numAffectedRows === BigInt(tallies.length)) return
  await sql`insert into payments.tally (tenant_id, hour, measure, currency, count, amount)
    select ${tenant_id}::int8, u.hour, u.measure, u.currency, u.count, u.amount from ${added}
      where not exists (select from payments.tally t where ${same})`.execute(db)
}

/** To their hours and to their days. */
async function addAnswers(db: Db, tenant_id: TenantId, answers: readonly Tally[]): Promise<void> {
  if (answers.length === 0) return
  const added = sql`(select s.span, date_trunc(s.span, x.at, 'UTC') as starts_at, x.step, sum(x.count)::int8 as count
    from unnest(${answers.map(({ at }) => instantText(at))}::timestamptz[], ${answers.map(({ key }) => key)}::int2[],
        ${answers.map(({ count }) => String(count))}::int8[]) as x (at, step, count)
      cross join (values ('hour'), ('day')) as s (span)
    group by 1, 2, 3) u`
  const same = sql`t.tenant_id = ${tenant_id}::int8 and t.span = u.span and t.starts_at = u.starts_at and t.step = u.step`
  await sql`update payments.answer_time t set count = t.count + u.count from ${added} where ${same}`.execute(
    db,
  )
  await sql`insert into payments.answer_time (tenant_id, span, starts_at, step, count)
    select ${tenant_id}::int8, u.span, u.starts_at, u.step, u.count from ${added}
      where not exists (select from payments.answer_time t where ${same})`.execute(db)
}

/** Of these payments those that are in one of these states. */
const statesOf = (tenant_id: TenantId, payments: readonly string[], states: readonly number[]) =>
  sql`from unnest(${payments}::uuid[]) as u (id) cross join lateral (
      select x.id, x.step % 100 as state, x.updated_at from payments.payment x
        where x.tenant_id = ${tenant_id}::int8 and x.id = u.id offset 0
    ) p where p.state = any (${states}::int4[])`

/** Which of these payments wait now, and since when. */
export async function keepWaiting(
  db: Db,
  tenant_id: TenantId,
  payments: readonly string[],
  states: readonly number[],
): Promise<void> {
  if (payments.length === 0) return
  await sql`delete from payments.waiting w
    where w.tenant_id = ${tenant_id}::int8 and w.payment_id = any (${payments}::uuid[])`.execute(db)
  await sql`insert into payments.waiting (tenant_id, payment_id, state, since)
    select ${tenant_id}::int8, p.id, p.state, p.updated_at ${statesOf(tenant_id, payments, states)}`.execute(
    db,
  )
}

/** What was counted from `from` on, by the hour or the day, and through which fact; one statement, so both belong together. */
export async function readTallies(
  db: Db,
  tenant_id: TenantId,
  asked: { readonly consumer: string; readonly from: Instant; readonly bucket: 'hour' | 'day' },
): Promise<{ readonly seq: bigint; readonly tallies: readonly Tally[] }> {
  const { consumer, bucket } = asked
  const from = instantText(asked.from)
  const { rows } = await sql<{ seq: bigint } & { [K in keyof Row]: Row[K] | null }>`
    select coalesce(c.seq, 0) as seq, t.at, t.measure, t.key, t.count, t.amount
      from (select (select x.seq from platform.feed_cursors(${tenant_id}::int8) x where x.consumer = ${consumer}) as seq) c
      left join (
        select date_trunc(${bucket}, y.hour, 'UTC') as at, y.measure, y.currency::text as key, sum(y.count)::int8 as count,
            sum(y.amount)::text as amount
          from payments.tally y where y.tenant_id = ${tenant_id}::int8 and y.hour >= ${from}::timestamptz
          group by 1, 2, 3
        union all
        select min(y.starts_at), 'answered', y.step::text, sum(y.count)::int8, '0' from payments.answer_time y
          where y.tenant_id = ${tenant_id}::int8 and y.span = ${bucket} and y.starts_at >= ${from}::timestamptz
          group by y.step
      ) t on true`.execute(db)
  return {
    seq: rows[0]?.seq ?? 0n,
    tallies: rows.flatMap(({ seq: _seq, ...row }) => (row.at === null ? [] : [tallyOf(row as Row)])),
  }
}

export type WaitingCount = { readonly state: number; readonly count: bigint; readonly oldest_at: Instant }

/** How many wait, by their state. Of `fresh`, whose facts were not dealt with yet, the payments themselves say it. */
export async function countWaiting(
  db: Db,
  tenant_id: TenantId,
  fresh: readonly string[],
  states: readonly number[],
): Promise<WaitingCount[]> {
  const { rows } = await sql<WaitingCount>`select x.state, count(*) as count, min(x.since) as oldest_at from (
      select w.state::int4 as state, w.since from payments.waiting w
        where w.tenant_id = ${tenant_id}::int8 and w.payment_id <> all (${fresh}::uuid[])
      union all
      select p.state, p.updated_at ${statesOf(tenant_id, fresh, states)}
    ) x group by x.state`.execute(db)
  return rows
}
