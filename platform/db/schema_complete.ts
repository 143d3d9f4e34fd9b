import { type Kysely, sql } from 'kysely'
import { roles } from './session.ts'
import type { SqlFile } from './sql_files.ts'

const UNDEFINED_TABLE = '42P01'

type Found = {
  /** Names of migrations that ran. */
  readonly ran: string[]
  readonly names: string[]
  readonly hashes: string[]
  readonly may_work: boolean
}

/**
 * Whether this release has nothing to do here, from one look at what was applied: every file with the text it has
 * now, no migration of another release, and a user who may act in every role. Nearly every start finds it so.
 */
export async function isSchemaComplete(
  db: Kysely<unknown>,
  { migrations, functions }: { migrations: readonly SqlFile[]; functions: readonly SqlFile[] },
): Promise<boolean> {
  const found = await look(db)
  if (found === undefined || !found.may_work) return false
  const applied = new Map(found.names.map((name, index) => [name, found.hashes[index]]))
  const known = new Set(migrations.map(({ name }) => name))
  return (
    [...migrations, ...functions].every(({ record, hash }) => applied.get(record) === hash) &&
    found.ran.length === known.size &&
    found.ran.every((name) => known.has(name))
  )
}

/** Undefined on a database that Florin has not seen. */
async function look(db: Kysely<unknown>): Promise<Found | undefined> {
  const query = sql<Found>`
    select array_agg(name) as names, array_agg(hash) as hashes, array(select m.name::text from platform.migration m) as ran,
      (select count(*) = ${roles.length} from pg_roles
        where rolname = any (${[...roles]}) and pg_has_role(current_user, oid, 'MEMBER')) as may_work
    from platform.applied_file having count(*) > 0`
  try {
    const { rows } = await query.execute(db)
    return rows[0]
  } catch (error) {
    if ((error as { code?: string }).code === UNDEFINED_TABLE) return undefined
    throw error
  }
}
