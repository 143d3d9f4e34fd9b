import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { realWorld } from '../kernel/world.ts'
import { bootPostgres } from '../platform/db/embedded.ts'
import { StartRefused } from '../platform/db/start_refused.ts'
import { guardLoggedStatements } from './tidy/guard.ts'

const root = new URL('../', import.meta.url).pathname
const rooms = ['kernel', 'platform', 'modules', 'apps', 'tools', 'specs', 'sim', 'bench']
const FILES_AT_ONCE = 3

/** Every test there is, or those whose path contains one of the words given. */
function testFiles(words: readonly string[]): string[] {
  const all = globSync([`{${rooms.join(',')}}/**/*.test.ts`, 'specs/*.spec.ts'], { cwd: root })
    .filter((path) => !path.includes('node_modules') && !path.startsWith('tools/tidy/canary'))
    .sort()
  // The longest run alone at the end would leave a core idle: they go first.
  const slow = (path: string): number => (/chaos|sim\.pg|model|fuzz/.test(path) ? 0 : 1)
  return all
    .filter((path) => words.length === 0 || words.some((word) => path.includes(word)))
    .sort((a, b) => slow(a) - slow(b))
}

function runTests(
  files: readonly string[],
  flags: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--test',
      `--test-concurrency=${FILES_AT_ONCE}`,
      '--test-timeout=300000',
      ...flags,
      ...files,
    ],
    { cwd: root, stdio: 'inherit', env },
  )
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  return new Promise((resolve) => void child.on('exit', (code) => resolve(code ?? 1)))
}

/** A throw-away cluster, or the server that TEST_DATABASE_URL names. */
async function openServer(directory: string): Promise<{ url: string; stop(): Promise<void> }> {
  const given = process.env['TEST_DATABASE_URL']
  if (given !== undefined && given !== '') return { url: given, stop: () => Promise.resolve() }
  return bootPostgres({ data_dir: join(directory, 'cluster'), durable: false })
}

/** `npm test`: everything on real PostgreSQL, then the guard over every statement that was sent. */
async function main(): Promise<number> {
  const world = realWorld()
  const given = process.argv.slice(2)
  const files = testFiles(given.filter((word) => !word.startsWith('-')))
  if (files.length === 0) throw new StartRefused('no test file has a path like that')
  const directory = await mkdtemp(join(tmpdir(), 'florin-test-'))
  await chmod(directory, 0o755)
  const server = await openServer(directory)
  try {
    const sqlLog = join(directory, 'statements')
    const env = { ...process.env, TEST_DATABASE_URL: server.url, FLORIN_SQL_LOG: sqlLog, NODE_ENV: 'test' }
    const code = await runTests(
      files,
      given.filter((word) => word.startsWith('-')),
      env,
    )
    const refused = await guardLoggedStatements(sqlLog)
    for (const line of refused) console.error(line)
    console.log(`${files.length} test files and the SQL guard in ${(world.elapsed_ms() / 1000).toFixed(0)} s`)
    return refused.length > 0 ? 1 : code
  } finally {
    await server.stop()
    await rm(directory, { recursive: true, force: true })
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof StartRefused ? `florin: ${error.message}` : error)
    process.exit(1)
  },
)
