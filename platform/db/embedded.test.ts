import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { bootPostgres, runningUrl } from './embedded.ts'
import { StartRefused } from './start_refused.ts'
import { type Holder, otherUser, startHolder, until, untilGone } from './trial/holder.ts'

let folder = ''
const place = (name: string): string => join(folder, name)

before(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'florin-embedded-'))
  fs.chmodSync(folder, 0o755)
})
after(() => fs.rmSync(folder, { recursive: true, force: true }))

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(text)
    return rows
  } finally {
    await client.end()
  }
}

function booted(holder: Holder): { url: string; pid: number; first: boolean } {
  assert.ok('url' in holder.told, JSON.stringify(holder.told))
  return holder.told
}

const refusalOf = (holder: Holder): string => ('refused' in holder.told ? holder.told.refused : 'it started')

const refusedBy = async (data_dir: string): Promise<string> => {
  const outcome = await bootPostgres({ data_dir, durable: true }).catch((error: unknown) => error)
  assert.ok(outcome instanceof StartRefused, `refused: ${String(outcome)}`)
  return outcome.message
}

test('the first boot makes a durable cluster, and a later boot finds what was written', async () => {
  const data_dir = place('home')
  const one = await bootPostgres({ data_dir, durable: true })
  assert.equal(one.first, true)
  const [settings] = await query(
    one.url,
    `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
      current_setting('full_page_writes') as pages, current_setting('data_checksums') as checksums,
      current_setting('jit') as jit, current_setting('max_wal_size') as wal,
      current_setting('listen_addresses') as address,
      (select datcollate || datlocale from pg_database where datname = 'postgres') as locale`,
  )
  assert.deepEqual(settings, {
    fsync: 'on',
    commit: 'on',
    pages: 'on',
    checksums: 'on',
    jit: 'off',
    wal: '8GB',
    address: '127.0.0.1',
    locale: 'CC.UTF-8',
  })
  await query(one.url, 'create table kept as select 42 as answer')
  assert.equal(runningUrl(data_dir), one.url)
  await one.stop()
  assert.equal(runningUrl(data_dir), undefined)
  const two = await bootPostgres({ data_dir, durable: true })
  assert.equal(two.first, false)
  assert.deepEqual(await query(two.url, 'select answer from kept'), [{ answer: 42 }])
  const counted = await query(two.url, 'select count(*) > 0 as is_counted from pg_stat_statements')
  assert.deepEqual(counted, [{ is_counted: true }])
  await Promise.all([two.stop(), two.stop()])
  assert.equal(fs.existsSync(join(data_dir, 'florin.json')), false)
})

test('the password is in a file that only its owner reads, and is asked for', async () => {
  const data_dir = place('home')
  const running = await bootPostgres({ data_dir, durable: true })
  assert.equal(fs.statSync(join(data_dir, 'password')).mode & 0o777, 0o600)
  const wrong = new URL(running.url)
  wrong.password = 'guess'
  await assert.rejects(query(wrong.href, 'select 1'), { code: '28P01' })
  await running.stop()
})

test('a second start is refused with the pid and the address of the first', async () => {
  const data_dir = place('home')
  const holder = await startHolder({ data_dir, durable: true, announced: 'http://127.0.0.1:4010' })
  booted(holder)
  assert.equal(
    await refusedBy(data_dir),
    `Florin is already running on this data directory (pid ${holder.pid}, http://127.0.0.1:4010); stop it first, or set FLORIN_DATA_DIR and PORT to start a second one.`,
  )
  assert.equal(await holder.end('SIGTERM'), 0)
})

test('SIGTERM stops the server before the program ends', async () => {
  const holder = await startHolder({ data_dir: place('home'), durable: true })
  const { pid } = booted(holder)
  assert.equal(await holder.end('SIGTERM'), 0)
  await untilGone(pid)
})

test('SIGKILL leaves no server behind, and the very next start finds every committed row', async () => {
  const data_dir = place('home')
  const holder = await startHolder({ data_dir, durable: true })
  const { url, pid } = booted(holder)
  await query(url, 'create table survivors as select generate_series(1, 1000) as n')
  assert.equal(await holder.end('SIGKILL'), 'SIGKILL')
  const next = await bootPostgres({ data_dir, durable: true })
  await untilGone(pid)
  assert.deepEqual(await query(next.url, 'select count(*)::int as n from survivors'), [{ n: 1000 }])
  await next.stop()
})

test('the death of the server is told, and the directory can be booted again', async () => {
  const data_dir = place('home')
  const told: string[] = []
  const running = await bootPostgres({ data_dir, durable: true, on_lost: (sentence) => told.push(sentence) })
  process.kill(running.pid, 'SIGKILL')
  await until('the loss to be told', () => told.length > 0)
  await running.stop()
  assert.match(told.join(), /ended by itself/)
  const next = await bootPostgres({ data_dir, durable: true })
  assert.deepEqual(await query(next.url, 'select answer from kept'), [{ answer: 42 }])
  await next.stop()
})

test('notes of dead programs whose pids live on in others do not stop a start', async () => {
  const data_dir = place('home')
  const dead = { pid: process.pid, began: 'another boot 17', url: 'http://127.0.0.1:1' }
  fs.writeFileSync(join(data_dir, 'florin.json'), JSON.stringify(dead))
  const lines = [process.pid, join(data_dir, 'pgdata'), 1, 5432, '', '127.0.0.1', '1 1', 'ready', '']
  fs.writeFileSync(join(data_dir, 'pgdata/postmaster.pid'), lines.join('\n'))
  const running = await bootPostgres({ data_dir, durable: true })
  assert.notEqual(running.pid, process.pid)
  await running.stop()
})

test('of two starts at the same moment on a new directory exactly one makes it', async () => {
  const start = () => startHolder({ data_dir: place('raced'), durable: false })
  const holders = await Promise.all([start(), start()])
  const refusals = holders.map(refusalOf).filter((words) => words !== 'it started')
  assert.equal(refusals.length, 1)
  assert.match(refusals.join(), /^Florin is already running/)
  await Promise.all(holders.map((holder) => holder.end('SIGTERM')))
})

test('a throw-away directory is gone after the end, also after SIGKILL', async () => {
  const data_dir = fs.mkdtempSync(join(tmpdir(), 'florin-throw-away-'))
  const holder = await startHolder({ data_dir, durable: false, remove_after: true })
  const { url, pid } = booted(holder)
  const [settings] = await query(url, `select current_setting('fsync') as fsync`)
  assert.deepEqual(settings, { fsync: 'off' })
  await holder.end('SIGKILL')
  await untilGone(pid)
  await until('the directory to go', () => !fs.existsSync(data_dir))
})

test('a directory below one that is closed to others works, whoever starts it', async () => {
  fs.mkdirSync(place('closed'), { mode: 0o700 })
  const holder = await startHolder({ data_dir: place('closed/deep/home'), durable: false })
  assert.equal(booted(holder).first, true)
  await holder.end('SIGTERM')
})

test('an ordinary user runs it without any rights, and root may start it later on the same data', async () => {
  const user = otherUser()
  const data_dir = place('ordinary')
  fs.mkdirSync(data_dir)
  if (user !== undefined) fs.chownSync(data_dir, user.uid, user.gid)
  const holder = await startHolder({ data_dir, durable: false }, user === undefined ? {} : { user })
  assert.equal(booted(holder).first, true)
  await holder.end('SIGTERM')
  const owner = fs.statSync(join(data_dir, 'pgdata')).uid
  const again = await bootPostgres({ data_dir, durable: false })
  assert.equal(again.first, false)
  await again.stop()
  assert.equal(fs.statSync(join(data_dir, 'pgdata')).uid, owner)
})

test('data of another version, of another server and of nobody is named and left alone', async () => {
  fs.mkdirSync(place('older/pgdata'), { recursive: true })
  fs.writeFileSync(place('older/pgdata/PG_VERSION'), '17\n')
  fs.writeFileSync(place('older/password'), 'x\n')
  assert.match(
    await refusedBy(place('older')),
    /was made by PostgreSQL 17 and this Florin brings PostgreSQL 18/,
  )
  fs.mkdirSync(place('foreign'))
  fs.writeFileSync(place('foreign/PG_VERSION'), '15\n')
  assert.match(await refusedBy(place('foreign')), /is the directory of another PostgreSQL server/)
  assert.deepEqual(fs.readdirSync(place('foreign')), ['PG_VERSION'])
  fs.mkdirSync(place('hollow/pgdata'), { recursive: true })
  assert.match(await refusedBy(place('hollow')), /is damaged: .* holds no database/)
  fs.writeFileSync(place('a_file'), '')
  assert.match(await refusedBy(place('a_file')), /is a file and not a directory/)
})

test('a directory that this user may not write is refused', async () => {
  const data_dir = place('home')
  const user = otherUser()
  // Root may write everywhere, so only another user can show this.
  if (user === undefined && process.getuid?.() === 0) return
  if (user === undefined) fs.chmodSync(data_dir, 0o500)
  const holder = await startHolder({ data_dir, durable: true }, user === undefined ? {} : { user })
  assert.match(refusalOf(holder), /may not be read and written by this user/)
  fs.chmodSync(data_dir, 0o755)
})

test('damaged data is named', async () => {
  const data_dir = place('home')
  fs.writeFileSync(join(data_dir, 'pgdata/global/pg_control'), Buffer.alloc(8192, 7))
  assert.match(await refusedBy(data_dir), /^The data directory .* is damaged \(/)
})
