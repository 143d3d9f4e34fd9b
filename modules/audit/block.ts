import { hash } from 'node:crypto'
import { merkleRoot } from './merkle.ts'
import type { AuditEvent } from './event.ts'
import type { Instant } from '../../kernel/world.ts'

/** A sealed range of events, numbered from 1. Hashes in hex. */
export type Block = {
  readonly number: number
  readonly first_seq: number
  readonly last_seq: number
  readonly root: string
  readonly prev_hash: string
  readonly hash: string
  /** The signed note of this block (see `checkpoint.ts`). */
  readonly checkpoint: string
  readonly sealed_at: Instant
}

/** What the first block holds in place of a predecessor's hash. */
export const GENESIS_HASH = '0'.repeat(64)

/** SHA-256(prev_hash ‖ first_seq ‖ last_seq ‖ root), numbers as 8 bytes, most significant first. */
export function blockHash({
  prev_hash,
  first_seq,
  last_seq,
  root,
}: Pick<Block, 'prev_hash' | 'first_seq' | 'last_seq' | 'root'>): string {
  const bytes = Buffer.alloc(80)
  bytes.write(prev_hash, 0, 32, 'hex')
  // A number that somebody changed to what no trail reaches must not stop the one who looks for it.
  bytes.writeBigUInt64BE(BigInt.asUintN(64, BigInt(first_seq)), 32)
  bytes.writeBigUInt64BE(BigInt.asUintN(64, BigInt(last_seq)), 40)
  bytes.write(root, 48, 32, 'hex')
  return hash('sha256', bytes, 'hex')
}

/** The Merkle root over the stored leaf hashes of `events`, in hex. */
export const rootOf = (events: readonly Pick<AuditEvent, 'leaf_hash'>[]): string =>
  merkleRoot(events.map(({ leaf_hash }) => Buffer.from(leaf_hash, 'hex'))).toString('hex')
