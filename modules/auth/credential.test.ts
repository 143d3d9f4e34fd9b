import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { test } from 'node:test'
import fc from 'fast-check'
import { realWorld, simWorld } from '../../kernel/world.ts'
import {
  CREDENTIAL_CHARS,
  CREDENTIAL_PATTERN,
  credentialHash,
  credentialHint,
  isCredential,
  newCredential,
} from './credential.ts'

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const kinds = fc.constantFrom('secret' as const, 'publishable' as const, 'restricted' as const)
const modes = fc.constantFrom('sandbox' as const, 'live' as const)
const credentials = fc
  .record({ kind: kinds, mode: modes, seed: fc.bigInt({ min: 0n, max: 2n ** 60n }) })
  .map(({ kind, mode, seed }) => newCredential(kind, mode, simWorld(seed)).reveal())

test('every credential is spelled so that a scanner finds it, and its checksum fits', () => {
  fc.assert(
    fc.property(credentials, (text) => {
      assert.match(text, CREDENTIAL_PATTERN)
      assert.equal(text.length, CREDENTIAL_CHARS)
      assert.ok(isCredential(text))
    }),
  )
})

test('the prefix tells kind and mode', () => {
  const world = simWorld(1n)
  assert.match(newCredential('secret', 'sandbox', world).reveal(), /^sk_test_/)
  assert.match(newCredential('secret', 'live', world).reveal(), /^sk_live_/)
  assert.match(newCredential('publishable', 'live', world).reveal(), /^pk_live_/)
  assert.match(newCredential('restricted', 'sandbox', world).reveal(), /^rk_test_/)
})

test('one wrong character anywhere is told without asking anyone', () => {
  fc.assert(
    fc.property(
      credentials,
      fc.nat(CREDENTIAL_CHARS - 1),
      fc.constantFrom(...ALPHABET.split('')),
      (text, at, letter) => {
        fc.pre(text[at] !== letter)
        assert.equal(isCredential(text.slice(0, at) + letter + text.slice(at + 1)), false)
      },
    ),
    { numRuns: 500 },
  )
})

test('two neighbours exchanged, a character dropped or doubled are told', () => {
  fc.assert(
    fc.property(credentials, fc.nat(CREDENTIAL_CHARS - 2), (text, at) => {
      const [a = '', b = ''] = text.slice(at, at + 2)
      if (a !== b) assert.equal(isCredential(text.slice(0, at) + b + a + text.slice(at + 2)), false)
      assert.equal(isCredential(text.slice(0, at) + text.slice(at + 1)), false)
      assert.equal(isCredential(text.slice(0, at) + a + text.slice(at)), false)
    }),
    { numRuns: 300 },
  )
})

test('whatever else is sent is refused: other cases, other lengths, anything', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) =>
      assert.equal(isCredential(text), false),
    ),
  )
  const text = newCredential('secret', 'live', simWorld(2n)).reveal()
  for (const odd of [text.toUpperCase(), ` ${text}`, `${text}\n`, `${text}0`, ''])
    assert.equal(isCredential(odd), false, odd)
})

test('no two credentials are alike, and their hashes say nothing of the text', () => {
  const world = realWorld()
  const texts = Array.from({ length: 2_000 }, () => newCredential('secret', 'live', world).reveal())
  assert.equal(new Set(texts).size, texts.length)
  assert.equal(new Set(texts.map(credentialHash)).size, texts.length)
})

test('a secret is masked wherever it is printed', () => {
  const made = newCredential('secret', 'live', simWorld(3n))
  const plain = made.reveal()
  for (const printed of [
    String(made),
    `secret: ${String(made)}`,
    JSON.stringify({ made }),
    inspect({ made }, { depth: 9 }),
    inspect(made, { showHidden: true }),
  ]) {
    assert.ok(printed.includes('[secret]'), printed)
    assert.ok(!printed.includes(plain.slice(8)), printed)
  }
  assert.match(credentialHint(plain), /^sk_live_….{4}$/)
})
