import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StartRefused } from '../../platform/db/start_refused.ts'
import { listenerUrl, readConfig } from './config.ts'

const urlFor = (env: Record<string, string>): string => listenerUrl(readConfig(env))
const refusalOf = (env: Record<string, string>): string => {
  try {
    readConfig(env)
    return 'it was taken'
  } catch (error) {
    assert.ok(error instanceof StartRefused, String(error))
    return error.message
  }
}

test('a variable that is set to nothing is as good as one that is not set', () => {
  const unset = readConfig({})
  assert.deepEqual(readConfig({ HOST: '', PORT: '', FLORIN_DATA_DIR: '', DATABASE_URL: '' }), unset)
  assert.equal(listenerUrl(unset), 'http://127.0.0.1:4010')
})

test('the address that is printed can be called, also when the listener is on every address', () => {
  assert.equal(urlFor({ HOST: '0.0.0.0', PORT: '80' }), 'http://127.0.0.1:80')
  assert.equal(urlFor({ HOST: '::' }), 'http://[::1]:4010')
  assert.equal(urlFor({ HOST: 'fd00::7' }), 'http://[fd00::7]:4010')
  assert.equal(urlFor({ HOST: 'ledger.example' }), 'http://ledger.example:4010')
})

test('a value that cannot be right is refused with one sentence that names the variable', () => {
  for (const [env, sentence] of [
    [{ PORT: '0' }, 'PORT must be a whole number from 1 to 65535, and is "0".'],
    [{ PORT: '80x' }, 'PORT must be a whole number from 1 to 65535, and is "80x".'],
    [
      { DATABASE_URL: 'mysql://u:secret@h/d' },
      'DATABASE_URL must be an address that begins with postgres:// or postgresql://.',
    ],
    [
      { DATABASE_URL: 'postgres://u:sec#ret@h/d' },
      'DATABASE_URL cannot be read as an address; in a password write # as %23, / as %2F, @ as %40, % as %25.',
    ],
  ] as const)
    assert.equal(refusalOf(env), sentence)
})
