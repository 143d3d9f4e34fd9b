import type { TenantId } from '../../platform/scope.ts'
import type { Block } from './block.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { createEventReader } from './event_reader.ts'
import { PROOF_PAGE } from './limits.ts'
import * as store from './store.ts'
import { type AuditFault, blockFaults } from './verify_block.ts'
import {
  checkpointFaults,
  cut,
  endFaults,
  linkAfter,
  type Passed,
  readEnds,
  readRange,
  type VerifyDeps,
  type Walk,
} from './walk.ts'

/** How far a proof has come: the last block that passed, and the last event. */
export type ProofPlace = Passed & { readonly seq: number }

/** One page of a proof. */
export type TrailProof = {
  /** The first thing that is wrong. Nothing behind it was looked at. */
  readonly fault: AuditFault | undefined
  /** Where the next page goes on; undefined when all was read, or a fault was found. */
  readonly next: ProofPlace | undefined
  /** What this page read. */
  readonly events: number
  readonly blocks: number
  /** The last event that was read, of this page or the ones before. */
  readonly through_seq: number
  /** The last event there is. */
  readonly last_seq: number
  readonly sealed_through: number
  /** The block of the kept checkpoint, when the trail was held against it. */
  readonly kept_block: number | undefined
}

type Page = typeof PROOF_PAGE
type Asked = {
  readonly after: ProofPlace | undefined
  readonly checkpoint: string | undefined
  readonly page?: Page
}

/**
 * Recomputes a trail page by page, in order, and stops at the first fault. Each block is held against its link, hash and
 * signature before its events are read, so a changed block cannot have more read than a page holds. Finds what
 * `verifyTenant` finds; the pages together read every event once.
 */
export async function proveTrail(deps: VerifyDeps, tenant_id: TenantId, asked: Asked): Promise<TrailProof> {
  const { after, checkpoint, page = PROOF_PAGE } = asked
  const ends = await readEnds(deps, tenant_id)
  const read = createEventReader(deps.db, tenant_id)
  const start = { events: 0, blocks: 0, last: after, end: ends.last, marked_hash: undefined }
  const walk: Walk = { ...start, faults: [], read }
  const isSealedRead = await proveBlocks(deps, tenant_id, walk, page)
  let seq = Math.max(walk.last?.last_seq ?? 0, after?.seq ?? 0)
  if (isSealedRead && walk.faults.length === 0) seq = await proveTail(tenant_id, walk, seq, page)
  const isRead = isSealedRead && seq >= ends.last
  const said = checkpoint === undefined ? undefined : parseCheckpoint(checkpoint)
  if (isRead && walk.faults.length === 0) {
    walk.faults.push(...endFaults(ends))
    if (checkpoint !== undefined) {
      if (said !== undefined) walk.marked_hash = await hashOf(deps, tenant_id, said.block)
      walk.faults.push(...checkpointFaults(deps, tenant_id, checkpoint, walk))
    }
  }
  const { events, blocks, last } = walk
  const [fault] = walk.faults
  const isGoingOn = fault === undefined && !isRead
  return {
    fault,
    next: isGoingOn ? { number: 0, hash: linkAfter(undefined).hash, last_seq: 0, ...last, seq } : undefined,
    events,
    blocks,
    through_seq: seq,
    last_seq: ends.last,
    sealed_through: last?.last_seq ?? 0,
    kept_block: isRead ? said?.block : undefined,
  }
}

/** Blocks in order, as many as a page holds; answers whether that was the last. */
async function proveBlocks(
  deps: VerifyDeps,
  tenant_id: TenantId,
  walk: Walk,
  { blocks_max, events_max }: Page,
): Promise<boolean> {
  const after = walk.last?.number ?? 0
  const blocks = await deps.db.withTenant(tenant_id, (db) =>
    store.readBlocks(db, tenant_id, after, blocks_max),
  )
  for (const block of blocks) {
    if (walk.events >= events_max) return false
    // A block may have been sealed since the page began, over events that came since.
    if (block.last_seq > walk.end) walk.end = (await readEnds(deps, tenant_id)).last
    await proveBlock(deps, tenant_id, walk, block)
    if (walk.faults.length > 0) return false
  }
  return blocks.length < blocks_max
}

/** The block itself first: only one that was signed says which events are its own. */
async function proveBlock(deps: VerifyDeps, tenant_id: TenantId, walk: Walk, block: Block): Promise<void> {
  const link = linkAfter(walk.last)
  walk.faults.push(...blockFaults(tenant_id, block, link, undefined, deps.trusted))
  if (walk.faults.length > 0) return
  const leaves = await readRange(tenant_id, walk, block.first_seq, block.last_seq)
  if (block.last_seq > walk.end)
    walk.faults.push(cut(walk.end + 1, block.last_seq, `block ${block.number} seals events up to`))
  if (walk.faults.length > 0) return
  walk.faults.push(...blockFaults(tenant_id, block, link, leaves, deps.trusted))
  walk.blocks++
  walk.last = block
}

/** What no block covers yet, as much as the page still holds; answers the last number that was read. */
async function proveTail(
  tenant_id: TenantId,
  walk: Walk,
  seq: number,
  { events_max }: Page,
): Promise<number> {
  const last = Math.min(walk.end, seq + events_max - walk.events)
  await readRange(tenant_id, walk, seq + 1, last)
  return Math.max(seq, last)
}

async function hashOf({ db }: VerifyDeps, tenant_id: TenantId, number: number): Promise<string | undefined> {
  const [block] = await db.withTenant(tenant_id, (tx) => store.readBlocks(tx, tenant_id, number - 1, 1))
  return block?.number === number ? block.hash : undefined
}
