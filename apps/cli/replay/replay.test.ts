import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { pause, systemRuntime } from '../../../sdk/typescript/index.ts'
import { type Cli, type Ended, testCli } from '../testing.ts'
import type { Report } from './report.ts'
import { type OddFlorin, oddFlorin } from './testing/odd_florin.ts'

// Goal: a file is paid once, row by row, whatever the network and the operator do, and the report accounts for each row.
// Method: an API of another make, with books of its own, that is busy and loses answers; runs that are killed.

const servers: OddFlorin[] = []
after(() => Promise.all(servers.map((server) => server.close())))
async function setUp(): Promise<{ odd: OddFlorin; cli: Cli; connection: string[] }> {
  const odd = await oddFlorin()
  servers.push(odd)
  const cli = await testCli({
    FLORIN_KEY: 'sk_test_odd',
    FLORIN_URL: odd.url,
    FLORIN_PUBLISHABLE_KEY: 'pk_test_odd',
    FLORIN_VAULT_URL: odd.url,
  })
  return {
    odd,
    cli,
    connection: [
      '--url',
      odd.url,
      '--key',
      'sk_test_odd',
      '--publishable-key',
      'pk_test_odd',
      '--vault-url',
      odd.url,
    ],
  }
}

const header = 'TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT,TX_FRAUD,TX_FRAUD_SCENARIO'
const time = (at: number): string =>
  new Date(Date.UTC(2018, 3, 1) + at * 600_000).toISOString().slice(0, 19).replace('T', ' ')
/** The last digit of an amount says what comes of it: 1 declined, 2 not known at first, 3 blocked, 4 in review, 5 challenged. */
const fileOf = (rows: number, cents: (at: number) => number): string =>
  `${header}\n${Array.from({ length: rows }, (_, at) => `${at},${time(at)},${at % 7},${at % 5},${(cents(at) / 100).toFixed(2)},0,0`).join('\n')}\n`
const approved = (at: number): number => 1000 + at * 10
const mixed = (at: number): number => 1000 + (at % 6) + at * 10

async function replay(cli: Cli, file: string, ...more: string[]): Promise<{ ended: Ended; report: Report }> {
  const ended = await cli.run('replay', file, '--json', ...more)
  assert.notEqual(ended.out, '', ended.err)
  return { ended, report: JSON.parse(ended.out) as Report }
}

test('every row is paid once and accounted for, by an API that is busy and loses answers', async () => {
  const { odd, cli } = await setUp()
  odd.oddities.busy = 10
  odd.oddities.lost = 10
  const file = join(cli.folder, 'mixed.csv.gz')
  await writeFile(file, gzipSync(`${fileOf(300, mixed)}300,${time(300)},1,1,0.00,0,0\n`))
  const { ended, report } = await replay(cli, file, '--concurrency', '8')
  assert.deepEqual(
    [report.rows, report.created, report.approved, report.challenged, report.blocked, report.in_review],
    [301, 300, 100, 50, 50, 50],
  )
  assert.deepEqual(report.declined, { insufficient_funds: 50 })
  assert.deepEqual(report.unknown, { answered_202: 50, resolved: { approved: 50 }, left: [] })
  assert.deepEqual(report.skipped, { 'amount of 0': 1 })
  assert.ok(
    (report.retried['503'] ?? 0) > 10 && (report.retried['no answer'] ?? 0) > 10 && report.replayed > 10,
  )
  assert.deepEqual([ended.exit, report.proof?.holds], [0, true])
  assert.deepEqual(
    [odd.payments.size, odd.customers.size, odd.merchants.size, odd.cards.size],
    [300, 7, 5, 7],
  )
  const rows = [...odd.payments.values()].map(
    (payment) => (payment['metadata'] as { replay_row: string }).replay_row,
  )
  assert.equal(new Set(rows).size, 300)
})

test('a repeat pays nothing again, with the state file and without it', async () => {
  const { odd, cli } = await setUp()
  const file = join(cli.folder, 'twice.csv')
  await writeFile(file, fileOf(40, approved))
  const first = await replay(cli, file)
  const second = await replay(cli, file)
  assert.deepEqual([second.report.rows, second.report.approved, odd.payments.size], [40, 40, 40])
  const third = await replay(cli, file, '--state', join(cli.folder, 'other.replay'))
  assert.deepEqual([third.report.replayed, third.report.approved, odd.payments.size], [40, 40, 40])
  assert.equal(first.ended.exit + second.ended.exit + third.ended.exit, 0)
  const once_more = await replay(cli, file, '--run', 'second')
  assert.deepEqual([once_more.report.replayed, odd.payments.size], [0, 80])
})

test('Ctrl-C ends cleanly, and the same command goes on', async () => {
  const { odd, cli } = await setUp()
  const file = join(cli.folder, 'stopped.csv')
  await writeFile(file, fileOf(200, approved))
  const running = replay(cli, file, '--concurrency', '2')
  while (odd.payments.size < 20) await pause(systemRuntime(), 1)
  cli.interrupt()
  const { ended, report } = await running
  assert.deepEqual([ended.exit, report.is_complete, report.proof], [130, false, null])
  assert.ok(report.rows >= 20 && report.rows < 200)
  const rest = await replay(cli, file)
  assert.deepEqual(
    [rest.ended.exit, rest.report.rows, rest.report.approved, odd.payments.size],
    [0, 200, 200, 200],
  )
})

test('a replay that is killed again and again ends with each row paid once', async () => {
  const { odd, cli, connection } = await setUp()
  odd.oddities.lost = 5
  const file = join(cli.folder, 'killed.csv')
  await writeFile(file, fileOf(600, mixed))
  const entry = fileURLToPath(new URL('./testing/run_cli.ts', import.meta.url))
  for (const until of [60, 200, 350]) {
    const child = spawn(
      process.execPath,
      [entry, 'replay', file, '--concurrency', '4', '--rate', '400', ...connection],
      { stdio: 'ignore' },
    )
    const ended = new Promise((resolve) => child.on('exit', resolve))
    while (odd.payments.size < until && child.exitCode === null) await pause(systemRuntime(), 1)
    child.kill('SIGKILL')
    await ended
  }
  const { ended, report } = await replay(cli, file)
  assert.deepEqual([ended.exit, report.rows, report.created, odd.payments.size], [0, 600, 600, 600])
  assert.deepEqual([report.approved, report.declined], [200, { insufficient_funds: 100 }])
  // What the state file kept of parties and points was enough to make none of them twice.
  assert.deepEqual([odd.customers.size, odd.merchants.size], [7, 5])
})

test('a server that goes away is waited for, then the replay stops where it can go on', async () => {
  const { odd, cli } = await setUp()
  const file = join(cli.folder, 'away.csv')
  await writeFile(file, fileOf(50, approved))
  odd.oddities.busy = 100
  assert.equal((await cli.run('replay', file)).exit, 3)
  odd.oddities.busy = 0
  assert.deepEqual([(await replay(cli, file)).report.approved, odd.payments.size], [50, 50])
})

test('refusals are told by their code, and a file that nobody would pay is given up early', async () => {
  const { odd, cli } = await setUp()
  const file = join(cli.folder, 'refused.csv')
  await writeFile(
    file,
    fileOf(30, (at) => (at < 28 ? approved(at) : 1006)),
  )
  const { ended, report } = await replay(cli, file)
  assert.deepEqual([ended.exit, report.refused, odd.payments.size], [1, { no_acquirer: 2 }, 28])
  const hopeless = join(cli.folder, 'hopeless.csv')
  await writeFile(
    hopeless,
    fileOf(400, () => 1006),
  )
  const given_up = await cli.run('replay', hopeless)
  assert.equal(given_up.exit, 1)
  assert.match(given_up.err, /the first 25 payments were all refused, the last with no_acquirer/)
})

test('books that do not prove clean are an exit code of their own', async () => {
  const { odd, cli } = await setUp()
  odd.holds = false
  const file = join(cli.folder, 'unproven.csv')
  await writeFile(file, fileOf(5, approved))
  const { exit, out } = await cli.run('replay', file)
  assert.equal(exit, 5)
  assert.match(out, /does not prove clean: sums 1/)
})

test('the sandbox’s clock goes along with the file, an hour of it at a time', async () => {
  const { odd, cli } = await setUp()
  const start = odd.clock.now
  const file = join(cli.folder, 'clock.csv')
  await writeFile(file, fileOf(60, approved))
  await replay(cli, file, '--with-clock')
  // 60 rows, 10 minutes apart: the last move is to the last full hour.
  assert.deepEqual([odd.clock.now - start, odd.clock.moves], [9 * 3_600_000, 9])
})

test('a state file of other settings, another file or another kind is not used', async () => {
  const { cli } = await setUp()
  const [one, two, state] = ['one.csv', 'two.csv', 'state'].map((name) => join(cli.folder, name)) as [
    string,
    string,
    string,
  ]
  await writeFile(one, fileOf(3, approved))
  await writeFile(two, fileOf(4, approved))
  await replay(cli, one, '--state', state)
  const refused = async (...args: string[]): Promise<string> => {
    const ended = await cli.run('replay', ...args)
    assert.equal(ended.exit, 2)
    return ended.err
  }
  assert.match(await refused(two, '--state', state), /about another file/)
  assert.match(await refused(one, '--state', state, '--seed', 'other'), /other settings/)
  assert.match(await refused(one, '--state', one), /is not the state of a replay/)
  assert.match(await refused(join(cli.folder, 'none.csv')), /cannot be read \(ENOENT\)/)
  assert.match(await readFile(one, 'utf8'), /^TRANSACTION_ID/)
})
