import type { Id } from '../../../kernel/id.ts'
import { schedule } from '../../../platform/jobs/schedule.ts'
import type { Scope } from '../../../platform/scope.ts'

/** Looks into the bank's folder and takes what is new. */
export const COLLECT_JOB = 'rails.collect_files'
/** Reads one file that came. */
export const READ_JOB = 'rails.read_bank_file'

/** Plans the first look into a bank's folder, in the caller's transaction; the others follow from it. A repeat plans nothing. */
export async function beginCollecting({ db, ...scope }: Scope, connection: Id<'bcn'>): Promise<void> {
  await schedule(db, scope, [{ kind: COLLECT_JOB, body: { connection }, unique_key: connection }])
}
