import { present } from '../../../kernel/assert.ts'
import { dayOf, type Instant } from '../../../kernel/world.ts'

/** A fact of the outside world: where it comes from, since when it holds, and when somebody must look again. */
export type Dated<T> = {
  readonly source: string
  readonly effective_from: string
  readonly review_by: string
  readonly value: T
}

/** What holds at a moment; before the first row, the first. Rows are given oldest first. */
export const inForce = <T>(rows: readonly Dated<T>[], at: Instant): Dated<T> =>
  present(rows.findLast(({ effective_from }) => effective_from <= dayOf(at)) ?? rows[0], 'a row')
