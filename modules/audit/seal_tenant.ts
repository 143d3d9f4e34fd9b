import { err, ok, type Result } from '../../kernel/result.ts'
import type { World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import { type Block, blockHash, GENESIS_HASH, rootOf } from './block.ts'
import { isVouchedFor, parseCheckpoint, signCheckpoint, signerOf } from './checkpoint.ts'
import { type AuditEvent, leafHash } from './event.ts'
import type { Keeper } from './keeper.ts'
import { BLOCK_EVENTS_MAX, SEAL_BLOCKS_MAX } from './limits.ts'
import type { Signer, TrustedKey } from './signer.ts'
import * as store from './store.ts'

export type SealDeps = {
  readonly db: Database
  readonly world: World
  readonly signer: Signer
  readonly trusted: readonly TrustedKey[]
  readonly keeper: Keeper | undefined
}
/** `checkpoint` is the newest one made; undefined when nothing new was there. */
export type Sealed = {
  readonly events: number
  readonly blocks: number
  readonly checkpoint: string | undefined
}
/** The trail is not what it was. Nothing was sealed: a signature must not cover what somebody changed. */
export type Broken = { readonly code: 'trail_broken'; readonly detail: string }

/**
 * Seals what is new in one tenant's trail into blocks of at most BLOCK_EVENTS_MAX events and keeps the last
 * checkpoint. Reads, then signs outside any transaction, then writes. Two sealers at once make one block: the
 * second finds it written and stops. A repeat with nothing new does nothing.
 *
 * Errors: `trail_broken` when what is to be sealed, the last block, or the kept checkpoint does not fit.
 */
export async function sealTenant(deps: SealDeps, tenant_id: TenantId): Promise<Result<Sealed, Broken>> {
  const kept = await deps.keeper?.last(tenant_id)
  let sealed: Sealed = { events: 0, blocks: 0, checkpoint: undefined }
  while (sealed.blocks < SEAL_BLOCKS_MAX) {
    const found = await readNext(deps, tenant_id)
    const fault =
      faultOf(deps, tenant_id, found) ??
      (sealed.blocks === 0 ? await keptFault(deps, tenant_id, kept, found.last) : undefined)
    if (fault !== undefined) return err({ code: 'trail_broken', detail: fault })
    if (found.events.length === 0) break
    const block = await makeBlock(deps, tenant_id, found)
    const isOurs = await deps.db.withTenant(tenant_id, (db) => store.insertBlock(db, tenant_id, block))
    if (!isOurs) break
    sealed = {
      events: sealed.events + found.events.length,
      blocks: sealed.blocks + 1,
      checkpoint: block.checkpoint,
    }
  }
  if (sealed.checkpoint !== undefined) await deps.keeper?.keep(tenant_id, sealed.checkpoint)
  return ok(sealed)
}

type Next = {
  readonly last: Block | undefined
  readonly head: number
  readonly events: readonly AuditEvent[]
}

const readNext = (deps: SealDeps, tenant_id: TenantId): Promise<Next> =>
  deps.db.withTenant(tenant_id, async (db) => {
    const last = await store.lastBlock(db, tenant_id)
    // The head is read before the events: later events may be among them, earlier ones cannot be missing.
    const { head } = await store.readEnds(db, tenant_id)
    const first = (last?.last_seq ?? 0) + 1
    const events = await store.readEvents(db, tenant_id, first, first + BLOCK_EVENTS_MAX - 1)
    return { last, head, events }
  })

function faultOf(deps: SealDeps, tenant_id: TenantId, { last, head, events }: Next): string | undefined {
  const sealed = last?.last_seq ?? 0
  if (last !== undefined && (blockHash(last) !== last.hash || !isVouchedFor(tenant_id, last, deps.trusted)))
    return `block ${last.number} is not the one that was signed`
  for (const [index, event] of events.entries()) {
    const seq = sealed + 1 + index
    if (event.seq !== seq) return `event ${seq} is missing`
    if (leafHash(tenant_id, event) !== event.leaf_hash) return `event ${seq} was changed`
  }
  const isWhole = sealed + events.length >= head || events.length === BLOCK_EVENTS_MAX
  return isWhole ? undefined : `event ${sealed + events.length + 1} is missing`
}

/** A checkpoint of ours must still be part of the chain: this is what finds a trail rewritten from its start. */
async function keptFault(
  deps: SealDeps,
  tenant_id: TenantId,
  kept: string | undefined,
  last: Block | undefined,
): Promise<string | undefined> {
  if (kept === undefined) return undefined
  const said = parseCheckpoint(kept)
  if (said === undefined || said.tenant_id !== tenant_id || signerOf(kept, deps.trusted) === undefined)
    return 'the kept checkpoint is damaged, or nobody we trust signed it'
  if (last?.hash === said.hash) return undefined
  const [block] = await deps.db.withTenant(tenant_id, (db) =>
    store.readBlocks(db, tenant_id, said.block - 1, 1),
  )
  return block?.number === said.block && block.hash === said.hash
    ? undefined
    : `block ${said.block} is not the one of the kept checkpoint`
}

async function makeBlock(deps: SealDeps, tenant_id: TenantId, { last, events }: Next): Promise<Block> {
  const first_seq = (last?.last_seq ?? 0) + 1
  const chained = {
    number: (last?.number ?? 0) + 1,
    first_seq,
    last_seq: first_seq + events.length - 1,
    root: rootOf(events),
    prev_hash: last?.hash ?? GENESIS_HASH,
    sealed_at: deps.world.now(),
  }
  const hash = blockHash(chained)
  const { last_seq, number: block, sealed_at } = chained
  const checkpoint = await signCheckpoint({ tenant_id, last_seq, hash, block, sealed_at }, deps.signer)
  return { ...chained, hash, checkpoint }
}
