import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Classes, Door } from './classes.ts'
import { classifyStatement } from './classify.ts'

type Logged = { readonly via: Door; readonly name?: string; readonly sql: string }

/**
 * Judges every statement that a run of the suite sent (`FLORIN_SQL_LOG` names `dir`: `*.ndjson` written by
 * platform/db, `classes.json` by its testing face). Returns one sentence per statement that a shard could
 * not take; a log without statements, or without classes, is itself a fault.
 */
export async function guardLoggedStatements(dir: string): Promise<string[]> {
  const classes = await readClasses(dir)
  if (!Object.values(classes.tables).includes('tenant'))
    return ['classes.json knows no tenant table: nothing would be guarded']
  const logged = await readLog(dir)
  if (logged.size === 0) return ['no statement was logged: nothing was guarded']
  return [...logged.values()].flatMap(({ via, name, sql }) => {
    const verdict = classifyStatement(sql, classes, via)
    const door = name === undefined ? via : `${via} «${name}»`
    return verdict.kind === 'refused'
      ? [`${door}: ${verdict.why}\n    ${sql.trim().replaceAll(/\s+/g, ' ')}`]
      : []
  })
}

/** The catalogue of the template, and of the tests' own databases with what they added. */
async function readClasses(dir: string): Promise<Classes> {
  const files = (await readdir(dir)).filter((file) => /^classes.*\.json$/.test(file)).sort()
  const all = await Promise.all(
    ['classes.json', ...files].map(
      async (file) => JSON.parse(await readFile(join(dir, file), 'utf8')) as Classes,
    ),
  )
  return {
    tables: Object.assign({}, ...all.map(({ tables }) => tables)) as Classes['tables'],
    functions: Object.assign({}, ...all.map(({ functions }) => functions)) as Classes['functions'],
  }
}

/** Each statement once per door, however many of the suite's Node instances sent it. */
async function readLog(dir: string): Promise<Map<string, Logged>> {
  const logged = new Map<string, Logged>()
  for (const file of await readdir(dir))
    for (const line of file.endsWith('.ndjson') ? (await readFile(join(dir, file), 'utf8')).split('\n') : [])
      if (line !== '') logged.set(line, JSON.parse(line) as Logged)
  return logged
}

/** `node tools/tidy/guard.ts <dir>` prints the faults and exits 1 when there are any. */
if (import.meta.main) {
  const faults = await guardLoggedStatements(process.argv[2] ?? '.')
  for (const fault of faults) console.error(fault)
  process.exitCode = faults.length === 0 ? 0 : 1
}
