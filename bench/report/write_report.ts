import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { dayOf, type Instant, instantText } from '../../kernel/world.ts'
import type { Machine } from '../machine.ts'
import type { BenchOptions } from '../options.ts'
import type { Sample } from '../rounds.ts'
import type { Verdict } from '../verdict.ts'
import { renderReport } from './render_report.ts'

export type Report = {
  readonly at: string
  readonly commit: string
  readonly machine: Machine
  readonly versions: Readonly<Record<string, string>>
  readonly settings: Readonly<Record<string, string>>
  readonly options: BenchOptions
  readonly rows: readonly Verdict[]
  readonly samples: readonly Sample[]
}

/** Writes `<day>-<commit>.json` with every sample, and beside it the same as a page; answers the page's path. */
export async function writeReport(at: Instant, report: Omit<Report, 'at'>, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const full: Report = { at: instantText(at), ...report }
  const base = join(folder, `${dayOf(at)}-${report.commit.replace('+', '-dirty')}`)
  await writeFile(`${base}.json`, `${JSON.stringify(full, null, 2)}\n`)
  await writeFile(`${base}.md`, renderReport(full))
  return `${base}.md`
}
