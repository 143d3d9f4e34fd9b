import assert from 'node:assert/strict'
import { test } from 'node:test'
import { format, inspect } from 'node:util'
import { secret } from './secret.ts'

test('a secret is masked however it is printed, and told only when asked', () => {
  const key = secret('plaintext')
  assert.equal(key.reveal(), 'plaintext')
  const ways = [
    String(key),
    JSON.stringify({ key }),
    inspect(key),
    inspect({ deep: { key } }, { depth: 9, showHidden: true }),
    format('%s %o %j', key, key, key),
    Object.values(key).map(String).join(),
  ]
  for (const printed of ways) assert.ok(!printed.includes('plaintext'), printed)
  assert.equal(JSON.stringify({ key }), '{"key":"[secret]"}')
})
