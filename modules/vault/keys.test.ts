import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { secret } from '../../kernel/secret.ts'
import { simWorld } from '../../kernel/world.ts'
import { keyFrom, openAt, sealAt } from './cipher.ts'
import { createCvcs } from './cvcs.ts'
import { Unreadable } from './errors.ts'
import { addLocalKey, type KeyProvider, loadLocalKeys, passphraseKey } from './index.ts'
import { providerFaults, testKeys } from './testing.ts'

const world = simWorld(31n)
const folder = mkdtempSync(join(tmpdir(), 'florin-vault-'))
after(() => rmSync(folder, { recursive: true }))

test('every provider keeps the contract, and one that does not is found', async () => {
  const [local] = await loadLocalKeys({ file: join(folder, 'contract.key'), world })
  const phrase = await passphraseKey({
    passphrase: secret('correct horse'),
    salt_file: join(folder, 'contract.salt'),
    world,
  })
  for (const provider of [testKeys(world), local as KeyProvider, phrase])
    assert.deepEqual(await providerFaults(provider), [])
  const bare: KeyProvider = { id: 'bare', wrap: async (plain) => plain, unwrap: async (wrapped) => wrapped }
  assert.ok((await providerFaults(bare)).length >= 4)
})

test('the key file is made once, is its owner’s only, and keeps the keys before a new one', async () => {
  const file = join(folder, 'vault.key')
  const [first] = await loadLocalKeys({ file, world })
  assert.equal(statSync(file).mode & 0o777, 0o600)
  const wrapped = await first?.wrap(Buffer.from('sealing key'))
  await addLocalKey({ file, world })
  const [newest, before, ...none] = await loadLocalKeys({ file, world })
  assert.deepEqual([before?.id, none], [first?.id, []])
  assert.notEqual(newest?.id, first?.id)
  assert.equal(String(await before?.unwrap(wrapped ?? Buffer.alloc(0))), 'sealing key')
  await assert.rejects(newest?.unwrap(wrapped ?? Buffer.alloc(0)) ?? Promise.resolve(), Unreadable)
})

test('a key file that others may read, or that is damaged, stops the start', async () => {
  const file = join(folder, 'open.key')
  await loadLocalKeys({ file, world })
  chmodSync(file, 0o644)
  await assert.rejects(loadLocalKeys({ file, world }), /Others may read .*chmod 600/)
  chmodSync(file, 0o600)
  writeFileSync(file, readFileSync(file, 'utf8').slice(1))
  await assert.rejects(loadLocalKeys({ file, world }), /is damaged/)
})

test('the same passphrase over the same salt is the same key; another is not', async () => {
  const salt_file = join(folder, 'vault.salt')
  const id = async (text: string) => (await passphraseKey({ passphrase: secret(text), salt_file, world })).id
  assert.equal(await id('one'), await id('one'))
  assert.notEqual(await id('one'), await id('two'))
})

test('what was sealed opens only where it was sealed', () => {
  const key = keyFrom(Buffer.from(world.random(32)))
  const place = { tenant_id: 1n, table: 'vault.card', row: 'tok_1', column: 'sealed', key_id: 'k1' }
  const sealed = sealAt(key, world.random(12), place, Buffer.from('4539578763621486'))
  assert.equal(String(openAt(key, place, sealed)), '4539578763621486')
  const elsewhere = [{ tenant_id: 2n }, { table: 'x' }, { row: 'tok_2' }, { column: 'x' }, { key_id: 'k2' }]
  for (const other of elsewhere) assert.throws(() => openAt(key, { ...place, ...other }, sealed), Unreadable)
  assert.throws(() => openAt(keyFrom(Buffer.from(world.random(32))), place, sealed), Unreadable)
  assert.throws(() => openAt(key, place, sealed.subarray(0, 20)), Unreadable)
})

test('a CVC is held for minutes and then forgotten, also when nobody asks', () => {
  const cvcs = createCvcs(world, { held_max: 2, held_ms: 1_000 })
  cvcs.hold('a', secret('123'))
  world.advance(500)
  cvcs.hold('b', secret('456'))
  assert.equal(cvcs.find('a')?.reveal(), '123')
  world.advance(501)
  assert.deepEqual([cvcs.has('a'), cvcs.has('b')], [false, true])
  world.advance(500)
  assert.equal(cvcs.has('b'), false)
  assert.equal(world.next_timer_ms(), undefined)
  for (const name of ['c', 'd', 'e']) cvcs.hold(name, secret('789'))
  assert.deepEqual([cvcs.has('c'), cvcs.has('d'), cvcs.has('e')], [false, true, true])
  cvcs.forget('d')
  assert.equal(cvcs.has('d'), false)
  cvcs.forgetAll()
  assert.equal(cvcs.has('e'), false)
})
