import { sql } from 'kysely'
import { instantText } from '../../../kernel/world.ts'
import type { Instant } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'
import type { ApprovalPolicy } from './approval_policy.ts'
import {
  approvalPolicyEvents,
  type ApprovalPolicyState,
  approvalPolicyStates,
} from './approval_policy.machine.ts'

type Row = Omit<ApprovalPolicy, 'state'> & { state: number }

const columns = sql`version, terms, state, proposed_by, created_at, updated_at`
const policyOf = ({ state, ...row }: Row): ApprovalPolicy => ({
  ...row,
  state: approvalPolicyStates[state] as ApprovalPolicyState,
})
const stateNumber = (state: ApprovalPolicyState): number => approvalPolicyStates.indexOf(state)

/** False when somebody else made this version meanwhile. */
export async function insertPolicy(db: Db, tenant_id: TenantId, one: ApprovalPolicy): Promise<boolean> {
  const { rows } =
    await sql`insert into payouts.approval_policy (tenant_id, version, terms, state, proposed_by, created_at, updated_at)
    values (${tenant_id}, ${one.version}, ${JSON.stringify(one.terms)}::jsonb, ${stateNumber(one.state)}, ${one.proposed_by},
      ${instantText(one.created_at)}, ${instantText(one.updated_at)})
    on conflict do nothing returning version`.execute(db)
  return rows.length === 1
}

/** The newest one that counts; undefined: the defaults do. */
export async function activePolicy(db: Db, tenant_id: TenantId): Promise<ApprovalPolicy | undefined> {
  const { rows } = await sql<Row>`select ${columns} from payouts.approval_policy
    where tenant_id = ${tenant_id} and state = 1 order by version desc limit 1`.execute(db)
  return rows[0] === undefined ? undefined : policyOf(rows[0])
}

export async function findPolicy(
  db: Db,
  tenant_id: TenantId,
  version: number,
): Promise<ApprovalPolicy | undefined> {
  const { rows } = await sql<Row>`select ${columns} from payouts.approval_policy
    where tenant_id = ${tenant_id} and version = ${version}`.execute(db)
  return rows[0] === undefined ? undefined : policyOf(rows[0])
}

/** Newest first. */
export async function listPolicies(
  db: Db,
  tenant_id: TenantId,
  page: { readonly before: number | undefined; readonly limit: number },
): Promise<ApprovalPolicy[]> {
  const { rows } =
    await sql<Row>`select ${columns} from payouts.approval_policy where tenant_id = ${tenant_id}
      ${page.before === undefined ? sql`` : sql`and version < ${page.before}`}
    order by version desc limit ${page.limit}`.execute(db)
  return rows.map(policyOf)
}

/** Decides about a proposed version. The caller holds its approval. False when it is decided already. */
export async function decidePolicy(
  db: Db,
  tenant_id: TenantId,
  version: number,
  event: (typeof approvalPolicyEvents)[number],
  at: Instant,
): Promise<boolean> {
  const { rows } =
    await sql`update payouts.approval_policy set state = ${event === 'activate' ? 1 : 2}, came_from = state,
      event = ${approvalPolicyEvents.indexOf(event) + 1}, updated_at = ${instantText(at)}
    where tenant_id = ${tenant_id} and version = ${version} and state = 0 returning version`.execute(db)
  return rows.length === 1
}
