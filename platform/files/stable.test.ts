import assert from 'node:assert/strict'
import { appendFile, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, test } from 'node:test'
import fc from 'fast-check'
import { instantText, type SimWorld, simWorld } from '../../kernel/world.ts'
import { sha256Of } from './content.ts'
import { createFolderTransport } from './folder.ts'
import { readMarkerText } from './marker.ts'
import { type CompleteLook, type CompleteRule, findComplete, type Sighting } from './stable.ts'
import { valueOf } from './testing.ts'

// Goal: a file that the other side is still writing is never taken.
const root = await mkdtemp(join(tmpdir(), 'florin-stable-'))
after(() => rm(root, { recursive: true }))
const at = (name: string): string => join(root, 'out', name)
let world: SimWorld
let seen: readonly Sighting[]
beforeEach(async () => {
  world = simWorld(1n)
  seen = []
  await rm(join(root, 'out'), { recursive: true, force: true })
  await mkdir(join(root, 'out'))
})

async function look(rule: CompleteRule): Promise<CompleteLook> {
  const transport = createFolderTransport({ world }, { root })
  const found = valueOf(await findComplete({ transport, world, rule }, 'out', seen))
  // As it is when it was kept somewhere in between.
  seen = JSON.parse(JSON.stringify(found.seen)) as readonly Sighting[]
  return found
}
const names = ({ complete }: CompleteLook): readonly string[] => complete.map(({ name }) => name)
const reasons = ({ waiting }: CompleteLook) => Object.fromEntries(waiting.map(({ name, why }) => [name, why]))

const steady: CompleteRule = { kind: 'steady', apart_ms: 30_000 }

test('a file that keeps its size and its time for long enough is complete', async () => {
  await writeFile(at('report.xml'), 'half')
  assert.deepEqual(reasons(await look(steady)), { 'report.xml': 'not_steady_yet' })
  world.advance(29_999)
  assert.deepEqual(names(await look(steady)), [])
  world.advance(1)
  assert.deepEqual(names(await look(steady)), ['report.xml'])
})

test('whatever changes begins anew, its size as well as its time', async () => {
  await writeFile(at('report.xml'), 'half')
  await look(steady)
  world.advance(30_000)
  await appendFile(at('report.xml'), 'more')
  assert.deepEqual(reasons(await look(steady)), { 'report.xml': 'not_steady_yet' })
  world.advance(30_000)
  await utimes(at('report.xml'), 1_000, 1_000)
  assert.deepEqual(reasons(await look(steady)), { 'report.xml': 'not_steady_yet' })
  world.advance(30_000)
  assert.deepEqual(names(await look(steady)), ['report.xml'])
})

test('names that programs give to unfinished files, empty files and folders are not taken however steady', async () => {
  for (const name of ['a.xml.part', 'a.FILEPART', '.a.xml', 'a.tmp']) await writeFile(at(name), 'x')
  await writeFile(at('empty.xml'), '')
  await mkdir(at('folder'))
  await look(steady)
  world.advance(3_600_000)
  const found = await look(steady)
  assert.deepEqual(found.complete, [])
  assert.equal(reasons(found)['empty.xml'], 'empty')
  assert.equal(Object.values(reasons(found)).filter((why) => why === 'unfinished_name').length, 4)
})

test('two looks at the same moment are one look', async () => {
  const hasty: CompleteRule = { kind: 'steady', apart_ms: 0 }
  await writeFile(at('report.xml'), 'half')
  await look(hasty)
  assert.deepEqual(names(await look(hasty)), [])
  world.advance(1)
  assert.deepEqual(names(await look(hasty)), ['report.xml'])
})

test('a file with its marker is complete, and the marker is no file by itself', async () => {
  const rule: CompleteRule = { kind: 'marker', marker: '{name}.done', says: 'nothing' }
  for (const name of ['a.xml', 'b.xml', 'a.xml.done', 'lonely.done'])
    await writeFile(at(name), name.endsWith('done') ? '' : 'x')
  const found = await look(rule)
  assert.deepEqual(
    found.complete.map(({ name, marker }) => [name, marker]),
    [['a.xml', 'a.xml.done']],
  )
  assert.deepEqual(reasons(found), { 'b.xml': 'no_marker' })
})

test('a control file that says a size and a hash is compared with the file', async () => {
  const rule: CompleteRule = { kind: 'marker', marker: '{stem}.ctl', says: 'size_and_sha256' }
  const sha256 = sha256Of(Buffer.from('complete'))
  const control = `file=pay_20260101.xml\nSIZE=8\nsha256: ${sha256.toUpperCase()}\n`
  await writeFile(at('pay.xml'), 'compl')
  await writeFile(at('pay.ctl'), control)
  assert.deepEqual(reasons(await look(rule)), { 'pay.xml': 'size_differs' })
  await writeFile(at('pay.xml'), 'complete')
  const found = await look(rule)
  assert.deepEqual(
    found.complete.map((file) => [file.name, file.size, file.sha256, file.marker]),
    [['pay.xml', 8, sha256, 'pay.ctl']],
  )
  for (const half of ['', control.slice(0, 30), control.slice(0, -10), 'x'.repeat(20_000)]) {
    await writeFile(at('pay.ctl'), half)
    assert.deepEqual(reasons(await look(rule)), { 'pay.xml': 'marker_says_too_little' }, half)
  }
})

test('a file that gets its ending when it is complete is taken by its ending', async () => {
  for (const name of ['a.xml', 'b.xml.writing', '.xml']) await writeFile(at(name), 'x')
  const found = await look({ kind: 'ending', ending: '.xml' })
  assert.deepEqual(names(found), ['a.xml'])
  assert.deepEqual(reasons(found), { '.xml': 'unfinished_name', 'b.xml.writing': 'unfinished_name' })
})

test('a folder that cannot be listed is refused', async () => {
  const transport = createFolderTransport({ world }, { root })
  const found = await findComplete({ transport, world, rule: steady }, 'nowhere', [])
  assert.ok(found.kind === 'refused' && found.reason === 'no_such_folder')
})

test('markers are read as banks write them, and nothing is read into them', () => {
  const sha256 = 'ab'.repeat(32)
  const none = { size: undefined, sha256: undefined }
  assert.deepEqual(readMarkerText('12345\n'), { size: 12_345, sha256: undefined })
  assert.deepEqual(readMarkerText(`pay.xml;12345;${sha256}`), { size: 12_345, sha256 })
  assert.deepEqual(readMarkerText('records=7\nsize : 99'), { size: 99, sha256: undefined })
  assert.deepEqual(readMarkerText('12 34'), none, 'two numbers could be anything')
  assert.deepEqual(readMarkerText(`${sha256}ab`), none)
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (text) => {
      const { size } = readMarkerText(text)
      return size === undefined || Number.isSafeInteger(size)
    }),
  )
  assert.equal(instantText(world.now()).slice(0, 4), '2026')
})
