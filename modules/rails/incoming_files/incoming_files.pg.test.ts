// Goal: what a bank leaves for us is taken once, read, and put away; one bad file does not hold up the others.
// Method: a real SFTP server with a folder, a real database, and a clock that is moved by hand.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import type { Id } from '../../../kernel/id.ts'
import { OK } from '../../../platform/files/testing.ts'
import { openExchange, type TestExchange } from '../bank_exchange_testing.ts'
import type { BankFile } from '../bank_files/bank_file.ts'
import { COLLECT_PAUSE_MS, LEFT_MS_MAX } from './limits.ts'

let t: TestExchange
let connection: Id<'bcn'>
const read: string[] = []
/** The length of its content ends the file: a half-written one is told by that. */
const textOf = (name: string, size = 100): string =>
  `101 ${name.padEnd(size - 8, '.')}${size}`.padEnd(size, ' ')

before(async () => {
  t = await openExchange()
  t.readers.push({
    kind: 'ach',
    async read(scope, { id }, file) {
      read.push(file.name)
      assert.equal(id, connection)
      let text = ''
      for await (const piece of t.bank_files.openFile(scope, file.id)) text += Buffer.from(piece).toString()
      const isWhole = text.includes(String(text.length))
      const faults = [
        { line: 1, column: 1, rule: 'cut', field: 'file', detail: 'It is cut.', severity: 'refused' },
      ] as const
      return {
        state: isWhole ? 'loaded' : 'refused',
        format: 'nacha',
        title: file.name,
        faults: isWhole ? [] : faults,
      }
    },
  })
  connection = await t.connect()
  await t.work()
})
after(() => t.close())
beforeEach(() => {
  t.bank.plan = () => OK
})

const put = (name: string, content: string): Promise<void> =>
  writeFile(join(t.bank.root, 'out', name), content)
const look = (): Promise<number> => t.later(COLLECT_PAUSE_MS)
const known = async (): Promise<Map<string, BankFile>> => {
  const page = { after: undefined, limit: 1_000 }
  const files = await t.bank_files.listFiles(t.scope, {}, page)
  return new Map(files.map((file) => [`${file.name} ${file.bytes}`, file]))
}
const outside = async (): Promise<readonly string[]> =>
  (await t.bank.names('out')).filter((name) => name !== 'archive')

test('a file is taken and read at one look, and put away at the next', async () => {
  await put('RET_1.ach', textOf('one'))
  await look()
  assert.equal((await known()).get('RET_1.ach 100')?.state, 'loaded')
  assert.deepEqual(read, ['RET_1.ach'])
  await look()
  assert.deepEqual(await outside(), [])
  assert.deepEqual(await t.bank.names('out/archive'), ['RET_1.ach'])
  assert.deepEqual(read, ['RET_1.ach'])
})

test('the same file again, under whatever name, is read once', async () => {
  await put('RET_1_AGAIN.ach', textOf('one'))
  await look()
  await look()
  assert.deepEqual(read, ['RET_1.ach'])
  assert.deepEqual(await outside(), [])
})

test('a file that is still being written is left alone', async () => {
  await put('RET_2.ach.tmp', textOf('two'))
  await look()
  assert.equal((await known()).size, 1)
})

test('a half-written file is refused and kept, and taken again when it has changed', async () => {
  await put('RET_3.ach', textOf('three').slice(0, 50))
  await look()
  assert.equal((await known()).get('RET_3.ach 50')?.state, 'refused')
  await look()
  assert.deepEqual(await outside(), ['RET_2.ach.tmp', 'RET_3.ach'])
  await put('RET_3.ach', textOf('three'))
  await look()
  assert.equal((await known()).get('RET_3.ach 100')?.state, 'loaded')
  assert.equal((await known()).get('RET_3.ach 50')?.state, 'refused')
})

test('what could never be read is put away after a day, and did not hold up the others', async () => {
  await put('NOISE.txt', 'nobody knows what this is')
  await put('RET_4.ach', textOf('four'))
  await look()
  assert.equal((await known()).get('NOISE.txt 25')?.state, 'refused')
  assert.equal((await known()).get('RET_4.ach 100')?.state, 'loaded')
  await look()
  assert.ok((await outside()).includes('NOISE.txt'))
  await t.later(LEFT_MS_MAX)
  await look()
  assert.ok(!(await outside()).includes('NOISE.txt'))
})

test('a file that cannot be fetched now is fetched at the next look, and the others are none the worse', async () => {
  t.bank.plan = ({ kind, path }) =>
    kind === 'read' && path.endsWith('RET_5.ach') ? { kind: 'fail', code: 'failure' } : OK
  await put('RET_5.ach', textOf('five'))
  await put('RET_6.ach', textOf('six'))
  await look()
  assert.deepEqual(
    [...(await known()).keys()].filter((key) => /RET_[56]/.test(key)),
    ['RET_6.ach 100'],
  )
  t.bank.plan = () => OK
  await look()
  assert.equal((await known()).get('RET_5.ach 100')?.state, 'loaded')
})

test('a process that dies before it has noted its look takes nothing twice', async () => {
  await put('RET_7.ach', textOf('seven'))
  await look()
  const count = read.length
  await t.test_db.admin.query(`update rails.bank_connection set seen = '[]'`)
  await look()
  await look()
  assert.equal(read.length, count)
  assert.ok(!(await outside()).includes('RET_7.ach'))
})

test('an acknowledgement moves the file that it is about', async () => {
  const accepted = await t.write(connection, 'to be accepted')
  const rejected = await t.write(connection, 'to be rejected')
  const twice = await t.write(connection, 'to be a duplicate')
  await t.work()
  await put(`${accepted.name}.ack`, 'ok')
  await put(`${rejected.name}.ack`, 'totals differ')
  await put(`${twice.name}.ack`, 'duplicate')
  await look()
  const states = await Promise.all(
    [accepted, rejected, twice].map(async ({ id }) => (await t.file(id)).state),
  )
  assert.deepEqual(states, ['accepted', 'rejected', 'accepted'])
  assert.equal((await t.file(rejected.id)).because, 'totals differ')
})

test('two acknowledgements with the same text are about two files', async () => {
  const files = [await t.write(connection, 'one of two'), await t.write(connection, 'two of two')]
  await t.work()
  for (const { name } of files) await put(`${name}.ack`, 'ok')
  await look()
  const states = await Promise.all(files.map(async ({ id }) => (await t.file(id)).state))
  assert.deepEqual(states, ['accepted', 'accepted'])
})

test('an acknowledgement of a file that is none of ours is kept for a person', async () => {
  await put('OUT_1999-01-01_9.txt.ack', 'ok ')
  await look()
  const file = (await known()).get('OUT_1999-01-01_9.txt.ack 3')
  assert.equal(file?.state, 'quarantined')
  assert.equal(file.faults[0]?.rule, 'outgoing_file_not_found')
})

test('a statement is told of, for whoever reconciles', async () => {
  await put('STM.bai', '01,BANK,ACME,261124,0600,1,,,2/\n99,0,0,2/\n')
  await look()
  assert.equal((await t.facts()).filter((type) => type === 'rails.bank_statement_received').length, 1)
  assert.equal([...(await known()).values()].find(({ name }) => name === 'STM.bai')?.state, 'received')
})

test('nothing is fetched over a disabled connection', async () => {
  await t.within((tx) => t.exchange.changeConnectionState(tx, connection, 'disabled'))
  await put('RET_8.ach', textOf('eight'))
  await look()
  assert.equal((await known()).has('RET_8.ach 100'), false)
  await t.within((tx) => t.exchange.changeConnectionState(tx, connection, 'enabled'))
  await t.work()
  assert.equal((await known()).has('RET_8.ach 100'), true)
})
