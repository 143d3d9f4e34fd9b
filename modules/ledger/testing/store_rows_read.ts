import { present } from '../../../kernel/assert.ts'
import type { Lane } from '../../../platform/db/lane.ts'

/**
 * Rows of tables that statements have read, as PostgreSQL counts them: what it has told everybody, and what this
 * connection has not told yet. The plan decides about it, and how busy the machine is does not.
 */
export async function readRowsRead(lane: Lane): Promise<number> {
  const rows = await lane.run(
    {
      name: 'rows_read',
      text: `select coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)
        from (select seq_tup_read, idx_tup_fetch from pg_stat_user_tables
          union all select seq_tup_read, idx_tup_fetch from pg_stat_xact_user_tables) counted`,
    },
    [],
  )
  return Number(present(rows[0]?.[0], 'the count'))
}
