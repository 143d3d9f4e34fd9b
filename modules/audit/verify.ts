import type { Database } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import { type Block, GENESIS_HASH } from './block.ts'
import { parseCheckpoint, signerOf } from './checkpoint.ts'
import { BLOCK_EVENTS_MAX, VERIFY_BLOCKS_MAX, VERIFY_FAULTS_MAX } from './limits.ts'
import { parseTrustedKey, type TrustedKey } from './signer.ts'
import * as store from './store.ts'
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
  faults: AuditFault[]
  events: number
  blocks: number
  last: Block | undefined
  hash_at: string | undefined
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
  const walk: Walk = { faults: [], events: 0, blocks: 0, last: undefined, hash_at: undefined }
  const said = options.checkpoint === undefined ? undefined : parseCheckpoint(options.checkpoint)
  const ends = await deps.db.withTenant(tenant_id, (db) => store.readEnds(db, tenant_id))
  await walkBlocks(deps, tenant_id, walk, said?.block)
  await walkTail(deps, tenant_id, walk, ends.last)
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

/** Block by block from the first: its own hashes and signature, its link to the one before, and its events. */
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
      const first = (walk.last?.last_seq ?? 0) + 1
      const link = {
        number: (walk.last?.number ?? 0) + 1,
        first_seq: first,
        hash: walk.last?.hash ?? GENESIS_HASH,
      }
      if (block.first_seq > first) await readRange(deps, tenant_id, walk, first, block.first_seq - 1)
      const known = walk.faults.length
      const read = await readRange(deps, tenant_id, walk, block.first_seq, block.last_seq)
      // Where an event was named already, that the block's root differs says nothing more.
      const leaves = walk.faults.length === known ? read : undefined
      walk.faults.push(...blockFaults(tenant_id, block, link, leaves, deps.trusted))
      walk.blocks++
      walk.last = block
      if (block.number === marked) walk.hash_at = block.hash
      if (walk.faults.length > VERIFY_FAULTS_MAX) return
    }
    if (blocks.length < VERIFY_BLOCKS_MAX) return
  }
}

/** What no block covers yet: numbers without a gap, and every leaf fits its event. */
async function walkTail(deps: VerifyDeps, tenant_id: TenantId, walk: Walk, last: number): Promise<void> {
  const first = (walk.last?.last_seq ?? 0) + 1
  if (walk.faults.length <= VERIFY_FAULTS_MAX) await readRange(deps, tenant_id, walk, first, last)
}

async function readRange(deps: VerifyDeps, tenant_id: TenantId, walk: Walk, first: number, last: number) {
  const read: string[] = []
  for (let from = first; from <= last; from += BLOCK_EVENTS_MAX) {
    const to = Math.min(last, from + BLOCK_EVENTS_MAX - 1)
    const events = await deps.db.withTenant(tenant_id, (db) => store.readEvents(db, tenant_id, from, to))
    walk.faults.push(...eventFaults(tenant_id, events, from, to))
    walk.events += events.length
    for (const { leaf_hash } of events) read.push(leaf_hash)
    if (walk.faults.length > VERIFY_FAULTS_MAX) break
  }
  return read
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
  if (walk.hash_at === said.hash) return []
  const detail = `block ${said.block} is not the one that the checkpoint vouches for: the trail was rewritten`
  return [{ kind: 'rewritten', block: said.block, detail }]
}

const TENANTS_PAGE = 500

/**
 * What `florin audit verify` runs: the named tenants, or all of them and every tenant a checkpoint speaks of.
 *
 * `keys` are public keys as `signer.key_text` writes them, `checkpoints` are kept notes in any order. Throws
 * nothing about the trail itself: look at `ok`. A key or note that cannot be read is named in `unreadable`.
 */
export async function verifyAudit(options: {
  db: Database
  keys: readonly string[]
  tenants?: readonly TenantId[]
  checkpoints?: readonly string[]
}): Promise<{ ok: boolean; tenants: Verification[]; unreadable: string[] }> {
  const { db, keys, checkpoints = [] } = options
  const unreadable: string[] = []
  const trusted = keys.flatMap((text) => parseTrustedKey(text) ?? (unreadable.push(text), []))
  const notes = checkpoints.flatMap((text) => {
    const said = parseCheckpoint(text)
    if (said === undefined) unreadable.push(text)
    return said === undefined ? [] : [{ said, text }]
  })
  const named = options.tenants ?? [
    ...new Set([...(await allTenants(db)), ...notes.map(({ said }) => said.tenant_id)]),
  ]
  const tenants: Verification[] = []
  for (const tenant_id of named) {
    // The newest note covers the older ones: each block holds the hash of the one before.
    const newest = notes
      .filter(({ said }) => said.tenant_id === tenant_id)
      .reduce<{ block: number; text: string | undefined }>(
        (best, { said, text }) => (said.block > best.block ? { block: said.block, text } : best),
        { block: 0, text: undefined },
      )
    tenants.push(await verifyTenant({ db, trusted }, tenant_id, { checkpoint: newest.text }))
  }
  return { ok: unreadable.length === 0 && tenants.every(({ ok }) => ok), tenants, unreadable }
}

async function allTenants(db: Database): Promise<TenantId[]> {
  const found: TenantId[] = []
  for (;;) {
    const page = await store.auditedTenants(db, found.at(-1) ?? (0n as TenantId), TENANTS_PAGE)
    found.push(...page)
    if (page.length < TENANTS_PAGE) return found
  }
}

/** One tenant's result as lines of plain text: the summary, then a line per fault. */
export function verificationLines(found: Verification): string[] {
  const { tenant_id, ok, events, blocks, sealed_through, faults } = found
  const what = `${events} events, ${blocks} blocks, sealed through ${sealed_through}`
  return [
    `tenant ${tenant_id}: ${ok ? 'intact' : `${faults.length} faults`} (${what})`,
    ...faults.map(({ kind, detail }) => `  ${kind}: ${detail}`),
  ]
}
