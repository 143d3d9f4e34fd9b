import type { Id } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'

/** Gathers the orders that are due at a cut-off into files. */
export const GATHER_JOB = 'rails.gather_file'
/** Has the orders of a file follow what happened to it. */
export const FOLLOW_JOB = 'rails.follow_file'
/** Settles the orders of a file when their time has come. */
export const SETTLE_JOB = 'rails.settle_orders'
/** Frees collected money when its window has closed. */
export const RELEASE_JOB = 'rails.release_collections'
/** Sends an order that travels by itself. */
export const INSTANT_JOB = 'rails.send_instant'

export const gatherKey = (connection: Id<'bcn'>, rail: string, cutoff_at: Instant): string =>
  `${connection} ${rail} ${instantText(cutoff_at)}`
