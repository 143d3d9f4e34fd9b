import type { Id } from '../../../kernel/id.ts'
import { plusMs } from '../../../kernel/world.ts'
import { schedule } from '../../../platform/jobs/schedule.ts'
import type { Scope } from '../../../platform/scope.ts'
import { RESUMED_MAX } from './limits.ts'
import { listInStates } from './store.ts'

/** Hands a file over, or finds out whether it was. */
export const SEND_JOB = 'rails.send_file'
/** `asked` counts the looks for a file of unknown fate that found nothing. */
export type SendPlan = { readonly file: Id<'ofl'>; readonly asked: number; readonly wait_ms: number }

/** Plans the next step of files, in the caller's transaction. Of a file whose step waits already, the earlier one stands. */
export async function planSending({ db, ...scope }: Scope, plans: readonly SendPlan[]): Promise<void> {
  const now = scope.world.now()
  await schedule(
    db,
    scope,
    plans.map(({ file, asked, wait_ms }) => ({
      kind: SEND_JOB,
      body: { file, asked },
      run_at: plusMs(now, wait_ms),
      unique_key: file,
    })),
  )
}

/** Files that wait because their connection could not be used: from now on they are tried again, or asked about. */
export async function resumeSending(scope: Scope, connection: Id<'bcn'>): Promise<void> {
  const states = ['written', 'sending', 'unknown'] as const
  const waiting = await listInStates(scope.db, scope.tenant_id, { connection, states, limit: RESUMED_MAX })
  await planSending(
    scope,
    waiting.map(({ id }) => ({ file: id, asked: 0, wait_ms: 0 })),
  )
}
