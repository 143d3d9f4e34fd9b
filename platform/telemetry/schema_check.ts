import type { Database } from '../db/database.ts'
import { readSql, type Room } from '../db/sql_files.ts'
import { selectAppliedFiles } from './store.ts'

/**
 * Whether every SQL file this release brings has been applied. By name only: during a rolling upgrade the
 * release before this one runs on functions that the next one has already replaced, and stays ready (rule S16).
 */
export function schemaCheck(options: {
  db: Pick<Database, 'system'>
  root: string
  rooms: readonly Room[]
}): () => Promise<boolean> {
  return async () => {
    const { root, rooms } = options
    const needed = [...readSql(root, rooms, 'migrations'), ...readSql(root, rooms, 'functions')]
    const applied = new Set(await options.db.system(selectAppliedFiles))
    return needed.every(({ record }) => applied.has(record))
  }
}
