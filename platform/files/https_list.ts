import { readStrictJson } from '../../kernel/json.ts'
import { readModifiedAt, refusedByStatus } from './https_answer.ts'
import type { HttpsCall } from './https_call.ts'
import { LIST_ENTRIES_MAX } from './limits.ts'
import { done, refused, type Told } from './outcome.ts'
import type { FileEntry } from './transport.ts'

/**
 * A folder as JSON: an array, or an object with the array in `files`, of objects with `name` and, where they are told, `size`,
 * `modified_at` (RFC 3339) and `kind` (`file` or `folder`).
 */
export async function listHttps(call: HttpsCall, folder: string): Promise<Told<readonly FileEntry[]>> {
  const path = folder === '' ? '' : `${folder}/`
  const reply = await call.ask('GET', path, { accept: 'application/json' })
  if (reply.kind === 'refused') return reply
  const { status, body } = reply.value
  if (status === 404 || status === 410) return refused('no_such_folder', `status ${status}`)
  if (status !== 200) return refusedByStatus(reply.value, call.secrets)
  const json = readStrictJson(Buffer.from(body, 'latin1'))
  const rows = json.ok ? rowsOf(json.value) : undefined
  if (rows === undefined) return refused('failed', 'the listing is no list of files')
  if (rows.length > LIST_ENTRIES_MAX)
    return refused('too_long', `the folder holds more than ${LIST_ENTRIES_MAX} files`)
  const entries: FileEntry[] = []
  for (const row of rows) {
    const entry = readEntry(row)
    if (entry === undefined) return refused('failed', 'an entry of the listing has no name')
    entries.push(entry)
  }
  return done(entries)
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function rowsOf(value: unknown): readonly unknown[] | undefined {
  const rows = isObject(value) ? value['files'] : value
  return Array.isArray(rows) ? rows : undefined
}

function readEntry(row: unknown): FileEntry | undefined {
  if (!isObject(row) || typeof row['name'] !== 'string') return undefined
  const { name, size, modified_at, kind } = row
  return {
    name,
    size: typeof size === 'number' && size >= 0 ? size : undefined,
    modified_at: typeof modified_at === 'string' ? readModifiedAt(modified_at) : undefined,
    kind: kind === 'folder' ? 'folder' : 'file',
  }
}
