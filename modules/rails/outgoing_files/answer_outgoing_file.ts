import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import type { Scope } from '../../../platform/scope.ts'
import type { OutgoingFileDeps } from './deps.ts'
import { outgoingFileErrors } from './errors.ts'
import { moveOutgoingFile, targetOf } from './move_outgoing_file.ts'
import type { OutgoingFile } from './outgoing_file.ts'
import { planSending } from './plan_sending.ts'
import * as store from './store.ts'

type Deps = Pick<OutgoingFileDeps, 'follow'>

export type FileAnswer = {
  readonly connection: Id<'bcn'>
  /** As we named it. */
  readonly name: string
  /** Hex, of what the bank got, when it says so. */
  readonly sha256: string | undefined
  readonly event: 'accept' | 'reject'
  readonly because: string
}

/**
 * What the bank says of a whole file of ours, in the caller's transaction. It counts from whatever state the file is in, once
 * it is written: what the bank has, it got. A repeat does nothing.
 *
 * Errors: `outgoing_file_not_found`; `outgoing_file_differs` when the bank got other bytes; `outgoing_file_state` for one that
 * was never written, or about which the bank said the contrary before.
 */
export async function answerFile(
  deps: Deps,
  scope: Scope,
  { connection, name, sha256, event, because }: FileAnswer,
): Promise<Result<OutgoingFile, Failure>> {
  const found = await store.lockByName(scope.db, scope.tenant_id, connection, name)
  if (found === undefined) return outgoingFileErrors.fail('outgoing_file_not_found')
  if (found.state === 'gathering') return wrongState(found)
  if (sha256 !== undefined && sha256 !== found.sha256) return outgoingFileErrors.fail('outgoing_file_differs')
  const wanted = event === 'accept' ? 'accepted' : 'rejected'
  if (found.state === wanted) return ok(found)
  // Somebody said that it was not sent, or we thought so; the bank knows better.
  const file =
    found.state === 'written' ? await moveOutgoingFile(deps, scope, found, { event: 'begin' }) : found
  if (targetOf(file.state, event) === undefined) return wrongState(file)
  return ok(await moveOutgoingFile(deps, scope, file, { event, because }))
}

const wrongState = ({ state }: OutgoingFile) =>
  outgoingFileErrors.fail('outgoing_file_state', { detail: `The file is ${state}.` })

/**
 * A person decides about a file of unknown fate, after having asked the bank; in the caller's transaction. `not_sent` has it
 * sent again. A repeat does nothing. Errors: `outgoing_file_not_found`, `outgoing_file_state`.
 */
export async function resolveFile(
  deps: Pick<OutgoingFileDeps, 'follow' | 'audit'>,
  scope: Scope,
  id: Id<'ofl'>,
  { outcome, because }: { readonly outcome: 'sent' | 'not_sent'; readonly because: string },
): Promise<Result<OutgoingFile, Failure>> {
  const { db, tenant_id } = scope
  const before = await store.findFile(db, tenant_id, id, { is_locked: true })
  if (before === undefined) return outgoingFileErrors.fail('outgoing_file_not_found')
  if (before.state === (outcome === 'sent' ? 'sent' : 'written')) return ok(before)
  if (before.state !== 'unknown') return wrongState(before)
  const event = outcome === 'sent' ? 'deliver' : 'retry'
  const after = await moveOutgoingFile(deps, scope, before, { event, because })
  if (outcome === 'not_sent') await planSending(scope, [{ file: id, asked: 0, wait_ms: 0 }])
  await deps.audit.append(scope, [
    {
      action: 'outgoing_files.resolve',
      resource_type: 'outgoing_file',
      resource_id: id,
      before: { state: before.state },
      after: { state: after.state, outcome, because },
    },
  ])
  return ok(after)
}
