import type { TenantId } from '../../platform/scope.ts'
import { type Block, blockHash, rootOf } from './block.ts'
import { isVouchedFor } from './checkpoint.ts'
import { type AuditEvent, leafHash } from './event.ts'
import { REORDER_EVENTS_MAX } from './limits.ts'
import type { TrustedKey } from './signer.ts'

/**
 * What is wrong with a trail, and where. `edited`: an event's content or leaf; `deleted`: a number is missing;
 * `reordered`: an event stands at another's number; `added`: beyond the head; `truncated`: the end is gone;
 * `block_changed`, `block_missing`, `unsigned`: of the chain; `rewritten`, `checkpoint_unknown`: of the
 * checkpoint that the verifier was given.
 */
export type AuditFault = {
  readonly kind:
    | 'edited'
    | 'deleted'
    | 'reordered'
    | 'added'
    | 'truncated'
    | 'block_changed'
    | 'block_missing'
    | 'unsigned'
    | 'rewritten'
    | 'checkpoint_unknown'
  readonly seq?: number
  readonly block?: number
  readonly detail: string
}

/** Faults of the events numbered `first` to `last`, as far as each shows by itself and beside the others. */
export function eventFaults(
  tenant_id: TenantId,
  events: readonly AuditEvent[],
  first: number,
  last: number,
): AuditFault[] {
  const faults: AuditFault[] = []
  let expected = first
  const skipTo = (seq: number): void => {
    if (seq <= expected) return
    const detail =
      seq === expected + 1 ? `event ${expected} is gone` : `events ${expected} to ${seq - 1} are gone`
    faults.push({ kind: 'deleted', seq: expected, detail })
  }
  const changed = events.filter((event) => leafHash(tenant_id, event) !== event.leaf_hash)
  const suspects = new Set(changed)
  for (const event of events) {
    skipTo(event.seq)
    expected = event.seq + 1
    if (suspects.has(event)) faults.push(changedFault(tenant_id, event, changed))
  }
  skipTo(last + 1)
  return faults
}

/** A leaf that fits the same event at the number of another changed one: they were exchanged, not edited. */
function changedFault(tenant_id: TenantId, event: AuditEvent, changed: readonly AuditEvent[]): AuditFault {
  const { seq } = event
  const origin = changed
    .slice(0, REORDER_EVENTS_MAX)
    .find((other) => leafHash(tenant_id, event, other.seq) === event.leaf_hash)
  return origin === undefined
    ? { kind: 'edited', seq, detail: `event ${seq} is not what was written: its content and its leaf differ` }
    : { kind: 'reordered', seq, detail: `event ${seq} was written as event ${origin.seq}` }
}

/**
 * Faults of one block: `link` is what the block before demands of it, `leaves` are those of its events;
 * undefined when the events are known not to be the sealed ones.
 */
export function blockFaults(
  tenant_id: TenantId,
  block: Block,
  link: { readonly number: number; readonly first_seq: number; readonly hash: string },
  leaves: readonly string[] | undefined,
  trusted: readonly TrustedKey[],
): AuditFault[] {
  const { number, first_seq, last_seq } = block
  const faults: AuditFault[] = []
  if (number !== link.number) {
    const detail = `blocks ${link.number} to ${number - 1} are gone`
    faults.push({ kind: 'block_missing', block: link.number, detail })
  } else if (first_seq !== link.first_seq || block.prev_hash !== link.hash)
    faults.push({
      kind: 'block_changed',
      block: number,
      detail: `block ${number} does not continue block ${number - 1}`,
    })
  if (blockHash(block) !== block.hash)
    faults.push({ kind: 'block_changed', block: number, detail: `block ${number} was changed` })
  if (!isVouchedFor(tenant_id, block, trusted))
    faults.push({ kind: 'unsigned', block: number, detail: `no trusted key signed block ${number} as it is` })
  if (leaves !== undefined && rootOf(leaves.map((leaf_hash) => ({ leaf_hash }))) !== block.root) {
    const detail = `events ${first_seq} to ${last_seq} are not those that block ${number} sealed`
    faults.push({ kind: 'edited', seq: first_seq, block: number, detail })
  }
  return faults
}
