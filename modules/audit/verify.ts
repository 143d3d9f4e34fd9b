import type { TenantId } from '../../platform/scope.ts'
import type { Block } from './block.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { createEventReader } from './event_reader.ts'
import { VERIFY_BLOCKS_MAX, VERIFY_FAULTS_MAX } from './limits.ts'
import * as store from './store.ts'
import { type AuditFault, blockFaults } from './verify_block.ts'
import {
  checkpointFaults,
  cut,
  endFaults,
  isBeyondHope,
  linkAfter,
  readEnds,
  readRange,
  type VerifyDeps,
  type Walk,
} from './walk.ts'

/** What was read and what is wrong with it. `sealed_through` is the last event that a signed block covers. */
export type Verification = {
  readonly tenant_id: TenantId
  readonly ok: boolean
  readonly events: number
  readonly blocks: number
  readonly sealed_through: number
  /** At most VERIFY_FAULTS_MAX of them, in the order of the trail. */
  readonly faults: readonly AuditFault[]
}

/**
 * Reads a tenant's whole trail and recomputes every hash and signature in it. Finds an edited, deleted, added
 * or moved event and a changed, missing or unsigned block. With a `checkpoint` that was kept elsewhere it
 * also finds a trail that was cut short or rewritten as a whole. Changes nothing; may run beside writers.
 */
export async function verifyTenant(
  deps: VerifyDeps,
  tenant_id: TenantId,
  options: { checkpoint?: string | undefined } = {},
): Promise<Verification> {
  const ends = await readEnds(deps, tenant_id)
  const read = createEventReader(deps.db, tenant_id)
  const start = { events: 0, blocks: 0, last: undefined, end: ends.last, marked_hash: undefined }
  const walk: Walk = { ...start, faults: [], read }
  const said = options.checkpoint === undefined ? undefined : parseCheckpoint(options.checkpoint)
  await walkBlocks(deps, tenant_id, walk, said?.block)
  // What no block covers yet: numbers without a gap, and every leaf fits its event.
  if (!isBeyondHope(walk)) await readRange(tenant_id, walk, (walk.last?.last_seq ?? 0) + 1, ends.last)
  walk.faults.push(...endFaults(ends))
  if (options.checkpoint !== undefined)
    walk.faults.push(...checkpointFaults(deps, tenant_id, options.checkpoint, walk))
  const { faults, events, blocks, last } = walk
  return {
    tenant_id,
    ok: faults.length === 0,
    events,
    blocks,
    sealed_through: last?.last_seq ?? 0,
    faults: faults.slice(0, VERIFY_FAULTS_MAX),
  }
}

/** Block by block from the first. */
async function walkBlocks(
  deps: VerifyDeps,
  tenant_id: TenantId,
  walk: Walk,
  marked: number | undefined,
): Promise<void> {
  for (;;) {
    const after = walk.last?.number ?? 0
    const blocks = await deps.db.withTenant(tenant_id, (db) =>
      store.readBlocks(db, tenant_id, after, VERIFY_BLOCKS_MAX),
    )
    for (const block of blocks) {
      // A block may have been sealed since the walk began, over events that came since.
      if (block.last_seq > walk.end) walk.end = (await readEnds(deps, tenant_id)).last
      await walkBlock(deps, tenant_id, walk, block)
      if (block.number === marked) walk.marked_hash = block.hash
      if (isBeyondHope(walk)) return
    }
    if (blocks.length < VERIFY_BLOCKS_MAX) return
  }
}

/** One block: the events before it that no block covers, its own events, its hashes, link and signature. */
async function walkBlock(deps: VerifyDeps, tenant_id: TenantId, walk: Walk, block: Block): Promise<void> {
  const link = linkAfter(walk.last)
  await readRange(tenant_id, walk, link.first_seq, block.first_seq - 1)
  const known = walk.faults.length
  const read = await readRange(tenant_id, walk, block.first_seq, block.last_seq)
  if (block.last_seq > walk.end)
    walk.faults.push(cut(walk.end + 1, block.last_seq, `block ${block.number} seals events up to`))
  // Where an event was named already, that the block's root differs says nothing more.
  const leaves = walk.faults.length === known ? read : undefined
  walk.faults.push(...blockFaults(tenant_id, block, link, leaves, deps.trusted))
  walk.blocks++
  walk.last = block
}
