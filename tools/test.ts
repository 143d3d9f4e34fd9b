import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { run } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { realWorld } from '../kernel/world.ts'
import { StartRefused } from '../platform/db/start_refused.ts'
import { hasSqlLog, openTestServer, type TestServer } from './test_server.ts'
import { writeFileSync } from 'node:fs'
import { chooseFiles, groupFiles, type TestChoice } from './test_files.ts'
import { createReport, type TestEvent } from './test_report.ts'
import { guardLoggedStatements } from './tidy/guard.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
/** A file waits for PostgreSQL about a third of its time, so one more than there are cores keeps them busy. */
const FILES_AT_ONCE = availableParallelism() + 1
/** So few are told test by test, each from a process of its own. */
const DETAILED_FILES_MAX = 3
const world = realWorld()

/** Ends with the files when it is aborted. True when every test passed. */
async function runFiles(choice: TestChoice, server: TestServer, abort: AbortSignal): Promise<boolean> {
  const isDetailed = choice.files.length <= DETAILED_FILES_MAX
  const at_once = Math.min(FILES_AT_ONCE, server.files_at_once_max)
  const groups = isDetailed ? choice.files.map((file) => [file]) : groupFiles(choice.files, at_once)
  const programs = new Map(groups.map((group, at) => [programOf(group, at, server.tmp), group]))
  const report = createReport({ root, is_detailed: isDetailed, programs })
  const events = run({
    cwd: root,
    files: [...programs.keys()],
    concurrency: at_once,
    timeout: choice.file_ms_max,
    signal: abort,
    ...(choice.name_pattern === undefined ? {} : { testNamePatterns: choice.name_pattern }),
    // A file's program ends when this one does, even by SIGKILL.
    execArgv: [
      '--disable-warning=ExperimentalWarning',
      ...['leash', 'light_runner'].flatMap((name) => ['-r', join(root, `tools/run/${name}.cjs`)]),
    ],
    env: {
      ...process.env,
      NODE_ENV: 'test',
      TEST_DATABASE_URL: server.url,
      FLORIN_SQL_LOG: server.sql_log,
      // What a test leaves when it is stopped goes away with the run's folder.
      TMPDIR: server.tmp,
      FLORIN_TEST_KEEP_DATABASES: server.keeps_databases ? '1' : '',
      FLORIN_TEST_PARTITIONED: choice.is_partitioned ? '1' : '',
      ...(choice.seed === undefined ? {} : { FLORIN_TEST_SEED: String(choice.seed) }),
      FLORIN_PARENT_PID: String(process.pid),
    },
  })
  for await (const event of events) {
    for (const line of report.lines(event as TestEvent)) console.log(line)
  }
  return report.isGood()
}

/** The program that runs these files: the file itself, or one that runs several. */
function programOf(group: readonly string[], at: number, folder: string): string {
  const [first, second] = group.map((file) => join(root, file))
  if (first !== undefined && second === undefined) return first
  const program = join(folder, `together_${at}.mjs`)
  const runner = pathToFileURL(join(root, 'tools/run/shared_tests.mjs')).href
  const paths = JSON.stringify(group.map((file) => join(root, file)))
  writeFileSync(
    program,
    `import { runTogether } from ${JSON.stringify(runner)}\nawait runTogether(${paths})\n`,
  )
  return program
}

/** Every statement the tests sent must be one that a shard could take. */
async function guard(choice: TestChoice, server: TestServer): Promise<boolean> {
  if (!choice.is_all && !hasSqlLog(server)) return true
  const faults = await guardLoggedStatements(server.sql_log)
  for (const fault of faults) console.log(`✗ SQL guard: ${fault}`)
  return faults.length === 0
}

async function main(): Promise<number> {
  const choice = chooseFiles(root, process.argv.slice(2))
  const abort = new AbortController()
  const server = await openTestServer(process.env['TEST_DATABASE_URL'], world)
  const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const
  for (const [signal, code] of Object.entries(signals))
    process.on(signal, () => {
      abort.abort()
      void server.close().finally(() => process.exit(code))
    })
  try {
    const isGood = await runFiles(choice, server, abort.signal)
    const isGuarded = await guard(choice, server)
    const on = choice.is_partitioned ? ', tenant tables partitioned' : ''
    console.log(`${choice.files.length} test files in ${(world.elapsed_ms() / 1000).toFixed(1)} s${on}`)
    return isGood && isGuarded ? 0 : 1
  } finally {
    await server.close()
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof StartRefused ? `florin: ${error.message}` : error)
    process.exit(1)
  },
)
