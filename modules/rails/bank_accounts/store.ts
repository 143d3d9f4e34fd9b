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
  number_last4, encode(fingerprint, 'hex') as fingerprint, reference, metadata, state, because, version, created_at,
  updated_at`

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
      fingerprint = decode(${one.fingerprint}, 'hex'), version = ${one.version}, updated_at = ${instantText(one.updated_at)}
    where tenant_id = ${tenant_id} and id = ${uuidOf(one.id)}`.execute(db)
}
