import assert from 'node:assert/strict'
import { test } from 'node:test'
import { explainLoss, explainServer } from './embedded_fault.ts'
import { explainFile } from './embedded_folder.ts'

const folder = {
  data_dir: '/d',
  pgdata: '/d/pgdata',
  password_file: '/d/password',
  claim_file: '/d/florin.json',
  size_file: '/d/stored_bytes',
  log_file: '/d/postgres.log',
}
const time = '2026-11-21 04:54:01.092 UTC [3850] '

/** What PostgreSQL 18 writes, and what a person is told. */
const cases: [said: string, told: RegExp][] = [
  ['initdb: error: could not write file "x": No space left on device', /^The disk that holds \/d is full;/],
  [
    `${time}FATAL:  could not write lock file "postmaster.pid": No space left on device`,
    /^The disk that holds \/d is full;/,
  ],
  [
    'initdb: error: could not look up effective user ID 12345: user does not exist',
    /uid 12345 has none in \/etc\/passwd/,
  ],
  [
    `${time}FATAL:  data directory "/d/pgdata" has wrong ownership`,
    /^The data directory \/d may not be read and written by this user/,
  ],
  [
    `${time}FATAL:  database files are incompatible with server\n${time}DETAIL:  x\n${time}LOG:  database system is shut down`,
    /^The data directory \/d is damaged \(database files are incompatible with server\); restore it from a backup/,
  ],
  [
    `${time}PANIC:  could not locate a valid checkpoint record at 0/17BCC58\n${time}LOG:  shutting down`,
    /is damaged \(could not locate a valid checkpoint record at 0\/17BCC58\)/,
  ],
  [
    `${time}FATAL:  lock file "postmaster.pid" already exists\n${time}HINT:  Is another postmaster (PID 7) running in data directory "/d/pgdata"?`,
    /^Another PostgreSQL is running on the data directory \/d;/,
  ],
  [
    `${time}FATAL:  could not map anonymous shared memory: Cannot allocate memory`,
    /does not start on \/d \(could not map anonymous shared memory: Cannot allocate memory\)/,
  ],
  ['', /does not start on \/d \(it said nothing\); its log is \/d\/postgres.log\./],
]

test('every way in which PostgreSQL does not start is told in one sentence', () => {
  for (const [said, told] of cases) {
    const { message } = explainServer(said, folder)
    assert.match(message, told)
    assert.match(message, /^[^\n]+\.$/)
  }
})

test('the end of a server that ran is told with its reason, when that is a full disk', () => {
  const panic = `${time}PANIC:  could not write to file "pg_wal/xlogtemp.9": No space left on device`
  assert.match(explainLoss(panic, folder), /^The embedded PostgreSQL ended: The disk that holds \/d is full;/)
  assert.match(explainLoss(`${time}LOG:  x`, folder), /ended by itself; its log is \/d\/postgres.log/)
})

test('what the file system refuses is told in one sentence, and what it does not know is passed on', () => {
  for (const code of ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'EEXIST', 'ENOTDIR', 'ENOENT']) {
    const told = explainFile(Object.assign(new Error(code), { code }), folder) as Error
    assert.equal(told.name, 'StartRefused', code)
    assert.match(told.message, /^[^\n]*\/d\b[^\n]+\.$/)
  }
  const other = new Error('other')
  assert.equal(explainFile(other, folder), other)
})
