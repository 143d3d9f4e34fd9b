import { type Instant, realWorld } from '../kernel/world.ts'
import { root } from '../platform/db/rooms.ts'
import { findPgbench } from './baseline/tpcb.ts'
import { openCluster } from './cluster.ts'
import { readCommit, readMachine } from './machine.ts'
import { type BenchOptions, readOptions } from './options.ts'
import { writeReport } from './report/write_report.ts'
import { planRound, runRounds } from './rounds.ts'
import { coldStarts } from './rows/cold_start.ts'
import { isRun, run } from './runs/run.ts'
import { openSubjects } from './subjects.ts'
import { type Target, targets } from './targets.ts'
import { judge } from './verdict.ts'

const world = realWorld()
const say = (text: string): void =>
  console.log(`${(world.elapsed_ms() / 1000).toFixed(1).padStart(7)} s  ${text}`)

async function bench(options: BenchOptions): Promise<void> {
  const started_at: Instant = world.now()
  const machine = readMachine()
  const wanted: readonly Target[] = targets.filter((target) => options.rows.includes(target.name))
  const plan = planRound(wanted)
  const { rounds, seconds } = options
  // A start is measured on a machine that does nothing else, so before anything of this run is there.
  const starts = await runRounds({ plan: plan.starts, subjects: coldStarts(world), rounds, seconds, say })
  const pgbench = findPgbench()
  if (pgbench === undefined) say('no pgbench on this machine: the driver sends the same five statements')
  const cluster = await openCluster(options.database)
  try {
    const subjects = await openSubjects({ options, cluster, world, say, pgbench }, new Set(plan.loads))
    try {
      const loads = await runRounds({ plan: plan.loads, subjects: subjects.all, rounds, seconds, say })
      const samples = [...starts, ...loads]
      const rows = wanted.map((target) => judge(target, samples))
      const versions = {
        Node: process.version,
        PostgreSQL: cluster.settings['server_version'] ?? '',
        'TPC-B by': pgbench ?? 'the driver, since there is no pgbench',
      }
      const { settings } = cluster
      const commit = readCommit(root)
      const page = await writeReport(
        started_at,
        { commit, machine, versions, settings, options, rows, samples },
        options.out,
      )
      for (const row of rows)
        say(
          `${row.title}: ${row.value.toFixed(2)} (must ${row.must}, stretch ${row.stretch}): ${row.verdict}`,
        )
      say(`written to ${page}`)
      if (rows.some((row) => row.verdict === 'missed')) process.exitCode = 1
    } finally {
      await subjects.close()
    }
  } finally {
    await cluster.close()
  }
}

const args = process.argv.slice(2)
try {
  await (isRun(args) ? run(world, args, say) : bench(readOptions(args)))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
}
