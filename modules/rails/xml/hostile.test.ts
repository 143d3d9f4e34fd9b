// Goal: nothing that a document holds can make the reader throw, and how it is cut never matters.
// Method: random mutations and cuts of small documents, compared with the reading of the whole.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openXml } from './read.ts'

const documents = [
  '<?xml version="1.0" encoding="UTF-8"?>\r\n<Doc xmlns="urn:a" xmlns:b="urn:b">\r\n  <H>é€😀 &amp; &#x41;</H>\n<N\n a="1"><b:C>x</b:C></N><N/><![CDATA[]]]]>\n<!-- - -->\n<T>1</T></Doc>\n',
  '\ufeff<A>\n<B x="&lt;&#13;"/>\n  <N>é</N></A>',
  '<!DOCTYPE A [<!ENTITY x "y">]><A>&x;</A>',
  '<?pi <A>?><A><N>1</N><?pi?><N>2<?pi\n?></N></A>',
  '<A><N>1</N><N>2</M></A>',
  '<A><N>\u0001</N></A>',
]
const cuts = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 40 })

function outcome(bytes: Uint8Array, sizes: readonly number[]) {
  const told: unknown[] = []
  const reader = openXml({
    parts: ['N'],
    onPart: (part, path) => told.push(part, path),
    watch: {
      open: ({ name, line, column }) => told.push(`${name} ${line} ${column}`),
      text: (text) => told.push(text),
      close: () => told.push('/'),
    },
    limits: { depth_max: 8, text_chars_max: 100_000 },
  })
  let at = 0
  for (const size of sizes) {
    reader.push(bytes.subarray(at, at + size))
    at += size
  }
  reader.push(bytes.subarray(at))
  reader.end()
  return { told, faults: reader.faults, root: reader.root() }
}

test('wherever a document is cut, the same is read', () => {
  const every = Array.from({ length: 400 }, () => 1)
  for (const text of documents) {
    const bytes = new TextEncoder().encode(text)
    assert.deepEqual(outcome(bytes, every), outcome(bytes, []))
    const utf16 = Buffer.from(`\ufeff${text.replaceAll('\ufeff', '').replace('UTF-8', 'UTF-16')}`, 'utf16le')
    assert.deepEqual(outcome(utf16, every), outcome(utf16, []))
  }
  fc.assert(
    fc.property(fc.constantFrom(...documents), cuts, (text, sizes) => {
      const bytes = new TextEncoder().encode(text)
      assert.deepEqual(outcome(bytes, sizes), outcome(bytes, []))
    }),
    { numRuns: 300 },
  )
})

test('changed documents never make the reader throw; a fault is in range, and without one there is a root', () => {
  const change = fc.tuple(
    fc.nat(300),
    fc.constantFrom('', '<', '>', '&', '"', ']]>', '<!--', '<?', '</', '\u0000', '<A>'),
    fc.nat(3),
  )
  fc.assert(
    fc.property(
      fc.constantFrom(...documents),
      fc.array(change, { maxLength: 4 }),
      cuts,
      (text, changes, sizes) => {
        let changed = text
        for (const [at, piece, length] of changes)
          changed = changed.slice(0, at) + piece + changed.slice(at + length)
        const bytes = new TextEncoder().encode(changed)
        const { faults, root } = outcome(bytes, sizes)
        assert.equal(root === undefined, faults.length === 1)
        for (const { line, column } of faults) {
          assert.ok(line >= 1 && line <= changed.split(/\r\n|\r|\n/).length)
          assert.ok(column >= 1 && column <= changed.length + 1)
        }
      },
    ),
    { numRuns: 1_000 },
  )
})

test('any bytes at all are read or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const { faults, root } = outcome(bytes, [])
      assert.equal(root === undefined, faults.length === 1)
    }),
    { numRuns: 500 },
  )
})
