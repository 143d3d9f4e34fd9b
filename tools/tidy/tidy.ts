import { clockFaults } from './clock.ts'
import { lawFaults } from './law.ts'
import { codeLeftFaults } from './left.ts'
import { fileNameFaults, nameFaults } from './names.ts'
import {
  type Code,
  isCode,
  isGenerated,
  readCode,
  readSources,
  type Source,
  type TidyFault,
} from './sources.ts'
import { sqlFaults } from './sql_text.ts'
import { storeFaults } from './store.ts'
import { tableFaults } from './tables.ts'
import { treeFaults } from './tree.ts'

/** `read` counts what was looked at: a checker that reads nothing must not pass. */
export type TidyReport = {
  readonly faults: readonly TidyFault[]
  readonly read: { readonly files: number; readonly code: number; readonly sql: number }
}

/** Reads the whole tree below `root` and says every rule of STYLE.md and ARCHITECTURE.md it breaks. */
export function tidyTree(root: string): TidyReport {
  const sources = readSources(root)
  const code = sources.filter(({ path }) => isCode(path) && !isGenerated(path))
  const sql = sources.filter(({ path }) => path.endsWith('.sql'))
  const faults = [
    ...sources.flatMap(treeFaults),
    ...code.flatMap(codeFaults),
    ...sql.flatMap((source) => [...fileNameFaults(source.path), ...sqlFaults(source)]),
  ]
  return { faults, read: { files: sources.length, code: code.length, sql: sql.length } }
}

const judges: readonly ((code: Code) => TidyFault[])[] = [
  lawFaults,
  nameFaults,
  clockFaults,
  storeFaults,
  tableFaults,
  codeLeftFaults,
]

function codeFaults(source: Source): TidyFault[] {
  try {
    const code = readCode(source)
    return judges.flatMap((judge) => judge(code))
  } catch (error) {
    return [{ path: source.path, line: 0, rule: 'syntax', why: (error as Error).message }]
  }
}
