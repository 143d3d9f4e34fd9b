import { sql } from 'kysely'
import { present } from '../../kernel/assert.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'

/** The mark of the pepper that was used first; of two that come at once, the first one's. */
export async function keepMark(db: Db, mark: Buffer, at: Instant): Promise<Buffer> {
  await sql`insert into risk.pepper_mark (is_only, mark, created_at)
    values (true, ${mark}::bytea, ${instantText(at)}::timestamptz) on conflict do nothing`.execute(db)
  const { rows } = await sql<{ mark: Buffer }>`select mark from risk.pepper_mark`.execute(db)
  return present(rows[0], 'the mark').mark
}
