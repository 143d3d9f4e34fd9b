import assert from 'node:assert/strict'
import { test } from 'node:test'
import { present } from '../../../kernel/assert.ts'
import { secret } from '../../../kernel/secret.ts'
import { simWorld } from '../../../kernel/world.ts'
import { passwordHashing } from '../facts/password_hashing.ts'
import { HASH_WAIT_MS } from './limits.ts'
import { createPasswords, isOutdated } from './password.ts'

const world = simWorld(31n)
const passwords = createPasswords(world)
const right = secret('a long password of mine')

test('a password is verified by its hash, which names its parameters and is another one each time', async () => {
  const one = present(await passwords.hash(right), 'a hash')
  const two = present(await passwords.hash(right), 'a hash')
  const { memory_kib, passes, parallelism } = passwordHashing
  assert.ok(one.startsWith(`$argon2id$v=19$m=${memory_kib},t=${passes},p=${parallelism}$`), one)
  assert.notEqual(one, two)
  for (const hash of [one, two]) {
    assert.equal(await passwords.verify(right, hash), true)
    assert.equal(await passwords.verify(secret('another password'), hash), false)
  }
})

test('the same characters written in another way are the same password', async () => {
  const hash = present(await passwords.hash(secret('Gr\u00fcn und blau und rot')), 'a hash')
  assert.equal(await passwords.verify(secret('Gru\u0308n und blau und rot'), hash), true)
})

test('where there is no member, or no hash that can be read, the work is done and the answer is no', async () => {
  assert.equal(await passwords.verify(right, null), false)
  assert.equal(await passwords.verify(right, 'nonsense'), false)
})

test('hashes of other parameters still count, and are known to be outdated', async () => {
  // RFC 9106's algorithm by other parameters, made with node:crypto: argon2id, m=8, t=1, p=1, salt of 16 zeros.
  const { argon2Sync } = await import('node:crypto')
  const nonce = Buffer.alloc(16)
  const asked = { message: right.reveal(), nonce, parallelism: 1, tagLength: 32, memory: 8, passes: 1 }
  const plain = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')
  const old = `$argon2id$v=19$m=8,t=1,p=1$${plain(nonce)}$${plain(argon2Sync('argon2id', asked))}`
  assert.equal(await passwords.verify(right, old), true)
  assert.equal(await passwords.verify(secret('another password'), old), false)
  assert.equal(isOutdated(old), true)
  assert.equal(isOutdated(present(await passwords.hash(right), 'a hash')), false)
})

test('few are hashed at once: whoever waits too long is told so', async () => {
  const all = Array.from({ length: 6 }, () => passwords.hash(right))
  world.advance(HASH_WAIT_MS)
  const made = await Promise.all(all)
  assert.deepEqual(
    made.map((hash) => hash !== undefined),
    [true, true, false, false, false, false],
  )
})
