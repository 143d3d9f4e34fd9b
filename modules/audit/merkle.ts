import { hash } from 'node:crypto'
import { present } from '../../kernel/assert.ts'

const NODE = Buffer.from([1])

/**
 * Root of the Merkle tree over leaf hashes, RFC 6962 §2.1. Level by level, an odd last node moves up as it is:
 * that gives the same tree as the RFC's split at the largest power of two.
 */
export function merkleRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return hash('sha256', '', 'buffer')
  let level = leaves
  while (level.length > 1) {
    const above: Buffer[] = []
    for (let index = 0; index < level.length; index += 2) {
      const left = present(level[index], 'a node')
      const right = level[index + 1]
      above.push(right === undefined ? left : hash('sha256', Buffer.concat([NODE, left, right]), 'buffer'))
    }
    level = above
  }
  return present(level[0], 'the root')
}
