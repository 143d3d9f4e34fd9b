import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Fault } from '../../kernel/result.ts'
import { createQueryReader } from './query.ts'

const reader = createQueryReader({
  type: 'object',
  properties: {
    limit: { type: 'integer' },
    open: { type: 'boolean' },
    expand: { type: 'array', items: { type: 'string' } },
    name: { type: 'string' },
    metadata: { type: 'object', patternProperties: { '^.*$': { type: 'string' } } },
  },
})
const read = (text: string): { fields: object; faults: string[] } => {
  const faults: Fault[] = []
  const fields = reader.query(text, faults)
  return { fields, faults: faults.map((fault) => `${fault.code} ${fault.param}`) }
}

test('query fields: are read by their schema: integers, booleans, lists, maps and texts', () => {
  const { fields, faults } = read(
    'limit=20&open=true&expand=a,b&name=J%C3%BCrgen+M&metadata[color]=red&metadata%5Bsize%5D=2',
  )
  assert.deepEqual(faults, [])
  assert.deepEqual(fields, {
    limit: 20,
    open: true,
    expand: ['a', 'b'],
    name: 'Jürgen M',
    metadata: { color: 'red', size: '2' },
  })
})

test('query fields: are not guessed at: what is not written exactly stays the text it is', () => {
  for (const text of ['1.0', '1e3', ' 1', '01', '0x1', '', '9'.repeat(400)])
    assert.deepEqual(read(`limit=${text}`).fields, { limit: text })
  assert.deepEqual(read('open=TRUE').fields, { open: 'TRUE' })
})

test('query fields: have faults of their own: twice, badly encoded, or with U+0000', () => {
  assert.deepEqual(read('limit=1&limit=2').faults, ['given_twice limit'])
  assert.deepEqual(read('metadata[a]=1&metadata[a]=2').faults, ['given_twice metadata[a]'])
  assert.deepEqual(read('metadata=1&metadata[a]=2').faults, ['given_twice metadata[a]'])
  assert.deepEqual(read('metadata[a]=2&metadata=1').faults, ['given_twice metadata'])
  assert.deepEqual(read('name=%ff').faults, ['wrong_form name'])
  assert.deepEqual(read('name=%zz').faults, ['wrong_form name'])
  assert.deepEqual(read('name=%00').faults, ['text_not_allowed name'])
  assert.deepEqual(read('__proto__=1').faults, ['key_not_allowed __proto__'])
  assert.deepEqual(read(`name=${'x'.repeat(10_000)}`).faults, ['too_long '])
})

test('query fields: survive the way through a URL whatever they hold', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      const text = new URLSearchParams({ name }).toString()
      const { fields, faults } = read(text)
      if (faults.length === 0) assert.deepEqual(fields, { name: name.normalize('NFC') })
      else assert.ok(name.includes('\0'))
    }),
  )
})
