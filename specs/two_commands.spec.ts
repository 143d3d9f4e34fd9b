import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { newUuid } from '../kernel/id.ts'
import { realWorld } from '../kernel/world.ts'
import { runningUrl } from '../platform/db/embedded.ts'
import { createTestDatabase, type TestDatabase } from '../platform/db/testing.ts'
import {
  type Banner,
  launcher,
  type NpmStart,
  paste,
  programsBelow,
  quietPort,
  start,
  startByNpm,
} from './npm_start.ts'

// Goal: what somebody meets who types `npm start` for the first time, who makes a mistake, and who stops it.
// Method: the real command in programs of its own, on a data directory of its own, told from outside: by what
// it prints, how it answers, and which programs are left. The tests follow each other on one installation.

let folder = ''
let home: Record<string, string>
let house: TestDatabase
let running: NpmStart
let first: Banner
const runs: NpmStart[] = []

const begin = (env: Record<string, string>, how = start): NpmStart => {
  const run = how(env)
  runs.push(run)
  return run
}
const signal = (pid: number, name: NodeJS.Signals) => (): void => void process.kill(pid, name)
const portOf = ({ url }: Banner): string => new URL(url).port
const pgdata = (file: string): string => join(home['FLORIN_DATA_DIR'] ?? '', 'pgdata', file)

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'florin-start-'))
  home = { FLORIN_DATA_DIR: join(folder, 'home'), PORT: await quietPort() }
  house = await createTestDatabase()
})
after(async () => {
  for (const run of runs.filter(({ isOver }) => !isOver())) await run.end(signal(run.pid, 'SIGKILL'))
  await house.drop()
  rmSync(folder, { recursive: true, force: true })
})

/** A start that is refused: what it prints is one sentence, and nothing of it is left. */
async function refusal(env: Record<string, string>): Promise<string> {
  const run = begin(env)
  assert.equal(await run.ended(), 1, run.text())
  const said = /^\nflorin: (.+[.;])\n\n$/.exec(run.text())?.[1]
  assert.ok(said !== undefined, `one sentence: ${run.text()}`)
  return said
}

/** How often something was paid, and what became of it. */
async function payments({ url, key }: Banner): Promise<unknown> {
  const answer = await fetch(`${url}/v1/payments`, { headers: { authorization: `Bearer ${key}` } })
  const list = (await answer.json()) as { data: { status: string; amount: unknown }[] }
  return list.data.map(({ status, amount }) => ({ status, amount }))
}
const paid_once = [{ status: 'succeeded', amount: { value: '1050', currency: 'USD' } }]

test('the first start prints where it is, the docs, a key, and a card payment that succeeds when pasted', async () => {
  running = begin(home, startByNpm)
  first = await running.up()
  assert.equal(first.url, `http://127.0.0.1:${home['PORT']}`)
  assert.match(running.text(), new RegExp(`database +embedded PostgreSQL, in ${home['FLORIN_DATA_DIR']}\n`))
  assert.match(running.text(), /ready in +\d+\.\d s\n/)
  assert.match(running.text(), /owner's set-up +http:\/\/\S+\/dashboard\/setup#[\w-]{43}\n/)
  for (const page of ['docs', 'openapi.json']) {
    assert.ok(running.text().includes(`${first.url}/${page}\n`))
    assert.equal((await fetch(`${first.url}/${page}`)).status, 200)
    const measured = await (await fetch(`${first.url}/metrics`)).text()
    for (const name of ['florin_job_outcomes_total', 'florin_bus_delivered_total'])
      assert.ok(measured.includes(name), `what the workers do is measured: ${name}`)
  }
  const answer = await paste(first.curl)
  assert.equal(answer.status, 201, answer.body)
  assert.match(answer.body, /"status":"succeeded"/)
  assert.deepEqual(await paste(first.curl), answer, 'pasted twice it pays once')
  assert.deepEqual(await payments(first), paid_once)
})

test('a second start says that one is running, and where', async () => {
  assert.match(
    await refusal({ ...home, PORT: await quietPort() }),
    new RegExp(
      `^Florin is already running on this data directory \\(pid \\d+, ${first.url}\\); stop it first`,
    ),
  )
})

test('with DATABASE_URL that database is used, has a sandbox of its own, and boots none', async () => {
  const FLORIN_DATA_DIR = home['FLORIN_DATA_DIR'] ?? ''
  const run = begin({ FLORIN_DATA_DIR, DATABASE_URL: house.url, PORT: await quietPort() })
  const banner = await run.up()
  assert.match(run.text(), /database +the one that DATABASE_URL names\n/)
  assert.notEqual(banner.key, first.key)
  assert.equal((await paste(banner.curl)).status, 201)
  assert.equal(await run.end(signal(run.pid, 'SIGTERM')), 0)
  const other = {
    FLORIN_DATA_DIR: join(folder, 'elsewhere'),
    DATABASE_URL: house.url,
    PORT: portOf(banner),
  }
  assert.match(
    await refusal(other),
    /made with another pepper; restore risk\.key|encrypted under local:\w+, which is not here; restore vault\.key/,
    'what the data is under has to come along',
  )
  for (const file of ['vault.key', 'risk.key'])
    copyFileSync(join(FLORIN_DATA_DIR, file), join(other.FLORIN_DATA_DIR, file))
  const elsewhere = begin(other)
  assert.equal((await elsewhere.up()).key, '', 'only the data directory of the first start knows the key')
  assert.match(
    elsewhere.text(),
    /No sandbox key of this database is kept here: it was shown at the first start/,
  )
  assert.deepEqual(readdirSync(join(folder, 'elsewhere')), [
    'audit.key',
    'checkpoints',
    'risk.key',
    'vault.key',
  ])
  assert.equal(await elsewhere.end(signal(elsewhere.pid, 'SIGTERM')), 0)
})

/** A database and its owner, who may do nothing else; with what to write in DATABASE_URL. */
async function plainOwner(): Promise<{ name: string; url: string; drop(): Promise<void> }> {
  const name = `florin_test_${newUuid(realWorld()).replaceAll('-', '')}`
  await house.admin.query(`create role ${name} login password 'plain'`)
  await house.admin.query(`create database ${name} owner ${name}`)
  const url = new URL(house.url)
  Object.assign(url, { username: name, password: 'plain', pathname: name })
  const drop = async (): Promise<void> => {
    await house.admin.query(`drop database ${name} with (force)`)
    await house.admin.query(`drop role ${name}`)
  }
  return { name, url: url.href, drop }
}

test('a database user without rights is refused with what an administrator must run, and then starts', async (t) => {
  const owner = await plainOwner()
  t.after(owner.drop)
  const env = { FLORIN_DATA_DIR: join(folder, 'plain'), DATABASE_URL: owner.url, PORT: await quietPort() }
  const sentence = await refusal(env)
  assert.match(
    sentence,
    /may not create the roles florin_app and florin_vault\. Run once as an administrator: create role florin_app; /,
  )
  await house.admin.query(`grant florin_app, florin_vault to ${owner.name}`)
  const run = begin(env)
  assert.equal((await paste((await run.up()).curl)).status, 201)
  assert.equal(await run.end(signal(run.pid, 'SIGTERM')), 0)
})

test('a port that somebody has is named', async () => {
  const { PORT = '' } = home
  const elsewhere = { FLORIN_DATA_DIR: join(folder, 'elsewhere'), DATABASE_URL: house.url }
  assert.match(
    await refusal({ ...elsewhere, PORT }),
    new RegExp(
      `^Port ${PORT} on 127.0.0.1 is taken, perhaps by another Florin; stop that program, or set PORT`,
    ),
  )
})

test('a wrong DATABASE_URL gets a sentence that says what is wrong, and does not repeat the password', async () => {
  const own = new URL(runningUrl(home['FLORIN_DATA_DIR'] ?? '') ?? '')
  const asked = `${own.protocol}//${own.username}:wr0ng@${own.host}`
  const wrong: [string, RegExp][] = [
    [`postgres://florin:wr0ng@127.0.0.1:1/florin`, /^Nothing answers where DATABASE_URL points;/],
    ['postgres://florin:wr0ng@no..host/florin', /^The host in DATABASE_URL is not known;/],
    [
      `postgres://florin:wr0ng@127.0.0.1:${portOf(first)}/florin`,
      /^What answers .* does not speak to us as Postgre/,
    ],
    [`${asked}/postgres`, /^PostgreSQL refused the user or password in DATABASE_URL;/],
    [asked.replace(':wr0ng', ''), /^PostgreSQL asks for a password, and DATABASE_URL has none;/],
    [own.href.replace(/postgres$/, 'nowhere'), /^The database that DATABASE_URL names does not exist;/],
    [
      'mysql://florin:wr0ng@127.0.0.1/florin',
      /^DATABASE_URL must be an address that begins with postgres:\/\//,
    ],
  ]
  const told = wrong.map(async ([DATABASE_URL, sentence]) => {
    const said = await refusal({ FLORIN_DATA_DIR: join(folder, 'elsewhere'), DATABASE_URL })
    assert.match(said, sentence)
    assert.doesNotMatch(said, /wr0ng/)
  })
  await Promise.all(told)
})

test('a schema newer than the program is refused, and which migration that is', async () => {
  await house.admin.query(
    `insert into platform.migration (name, timestamp) values ('ledger/9999_later', '2100-01-01T00:00:00.000Z')`,
  )
  assert.equal(
    await refusal({ FLORIN_DATA_DIR: join(folder, 'elsewhere'), DATABASE_URL: house.url }),
    "The database's schema is newer than this program (it has ledger/9999_later); start the release that made it, or a later one.",
  )
})

/** Starts again on the first start's data, and finds the same key and the same money. */
async function again(how = start): Promise<NpmStart> {
  const run = begin(home, how)
  const { key, curl } = await run.up()
  assert.equal(key, first.key)
  assert.notEqual(curl, first.curl, 'a paste after each start moves money once more')
  assert.deepEqual(await payments(first), paid_once)
  return run
}

const postmaster = (): number => Number.parseInt(readFileSync(pgdata('postmaster.pid'), 'utf8'), 10)
const hasLetGo = (): boolean => !existsSync(join(home['FLORIN_DATA_DIR'] ?? '', 'florin.json'))

test('Ctrl-C in the terminal stops everything in order, the database last', async () => {
  assert.ok(programsBelow(running.pid).includes(postmaster()), 'it is one of the programs looked for')
  await running.end(signal(-running.pid, 'SIGINT'))
  assert.ok(hasLetGo())
})

test('so do SIGTERM and the end of the terminal', async () => {
  for (const name of ['SIGTERM', 'SIGHUP'] as const) {
    const run = await again()
    assert.equal(await run.end(signal(run.pid, name)), 0)
    assert.ok(hasLetGo())
  }
})

test('SIGKILL of npm or of the command leaves no program behind, and loses nothing', async () => {
  for (const how of [startByNpm, start]) {
    const run = await again(how)
    assert.ok(programsBelow(run.pid).includes(postmaster()))
    assert.equal(await run.end(signal(run.pid, 'SIGKILL')), 'SIGKILL')
  }
})

test('when the embedded database ends by itself, that is said and Florin ends too', async () => {
  const run = await again()
  assert.equal(await run.end(signal(postmaster(), 'SIGKILL')), 1)
  assert.match(
    run.text(),
    /\nflorin: The embedded PostgreSQL ended by itself; its log is .*postgres\.log\. Start again\.\n/,
  )
})

/** A command in which `$1` is a disk of its own: too small for a cluster, then for the schema, then not. Only root may. */
const SMALL_DISK = `
mount -t tmpfs -o size=40m,mode=755 none "$1" || exit 99
for size in 52m 300m; do
"$2" "$3" start
[ $? = 1 ] || exit 98
mount -o remount,size=$size none "$1" || exit 97
done
exec "$2" "$3" start`
const unshare = ['--mount', 'sh', '-c']
const mayMount = spawnSync('unshare', [...unshare, 'mount -t tmpfs none /mnt']).status === 0

test('a full disk gets one sentence, whatever it was too small for, and with room the same start goes well', {
  skip: mayMount ? false : 'only root can make a small disk',
}, async () => {
  const disk = join(folder, 'disk')
  mkdirSync(disk)
  const command = [...unshare, SMALL_DISK, 'sh', disk, process.execPath, launcher]
  const run = begin({ FLORIN_DATA_DIR: join(disk, 'home'), PORT: await quietPort() }, (env) =>
    start(env, ['unshare', command]),
  )
  const { curl } = await run.up()
  // The log may say, too, that a connection ended with the server.
  const told = run.text().replaceAll(/^\{.*\n/gm, '')
  const [cluster, schema, shown] = told.trim().split(/\n{3,}/)
  assert.match(
    cluster ?? '',
    /^florin: The disk that holds .*home is full; free some space and start again\.$/,
  )
  assert.match(
    schema ?? '',
    /^florin: The .*disk that holds .*home is full; free some space and start again\.$/i,
  )
  assert.match(shown ?? '', /^Florin is running/)
  assert.equal((await paste(curl)).status, 201)
  assert.equal(await run.end(signal(run.pid, 'SIGTERM')), 0)
})
