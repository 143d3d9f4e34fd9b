import assert from 'node:assert/strict'
import {
  chmod,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { simWorld } from '../../kernel/world.ts'
import { bytesContent, sha256Of } from './content.ts'
import { createFolderTransport } from './folder.ts'
import { readAll, someBytes, valueOf } from './testing.ts'

// Goal: nothing leads out of the folder, and a file has its name only as a whole.
const world = simWorld(1n)
const base = await mkdtemp(join(tmpdir(), 'florin-folder-'))
const root = join(base, 'root')
const outside = join(base, 'outside')
for (const folder of [root, outside]) await mkdir(folder)
await writeFile(join(outside, 'secret'), 'theirs')
after(() => rm(base, { recursive: true }))
const files = createFolderTransport({ world }, { root })
const bytes = someBytes(200_000)
const sha256 = sha256Of(bytes)
const reasonOf = (outcome: { kind: string; reason?: string }): string => outcome.reason ?? outcome.kind

test('a link that leads out of the folder is not followed, neither to a file nor to a folder', async () => {
  await symlink(join(outside, 'secret'), join(root, 'file'))
  await symlink(outside, join(root, 'way'))
  for (const path of ['file', 'way/secret'])
    for (const outcome of [await files.stat(path), await files.download(path), await files.remove(path)])
      assert.equal(reasonOf(outcome), 'name_not_allowed', path)
  assert.equal(reasonOf(await files.list('way')), 'name_not_allowed')
  for (const path of ['file', 'way/new'])
    assert.equal(
      reasonOf(await files.upload(path, bytesContent(bytes), { sha256 })),
      'name_not_allowed',
      path,
    )
  assert.equal(await readFile(join(outside, 'secret'), 'utf8'), 'theirs')
  assert.deepEqual(await readdir(outside), ['secret'])
  for (const name of ['file', 'way']) await rm(join(root, name))
})

test('a link where the temporary file is to be written is not written through', async () => {
  await symlink(join(outside, 'secret'), join(root, `.pay.${sha256.slice(0, 16)}.part`))
  const outcome = await files.upload('pay', bytesContent(bytes), { sha256 })
  assert.equal(reasonOf(outcome), 'name_not_allowed')
  assert.equal(await readFile(join(outside, 'secret'), 'utf8'), 'theirs')
  await rm(join(root, `.pay.${sha256.slice(0, 16)}.part`))
})

test('a link that stays inside is followed', async () => {
  await mkdir(join(root, 'real'))
  await symlink(join(root, 'real'), join(root, 'alias'))
  valueOf(await files.upload('alias/pay', bytesContent(bytes), { sha256 }))
  assert.deepEqual(await readdir(join(root, 'real')), ['pay'])
  assert.deepEqual(await readAll(valueOf(await files.download('alias/pay')).bytes), bytes)
})

test('an upload that was killed between its two names is done when it is repeated, and one name is left', async () => {
  const temporary = join(root, `.killed.${sha256.slice(0, 16)}.part`)
  await writeFile(temporary, bytes)
  await link(temporary, join(root, 'killed'))
  assert.deepEqual(valueOf(await files.settle({ path: 'killed', size: bytes.length, sha256 })), {
    found: 'final',
  })
  assert.equal((await stat(join(root, 'killed'))).nlink, 1)
  assert.equal(valueOf(await files.upload('killed', bytesContent(bytes), { sha256 })).was_there, true)
})

test('a partial file is written anew from its beginning', async () => {
  await writeFile(join(root, `.again.${sha256.slice(0, 16)}.part`), Buffer.alloc(150_000))
  valueOf(await files.upload('again', bytesContent(bytes), { sha256 }))
  assert.deepEqual(await readFile(join(root, 'again')), bytes)
})

test('a folder that may not be written is refused as such', async (t) => {
  const closed = join(root, 'closed')
  await mkdir(closed)
  await chmod(closed, 0o500)
  const outcome = await files.upload('closed/pay', bytesContent(bytes), { sha256 })
  await chmod(closed, 0o700)
  // Who is root may write everywhere.
  if (process.getuid?.() === 0) t.diagnostic(`as root: ${outcome.kind}`)
  else assert.equal(reasonOf(outcome), 'permission_denied')
})
