import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { present } from '../../kernel/assert.ts'
import { simWorld } from '../../kernel/world.ts'
import type { TenantId } from '../../platform/scope.ts'
import { type Checkpoint, parseCheckpoint, signCheckpoint, signerOf } from './checkpoint.ts'
import { fileKeeper } from './keeper.ts'
import { loadSigner, localSigner, parseTrustedKey } from './signer.ts'

const world = simWorld(7n)
const signer = localSigner('florin-1', world.random(32))
const trusted = [present(parseTrustedKey(signer.key_text), 'the key')]
const checkpoint: Checkpoint = {
  tenant_id: 42n as TenantId,
  last_seq: 1_234,
  hash: 'ab'.repeat(32),
  block: 3,
  sealed_at: world.now(),
}
let directory = ''
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'florin-audit-'))
})
after(() => rm(directory, { recursive: true }))

test('a checkpoint is read back as it was signed', async () => {
  const note = await signCheckpoint(checkpoint, signer)
  assert.deepEqual(parseCheckpoint(note), checkpoint)
  assert.equal(signerOf(note, trusted), 'florin-1')
  assert.match(note, /^florin\/audit\/42\n1234\n/)
})

test('a checkpoint with any character changed is unreadable or unsigned', async () => {
  const note = await signCheckpoint(checkpoint, signer)
  fc.assert(
    fc.property(
      fc.nat(note.length - 2),
      fc.constantFrom('0', '7', 'A', 'z', ' ', '\n', '/'),
      (at, letter) => {
        fc.pre(note[at] !== letter)
        const changed = note.slice(0, at) + letter + note.slice(at + 1)
        const isOurs = parseCheckpoint(changed) !== undefined && signerOf(changed, trusted) !== undefined
        assert.equal(isOurs, false, `character ${at} became ${JSON.stringify(letter)}`)
      },
    ),
  )
})

test('a key that nobody trusts signs in vain, also under a trusted name', async () => {
  const stranger = localSigner('florin-1', world.random(32))
  assert.equal(signerOf(await signCheckpoint(checkpoint, stranger), trusted), undefined)
  assert.equal(parseTrustedKey(signer.key_text.replace('florin-1', 'florin-2')), undefined)
  assert.equal(parseTrustedKey('nonsense'), undefined)
})

test('an older key stays good for what it signed', async () => {
  const newer = localSigner('florin-2', world.random(32))
  const both = [present(parseTrustedKey(newer.key_text), 'the key'), ...trusted]
  assert.equal(signerOf(await signCheckpoint(checkpoint, signer), both), 'florin-1')
  assert.equal(signerOf(await signCheckpoint(checkpoint, newer), both), 'florin-2')
})

test('every seed gives a key that is read back from its text', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (seed) => {
      const { key_text } = localSigner('a/b.c-d', seed)
      assert.equal(parseTrustedKey(key_text)?.name, 'a/b.c-d')
    }),
    { numRuns: 50 },
  )
})

test('the signing key is made once, readable by its owner only, and refused when others may read it', async () => {
  const file = join(directory, 'audit.key')
  const first = await loadSigner({ file, name: 'florin-1', world })
  const again = await loadSigner({ file, name: 'florin-1', world })
  assert.equal(first.key_text, again.key_text)
  assert.equal((await stat(file)).mode & 0o777, 0o600)
  const open = join(directory, 'open.key')
  await writeFile(open, 'ab'.repeat(32), { mode: 0o644 })
  await assert.rejects(loadSigner({ file: open, name: 'florin-1', world }), /chmod 600/)
  const damaged = join(directory, 'damaged.key')
  await writeFile(damaged, 'not a seed', { mode: 0o600 })
  await assert.rejects(loadSigner({ file: damaged, name: 'florin-1', world }), /damaged/)
})

test('the file keeper gives back the last checkpoint it was given', async () => {
  const folder = await mkdtemp(join(directory, 'kept-'))
  const keeper = fileKeeper(folder)
  assert.equal(await keeper.last(checkpoint.tenant_id), undefined)
  await keeper.keep(checkpoint.tenant_id, 'first')
  await keeper.keep(checkpoint.tenant_id, 'second')
  assert.equal(await keeper.last(checkpoint.tenant_id), 'second')
  assert.deepEqual(await readdir(folder), ['42.checkpoint'])
})
