import type { Id } from '../../kernel/id.ts'
import type { Day, Instant } from '../../kernel/world.ts'

/** One closing of the books: effective dates up to and including `closed_through` take no more entries. */
export type Period = {
  readonly id: Id<'per'>
  readonly closed_through: Day
  /** Through which day they were closed before; null for the first closing. */
  readonly closed_before: Day | null
  readonly description: string | null
  readonly closed_at: Instant
}
export type NewPeriod = Pick<Period, 'id' | 'closed_through'> & Partial<Pick<Period, 'description'>>
