import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'
import { type ApprovalEvent, approvalEvents, type ApprovalState, approvalStates } from './approval.machine.ts'
import type { Approval, SubjectType, Vote } from './approval.ts'

type Row = Omit<Approval, 'id' | 'state'> & { id: string; state: number }

const columns = sql`id, subject_type, subject_id, encode(digest, 'hex') as digest, summary, needed, given, state, because, asked_by,
  asked_at, asked_wall_at, expires_at, closed_at`
const approvalOf = ({ id, state, ...row }: Row): Approval => ({
  ...row,
  id: idOf('apv', id),
  state: approvalStates[state] as ApprovalState,
})
const stateNumber = (state: ApprovalState): number => approvalStates.indexOf(state)

export async function insertApproval(db: Db, tenant_id: TenantId, one: Approval): Promise<void> {
  await sql`insert into payouts.approval (tenant_id, id, subject_type, subject_id, digest, summary, needed, state, asked_by,
      asked_at, asked_wall_at, expires_at)
    values (${tenant_id}, ${uuidOf(one.id)}, ${one.subject_type}, ${one.subject_id}, decode(${one.digest}, 'hex'),
      ${JSON.stringify(one.summary)}::jsonb, ${one.needed}, ${stateNumber(one.state)}, ${one.asked_by},
      ${instantText(one.asked_at)}, ${instantText(one.asked_wall_at)}, ${instantText(one.expires_at)})`.execute(
    db,
  )
}

export async function findApproval(
  db: Db,
  tenant_id: TenantId,
  id: Id<'apv'>,
  options: { readonly is_locked?: boolean } = {},
): Promise<Approval | undefined> {
  const lock = options.is_locked === true ? sql`for update` : sql``
  const { rows } = await sql<Row>`select ${columns} from payouts.approval
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)} ${lock}`.execute(db)
  return rows[0] === undefined ? undefined : approvalOf(rows[0])
}

export type ApprovalFilter = {
  readonly state?: ApprovalState | undefined
  readonly subject_type?: SubjectType | undefined
  readonly subject_id?: string | undefined
}

/** Newest first, from below `before`. */
export async function listApprovals(
  db: Db,
  tenant_id: TenantId,
  { state, subject_type, subject_id }: ApprovalFilter,
  page: { readonly before: Id<'apv'> | undefined; readonly limit: number },
): Promise<Approval[]> {
  const { rows } = await sql<Row>`select ${columns} from payouts.approval
    where tenant_id = ${tenant_id}
      ${state === undefined ? sql`` : sql`and state = ${stateNumber(state)}`}
      ${subject_type === undefined ? sql`` : sql`and subject_type = ${subject_type}`}
      ${subject_id === undefined ? sql`` : sql`and subject_id = ${subject_id}`}
      ${page.before === undefined ? sql`` : sql`and id < ${uuidOf(page.before)}`}
    order by id desc limit ${page.limit}`.execute(db)
  return rows.map(approvalOf)
}

/** The caller holds the row. */
export async function updateApproval(
  db: Db,
  tenant_id: TenantId,
  after: Approval,
  moved: { readonly from: ApprovalState; readonly event: ApprovalEvent } | undefined,
): Promise<void> {
  const closed_at = after.closed_at === null ? null : instantText(after.closed_at)
  await sql`update payouts.approval set given = ${after.given}, state = ${stateNumber(after.state)},
      came_from = ${moved === undefined ? null : stateNumber(moved.from)},
      event = ${moved === undefined ? null : approvalEvents.indexOf(moved.event) + 1},
      because = ${after.because}, closed_at = ${closed_at}
    where tenant_id = ${tenant_id} and id = ${uuidOf(after.id)}`.execute(db)
}

/** False when this voter has decided before. */
export async function insertVote(
  db: Db,
  tenant_id: TenantId,
  { id, asked_by }: Pick<Approval, 'id' | 'asked_by'>,
  vote: Vote,
): Promise<boolean> {
  const { rows } =
    await sql`insert into payouts.approval_vote (tenant_id, approval_id, voter, asked_by, decision, because, voted_at)
    values (${tenant_id}, ${uuidOf(id)}, ${vote.voter}, ${asked_by}, ${vote.decision}, ${vote.because},
      ${instantText(vote.voted_at)})
    on conflict do nothing returning voter`.execute(db)
  return rows.length === 1
}

/** In the order in which they were given, by approval; of those that nobody decided about there is none. */
export async function votesOf(
  db: Db,
  tenant_id: TenantId,
  ids: readonly Id<'apv'>[],
): Promise<ReadonlyMap<Id<'apv'>, readonly Vote[]>> {
  const { rows } = await sql<
    Vote & { approval_id: string }
  >`select approval_id, voter, decision, because, voted_at
    from payouts.approval_vote where tenant_id = ${tenant_id} and approval_id = any(${ids.map(uuidOf)}::uuid[])
    order by voted_at, voter`.execute(db)
  const found = new Map<Id<'apv'>, Vote[]>()
  for (const { approval_id, ...vote } of rows) {
    const id = idOf('apv', approval_id)
    found.set(id, [...(found.get(id) ?? []), vote])
  }
  return found
}

/** Somebody else has looked at these details. A repeat changes nothing. */
export async function insertDestination(
  db: Db,
  tenant_id: TenantId,
  one: {
    readonly bank_account: Id<'bac'>
    readonly details_given_at: Instant
    readonly approval: Id<'apv'>
    readonly at: Instant
  },
): Promise<void> {
  await sql`insert into payouts.destination (tenant_id, bank_account_id, details_given_at, approval_id, approved_at)
    values (${tenant_id}, ${uuidOf(one.bank_account)}, ${instantText(one.details_given_at)}, ${uuidOf(one.approval)},
      ${instantText(one.at)}) on conflict do nothing`.execute(db)
}

export async function isDestinationApproved(
  db: Db,
  tenant_id: TenantId,
  bank_account: Id<'bac'>,
  details_given_at: Instant,
): Promise<boolean> {
  const { rows } = await sql`select 1 from payouts.destination where tenant_id = ${tenant_id}
    and bank_account_id = ${uuidOf(bank_account)} and details_given_at = ${instantText(details_given_at)}`.execute(
    db,
  )
  return rows.length === 1
}

/** How many questions nobody has decided yet, and since when the first of them waits. */
export async function countOpen(
  db: Db,
  tenant_id: TenantId,
): Promise<{ readonly count: bigint; readonly oldest_at: Instant | null }> {
  const { rows } = await sql<{ count: bigint; oldest_at: Instant | null }>`select count(*) as count,
      min(a.asked_at) as oldest_at
    from payouts.approval a where a.tenant_id = ${tenant_id}::int8 and a.state = 0`.execute(db)
  return rows[0] ?? { count: 0n, oldest_at: null }
}
