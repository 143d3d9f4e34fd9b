// Goal: a file goes to the bank once, whatever breaks on the way.
// Method: a real SFTP server whose faults are planned, a real database, and a clock that is moved by hand.
import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import type { Id } from '../../../kernel/id.ts'
import { plusMs } from '../../../kernel/world.ts'
import type { PlannedFault } from '../../../platform/files/sftp_server_fault.ts'
import { OK } from '../../../platform/files/testing.ts'
import { openExchange, testDialect, type TestExchange } from '../bank_exchange_testing.ts'
import { answerFile } from './answer_outgoing_file.ts'
import type { OutgoingFileDeps } from './deps.ts'
import { addTotals, openGathering } from './gather.ts'
import { ASK_MS, RETRY_MS } from './limits.ts'
import { writeOutgoingFile } from './write_outgoing_file.ts'

const HOUR = 3_600_000
const dialects = { banks: [testDialect] }
let t: TestExchange
let connection: Id<'bcn'>
const heardBefore = { count: 0 }

before(async () => {
  t = await openExchange()
  connection = await t.connect()
  await t.work()
})
after(() => t.close())
beforeEach(() => {
  t.bank.plan = () => OK
  t.onFollow = () => undefined
  heardBefore.count = t.heard.length
})

const heard = (): string[] => t.heard.slice(heardBefore.count).map((line) => line.split(' ')[1] ?? '')
const deps = (): Pick<OutgoingFileDeps, 'db' | 'follow'> => ({
  db: t.test_db.db,
  follow: async (_scope, { name }, event) => void t.heard.push(`${name} ${event}`),
})
/** The server counts how often a file got its own name. */
function countRenames(fault: (nth: number) => PlannedFault = () => OK): { count: number } {
  const seen = { count: 0 }
  t.bank.plan = ({ kind }) => (kind === 'rename' ? fault(++seen.count) : OK)
  return seen
}
const stateOf = async (id: Id<'ofl'>): Promise<string> => (await t.file(id)).state

test('orders of one cut-off are gathered into one file, and files of a connection are counted', async () => {
  const cutoff_at = plusMs(t.world.now(), HOUR)
  const wanted = { connection, rail: 'ach', format: 'nacha', cutoff_at } as const
  const open = () => t.within((tx) => openGathering(dialects, tx, wanted))
  const first = await open()
  assert.deepEqual(await open(), first)
  const other = await t.within((tx) =>
    openGathering(dialects, tx, { ...wanted, cutoff_at: plusMs(cutoff_at, HOUR) }),
  )
  assert.equal(other.number, first.number + 1)
  assert.notEqual(other.name, first.name)
  await t.within((tx) => addTotals(tx, first.id, { orders: 2, debit_total: 500n, credit_total: 0n }))
  const added = await t.within((tx) =>
    addTotals(tx, first.id, { orders: 1, debit_total: 0n, credit_total: 99n }),
  )
  assert.deepEqual([added.orders, added.debit_total, added.credit_total], [3, 500n, 99n])
})

test('what a writing that broke off left is not in the file', async () => {
  const cutoff_at = plusMs(t.world.now(), 2 * HOUR)
  const wanted = { connection, rail: 'ach', format: 'nacha', cutoff_at } as const
  const { id } = await t.within((tx) => openGathering(dialects, tx, wanted))
  async function* breaking(): AsyncGenerator<Uint8Array, void> {
    yield Buffer.alloc(1_500_000, 'x')
    throw new Error('the process died')
  }
  await assert.rejects(writeOutgoingFile(deps(), t.scope, id, breaking))
  async function* whole(): AsyncGenerator<Uint8Array, void> {
    yield Buffer.alloc(700_000, 'a')
    yield Buffer.alloc(700_000, 'b')
  }
  const written = await writeOutgoingFile(deps(), t.scope, id, whole)
  assert.ok(written.ok)
  assert.deepEqual([written.value.state, written.value.bytes], ['written', 1_400_000])
  const opened = await t.exchange.openOutgoingFile(t.scope, id)
  assert.ok(opened.ok)
  const pieces: Uint8Array[] = []
  for await (const piece of opened.value) pieces.push(piece)
  assert.equal(Buffer.concat(pieces).toString(), 'a'.repeat(700_000) + 'b'.repeat(700_000))
  await t.work()
  assert.equal(await stateOf(id), 'sent')
})

test('a written file is handed over under its name, with its bytes, and its orders hear of it', async () => {
  const file = await t.write(connection, 'the file')
  await t.work()
  const sent = await t.file(file.id)
  assert.deepEqual([sent.state, sent.attempts], ['sent', 1])
  assert.equal(await t.contentAt('in', file.name), 'the file')
  assert.deepEqual(heard(), ['write', 'begin', 'deliver'])
  assert.ok((await t.facts()).includes('rails.outgoing_file_sent'))
})

test('the same content is not sent to a bank twice', async () => {
  await t.write(connection, 'only once')
  await assert.rejects(t.write(connection, 'only once', plusMs(t.world.now(), 77)), /outgoing_file_twice/)
  await t.work()
})

test('a bank that refuses is tried again, later and later, until it takes the file', async () => {
  const renames = countRenames((nth) => (nth < 3 ? { kind: 'fail', code: 'permission_denied' } : OK))
  const file = await t.write(connection, 'refused twice')
  await t.work()
  assert.equal(await stateOf(file.id), 'written')
  await t.later(RETRY_MS[0])
  assert.deepEqual([await stateOf(file.id), renames.count], ['written', 2])
  await t.later(RETRY_MS[1] - 1_000)
  assert.equal(renames.count, 2)
  await t.later(1_000)
  assert.deepEqual([await stateOf(file.id), renames.count], ['sent', 3])
  assert.deepEqual(heard(), ['write', 'begin', 'retry', 'begin', 'retry', 'begin', 'deliver'])
})

test('a file that is refused for ever is told of, and goes on when its connection is enabled again', async () => {
  countRenames(() => ({ kind: 'fail', code: 'permission_denied' }))
  const file = await t.write(connection, 'refused for ever')
  await t.work()
  for (const wait_ms of RETRY_MS) await t.later(wait_ms)
  const stuck = await t.file(file.id)
  assert.deepEqual([stuck.state, stuck.attempts], ['written', RETRY_MS.length + 1])
  assert.equal((await t.facts()).filter((type) => type === 'rails.outgoing_file_stuck').length, 1)
  await t.later(24 * HOUR)
  assert.equal((await t.file(file.id)).attempts, stuck.attempts)
  t.bank.plan = () => OK
  for (const state of ['disabled', 'enabled'] as const)
    await t.within((tx) => t.exchange.changeConnectionState(tx, connection, state))
  await t.work()
  assert.equal(await stateOf(file.id), 'sent')
})

test('over a disabled connection nothing is sent', async () => {
  await t.within((tx) => t.exchange.changeConnectionState(tx, connection, 'disabled'))
  const file = await t.write(connection, 'while disabled')
  await t.work()
  assert.equal(await stateOf(file.id), 'written')
  await t.within((tx) => t.exchange.changeConnectionState(tx, connection, 'enabled'))
  await t.work()
  assert.equal(await stateOf(file.id), 'sent')
})

test('an upload that broke off before the file had its name is taken up again', async () => {
  countRenames((nth) => (nth === 1 ? { kind: 'drop_connection_before' } : OK))
  const file = await t.write(connection, 'dropped before')
  await t.work()
  assert.equal(await stateOf(file.id), 'unknown')
  await t.later(ASK_MS[0])
  assert.equal(await stateOf(file.id), 'written')
  await t.later(HOUR)
  assert.equal(await stateOf(file.id), 'sent')
  assert.equal(await t.contentAt('in', file.name), 'dropped before')
})

test('an upload whose answer was lost is asked about, and not repeated', async () => {
  const renames = countRenames(() => ({ kind: 'drop_connection_after' }))
  const file = await t.write(connection, 'dropped after')
  await t.work()
  assert.equal(await stateOf(file.id), 'unknown')
  await t.later(ASK_MS[0])
  assert.deepEqual([await stateOf(file.id), renames.count], ['sent', 1])
  assert.deepEqual(heard(), ['write', 'begin', 'lose', 'deliver'])
})

/** Lost, and taken away by the bank at once. */
async function lost(content: string) {
  countRenames(() => ({ kind: 'drop_connection_after' }))
  const file = await t.write(connection, content)
  await t.work()
  await rm(join(t.bank.root, 'in', file.name))
  assert.equal(await stateOf(file.id), 'unknown')
  return file
}

test('a file that the bank took away at once stays unknown until the bank answers', async () => {
  const file = await lost('taken away')
  for (const wait_ms of ASK_MS) await t.later(wait_ms)
  await t.later(48 * HOUR)
  assert.equal(await stateOf(file.id), 'unknown')
  const said = { connection, name: file.name, sha256: file.sha256 ?? undefined, because: 'taken' }
  const answered = await t.within((tx) => answerFile(deps(), tx, { ...said, event: 'accept' }))
  assert.ok(answered.ok)
  assert.equal(await stateOf(file.id), 'accepted')
  const again = await t.within((tx) => answerFile(deps(), tx, { ...said, event: 'accept' }))
  assert.deepEqual(again, answered)
  const contrary = await t.within((tx) => answerFile(deps(), tx, { ...said, event: 'reject' }))
  assert.ok(!contrary.ok)
  assert.equal(contrary.error.code, 'outgoing_file_state')
})

test('a person can say that an unknown file was not sent, and then it is sent again', async () => {
  const file = await lost('not sent after all')
  t.bank.plan = () => OK
  const decision = { outcome: 'not_sent', because: 'Their desk says so.' } as const
  const decided = await t.within((tx) => t.exchange.resolveOutgoingFile(tx, file.id, decision))
  assert.ok(decided.ok)
  assert.ok((await t.within((tx) => t.exchange.resolveOutgoingFile(tx, file.id, decision))).ok)
  await t.work()
  assert.equal(await stateOf(file.id), 'sent')
  const late = await t.within((tx) => t.exchange.resolveOutgoingFile(tx, file.id, decision))
  assert.ok(!late.ok)
  assert.equal(late.error.code, 'outgoing_file_state')
})

test('the bank’s answer counts even of a file that we think was not sent, and it is not sent then', async () => {
  const renames = countRenames(() => ({ kind: 'fail', code: 'failure' }))
  const file = await t.write(connection, 'answered early')
  await t.work()
  const said = { connection, name: file.name, sha256: undefined, because: 'wrong totals' }
  assert.ok((await t.within((tx) => answerFile(deps(), tx, { ...said, event: 'reject' }))).ok)
  assert.equal(await stateOf(file.id), 'rejected')
  const tried = renames.count
  await t.later(24 * HOUR)
  assert.equal(renames.count, tried)
})

test('an answer about other bytes than ours is not believed', async () => {
  const file = await t.write(connection, 'other bytes')
  await t.work()
  const said = { connection, name: file.name, sha256: 'ab'.repeat(32), because: '' }
  const refused = await t.within((tx) => answerFile(deps(), tx, { ...said, event: 'accept' }))
  assert.ok(!refused.ok)
  assert.equal(refused.error.code, 'outgoing_file_differs')
  assert.equal(await stateOf(file.id), 'sent')
})

test('a process that dies after the upload finds the file there, and does not send it again', async () => {
  const renames = countRenames()
  let isDead = false
  t.onFollow = (event) => {
    if (event !== 'deliver' || isDead) return
    isDead = true
    throw new Error('the process died before it could write down what became of the file')
  }
  const file = await t.write(connection, 'died after')
  await t.work()
  assert.equal(await stateOf(file.id), 'sending')
  await t.later(60_000)
  assert.deepEqual([await stateOf(file.id), renames.count], ['sent', 1])
})

test('a process that dies before the upload leaves a file that nobody sends without asking', async () => {
  const file = await t.write(connection, 'died before')
  await t.test_db.admin.query(
    `update rails.outgoing_file set state = 2, came_from = 1, event = 2, attempts = 1 where name = $1`,
    [file.name],
  )
  const renames = countRenames()
  await t.work()
  assert.deepEqual([await stateOf(file.id), renames.count], ['unknown', 0])
})
