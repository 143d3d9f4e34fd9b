import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { instantText } from '../../kernel/world.ts'
import {
  type DirectoryForm,
  directoryForms,
  importDirectory,
  listDirectories,
} from '../../modules/rails/index.ts'
import { createDatabase, type Database } from '../../platform/db/database.ts'
import { StartRefused } from '../../platform/db/start_refused.ts'
import { type OperateDeps, withDatabaseUrl } from './operate.ts'

type Told = { readonly lines: string[]; readonly ok: boolean }

const withDatabase = <T>(deps: OperateDeps, fn: (db: Database) => Promise<T>): Promise<T> =>
  withDatabaseUrl(deps, async (url) => {
    const db = createDatabase({ url, pool_max: 2, application_name: 'florin-directories' })
    try {
      return await fn(db)
    } finally {
      await db.close()
    }
  })

const FAULTS_SHOWN = 20

/**
 * Puts a directory of banks in the place of the edition of that name. A repeat of the same file does nothing. `ok` is false
 * when the file was refused; the lines say why.
 */
export const bringDirectory = (
  deps: OperateDeps & { readonly file: string; readonly name: string; readonly form: string },
): Promise<Told> =>
  withDatabase(deps, async (db) => {
    const form = directoryForms.find((one): one is DirectoryForm => one === deps.form)
    if (form === undefined)
      throw new StartRefused(`there is no form “${deps.form}”; use one of: ${directoryForms.join(', ')}`)
    await stat(deps.file).catch(() => {
      throw new StartRefused(`${deps.file} cannot be read; name the file that the directory was saved in`)
    })
    const open = () => createReadStream(deps.file)
    const came = await importDirectory({ db, world: deps.world }, { name: deps.name, form, open })
    const faults = came.faults
      .slice(0, FAULTS_SHOWN)
      .map(({ line, column, rule, detail }) => `  line ${line}, column ${column}: ${detail} (${rule})`)
    const left_out = `${came.entries_refused} entries were refused`
    const said = {
      imported: `${deps.name}: ${came.rows} banks are in use from now on; ${left_out}`,
      known: `${deps.name}: this file is in use already, with ${came.rows} banks`,
      refused: `${deps.name}: refused, nothing was changed: ${left_out}, ${came.rows} could be read`,
    }
    return { lines: [said[came.outcome], ...faults], ok: came.outcome !== 'refused' }
  })

/** A line for each directory in use. */
export const tellDirectories = (deps: OperateDeps): Promise<string[]> =>
  withDatabase(deps, async (db) => {
    const editions = await listDirectories(db)
    if (editions.length === 0)
      return ['no directory of banks was imported; every bank is taken to be reachable']
    return editions.map(
      ({ name, rows, faults, imported_at }) =>
        `${name}: ${rows} banks, ${faults} entries refused, imported ${instantText(imported_at)}`,
    )
  })
