import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { PlaceInTime } from '../../../platform/http/lists.ts'
import type { TenantId } from '../../../platform/scope.ts'
import type { TransferGrant } from './transfer.ts'
import { type TransferGrantState, transferGrantStates } from './transfer_grant.machine.ts'

type Row = Omit<TransferGrant, 'id' | 'from' | 'account' | 'state'> & {
  readonly id: string
  readonly from_id: string
  readonly account: string | null
  readonly state: number
}

const columns = sql`id, from_tenant, from_id, account, state, created_by, created_at, updated_at`
const grantOf = ({ from_id, ...row }: Row): TransferGrant => ({
  ...row,
  id: idOf('itg', row.id),
  from: idOf('ten', from_id),
  account: row.account === null ? null : idOf('acc', row.account),
  state: transferGrantStates[row.state] as TransferGrantState,
})

export async function insertGrant(db: Db, tenant_id: TenantId, one: TransferGrant): Promise<void> {
  await sql`insert into payouts.transfer_grant (tenant_id, id, from_tenant, from_id, account, state, created_by, created_at, updated_at)
    values (${tenant_id}, ${uuidOf(one.id)}, ${one.from_tenant}, ${uuidOf(one.from)},
      ${one.account === null ? null : uuidOf(one.account)}, 0, ${one.created_by}, ${instantText(one.created_at)},
      ${instantText(one.updated_at)})`.execute(db)
}

export async function findGrant(
  db: Db,
  tenant_id: TenantId,
  id: Id<'itg'>,
  options: { readonly is_locked?: boolean } = {},
): Promise<TransferGrant | undefined> {
  const lock = options.is_locked === true ? sql`for update` : sql``
  const { rows } = await sql<Row>`select ${columns} from payouts.transfer_grant
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)} ${lock}`.execute(db)
  return rows[0] === undefined ? undefined : grantOf(rows[0])
}

/** Whether a tenant lets another one send to an account now. */
export async function isGranted(
  db: Db,
  tenant_id: TenantId,
  from_tenant: TenantId,
  account: Id<'acc'>,
): Promise<boolean> {
  const { rows } = await sql`select 1 from payouts.transfer_grant where tenant_id = ${tenant_id}
    and from_tenant = ${from_tenant} and state = 0 and (account is null or account = ${uuidOf(account)}) limit 1`.execute(
    db,
  )
  return rows.length === 1
}

/** Newest first, from behind `after`. */
export async function listGrants(
  db: Db,
  tenant_id: TenantId,
  page: { readonly after: PlaceInTime<'itg', 'created_at'> | undefined; readonly limit: number },
): Promise<TransferGrant[]> {
  const { rows } = await sql<Row>`select ${columns} from payouts.transfer_grant where tenant_id = ${tenant_id}
      ${page.after === undefined ? sql`` : sql`and (created_at, id) < (${instantText(page.after.created_at)}::timestamptz, ${uuidOf(page.after.id)}::uuid)`}
    order by created_at desc, id desc limit ${page.limit}`.execute(db)
  return rows.map(grantOf)
}

/** The caller holds the row, which was active. */
export async function revokeGrant(db: Db, tenant_id: TenantId, id: Id<'itg'>, at: Instant): Promise<void> {
  await sql`update payouts.transfer_grant set state = 1, came_from = state, event = 1, updated_at = ${instantText(at)}
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)}`.execute(db)
}
