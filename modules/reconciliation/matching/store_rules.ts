import { sql } from 'kysely'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'
import type { RuleSet, RuleVersion } from './rules.ts'

/** The highest version that the tenant made; undefined when it made none. */
export async function findRules(db: Db, tenant_id: TenantId): Promise<RuleVersion | undefined> {
  const { rows } = await sql<RuleVersion>`select r.version, r.rules from reconciliation.matching_rules r
    where r.tenant_id = ${tenant_id}::int8 order by r.version desc limit 1`.execute(db)
  return rows[0]
}

/** False when somebody else made this version meanwhile. */
export async function insertRules(
  db: Db,
  tenant_id: TenantId,
  made: {
    readonly version: number
    readonly rules: RuleSet
    readonly note: string | null
    readonly made_by: string
    readonly made_at: Instant
  },
): Promise<boolean> {
  const { rows } =
    await sql`insert into reconciliation.matching_rules (tenant_id, version, rules, note, made_by, made_at)
    values (${tenant_id}::int8, ${made.version}::int4, ${JSON.stringify(made.rules)}::jsonb, ${made.note}, ${made.made_by},
      ${instantText(made.made_at)}::timestamptz)
    on conflict (tenant_id, version) do nothing returning version`.execute(db)
  return rows.length === 1
}
