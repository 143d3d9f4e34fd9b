import { type Block, GENESIS_HASH } from './block.ts'
import { parseCheckpoint, signerOf } from './checkpoint.ts'
import type { Database } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { EventReader } from './event_reader.ts'
import { BLOCK_EVENTS_MAX, VERIFY_FAULTS_MAX } from './limits.ts'
import type { TrustedKey } from './signer.ts'
import * as store from './store.ts'
import { type AuditFault, eventFaults } from './verify_block.ts'

export type VerifyDeps = { readonly db: Database; readonly trusted: readonly TrustedKey[] }

/** What the next block has to continue. */
export type Passed = Pick<Block, 'number' | 'last_seq' | 'hash'>

/** What a verifier found out on its way along a trail. */
export type Walk = {
  readonly faults: AuditFault[]
  events: number
  blocks: number
  /** The last block that was walked over. */
  last: Passed | undefined
  /** The greatest number that is there: no range is read beyond it, whatever a changed block says. */
  end: number
  /** The hash of the block that the checkpoint speaks of. */
  marked_hash: string | undefined
  readonly read: EventReader
}

/** See `store.readEnds`. */
export const readEnds = ({ db }: VerifyDeps, tenant_id: TenantId) =>
  db.withTenant(tenant_id, (tx) => store.readEnds(tx, tenant_id))

/** Whether so much is wrong that a list of it helps nobody. */
export const isBeyondHope = ({ faults }: Walk): boolean => faults.length > VERIFY_FAULTS_MAX

/** What the block after `last` must be. */
export const linkAfter = (last: Passed | undefined) => ({
  number: (last?.number ?? 0) + 1,
  first_seq: (last?.last_seq ?? 0) + 1,
  hash: last?.hash ?? GENESIS_HASH,
})

/** Reads and judges events; answers their leaves. */
export async function readRange(
  tenant_id: TenantId,
  walk: Walk,
  first: number,
  to: number,
): Promise<string[]> {
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

/** The end of a trail is gone. */
export const cut = (seq: number, to: number, by: string): AuditFault => ({
  kind: 'truncated',
  seq,
  detail: `events ${seq} to ${to} are gone: ${by} ${to}`,
})

/** The trail’s end and the block that a checkpoint speaks of: what finds a trail that was cut or rewritten as a whole. */
export function checkpointFaults(
  deps: VerifyDeps,
  tenant_id: TenantId,
  text: string,
  walk: Walk,
): AuditFault[] {
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

/** What the head row and the greatest number say against each other. */
export function endFaults({ head, last }: { readonly head: number; readonly last: number }): AuditFault[] {
  if (head > last) return [cut(last + 1, head, 'the head row counts')]
  if (head < last) return [{ kind: 'added', seq: head + 1, detail: `the head row ends at event ${head}` }]
  return []
}
