import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { exactUrl } from './direct_imports.ts'

test('a relative import is joined as URLs are, or left to Node', () => {
  const name = fc.constantFrom(
    'a',
    'b-c',
    'd_e',
    'f.ts',
    'g.test.mjs',
    '.',
    '..',
    '',
    '%20',
    'h?x',
    'i#y',
    'ü',
  )
  const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((names) => names.join('/'))
  const specifier = fc.tuple(fc.constantFrom('./', '../', '../../', '../../../', '/', ''), path)
  const parent = fc.constantFrom(
    'file:///home/florin/apps/server/main.ts',
    'file:///home/f%20l/node_modules/x/dist/y.mjs',
    'file:///short.ts',
    'file:///one/two/three/four/five.js?version=1/2',
  )
  fc.assert(
    fc.property(parent, specifier, (from, [steps, names]) => {
      const url = exactUrl(from, steps + names)
      if (url !== undefined) assert.equal(url, new URL(steps + names, from).href)
    }),
  )
})

test('what the program writes is joined, and what would have to be searched for is not', () => {
  const parent = 'file:///florin/apps/server/main.ts'
  assert.equal(exactUrl(parent, './config.ts'), 'file:///florin/apps/server/config.ts')
  assert.equal(exactUrl(parent, '../../kernel/world.ts'), 'file:///florin/kernel/world.ts')
  for (const other of ['pg', 'node:fs', './a/../b.ts', './a b.ts', './a.ts?x', '.', './', '/a.ts'])
    assert.equal(exactUrl(parent, other), undefined, other)
  assert.equal(exactUrl('', './a.ts'), undefined)
  assert.equal(exactUrl('data:text/javascript,', './a.ts'), undefined)
})
