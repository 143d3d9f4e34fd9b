import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { merkleRoot } from './merkle.ts'

const sha256 = (hex: string): Buffer => hash('sha256', Buffer.from(hex, 'hex'), 'buffer')
const inputs = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
]
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

test('the roots are those of the reference trees of Certificate Transparency', () => {
  const leaves = inputs.map((hex) => sha256(`00${hex}`))
  for (const [index, root] of roots.entries())
    assert.equal(merkleRoot(leaves.slice(0, index + 1)).toString('hex'), root)
  assert.equal(merkleRoot([]).toString('hex'), hash('sha256', '', 'hex'))
})

/** RFC 6962 §2.1 to the letter. */
function recursiveRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 1) return leaves[0] as Buffer
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  const parts = [Buffer.from([1]), recursiveRoot(leaves.slice(0, split)), recursiveRoot(leaves.slice(split))]
  return hash('sha256', Buffer.concat(parts), 'buffer')
}

test('level by level gives the same tree as the definition, for any number of leaves', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 70 }), (count) => {
      const leaves = Array.from({ length: count }, (_, index) => sha256(index.toString(16).padStart(4, '0')))
      assert.ok(merkleRoot(leaves).equals(recursiveRoot(leaves)))
    }),
    { numRuns: 60 },
  )
})

test('any changed, dropped or exchanged leaf changes the root', () => {
  const leaves = inputs.map((hex) => sha256(`00${hex}`))
  const root = merkleRoot(leaves).toString('hex')
  for (let index = 0; index < leaves.length; index++) {
    assert.notEqual(merkleRoot(leaves.with(index, sha256('ff'))).toString('hex'), root)
    assert.notEqual(merkleRoot(leaves.toSpliced(index, 1)).toString('hex'), root)
    if (index > 0)
      assert.notEqual(
        merkleRoot(
          leaves.toSpliced(index - 1, 2, leaves[index] as Buffer, leaves[index - 1] as Buffer),
        ).toString('hex'),
        root,
      )
  }
})
