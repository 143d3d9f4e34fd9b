import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { simWorld } from '../../kernel/world.ts'
import { bytesContent, sha256Of } from './content.ts'
import { createFolderTransport } from './folder.ts'
import type { TransferRules } from './rules.ts'
import type { ServerOperation } from './sftp_server_fault.ts'
import { OK, openBank, readAll, someBytes, valueOf } from './testing.ts'
import type { FileTransport } from './transport.ts'

// Goal: a file means the same whichever way it goes.
// Method: one contract, held against a folder and a real SFTP server.
const world = simWorld(1n)
const bank = await openBank()
const folder = await mkdtemp(join(tmpdir(), 'florin-folder-'))
for (const name of ['in', 'out']) await mkdir(join(folder, name))
after(async () => {
  await bank.close()
  await rm(folder, { recursive: true })
})
type Way = { readonly way: string; readonly root: string; connect(rules?: TransferRules): FileTransport }
const ways: readonly Way[] = [
  { way: 'SFTP', root: bank.root, connect: (rules) => bank.connect(rules, world) },
  {
    way: 'a folder',
    root: folder,
    connect: (rules) => createFolderTransport({ world }, { root: folder, ...rules }),
  },
]
const bytes = someBytes(100_000)
const sha256 = sha256Of(bytes)
const content = bytesContent(bytes)
const reasonOf = (outcome: { kind: string; reason?: string }): string => outcome.reason ?? outcome.kind

for (const { way, root, connect } of ways) {
  const names = (inside = 'in'): Promise<string[]> => readdir(join(root, inside))

  test(`over ${way} a file is sent, listed, read, archived and removed`, async () => {
    const files = connect()
    const sent = await files.upload('in/pay.xml', content, { sha256 })
    assert.deepEqual(valueOf(sent), { path: 'in/pay.xml', size: 100_000, sha256, was_there: false })
    assert.deepEqual(await readFile(join(root, 'in/pay.xml')), bytes)
    const [entry, ...others] = valueOf(await files.list('in')).entries
    assert.deepEqual([entry?.name, entry?.size, entry?.kind, others], ['pay.xml', 100_000, 'file', []])
    const top = valueOf(await files.list('')).entries
    assert.deepEqual(
      top.map(({ name, kind }) => `${kind} ${name}`),
      ['folder in', 'folder out'],
    )
    const { size, bytes: stream } = valueOf(await files.download('in/pay.xml'))
    assert.equal(size, 100_000)
    assert.deepEqual(await readAll(stream), bytes)
    const rest = valueOf(await files.download('in/pay.xml', { from_byte: 99_990 }))
    assert.deepEqual(await readAll(rest.bytes), bytes.subarray(99_990))
    assert.deepEqual(valueOf(await files.settle({ path: 'in/pay.xml', size: 100_000, sha256 })), {
      found: 'final',
    })
    assert.deepEqual(valueOf(await files.archive('in/pay.xml')), { path: 'archive/pay.xml' })
    assert.deepEqual([await names(), await names('archive')], [[], ['pay.xml']])
    assert.equal(valueOf(await files.stat('in/pay.xml')), undefined)
    assert.equal(valueOf(await files.stat('archive/pay.xml'))?.size, 100_000)
    for (let time = 0; time < 2; time++) assert.equal((await files.remove('archive/pay.xml')).kind, 'done')
    await rm(join(root, 'archive'), { recursive: true })
  })

  test(`over ${way} an empty file is a file`, async () => {
    const files = connect()
    const none = new Uint8Array()
    valueOf(await files.upload('in/empty', bytesContent(none), { sha256: sha256Of(none) }))
    assert.equal((await readAll(valueOf(await files.download('in/empty')).bytes)).length, 0)
    await files.remove('in/empty')
  })

  test(`over ${way} a file that is sent again is done again, and another one under its name is refused`, async () => {
    const files = connect({ reads_back: true })
    valueOf(await files.upload('in/twice', content, { sha256 }))
    assert.equal(valueOf(await files.upload('in/twice', content, { sha256 })).was_there, true)
    const other = someBytes(100_000, 2)
    const refused = await files.upload('in/twice', bytesContent(other), { sha256: sha256Of(other) })
    assert.equal(reasonOf(refused), 'name_taken')
    assert.deepEqual(await readFile(join(root, 'in/twice')), bytes)
    assert.deepEqual(await names(), ['twice'])
    await files.remove('in/twice')
  })

  test(`over ${way} content that is not what was said is not given its name`, async () => {
    const files = connect()
    const said = [
      [100_000, sha256Of(someBytes(5))],
      [99_999, sha256],
      [100_001, sha256],
    ] as const
    for (const [size, hash] of said) {
      const outcome = await files.upload('in/odd', { size, read: () => content.read() }, { sha256: hash })
      assert.equal(reasonOf(outcome), 'content_differs')
    }
    assert.deepEqual(await names(), [])
  })

  test(`over ${way} a file is written under the temporary name that was agreed`, async () => {
    await mkdir(join(root, 'tmp'))
    const files = connect({ temporary_name: '{name}.tmp', temporary_folder: 'tmp' })
    const seen: (readonly string[])[] = []
    const slow = {
      size: 100_000,
      async *read() {
        yield bytes
        seen.push(await names('tmp'), await names())
      },
    }
    valueOf(await files.upload('in/pay.xml', slow, { sha256 }))
    assert.deepEqual(seen, [['pay.xml.tmp'], []])
    assert.deepEqual([await names('tmp'), await names()], [[], ['pay.xml']])
    await files.remove('in/pay.xml')
    await rm(join(root, 'tmp'), { recursive: true })
    for (const temporary_name of ['{name}', 'x.tmp', 'tmp/{name}'])
      assert.throws(() => connect({ temporary_name }))
  })

  test(`over ${way} a name that is taken in the archive gets a suffix`, async () => {
    const files = connect()
    const paths: string[] = []
    for (let time = 0; time < 3; time++) {
      await writeFile(join(root, 'out/report.csv'), String(time))
      paths.push(valueOf(await files.archive('out/report.csv')).path)
    }
    const stamped = 'archive/report.csv.20260101T000000000000Z'
    assert.deepEqual(paths, ['archive/report.csv', stamped, `${stamped}.2`])
    assert.equal(await readFile(join(root, 'archive/report.csv'), 'utf8'), '0')
    assert.equal(reasonOf(await files.archive('out/report.csv')), 'no_such_file')
  })

  test(`over ${way} a folder or a file that is not there has its own reason`, async () => {
    const files = connect()
    const outcomes = [
      await files.list('nowhere'),
      await files.upload('nowhere/x', content, { sha256 }),
      await files.download('in/nothing'),
      await files.download('out'),
    ]
    assert.deepEqual(outcomes.map(reasonOf), [
      'no_such_folder',
      'no_such_folder',
      'no_such_file',
      'not_a_file',
    ])
  })

  test(`over ${way} hostile names are refused before anybody is asked`, async () => {
    const asked: ServerOperation[] = []
    bank.plan = (operation) => {
      asked.push(operation)
      return OK
    }
    const files = connect()
    const parts = ['', '.', '..', '../x', 'in/../../x', '/etc/passwd', 'in//x', 'in/', 'a\\b']
    const signs = [
      'a\0b',
      'a\nb',
      'a\u202eb',
      'a\ud800b',
      'a\u2028b',
      'x'.repeat(256),
      `${'x/'.repeat(500)}x`,
    ]
    for (const path of [...parts, ...signs]) {
      const outcomes = [
        await files.stat(path),
        await files.download(path),
        await files.upload(path, content, { sha256 }),
        await files.settle({ path, size: 1, sha256 }),
        await files.archive(path),
        await files.remove(path),
      ]
      for (const outcome of outcomes)
        assert.equal(reasonOf(outcome), 'name_not_allowed', JSON.stringify(path))
    }
    assert.deepEqual(asked, [])
    bank.plan = () => OK
  })

  test(`over ${way} hostile names of the other side are told and left`, async () => {
    const files = connect()
    for (const name of ['a\nb', 'back\\slash', 'turned\u202egnp.xml', 'good.xml'])
      await writeFile(join(root, 'out', name), 'x')
    const { entries, refused_names } = valueOf(await files.list('out'))
    assert.deepEqual(
      entries.map(({ name }) => name),
      ['good.xml'],
    )
    assert.deepEqual(
      new Set(refused_names),
      new Set(['a\\u{a}b', 'back\\u{5c}slash', 'turned\\u{202e}gnp.xml']),
    )
  })
}
