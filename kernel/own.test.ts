import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownOf } from './own.ts'

const inherited = Object.getOwnPropertyNames(Object.prototype)

test('a table holds the words that were written into it', () => {
  assert.equal(ownOf({ MD01: 'no mandate' }, 'MD01'), 'no mandate')
  assert.equal(ownOf({ MD01: 'no mandate' }, 'md01'), undefined)
})

test('what every object inherits is in no table', () => {
  for (const word of [...inherited, 'prototype'])
    assert.equal(ownOf({ MD01: 'no mandate' }, word), undefined, word)
  assert.ok(inherited.includes('constructor') && inherited.includes('__proto__'), 'these are looked for')
})

test('a table may hold such a word itself', () => {
  assert.equal(ownOf({ constructor: 'a word like others' }, 'constructor'), 'a word like others')
  assert.equal(ownOf(Object.fromEntries([['__proto__', 'so is this']]), '__proto__'), 'so is this')
})
