import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import { ATTEMPTS_DEFAULT, VERSIONS_MAX } from './limits.ts'
import type { RuleSet, Rules } from './rules.ts'
import type { RuleSetSummary } from './rule_set.ts'

type SummaryRow = Omit<RuleSetSummary, 'id'> & { readonly id: string }
const summaryOf = (row: SummaryRow): RuleSetSummary => ({ ...row, id: idOf('rul', row.id) })

const summary = sql.raw(`s.id, s.version, s.name, s.rule_count, s.max_attempts, s.created_by, s.created_at,
    (h.active_id is not null and h.active_id = s.id) as is_active,
    case when h.active_id = s.id then h.activated_at end as activated_at`)
const source = (tenant_id: TenantId) => sql`from routing.rule_set s
  join routing.head h on h.tenant_id = ${tenant_id}::int8 where s.tenant_id = ${tenant_id}::int8`

/** The number of the new version; undefined when the tenant has made too many. */
export async function createRuleSet(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  made: { id: Id<'rul'>; name: string; rules: Rules; by: string },
): Promise<number | undefined> {
  const { id, name, rules, by } = made
  const { rows } = await sql<{ version: number | null }>`select routing.create_rule_set(${tenant_id}::int8,
    ${instantText(at)}::timestamptz, ${uuidOf(id)}::uuid, ${name}, ${JSON.stringify(rules)}, ${rules.rules.length}::int4,
    ${rules.max_attempts ?? ATTEMPTS_DEFAULT}::int4, ${by}, ${VERSIONS_MAX}::int4) as version`.execute(db)
  return rows[0]?.version ?? undefined
}

export async function findRuleSet(db: Db, tenant_id: TenantId, id: Id<'rul'>): Promise<RuleSet | undefined> {
  const { rows } = await sql<SummaryRow & { rules: Rules }>`select ${summary}, s.rules ${source(tenant_id)}
    and s.id = ${uuidOf(id)}::uuid`.execute(db)
  const [row] = rows
  if (row === undefined) return undefined
  const { rules, ...rest } = row
  return { ...summaryOf(rest), ...rules }
}

/** Newest first, from below the version `before`; at most `limit`. */
export async function listRuleSets(
  db: Db,
  tenant_id: TenantId,
  page: { before: number | undefined; limit: number },
): Promise<RuleSetSummary[]> {
  const below = page.before === undefined ? sql`` : sql`and s.version < ${page.before}::int4`
  const { rows } = await sql<SummaryRow>`select ${summary} ${source(tenant_id)} ${below}
    order by s.version desc limit ${page.limit}`.execute(db)
  return rows.map(summaryOf)
}

export type ActiveMark = { readonly id: Id<'rul'>; readonly version: number }
type MarkRow = { active_id: string | null; active_version: number | null }
const markOf = (row: MarkRow | undefined): ActiveMark | undefined =>
  typeof row?.active_id !== 'string' || row.active_version === null
    ? undefined
    : { id: idOf('rul', row.active_id), version: row.active_version }

/** Which version decides; undefined when none does. One row of the primary key. */
export async function findActive(db: Db, tenant_id: TenantId): Promise<ActiveMark | undefined> {
  const { rows } = await sql<MarkRow>`select active_id, active_version from routing.head
    where tenant_id = ${tenant_id}::int8`.execute(db)
  return markOf(rows[0])
}

/** The same, held until the transaction ends, so that two activations come one after the other. */
export async function lockActive(db: Db, tenant_id: TenantId): Promise<ActiveMark | undefined> {
  const { rows } = await sql<MarkRow>`select active_id, active_version from routing.head
    where tenant_id = ${tenant_id}::int8 for update`.execute(db)
  return markOf(rows[0])
}

export async function setActive(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  { id, version }: ActiveMark,
): Promise<void> {
  await sql`update routing.head set active_id = ${uuidOf(id)}::uuid, active_version = ${version}::int4,
    activated_at = ${instantText(at)}::timestamptz where tenant_id = ${tenant_id}::int8`.execute(db)
}
