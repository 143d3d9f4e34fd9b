import type { Fact } from '../../../platform/outbox/fact.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { Scope } from '../../../platform/scope.ts'
import { storable } from '../files/storable.ts'
import type { OutgoingFileDeps } from './deps.ts'
import { outgoingFileFacts } from './facts.ts'
import { BECAUSE_CHARS_MAX } from './limits.ts'
import {
  type OutgoingFileEvent,
  outgoingFileMachine,
  type OutgoingFileState,
} from './outgoing_file.machine.ts'
import { type OutgoingFile, outgoingFileJson } from './outgoing_file.ts'
import * as store from './store.ts'

/** Where an event leads; undefined when the state does not have it. */
export function targetOf(state: OutgoingFileState, event: OutgoingFileEvent): OutgoingFileState | undefined {
  const events: Readonly<Record<string, OutgoingFileState>> = outgoingFileMachine.table[state]
  return events[event]
}

export type FileMove = {
  readonly event: OutgoingFileEvent
  readonly because?: string | undefined
  /** Of `write`. */
  readonly content?: { readonly sha256: string; readonly bytes: number }
}

/**
 * Moves a file whose row the caller holds, lets its orders follow, and tells of it: one transaction. A move that the state does
 * not have is a bug: look at `targetOf` before.
 */
export async function moveOutgoingFile(
  { follow }: Pick<OutgoingFileDeps, 'follow'>,
  scope: Scope,
  before: OutgoingFile,
  { event, because, content }: FileMove,
): Promise<OutgoingFile> {
  const at = scope.world.now()
  const machine: { next(state: string, event: string): string } = outgoingFileMachine
  const state = machine.next(before.state, event) as OutgoingFileState
  const isSent = state === 'sent' || state === 'accepted' || state === 'rejected'
  const after: OutgoingFile = {
    ...before,
    ...content,
    state,
    because: because === undefined ? null : storable(because, BECAUSE_CHARS_MAX),
    attempts: before.attempts + (event === 'begin' ? 1 : 0),
    sent_at: isSent ? (before.sent_at ?? at) : null,
    answered_at: event === 'accept' || event === 'reject' ? at : before.answered_at,
    updated_at: at,
  }
  await store.moveFile(scope.db, scope.tenant_id, before.state, event, after)
  await follow(scope, after, event)
  await appendFacts(scope.db, scope, factsOf(after, event))
  return after
}

function factsOf(file: OutgoingFile, event: OutgoingFileEvent): Fact[] {
  const object = outgoingFileJson(file)
  switch (event) {
    case 'deliver':
      return [outgoingFileFacts.fact('rails.outgoing_file_sent', file.id, { object })]
    case 'lose':
      return [outgoingFileFacts.fact('rails.outgoing_file_unknown', file.id, { object })]
    case 'accept':
      return [outgoingFileFacts.fact('rails.outgoing_file_accepted', file.id, { object })]
    case 'reject':
      return [outgoingFileFacts.fact('rails.outgoing_file_rejected', file.id, { object })]
    case 'write':
    case 'begin':
    case 'retry':
      return []
  }
}
