import { createHash } from 'node:crypto'
import { newUuid } from '../../../kernel/id.ts'
import { dayOf, plusMs, type World } from '../../../kernel/world.ts'
import type { Database } from '../../../platform/db/database.ts'
import type { FileFault } from '../files/fault.ts'
import { readBankCodesJson } from '../identifiers/directory/bank_codes.ts'
import { readBankCodesCsv } from '../identifiers/directory/bank_codes_csv.ts'
import { readFedAch, readFedwire } from '../identifiers/directory/fed_directory.ts'
import type { DirectoryEntry } from '../identifiers/directory/row.ts'
import * as store from './store.ts'

export const directoryForms = [
  'fedach',
  'fedach_json',
  'fedwire',
  'fedwire_json',
  'bank_codes_json',
  'bank_codes_csv',
] as const
export type DirectoryForm = (typeof directoryForms)[number]

type Source = AsyncIterable<Uint8Array>
type Deps = { readonly db: Database; readonly world: World }

const ROWS_PER_WRITE = 2_000
const FAULTS_TOLD_MAX = 100
/** One in so many entries may be refused: more, and it is not the directory it is said to be. */
const FAULTS_ONE_IN = 100
/** A load that has not ended by then never will. */
const LOADING_MS_MAX = 86_400_000

const readers: Readonly<
  Record<DirectoryForm, (source: Source, world: World) => AsyncGenerator<DirectoryEntry>>
> = {
  fedach: (source, world) => readFedAch(source, 'fixed', dayOf(world.now())),
  fedach_json: (source, world) => readFedAch(source, 'json', dayOf(world.now())),
  fedwire: (source, world) => readFedwire(source, 'fixed', dayOf(world.now())),
  fedwire_json: (source, world) => readFedwire(source, 'json', dayOf(world.now())),
  bank_codes_json: (source) => readBankCodesJson(source),
  bank_codes_csv: (source) => readBankCodesCsv(source),
}

export type ImportedDirectory = {
  readonly outcome: 'imported' | 'known' | 'refused'
  readonly rows: number
  readonly entries_refused: number
  /** The first hundred. */
  readonly faults: readonly FileFault[]
}

/**
 * Reads a directory of banks and puts it in the place of the edition of that name, all of it or nothing: until the last
 * row is written, the one before is in use. Entries that are refused are left out and told; when they are more than one in
 * a hundred, or nothing is left, the file is `refused`. A repeat of the same file is `known` and does nothing.
 */
export async function importDirectory(
  { db, world }: Deps,
  directory: { readonly name: string; readonly form: DirectoryForm; open(): Source },
): Promise<ImportedDirectory> {
  const sha256 = await hashOf(directory.open())
  const known = await db.system((tx) => store.currentEditions(tx))
  const same = known.find((one) => one.name === directory.name && one.sha256 === sha256)
  if (same !== undefined)
    return { outcome: 'known', rows: same.rows, entries_refused: same.faults, faults: [] }
  const id = newUuid(world)
  const { name } = directory
  await db.system((tx) => store.beginEdition(tx, { id, name, sha256, at: world.now() }))
  const read = await load(db, id, readers[directory.form](directory.open(), world))
  const isGood = read.rows > 0 && read.entries_refused * FAULTS_ONE_IN <= read.rows
  if (isGood)
    await db.system((tx) => store.useEdition(tx, { id, name, rows: read.rows, faults: read.entries_refused }))
  const loading_before = plusMs(world.now(), -LOADING_MS_MAX)
  await db.system((tx) => store.dropEditions(tx, { id: isGood ? null : id, loading_before }))
  return { ...read, outcome: isGood ? 'imported' : 'refused' }
}

async function load(
  db: Database,
  edition: string,
  entries: AsyncGenerator<DirectoryEntry>,
): Promise<Omit<ImportedDirectory, 'outcome'>> {
  const faults: FileFault[] = []
  let waiting: store.PlacedRow[] = []
  let rows = 0
  let entries_refused = 0
  const write = async (): Promise<void> => {
    const placed = waiting
    waiting = []
    if (placed.length > 0) await db.system((tx) => store.insertBanks(tx, edition, placed))
    rows += placed.length
  }
  for await (const entry of entries) {
    if (entry.rows.length === 0 && entry.faults.some(({ severity }) => severity === 'refused'))
      entries_refused++
    faults.push(...entry.faults.slice(0, FAULTS_TOLD_MAX - faults.length))
    waiting.push(...entry.rows.map((row) => ({ line: entry.line, row })))
    if (waiting.length >= ROWS_PER_WRITE) await write()
  }
  await write()
  return { rows, entries_refused, faults }
}

async function hashOf(source: Source): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of source) hash.update(chunk)
  return hash.digest('hex')
}

/** The directories in use, by name. */
export const listDirectories = (db: Database): Promise<store.Edition[]> =>
  db.system((tx) => store.currentEditions(tx))
