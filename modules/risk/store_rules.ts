import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import { type RuleDefinition, type StoredRuleSet, UNAVAILABLE_DEFAULT } from './rule.ts'

type RuleSetRow = Omit<StoredRuleSet, 'id' | 'definition'> & {
  readonly id: string
  readonly definition: Omit<RuleDefinition, 'three_ds_unavailable'> & Partial<RuleDefinition>
}
/** Versions from before a setting was there have its default. */
const ruleSetOf = ({ definition, ...row }: RuleSetRow): StoredRuleSet => ({
  ...row,
  id: idOf('rul', row.id),
  definition: { three_ds_unavailable: UNAVAILABLE_DEFAULT, ...definition },
})

const selectRuleSets = (tenant_id: TenantId) => sql`select r.id, r.version, r.description, r.definition,
    r.created_by, r.created_at, coalesce(h.active_rule_set = r.id, false) as is_active
  from risk.rule_set r
  join risk.head h on h.tenant_id = r.tenant_id
  where r.tenant_id = ${tenant_id}::int8 and h.tenant_id = ${tenant_id}::int8`

/** Locks the tenant's head until the transaction ends: versions are given out, and activated, one after the other. */
export async function lockHead(db: Db, tenant_id: TenantId): Promise<{ last_version: number }> {
  await sql`select risk.lock_head(${tenant_id}::int8)`.execute(db)
  const { rows } = await sql<{ last_version: number }>`select last_version from risk.head
    where tenant_id = ${tenant_id}::int8`.execute(db)
  return rows[0] ?? { last_version: 0 }
}

export async function insertRuleSet(
  db: Db,
  tenant_id: TenantId,
  made: Omit<StoredRuleSet, 'is_active'>,
): Promise<void> {
  await sql`insert into risk.rule_set (tenant_id, id, version, description, definition, created_by, created_at)
    values (${tenant_id}::int8, ${uuidOf(made.id)}::uuid, ${made.version}::int4, ${made.description}::text,
      ${JSON.stringify(made.definition)}::jsonb, ${made.created_by}, ${instantText(made.created_at)}::timestamptz)`.execute(
    db,
  )
  await sql`update risk.head set last_version = ${made.version}::int4
    where tenant_id = ${tenant_id}::int8`.execute(db)
}

/** Null: the built-in rules. */
export async function setActive(
  db: Db,
  tenant_id: TenantId,
  id: Id<'rul'> | null,
  at: Instant,
): Promise<void> {
  await sql`update risk.head set active_rule_set = ${id === null ? null : uuidOf(id)}::uuid,
      activated_at = ${instantText(at)}::timestamptz
    where tenant_id = ${tenant_id}::int8`.execute(db)
}

export async function findRuleSet(
  db: Db,
  tenant_id: TenantId,
  id: Id<'rul'>,
): Promise<StoredRuleSet | undefined> {
  const { rows } = await sql<RuleSetRow>`${selectRuleSets(tenant_id)} and r.id = ${uuidOf(id)}::uuid`.execute(
    db,
  )
  return rows[0] === undefined ? undefined : ruleSetOf(rows[0])
}

/** Undefined when the built-in rules are in force. */
export async function findActive(db: Db, tenant_id: TenantId): Promise<StoredRuleSet | undefined> {
  const { rows } = await sql<RuleSetRow>`${selectRuleSets(tenant_id)} and r.id = h.active_rule_set`.execute(
    db,
  )
  return rows[0] === undefined ? undefined : ruleSetOf(rows[0])
}

/** Newest first, from below `before`; at most `limit`. */
export async function listRuleSets(
  db: Db,
  tenant_id: TenantId,
  page: { before: number | undefined; limit: number },
): Promise<StoredRuleSet[]> {
  const below = page.before === undefined ? sql`` : sql`and r.version < ${page.before}::int4`
  const { rows } =
    await sql<RuleSetRow>`${selectRuleSets(tenant_id)} ${below} order by r.version desc limit ${page.limit}`.execute(
      db,
    )
  return rows.map(ruleSetOf)
}
