import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import { packHash, packInstant, packText, packIds } from '../../platform/batcher/pack.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'

export type CardPayment = {
  /** 32 hex digits: the vault's. */
  readonly fingerprint: string
  readonly payment: Id<'pay'>
  readonly merchant: Id<'mer'>
  readonly scheme: string
  readonly paid_at: Instant
}

/** Those that are there already are let be. `offset 0`: each is looked up by its key, whatever is known of the table. */
export async function insertCardPayments(
  db: Db,
  tenant_id: TenantId,
  rows: readonly CardPayment[],
): Promise<void> {
  await sql`insert into disputes.card_payment (tenant_id, fingerprint, paid_at, payment_id, merchant_id, scheme)
    select ${tenant_id}::int8, u.fingerprint, u.paid_at, u.payment, u.merchant, u.scheme
    from unnest(${packHash(rows.map(({ fingerprint }) => Buffer.from(fingerprint, 'hex')))}::uuid[],
      ${packInstant(rows.map(({ paid_at }) => paid_at))}::timestamptz[],
      ${packIds(rows.map(({ payment }) => payment))}::uuid[],
      ${packIds(rows.map(({ merchant }) => merchant))}::uuid[],
      ${packText(rows.map(({ scheme }) => scheme))}::text[]) as u (fingerprint, paid_at, payment, merchant, scheme)
    where not exists (select from disputes.card_payment c where c.tenant_id = ${tenant_id}::int8
      and c.fingerprint = u.fingerprint and c.payment_id = u.payment offset 0)`.execute(db)
}

/** Payments of a card with a merchant between two moments, the newest first. */
export async function earlierPayments(
  db: Db,
  tenant_id: TenantId,
  asked: {
    readonly fingerprint: string
    readonly merchant: Id<'mer'>
    readonly from: Instant
    readonly until: Instant
    readonly limit: number
  },
): Promise<Id<'pay'>[]> {
  const { fingerprint, merchant, from, until, limit } = asked
  const { rows } = await sql<{ payment_id: string }>`select c.payment_id from disputes.card_payment c
    where c.tenant_id = ${tenant_id}::int8 and c.fingerprint = ${fingerprint}::uuid
      and c.merchant_id = ${uuidOf(merchant)}::uuid
      and c.paid_at between ${instantText(from)}::timestamptz and ${instantText(until)}::timestamptz
    order by c.paid_at desc, c.payment_id desc limit ${limit}`.execute(db)
  return rows.map(({ payment_id }) => idOf('pay', payment_id))
}

/** Which of these payments were ever disputed. */
export async function disputedAmong(
  db: Db,
  tenant_id: TenantId,
  payments: readonly Id<'pay'>[],
): Promise<Set<Id<'pay'>>> {
  const { rows } = await sql<{ payment_id: string }>`select distinct d.payment_id from disputes.dispute d
    where d.tenant_id = ${tenant_id}::int8 and d.payment_id = any (${payments.map(uuidOf)}::uuid[])`.execute(
    db,
  )
  return new Set(rows.map(({ payment_id }) => idOf('pay', payment_id)))
}

/** Begins to watch accounts; answers those that were not watched before. */
export async function beginWatches(
  db: Db,
  tenant_id: TenantId,
  accounts: readonly Id<'aca'>[],
): Promise<Id<'aca'>[]> {
  const { rows } = await sql<{ account_id: string }>`insert into disputes.watch (tenant_id, account_id)
    select ${tenant_id}::int8, u.id from unnest(${accounts.map(uuidOf)}::uuid[]) as u (id)
    where not exists (select from disputes.watch w where w.tenant_id = ${tenant_id}::int8 and w.account_id = u.id)
    returning account_id`.execute(db)
  return rows.map(({ account_id }) => idOf('aca', account_id))
}

export async function seenUntil(db: Db, tenant_id: TenantId, account: Id<'aca'>): Promise<Instant | null> {
  const { rows } = await sql<{ seen_until: Instant | null }>`select w.seen_until from disputes.watch w
    where w.tenant_id = ${tenant_id}::int8 and w.account_id = ${uuidOf(account)}::uuid`.execute(db)
  return rows[0]?.seen_until ?? null
}

/** Never goes back. */
export async function moveSeen(
  db: Db,
  tenant_id: TenantId,
  account: Id<'aca'>,
  until: Instant,
): Promise<void> {
  await sql`update disputes.watch w set seen_until = greatest(w.seen_until, ${instantText(until)}::timestamptz)
    where w.tenant_id = ${tenant_id}::int8 and w.account_id = ${uuidOf(account)}::uuid`.execute(db)
}
