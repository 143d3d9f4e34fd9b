import { sql } from 'kysely'
import type { Db } from '../db/database.ts'

/** The SQL files this database has, by name. */
export async function selectAppliedFiles(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from platform.applied_file`.execute(db)
  return rows.map((row) => row.name)
}
