import assert from 'node:assert/strict'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, afterEach, test } from 'node:test'
import { secret } from '../../kernel/secret.ts'
import { simWorld } from '../../kernel/world.ts'
import { resolveAll } from '../outbound/safe_connect.ts'
import { bytesContent, sha256Of } from './content.ts'
import { CHUNK_BYTES, WINDOW_BYTES } from './limits.ts'
import { FileBroken, type Outcome } from './outcome.ts'
import type { PlannedFault, ServerOperation } from './sftp_server_fault.ts'
import { createLinks } from './sftp_links.ts'
import { OK, openBank, PASSWORD, readAll, someBytes, valueOf } from './testing.ts'
import type { UploadKey } from './transport.ts'

// Goal: whatever a bank's server does, nothing is sent twice, nothing half, and what is not known is called unknown.
// Method: a real SFTP server on loopback that plays the faults; time is moved by the server at the moment of the fault.
const bank = await openBank()
after(() => bank.close())
afterEach(async () => {
  bank.plan = () => OK
  for (const folder of ['in', 'out'])
    for (const name of await bank.names(folder)) await rm(join(bank.root, folder, name), { recursive: true })
})

const bytes = someBytes(20 * CHUNK_BYTES + 123)
const key: UploadKey = { path: 'in/pay.xml', size: bytes.length, sha256: sha256Of(bytes) }
const content = bytesContent(bytes)
const onBank = (): Promise<Buffer> => readFile(join(bank.root, 'in/pay.xml'))

const reasonOf = (outcome: Outcome<unknown>): string =>
  outcome.kind === 'refused' ? outcome.reason : outcome.kind

/** Plays a fault at the first request that fits, and lets the others pass. */
const once = (fits: (operation: ServerOperation) => boolean, fault: PlannedFault) => {
  let isPlayed = false
  bank.plan = (operation) => {
    if (isPlayed || !fits(operation)) return OK
    isPlayed = true
    return fault
  }
}

/** What is waited for, and what lets it go on. */
function newGate(): readonly [Promise<void>, () => void] {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return [opened, () => open()]
}

test('an upload that broke goes on where all before was surely written', async () => {
  const files = bank.connect()
  const written: number[] = []
  const middle = 15 * CHUNK_BYTES
  bank.plan = ({ kind, from_byte = 0 }) =>
    kind === 'write' && from_byte === middle ? { kind: 'drop_connection_half_way' } : OK
  assert.equal(reasonOf(await files.upload(key.path, content, key)), 'connection_lost')
  assert.equal((await bank.names()).length, 1)
  bank.plan = ({ kind, from_byte = 0 }) => {
    if (kind === 'write') written.push(from_byte)
    return OK
  }
  valueOf(await files.upload(key.path, content, key))
  const [first = 0] = written
  assert.ok(first > 0 && first <= middle + CHUNK_BYTES / 2 - WINDOW_BYTES + CHUNK_BYTES, `began at ${first}`)
  assert.deepEqual(await onBank(), bytes)
  assert.deepEqual(await bank.names(), ['pay.xml'])
})

test('a partial file whose name says nothing of its content is replaced', async () => {
  const files = bank.connect({ temporary_name: '{name}.tmp' })
  await writeFile(join(bank.root, 'in/pay.xml.tmp'), someBytes(300_000, 7))
  valueOf(await files.upload(key.path, content, key))
  assert.deepEqual(await onBank(), bytes)
  assert.deepEqual(await bank.names(), ['pay.xml'])
})

test('a temporary file that is longer than the file is not gone on with', async () => {
  const files = bank.connect()
  await writeFile(
    join(bank.root, `in/.pay.xml.${key.sha256.slice(0, 16)}.part`),
    someBytes(bytes.length + 1, 7),
  )
  valueOf(await files.upload(key.path, content, key))
  assert.deepEqual(await onBank(), bytes)
})

test('a damaged partial file is found by reading it back, and the next attempt begins anew', async () => {
  const files = bank.connect({ reads_back: true })
  await writeFile(join(bank.root, `in/.pay.xml.${key.sha256.slice(0, 16)}.part`), someBytes(500_000, 7))
  assert.equal(reasonOf(await files.upload(key.path, content, key)), 'content_differs')
  assert.deepEqual(await bank.names(), [])
  valueOf(await files.upload(key.path, content, key))
  assert.deepEqual(await onBank(), bytes)
})

test('a renaming that was done and not answered is unknown, and then settled as done', async () => {
  const files = bank.connect()
  once(({ kind }) => kind === 'rename', { kind: 'drop_connection_after' })
  assert.equal((await files.upload(key.path, content, key)).kind, 'unknown')
  assert.deepEqual(valueOf(await files.settle(key)), { found: 'final' })
  assert.equal(valueOf(await files.upload(key.path, content, key)).was_there, true)
})

test('a renaming that was not done is unknown as well, and then settled as not delivered', async () => {
  const files = bank.connect()
  once(({ kind }) => kind === 'rename', { kind: 'drop_connection_before' })
  assert.equal((await files.upload(key.path, content, key)).kind, 'unknown')
  assert.deepEqual(valueOf(await files.settle(key)), { found: 'temporary' })
  assert.equal(valueOf(await files.upload(key.path, content, key)).was_there, false)
  assert.deepEqual(await onBank(), bytes)
})

test('a file that the bank took at once is settled as neither: it is not sent again by itself', async () => {
  const files = bank.connect()
  once(({ kind }) => kind === 'rename', { kind: 'drop_connection_after' })
  assert.equal((await files.upload(key.path, content, key)).kind, 'unknown')
  await rm(join(bank.root, 'in/pay.xml'))
  assert.deepEqual(valueOf(await files.settle(key)), { found: 'neither' })
})

test('a file that is renamed while it is looked for is found', async () => {
  const files = bank.connect()
  once(({ kind }) => kind === 'rename', { kind: 'drop_connection_before' })
  assert.equal((await files.upload(key.path, content, key)).kind, 'unknown')
  bank.plan = async ({ kind, path }) => {
    if (kind === 'stat' && path.endsWith('.part'))
      await rename(join(bank.root, path), join(bank.root, key.path))
    return OK
  }
  assert.deepEqual(valueOf(await files.settle(key)), { found: 'final' })
})

test('another file under the name is told when an upload is settled', async () => {
  const files = bank.connect()
  await writeFile(join(bank.root, 'in/pay.xml'), someBytes(bytes.length, 9))
  assert.equal(reasonOf(await files.settle(key)), 'name_taken')
})

test('while nobody can be asked, what is unknown stays unknown', async () => {
  const files = bank.connect()
  bank.plan = () => ({ kind: 'drop_connection_before' })
  assert.equal((await files.settle(key)).kind, 'unknown')
})

test('a server that says no to a renaming that it did is seen through', async () => {
  const files = bank.connect()
  const temporary = join(bank.root, `in/.pay.xml.${key.sha256.slice(0, 16)}.part`)
  bank.plan = async ({ kind }) => {
    if (kind !== 'rename') return OK
    await writeFile(join(bank.root, 'in/pay.xml'), bytes)
    await rm(temporary)
    return { kind: 'fail', code: 'failure' }
  }
  assert.equal(valueOf(await files.upload(key.path, content, key)).was_there, true)
  await rm(join(bank.root, 'in/pay.xml'))
  bank.plan = async ({ kind }) => {
    if (kind !== 'rename') return OK
    await rm(temporary)
    return { kind: 'fail', code: 'failure' }
  }
  assert.equal((await files.upload(key.path, content, key)).kind, 'unknown', 'taken by the bank at once')
})

test('a full disk is refused as such, and the file has no name', async () => {
  const files = bank.connect()
  for (const kind of ['open', 'write', 'close'] as const) {
    once((operation) => operation.kind === kind, { kind: 'fail', code: 'disk_full' })
    assert.equal(reasonOf(await files.upload(key.path, content, key)), 'disk_full', kind)
    assert.ok(!(await bank.names()).includes('pay.xml'))
  }
})

test('a file is not overwritten by a server that renames over files', async () => {
  const rude = await openBank({ rename_overwrites: true })
  after(() => rude.close())
  await writeFile(join(rude.root, 'in/pay.xml'), 'theirs')
  const files = rude.connect()
  assert.equal(reasonOf(await files.upload(key.path, content, key)), 'name_taken')
  assert.equal(await readFile(join(rude.root, 'in/pay.xml'), 'utf8'), 'theirs')
})

test('uploads of one file at the same time, from one process and from several, give one file', async () => {
  const transports = [bank.connect(), bank.connect(), bank.connect()]
  const outcomes = await Promise.all(
    transports.flatMap((files) => [1, 2].map(() => files.upload(key.path, content, key))),
  )
  assert.ok(
    outcomes.every(({ kind }) => kind === 'done'),
    JSON.stringify(outcomes),
  )
  assert.deepEqual(await bank.names(), ['pay.xml'])
  assert.deepEqual(await onBank(), bytes)
})

test('a server that shows no file while it has its temporary name gets it all the same', async () => {
  const files = bank.connect()
  bank.plan = ({ kind, path }) => (kind === 'stat' && path.endsWith('.part') ? { kind: 'hide' } : OK)
  assert.equal(valueOf(await files.upload(key.path, content, key)).was_there, false)
  assert.deepEqual(await onBank(), bytes)
  bank.plan = ({ kind, path }) => (kind === 'list_entry' && path.endsWith('.xml') ? { kind: 'hide' } : OK)
  assert.deepEqual(valueOf(await files.list('in')).entries, [])
})

test('a server that tells few attributes is asked in other ways', async () => {
  const mute = await openBank({ leaves_out: ['mode', 'size', 'mtime'] })
  after(() => mute.close())
  const files = mute.connect()
  valueOf(await files.upload(key.path, content, key))
  assert.deepEqual(await readFile(join(mute.root, 'in/pay.xml')), bytes)
  const [entry] = valueOf(await files.list('in')).entries
  assert.deepEqual(entry, { name: 'pay.xml', size: undefined, modified_at: undefined, kind: 'file' })
  assert.deepEqual(
    valueOf(await files.list('')).entries.map(({ kind }) => kind),
    ['folder', 'folder'],
  )
  assert.deepEqual(await readAll(valueOf(await files.download('in/pay.xml')).bytes), bytes)
})

test('a download that breaks says how far it came and goes on from there', async () => {
  await writeFile(join(bank.root, 'out/report'), bytes)
  const files = bank.connect()
  once(({ kind, from_byte = 0 }) => kind === 'read' && from_byte >= 12 * CHUNK_BYTES, {
    kind: 'drop_connection_before',
  })
  const pieces: Uint8Array[] = []
  let broken: unknown
  try {
    for await (const piece of valueOf(await files.download('out/report')).bytes) pieces.push(piece)
  } catch (error) {
    broken = error
  }
  assert.ok(broken instanceof FileBroken && broken.refused.reason === 'connection_lost')
  const got = Buffer.concat(pieces)
  assert.equal(broken.at_byte, got.length)
  assert.ok(got.length > 0 && got.length < bytes.length)
  const rest = await readAll(valueOf(await files.download('out/report', { from_byte: got.length })).bytes)
  assert.deepEqual(Buffer.concat([got, rest]), bytes)
  const beyond = await files.download('out/report', { from_byte: bytes.length + 1 })
  assert.equal(reasonOf(beyond), 'content_differs')
})

test('a server that is silent is given up in time, and only a renaming is unknown by it', async () => {
  for (const [kind, expected] of [
    ['stat', 'no_answer_in_time'],
    ['write', 'no_answer_in_time'],
    ['rename', 'unknown'],
  ] as const) {
    const world = simWorld(1n)
    const files = bank.connect({}, world)
    bank.plan = (operation) => {
      if (operation.kind !== kind) return OK
      // At this moment the client waits, and its time passes.
      world.advance(30_000)
      return { kind: 'silent', is_done: false }
    }
    assert.equal(reasonOf(await files.upload(key.path, content, key)), expected, kind)
  }
})

test('a renaming that the server carries out after it was given up leaves one file, whenever that is', async () => {
  for (const is_late of [false, true]) {
    const world = simWorld(1n)
    const files = bank.connect({}, world)
    const [begins, begin] = newGate()
    const [finished, finish] = newGate()
    bank.plan = async ({ kind }) => {
      if (kind !== 'rename') return OK
      bank.plan = () => OK
      world.advance(30_000)
      await begins
      return { kind: 'silent', is_done: true, onSilence: finish }
    }
    assert.equal((await files.upload(key.path, content, key)).kind, 'unknown')
    assert.deepEqual(valueOf(await files.settle(key)), { found: 'temporary' })
    if (is_late) valueOf(await files.upload(key.path, content, key))
    begin()
    await finished
    assert.deepEqual(valueOf(await files.settle(key)), { found: 'final' })
    assert.equal(valueOf(await files.upload(key.path, content, key)).was_there, true)
    assert.deepEqual(await bank.names(), ['pay.xml'])
    assert.deepEqual(await onBank(), bytes)
    await rm(join(bank.root, 'in/pay.xml'))
  }
})

test('a server that answers slowly is waited for', async () => {
  const world = simWorld(1n)
  const files = bank.connect({}, world)
  bank.plan = ({ kind }) => {
    // Eight writes are under way at once.
    world.advance(kind === 'write' ? 3_000 : 29_000)
    return OK
  }
  valueOf(await files.upload(key.path, content, key))
})

test('a whole transfer that takes too long is given up, however often something moves', async () => {
  const world = simWorld(1n)
  const files = bank.connect({ transfer_ms: 60_000 }, world)
  bank.plan = ({ kind }) => {
    if (kind === 'write') world.advance(20_000)
    return OK
  }
  assert.equal(reasonOf(await files.upload(key.path, content, key)), 'no_answer_in_time')
})

test('a server that accepts and says nothing is given up in time', async () => {
  const world = simWorld(1n)
  const mute = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => world.advance(15_000))
  })
  after(() => mute.close())
  await new Promise<void>((resolve) => void mute.listen(0, '127.0.0.1', resolve))
  const outcome = await bank.connect({ port: (mute.address() as AddressInfo).port }, world).list('')
  assert.equal(reasonOf(outcome), 'no_answer_in_time')
})

test('more operations than agreed wait for their turn, and not for ever', async () => {
  const world = simWorld(1n)
  const files = bank.connect({ operations_max: 1 }, world)
  await writeFile(join(bank.root, 'out/report'), bytes)
  const open = valueOf(await files.download('out/report'))
  const waiting = files.list('')
  world.advance(20_000)
  const stream = open.bytes[Symbol.asyncIterator]()
  await stream.next()
  world.advance(20_000)
  assert.equal(reasonOf(await waiting), 'busy')
  const behind = files.list('')
  await stream.return?.()
  valueOf(await behind)
})

test('a download that nobody begins is let go', async () => {
  const world = simWorld(1n)
  const files = bank.connect({ operations_max: 1 }, world)
  await writeFile(join(bank.root, 'out/report'), bytes)
  const open = valueOf(await files.download('out/report'))
  world.advance(30_000)
  valueOf(await files.list(''))
  await assert.rejects(readAll(open.bytes), FileBroken)
})

test('a connection that is not used is kept alive for a while, and then let go', async () => {
  const world = simWorld(1n)
  const files = bank.connect({}, world)
  valueOf(await files.list(''))
  const asked = new Promise<ServerOperation>((resolve) => {
    bank.plan = (operation) => {
      resolve(operation)
      return OK
    }
  })
  world.advance(30_000)
  assert.equal((await asked).kind, 'real_path')
  bank.plan = () => OK
  const config = {
    host: '127.0.0.1',
    port: bank.port,
    user: 'acme',
    password: secret(PASSWORD),
    host_keys: [bank.fingerprint],
  }
  const links = createLinks({ world, resolve: resolveAll }, { ...config, idle_ms: 20_000 })
  after(() => links.close())
  const take = async () => {
    const { link, release } = valueOf(await links.take())
    release()
    return link
  }
  const first = await take()
  assert.equal(await take(), first)
  world.advance(30_000)
  assert.equal(first.isOpen(), false)
  assert.ok((await take()).isOpen(), 'made anew when it is needed')
})
