import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { breathe } from '../../platform/batcher/yield.ts'
import { laterColumns, schema } from './schema.ts'

/**
 * The simulator's file. What was committed survives the death of the process (the operating system has it); a power cut
 * may lose the last second, which a simulator may.
 */
export type Store = {
  /** The first row, or undefined. Statements are prepared once per text. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller says what its SQL selects
  one<T>(sql: string, ...values: SQLInputValue[]): T | undefined
  all<T>(sql: string, ...values: SQLInputValue[]): T[]
  run(sql: string, ...values: SQLInputValue[]): void
  /** Inserts one row; the columns are its fields. */
  insert(table: string, row: object): void
  /**
   * Does `job` in a transaction and resolves when it is committed. Jobs that come in one turn of the event loop share a
   * transaction: one commit for hundreds of messages. A job that throws undoes only itself.
   */
  turn<T>(job: () => T): Promise<T>
  close(): void
}

type Job = {
  readonly run: () => unknown
  readonly resolve: (value: unknown) => void
  readonly reject: (why: unknown) => void
}

export function openStore(folder: string): Store {
  mkdirSync(folder, { recursive: true })
  const database = new DatabaseSync(join(folder, 'card_world.db'))
  database.exec('pragma journal_mode = wal; pragma synchronous = off; pragma busy_timeout = 5000')
  database.exec(schema)
  for (const { table, column, definition } of laterColumns)
    if (!hasColumn(database, table, column))
      database.exec(`alter table ${table} add column ${column} ${definition}`)
  const statements = new Map<string, StatementSync>()
  const statement = (sql: string): StatementSync => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const made = database.prepare(sql)
    statements.set(sql, made)
    return made
  }
  return {
    // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller says what its SQL selects
    one: <T>(sql: string, ...values: SQLInputValue[]) => statement(sql).get(...values) as T | undefined,
    all: <T>(sql: string, ...values: SQLInputValue[]) => statement(sql).all(...values) as T[],
    run(sql, ...values) {
      statement(sql).run(...values)
    },
    insert(table, row) {
      statement(insertOf(table, row)).run(...(Object.values(row) as SQLInputValue[]))
    },
    turn: createTurns(database),
    close: () => database.close(),
  }
}

const hasColumn = (database: DatabaseSync, table: string, column: string): boolean =>
  database.prepare('select 1 from pragma_table_info(?) where name = ?').get(table, column) !== undefined

const inserts = new Map<string, string>()
function insertOf(table: string, row: object): string {
  const names = Object.keys(row)
  // The order of the fields belongs to the key: values are bound in it.
  const key = `${table} ${names.join()}`
  const known = inserts.get(key)
  if (known !== undefined) return known
  const sql = `insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`
  inserts.set(key, sql)
  return sql
}

function createTurns(database: DatabaseSync): Store['turn'] {
  let waiting: Job[] = []
  const play = async (): Promise<void> => {
    await breathe()
    const jobs = waiting
    waiting = []
    const results = together(database, jobs) ?? jobs.map((job) => alone(database, job))
    for (const [index, result] of results.entries()) {
      if ('error' in result) jobs[index]?.reject(result.error)
      else jobs[index]?.resolve(result.value)
    }
  }
  return <T>(run: () => T) =>
    new Promise<T>((resolve, reject) => {
      waiting.push({ run, resolve: resolve as (value: unknown) => void, reject })
      if (waiting.length === 1) void play()
    })
}

type Result = { readonly value: unknown } | { readonly error: unknown }

/** Undefined when one of them threw: then nothing of it happened, and each is done by itself. */
function together(database: DatabaseSync, jobs: readonly Job[]): Result[] | undefined {
  database.exec('begin immediate')
  try {
    const results = jobs.map((job) => ({ value: job.run() }))
    database.exec('commit')
    return results
  } catch {
    database.exec('rollback')
    return undefined
  }
}

function alone(database: DatabaseSync, job: Job): Result {
  database.exec('begin immediate')
  try {
    const value = job.run()
    database.exec('commit')
    return { value }
  } catch (error) {
    database.exec('rollback')
    return { error }
  }
}
