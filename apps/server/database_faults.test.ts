import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StartRefused } from '../../platform/db/start_refused.ts'
import { explainEmbedded, explainGiven, explainOwnFile } from './database_faults.ts'

const fault = (message: string, more: object = {}): Error => Object.assign(new Error(message), more)
const told = (error: unknown): string => (error instanceof StartRefused ? error.message : 'as it was')

/** What sockets, TLS, the driver and PostgreSQL say. Those that a test can bring about are in specs/two_commands. */
const faults: [error: Error, sentence: RegExp][] = [
  [fault('connect EHOSTUNREACH', { code: 'EHOSTUNREACH' }), /^The host in DATABASE_URL does not answer;/],
  [fault('Connection terminated due to connection timeout'), /^The host in DATABASE_URL does not answer;/],
  [fault('timeout exceeded when trying to connect'), /^The host in DATABASE_URL does not answer;/],
  [fault('getaddrinfo EAI_AGAIN', { code: 'EAI_AGAIN' }), /^The host in DATABASE_URL is not known;/],
  [fault('The server does not support SSL connections'), /does not speak TLS; take sslmode out/],
  [
    fault('self-signed', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
    /is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)/,
  ],
  [fault('no pg_hba.conf entry', { code: '28000' }), /refused the user in DATABASE_URL, or wants TLS/],
  [
    fault('Postgres connection has been discarded'),
    /went away during the start; see its log, and start again/,
  ],
  [fault('read-only transaction', { code: '25006' }), /is read-only, perhaps a standby; name the primary/],
  [fault('too many clients already', { code: '53300' }), /has no connection left; close others/],
  [fault('the system is starting up', { code: '57P03' }), /is starting or stopping; start again in a moment/],
  [
    fault('migration auth/0001_auth: …', { cause: fault('could not extend file', { code: '53100' }) }),
    /^The disk of the database is full; make room and start again. Nothing was lost.$/,
  ],
]

test('every way in which a given database is of no use is told in one sentence', () => {
  for (const [error, sentence] of faults) {
    assert.match(told(explainGiven(error)), sentence)
    assert.match(told(explainGiven(error)), /^[^\n]+[.>]$/)
  }
})

test('of the embedded database a full disk and its end are told', () => {
  const explain = (error: unknown): string => told(explainEmbedded(error, '/d', () => 'It ended.'))
  assert.match(
    explain(fault('could not extend file', { code: '53100' })),
    /^The disk that holds \/d is full;/,
  )
  assert.match(explain(fault('migration x', { cause: fault('', { code: '53100' }) })), /^The disk that holds/)
  const discarded = fault('Postgres connection has been discarded')
  const terminated = fault('Connection terminated unexpectedly')
  for (const lost of [discarded, terminated, fault('', { code: 'ECONNREFUSED' })])
    assert.equal(explain(lost), 'It ended.')
})

test('of files only those in the data directory are told, and writes, which go nowhere else', () => {
  const explain = (more: object): string => told(explainOwnFile(fault('', more), '/d'))
  const above = explainOwnFile(fault('', { code: 'EACCES', syscall: 'mkdir', path: '/o' }), '/o/d')
  assert.match(told(above), /^The data directory \/o\/d may not be read and written by this user;/)
  assert.match(explain({ code: 'ENOSPC', syscall: 'write' }), /^The disk that holds \/d is full;/)
  assert.match(
    explain({ code: 'EACCES', syscall: 'open', path: '/d/audit.key' }),
    /^The data directory \/d may not/,
  )
  assert.equal(explain({ code: 'EACCES', syscall: 'open', path: '/elsewhere' }), 'as it was')
})

test('a bug stays a bug', () => {
  const bug = fault('x is undefined', { code: '42P01' })
  for (const left of [explainGiven(bug), explainEmbedded(bug, '/d', String), explainOwnFile(bug, '/d')])
    assert.equal(left, bug)
})
