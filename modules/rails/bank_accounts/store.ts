import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'
import {
  type BankAccountEvent,
  bankAccountEvents,
  type BankAccountState,
  bankAccountStates,
} from './bank_account.machine.ts'
import type { SealedBankAccount } from './bank_account.ts'

type Row = Omit<SealedBankAccount, 'id' | 'state'> & { id: string; state: number }

const columns = sql`id, country, currency, holder_name, holder_kind, account_type, bank, rails, sealed_details,
  number_last4, encode(fingerprint, 'hex') as fingerprint, reference, metadata, state, because, version,
  coalesce(details_given_at, created_at) as details_given_at, created_at, updated_at`

const accountOf = ({ id, state, ...row }: Row): SealedBankAccount => ({
  ...row,
  id: idOf('bac', id),
  state: bankAccountStates[state] as BankAccountState,
})

const stateNumber = (state: BankAccountState): number => bankAccountStates.indexOf(state)

/** False when the id or the reference is taken; whoever has it has committed by then. */
export async function insertBankAccount(
  db: Db,
  tenant_id: TenantId,
  one: SealedBankAccount,
): Promise<boolean> {
  const { rows } =
    await sql`insert into rails.bank_account (tenant_id, id, country, currency, holder_name, holder_kind,
      account_type, bank, rails, sealed_details, number_last4, fingerprint, reference, metadata, created_at, updated_at)
    values (${tenant_id}, ${uuidOf(one.id)}, ${one.country}, ${one.currency}, ${one.holder_name}, ${one.holder_kind},
      ${one.account_type}, ${JSON.stringify(one.bank)}::jsonb, ${[...one.rails]}::text[], ${one.sealed_details},
      ${one.number_last4}, decode(${one.fingerprint}, 'hex'), ${one.reference}, ${JSON.stringify(one.metadata)}::jsonb,
      ${instantText(one.created_at)}, ${instantText(one.updated_at)})
    on conflict do nothing returning id`.execute(db)
  return rows.length === 1
}

/** New ones with ids and fingerprints of their own, and without references: any number in one statement. */
export async function insertBankAccounts(
  db: Db,
  tenant_id: TenantId,
  accounts: readonly SealedBankAccount[],
): Promise<void> {
  const rows = accounts.map((one) => ({
    ...one,
    id: uuidOf(one.id),
    created_at: instantText(one.created_at),
  }))
  await sql`insert into rails.bank_account (tenant_id, id, country, currency, holder_name, holder_kind, account_type, bank,
      rails, sealed_details, number_last4, fingerprint, metadata, created_at, updated_at)
    select ${tenant_id}::int8, m.id, m.country, m.currency, m.holder_name, m.holder_kind, m.account_type, m.bank, m.rails,
      m.sealed_details, m.number_last4, decode(m.fingerprint, 'hex'), m.metadata, m.created_at, m.created_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as m (id uuid, country text, currency text, holder_name text,
      holder_kind text, account_type text, bank jsonb, rails text[], sealed_details text, number_last4 text,
      fingerprint text, metadata jsonb, created_at timestamptz)`.execute(db)
}

/** Every account with one of these fingerprints (hex), oldest first. */
export async function findByFingerprints(
  db: Db,
  tenant_id: TenantId,
  fingerprints: readonly string[],
): Promise<SealedBankAccount[]> {
  const { rows } = await sql<Row>`select ${columns} from rails.bank_account
    where tenant_id = ${tenant_id} and fingerprint in (select decode(f, 'hex') from unnest(${[...fingerprints]}::text[]) as f)
    order by created_at, id`.execute(db)
  return rows.map(accountOf)
}

export async function findBankAccount(
  db: Db,
  tenant_id: TenantId,
  id: Id<'bac'>,
  options: { readonly is_locked?: boolean } = {},
): Promise<SealedBankAccount | undefined> {
  const lock = options.is_locked === true ? sql`for update` : sql``
  const { rows } = await sql<Row>`select ${columns} from rails.bank_account
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)} ${lock}`.execute(db)
  return rows[0] === undefined ? undefined : accountOf(rows[0])
}

/** By id; those that there are not are left out. Locked in the order of the ids when asked. */
export async function findBankAccounts(
  db: Db,
  tenant_id: TenantId,
  ids: readonly Id<'bac'>[],
  options: { readonly is_locked?: boolean } = {},
): Promise<ReadonlyMap<Id<'bac'>, SealedBankAccount>> {
  const lock = options.is_locked === true ? sql`order by id for update` : sql``
  const { rows } = await sql<Row>`select ${columns} from rails.bank_account
    where tenant_id = ${tenant_id} and id = any(${ids.map(uuidOf)}::uuid[]) ${lock}`.execute(db)
  return new Map(rows.map(accountOf).map((one) => [one.id, one]))
}

export type BankAccountFilter = {
  readonly reference?: string | undefined
  /** Hex. */
  readonly fingerprint?: string | undefined
}

export type BankAccountPlace = { readonly created_at: Instant; readonly id: Id<'bac'> }

/** Newest first, from behind `after`. */
export async function listBankAccounts(
  db: Db,
  tenant_id: TenantId,
  { reference, fingerprint }: BankAccountFilter,
  page: { readonly after: BankAccountPlace | undefined; readonly limit: number },
): Promise<SealedBankAccount[]> {
  const { rows } = await sql<Row>`select ${columns} from rails.bank_account
    where tenant_id = ${tenant_id}
      ${reference === undefined ? sql`` : sql`and reference = ${reference}`}
      ${fingerprint === undefined ? sql`` : sql`and fingerprint = decode(${fingerprint}, 'hex')`}
      ${page.after === undefined ? sql`` : sql`and (created_at, id) < (${instantText(page.after.created_at)}::timestamptz, ${uuidOf(page.after.id)}::uuid)`}
    order by created_at desc, id desc limit ${page.limit}`.execute(db)
  return rows.map(accountOf)
}

/** The caller holds the row. */
export async function moveBankAccount(
  db: Db,
  tenant_id: TenantId,
  moved: {
    readonly id: Id<'bac'>
    readonly from: BankAccountState
    readonly event: BankAccountEvent
    readonly to: BankAccountState
    readonly because: string | null
    readonly at: Instant
  },
): Promise<void> {
  await sql`update rails.bank_account set state = ${stateNumber(moved.to)}, came_from = ${stateNumber(moved.from)},
      event = ${bankAccountEvents.indexOf(moved.event) + 1}, because = ${moved.because},
      updated_at = ${instantText(moved.at)}
    where tenant_id = ${tenant_id} and id = ${uuidOf(moved.id)}`.execute(db)
}

/** Writes new details. The caller holds the row. */
export async function updateDetails(db: Db, tenant_id: TenantId, one: SealedBankAccount): Promise<void> {
  await sql`update rails.bank_account set holder_name = ${one.holder_name}, holder_kind = ${one.holder_kind},
      account_type = ${one.account_type}, bank = ${JSON.stringify(one.bank)}::jsonb, rails = ${[...one.rails]}::text[],
      sealed_details = ${one.sealed_details}, number_last4 = ${one.number_last4},
      fingerprint = decode(${one.fingerprint}, 'hex'), version = ${one.version},
      details_given_at = ${instantText(one.details_given_at)}, updated_at = ${instantText(one.updated_at)}
    where tenant_id = ${tenant_id} and id = ${uuidOf(one.id)}`.execute(db)
}

export type MovedBankAccount = {
  readonly id: Id<'bac'>
  readonly from: BankAccountState
  readonly event: BankAccountEvent
  readonly to: BankAccountState
  readonly because: string | null
}

/** Any number at once, one move each. The caller holds the rows. */
export async function moveBankAccounts(
  db: Db,
  tenant_id: TenantId,
  moved: readonly MovedBankAccount[],
  at: Instant,
): Promise<void> {
  await sql`update rails.bank_account a set state = m.state, came_from = m.came_from, event = m.event, because = m.because,
      updated_at = ${instantText(at)}
    from unnest(${moved.map(({ id }) => uuidOf(id))}::uuid[], ${moved.map(({ to }) => stateNumber(to))}::int2[],
      ${moved.map(({ from }) => stateNumber(from))}::int2[],
      ${moved.map(({ event }) => bankAccountEvents.indexOf(event) + 1)}::int2[],
      ${moved.map(({ because }) => because)}::text[]) as m (id, state, came_from, event, because)
    where a.tenant_id = ${tenant_id} and a.id = m.id`.execute(db)
}

/** Writes new details of any number. The caller holds the rows. */
export async function updateManyDetails(
  db: Db,
  tenant_id: TenantId,
  changed: readonly SealedBankAccount[],
): Promise<void> {
  const rows = changed.map((one) => ({ ...one, id: uuidOf(one.id), updated_at: instantText(one.updated_at) }))
  await sql`update rails.bank_account a set holder_name = m.holder_name, holder_kind = m.holder_kind,
      account_type = m.account_type, bank = m.bank, rails = m.rails, sealed_details = m.sealed_details,
      number_last4 = m.number_last4, fingerprint = decode(m.fingerprint, 'hex'), version = m.version,
      updated_at = m.updated_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as m (id uuid, holder_name text, holder_kind text,
      account_type text, bank jsonb, rails text[], sealed_details text, number_last4 text, fingerprint text, version int4,
      updated_at timestamptz)
    where a.tenant_id = ${tenant_id} and a.id = m.id`.execute(db)
}
