import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A room that owns a schema, lowest floor first: `['platform', 'modules/audit', 'modules/ledger', …]`. */
export type Room = string

export type SqlFile = {
  /** `ledger/0_transfers`, within its kind. */
  readonly name: string
  /** Its name in `platform.applied_file`. */
  readonly record: string
  readonly room: Room
  readonly text: string
  readonly hash: string
}

/**
 * The numbered migrations, or the functions, of every room: in order of the rooms, then by name. Read at once, since
 * nothing else can begin before: some sixty small files, which would take three times as long one promise each.
 */
export const readSql = (root: string, rooms: readonly Room[], kind: 'migrations' | 'functions'): SqlFile[] =>
  rooms.flatMap((room) =>
    readRoom(join(root, room, 'sql', kind), room, kind === 'functions' ? 'function ' : ''),
  )

function readRoom(folder: string, room: Room, prefix: string): SqlFile[] {
  const names = existsSync(folder) ? readdirSync(folder) : []
  const files = names.filter((name) => name.endsWith('.sql')).sort()
  return files.map((file) => {
    const text = readFileSync(join(folder, file), 'utf8')
    const hash = createHash('sha256').update(text).digest('hex')
    const name = `${room.split('/').at(-1)}/${file.slice(0, -4)}`
    return { name, record: `${prefix}${name}`, room, text, hash }
  })
}
