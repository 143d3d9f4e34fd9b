import { migrate } from '../../platform/db/migrate.ts'
import { root, rooms } from '../../platform/db/rooms.ts'
import { type OperateDeps, withDatabaseUrl } from './operate.ts'

/** What was applied, a line each. */
export const migrateDatabase = (deps: OperateDeps): Promise<string[]> =>
  withDatabaseUrl(deps, async (url) => {
    const { applied } = await migrate({ url, root, rooms })
    return applied.length === 0 ? ['The schema is current.'] : applied.map((name) => `applied ${name}`)
  })
