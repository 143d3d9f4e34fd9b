import type { Database } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import { type Block, GENESIS_HASH } from './block.ts'
import { parseCheckpoint, signerOf } from './checkpoint.ts'
import { BLOCK_EVENTS_MAX, VERIFY_BLOCKS_MAX, VERIFY_FAULTS_MAX } from './limits.ts'
import type { TrustedKey } from './signer.ts'
import * as store from './store.ts'
import { createEventReader, type EventReader } from './event_reader.ts'
import { type AuditFault, blockFaults, eventFaults } from './verify_block.ts'

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
export type VerifyDeps = { readonly db: Database; readonly trusted: readonly TrustedKey[] }

type Walk = {
  readonly faults: AuditFault[]
  events: number
  blocks: number
  /** The last block that was walked over. */
  last: Block | undefined
  /** The greatest number that is there: no range is read beyond it, whatever a changed block says. */
  end: number
  /** The hash of the block that the checkpoint speaks of. */
  marked_hash: string | undefined
  readonly read: EventReader
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
  if (ends.head > ends.last) walk.faults.push(cut(ends.last + 1, ends.head, 'the head row counts'))
  if (ends.head < ends.last)
    walk.faults.push({ kind: 'added', seq: ends.head + 1, detail: `the head row ends at event ${ends.head}` })
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

const readEnds = ({ db }: VerifyDeps, tenant_id: TenantId) =>
  db.withTenant(tenant_id, (tx) => store.readEnds(tx, tenant_id))

const isBeyondHope = ({ faults }: Walk): boolean => faults.length > VERIFY_FAULTS_MAX

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
  const first_seq = (walk.last?.last_seq ?? 0) + 1
  const link = { number: (walk.last?.number ?? 0) + 1, first_seq, hash: walk.last?.hash ?? GENESIS_HASH }
  await readRange(tenant_id, walk, first_seq, block.first_seq - 1)
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

/** Reads and judges events; answers their leaves. */
async function readRange(tenant_id: TenantId, walk: Walk, first: number, to: number): Promise<string[]> {
  const leaves: string[] = []
  const last = Math.min(to, walk.end)
  for (let from = first; from <= last && !isBeyondHope(walk); from += BLOCK_EVENTS_MAX) {
    const until = Math.min(last, from + BLOCK_EVENTS_MAX - 1)
    const events = await walk.read(from, until)
    walk.faults.push(...eventFaults(tenant_id, events, from, until))
    walk.events += events.length
    for (const { leaf_hash } of events) leaves.push(leaf_hash)
  }
  return leaves
}

const cut = (seq: number, to: number, by: string): AuditFault => ({
  kind: 'truncated',
  seq,
  detail: `events ${seq} to ${to} are gone: ${by} ${to}`,
})

function checkpointFaults(deps: VerifyDeps, tenant_id: TenantId, text: string, walk: Walk): AuditFault[] {
  const said = parseCheckpoint(text)
  if (said === undefined || said.tenant_id !== tenant_id || signerOf(text, deps.trusted) === undefined)
    return [
      {
        kind: 'checkpoint_unknown',
        detail: 'the checkpoint is not one that a trusted key signed for this tenant',
      },
    ]
  const sealed = walk.last?.last_seq ?? 0
  if (sealed < said.last_seq) return [cut(sealed + 1, said.last_seq, 'the checkpoint covers events up to')]
  if (walk.marked_hash === said.hash) return []
  const detail = `block ${said.block} is not the one that the checkpoint vouches for: the trail was rewritten`
  return [{ kind: 'rewritten', block: said.block, detail }]
}
