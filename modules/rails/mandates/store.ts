import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { type Day, type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'
import { type MandateEvent, mandateEvents, type MandateState, mandateStates } from './mandate.machine.ts'
import type { Amendment, Evidence, Mandate } from './mandate.ts'

type Row = Omit<Mandate, 'id' | 'bank_account' | 'state'> & {
  id: string
  bank_account_id: string
  state: number
}

const columns = sql`id, scheme, reference, bank_account_id, kind, creditor_name, creditor_id, sec_code,
  signed_on::text as signed_on, pre_notification_days, amount_max, metadata, state, because,
  last_collection_on::text as last_collection_on, lapses_on::text as lapses_on, amendments, created_at, updated_at`

const mandateOf = ({ id, bank_account_id, state, ...row }: Row): Mandate => ({
  ...row,
  id: idOf('man', id),
  bank_account: idOf('bac', bank_account_id),
  state: mandateStates[state] as MandateState,
})

const stateNumber = (state: MandateState): number => mandateStates.indexOf(state)
const eventNumber = (event: MandateEvent): number => mandateEvents.indexOf(event) + 1

/** False when the id or the reference is taken; whoever has it has committed by then. */
export async function insertMandate(db: Db, tenant_id: TenantId, one: Mandate): Promise<boolean> {
  const { rows } =
    await sql`insert into rails.mandate (tenant_id, id, scheme, reference, bank_account_id, kind,
      creditor_name, creditor_id, sec_code, signed_on, pre_notification_days, amount_max, metadata, state, because,
      lapses_on, created_at, updated_at)
    values (${tenant_id}, ${uuidOf(one.id)}, ${one.scheme}, ${one.reference}, ${uuidOf(one.bank_account)}, ${one.kind},
      ${one.creditor_name}, ${one.creditor_id}, ${one.sec_code}, ${one.signed_on}, ${one.pre_notification_days},
      ${one.amount_max}, ${JSON.stringify(one.metadata)}::jsonb, ${stateNumber(one.state)}, ${one.because},
      ${one.lapses_on}, ${instantText(one.created_at)}, ${instantText(one.updated_at)})
    on conflict do nothing returning id`.execute(db)
  return rows.length === 1
}

export async function findMandate(
  db: Db,
  tenant_id: TenantId,
  id: Id<'man'>,
  options: { readonly is_locked?: boolean } = {},
): Promise<Mandate | undefined> {
  const lock = options.is_locked === true ? sql`for update` : sql``
  const { rows } = await sql<Row>`select ${columns} from rails.mandate
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)} ${lock}`.execute(db)
  return rows[0] === undefined ? undefined : mandateOf(rows[0])
}

/** By id; those that there are not are left out. Locked in the order of the ids when asked. */
export async function findMandates(
  db: Db,
  tenant_id: TenantId,
  ids: readonly Id<'man'>[],
  options: { readonly is_locked?: boolean } = {},
): Promise<ReadonlyMap<Id<'man'>, Mandate>> {
  const lock = options.is_locked === true ? sql`order by id for update` : sql``
  const { rows } = await sql<Row>`select ${columns} from rails.mandate
    where tenant_id = ${tenant_id} and id = any(${ids.map(uuidOf)}::uuid[]) ${lock}`.execute(db)
  return new Map(rows.map(mandateOf).map((one) => [one.id, one]))
}

export type MandateFilter = {
  readonly bank_account?: Id<'bac'> | undefined
  readonly reference?: string | undefined
}

/** Newest first, from below `before`. */
export async function listMandates(
  db: Db,
  tenant_id: TenantId,
  filter: MandateFilter,
  page: { readonly before: Id<'man'> | undefined; readonly limit: number },
): Promise<Mandate[]> {
  const { bank_account, reference } = filter
  const { rows } = await sql<Row>`select ${columns} from rails.mandate
    where tenant_id = ${tenant_id}
      ${bank_account === undefined ? sql`` : sql`and bank_account_id = ${uuidOf(bank_account)}`}
      ${reference === undefined ? sql`` : sql`and reference = ${reference}`}
      ${page.before === undefined ? sql`` : sql`and id < ${uuidOf(page.before)}`}
    order by id desc limit ${page.limit}`.execute(db)
  return rows.map(mandateOf)
}

/** Whose reference it is: unique per creditor, and per tenant for ACH. */
export async function findByReference(
  db: Db,
  tenant_id: TenantId,
  { creditor_id, reference }: Pick<Mandate, 'creditor_id' | 'reference'>,
): Promise<Id<'man'> | undefined> {
  const { rows } = await sql<{ id: string }>`select id from rails.mandate
    where tenant_id = ${tenant_id} and coalesce(creditor_id, '') = ${creditor_id ?? ''} and reference = ${reference}`.execute(
    db,
  )
  return rows[0] === undefined ? undefined : idOf('man', rows[0].id)
}

/** Mandates of SEPA by creditor and reference; those that there are not are left out. */
export async function findByReferences(
  db: Db,
  tenant_id: TenantId,
  asked: readonly { readonly creditor_id: string; readonly reference: string }[],
): Promise<Mandate[]> {
  const { rows } = await sql<Row>`select ${columns} from rails.mandate
    where tenant_id = ${tenant_id} and (coalesce(creditor_id, ''), reference) in (
      select a.creditor_id, a.reference from unnest(${asked.map(({ creditor_id }) => creditor_id)}::text[],
        ${asked.map(({ reference }) => reference)}::text[]) as a (creditor_id, reference))`.execute(db)
  return rows.map(mandateOf)
}

/** The caller holds the row. */
export async function moveMandate(
  db: Db,
  tenant_id: TenantId,
  moved: {
    readonly id: Id<'man'>
    readonly from: MandateState
    readonly event: MandateEvent
    readonly to: MandateState
    readonly because: string | null
    readonly at: Instant
  },
): Promise<void> {
  await sql`update rails.mandate set state = ${stateNumber(moved.to)}, came_from = ${stateNumber(moved.from)},
      event = ${eventNumber(moved.event)}, because = ${moved.because}, updated_at = ${instantText(moved.at)}
    where tenant_id = ${tenant_id} and id = ${uuidOf(moved.id)}`.execute(db)
}

export type MovedMandate = {
  readonly id: Id<'man'>
  readonly from: MandateState
  readonly event: MandateEvent
  readonly to: MandateState
  readonly because: string | null
}

/** Any number at once, one move each. The caller holds the rows. */
export async function moveMandates(
  db: Db,
  tenant_id: TenantId,
  moved: readonly MovedMandate[],
  at: Instant,
): Promise<void> {
  await sql`update rails.mandate o set state = m.state, came_from = m.came_from, event = m.event, because = m.because,
      updated_at = ${instantText(at)}
    from unnest(${moved.map(({ id }) => uuidOf(id))}::uuid[], ${moved.map(({ to }) => stateNumber(to))}::int2[],
      ${moved.map(({ from }) => stateNumber(from))}::int2[], ${moved.map(({ event }) => eventNumber(event))}::int2[],
      ${moved.map(({ because }) => because)}::text[]) as m (id, state, came_from, event, because)
    where o.tenant_id = ${tenant_id} and o.id = m.id`.execute(db)
}

/** Writes the terms of `after` and keeps those of before as an amendment. The caller holds the row. */
export async function amendMandate(
  db: Db,
  tenant_id: TenantId,
  after: Mandate,
  original: Readonly<Record<string, string>>,
): Promise<void> {
  await sql`insert into rails.mandate_amendment (tenant_id, mandate_id, number, original, amended_at)
    values (${tenant_id}, ${uuidOf(after.id)}, ${after.amendments}, ${JSON.stringify(original)}::jsonb,
      ${instantText(after.updated_at)})`.execute(db)
  await sql`update rails.mandate set bank_account_id = ${uuidOf(after.bank_account)},
      creditor_name = ${after.creditor_name}, creditor_id = ${after.creditor_id}, reference = ${after.reference},
      amendments = ${after.amendments}, updated_at = ${instantText(after.updated_at)}
    where tenant_id = ${tenant_id} and id = ${uuidOf(after.id)}`.execute(db)
}

/** Notes the due date of a collection, and until when the mandate may be used now. A repeat changes nothing. */
export async function noteCollection(
  db: Db,
  tenant_id: TenantId,
  id: Id<'man'>,
  noted: { readonly collected_on: Day; readonly lapses_on: Day | null; readonly at: Instant },
): Promise<void> {
  await sql`update rails.mandate set last_collection_on = ${noted.collected_on}, lapses_on = ${noted.lapses_on},
      updated_at = ${instantText(noted.at)}
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)}
      and (last_collection_on is null or last_collection_on < ${noted.collected_on})`.execute(db)
}

/** The same for any number of mandates. The caller holds the rows. */
export async function noteCollections(
  db: Db,
  tenant_id: TenantId,
  noted: readonly {
    readonly id: Id<'man'>
    readonly collected_on: Day
    readonly lapses_on: Day | null
  }[],
  at: Instant,
): Promise<void> {
  await sql`update rails.mandate o set last_collection_on = m.collected_on, lapses_on = m.lapses_on,
      updated_at = ${instantText(at)}
    from unnest(${noted.map(({ id }) => uuidOf(id))}::uuid[], ${noted.map(({ collected_on }) => collected_on)}::date[],
      ${noted.map(({ lapses_on }) => lapses_on)}::date[]) as m (id, collected_on, lapses_on)
    where o.tenant_id = ${tenant_id} and o.id = m.id
      and (o.last_collection_on is null or o.last_collection_on < m.collected_on)`.execute(db)
}

export async function insertEvidence(
  db: Db,
  tenant_id: TenantId,
  mandate: Id<'man'>,
  one: Evidence,
): Promise<void> {
  await sql`insert into rails.mandate_evidence (tenant_id, mandate_id, number, kind, content, sha256, added_at)
    values (${tenant_id}, ${uuidOf(mandate)}, ${one.number}, ${one.kind}, ${JSON.stringify(one.content)}::jsonb,
      decode(${one.sha256}, 'hex'), ${instantText(one.added_at)})`.execute(db)
}

export async function listEvidence(db: Db, tenant_id: TenantId, mandate: Id<'man'>): Promise<Evidence[]> {
  const { rows } = await sql<Evidence>`select number, kind, content, encode(sha256, 'hex') as sha256, added_at
    from rails.mandate_evidence where tenant_id = ${tenant_id} and mandate_id = ${uuidOf(mandate)}
    order by number`.execute(db)
  return rows
}

/** Terms before each change, oldest first. */
export async function listAmendments(db: Db, tenant_id: TenantId, mandate: Id<'man'>): Promise<Amendment[]> {
  const { rows } = await sql<Amendment>`select number, original, amended_at from rails.mandate_amendment
    where tenant_id = ${tenant_id} and mandate_id = ${uuidOf(mandate)} order by number`.execute(db)
  return rows
}
