// Goal: a server whose users come and go, as a bank of many customers has it, lets in whom it is told and tells what was done.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { secret } from '../../kernel/secret.ts'
import { bytesContent, sha256Of } from './content.ts'
import type { SftpUser } from './sftp_server.ts'
import type { ServerOperation } from './sftp_server_fault.ts'
import { openBank, PASSWORD, valueOf } from './testing.ts'

const users = new Map<string, SftpUser | 'drop'>()
const done: ServerOperation[] = []
const bank = await openBank({
  users: (name) => Promise.resolve(users.get(name)),
  on_done: (operation) => void done.push(operation),
})
after(() => bank.close())

test('a user is looked for at each login: who was not there before may come in now', async () => {
  const before = await bank.connect().list('')
  assert.equal(before.kind === 'refused' && before.reason, 'authentication_failed')
  users.set('acme', { name: 'acme', password: secret(PASSWORD), root: bank.root })
  assert.equal((await bank.connect().list('')).kind, 'done')
  const wrong = await bank.connect({ password: secret('wrong') }).list('')
  assert.equal(wrong.kind === 'refused' && wrong.reason, 'authentication_failed')
})

test('a login that is dropped is no wrong password: the connection just ends', async () => {
  users.set('down', 'drop')
  const outcome = await bank.connect({ user: 'down' }).list('')
  assert.ok(outcome.kind === 'refused' && outcome.reason !== 'authentication_failed', JSON.stringify(outcome))
})

test('whoever looks users up may fail, and then nobody is let in', async () => {
  const broken = await openBank({ users: () => Promise.reject(new Error('closed')) })
  assert.equal((await broken.connect().list('')).kind, 'refused')
  await broken.close()
})

test('what was carried out is told, and what failed is not', async () => {
  const bytes = Buffer.from('a file')
  const transport = bank.connect()
  valueOf(await transport.upload('in/a.txt', bytesContent(bytes), { sha256: sha256Of(bytes) }))
  const renamed = done.filter(({ kind }) => kind === 'rename')
  assert.deepEqual(
    renamed.map(({ user, to }) => [user, to]),
    [['acme', '/in/a.txt']],
  )
  const archived = await transport.archive('in/nothing.txt')
  assert.equal(archived.kind, 'refused')
  assert.equal(done.filter(({ kind }) => kind === 'rename').length, 1)
})
