import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database } from '../db/database.ts'
import type { Room } from '../db/sql_files.ts'
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
    const needed = await namesIn(options.root, options.rooms)
    const applied = new Set(await options.db.system(selectAppliedFiles))
    return needed.every((name) => applied.has(name))
  }
}

async function namesIn(root: string, rooms: readonly Room[]): Promise<string[]> {
  const names = rooms.flatMap((room) =>
    [
      { folder: 'migrations', before: '' },
      { folder: 'functions', before: 'function ' },
    ].map(async ({ folder, before }) => {
      const files = await readdir(join(root, room, 'sql', folder)).catch((): string[] => [])
      const owner = room.split('/').at(-1)
      return files
        .filter((file) => file.endsWith('.sql'))
        .map((file) => `${before}${owner}/${file.slice(0, -4)}`)
    }),
  )
  return (await Promise.all(names)).flat()
}
