import { assert, present } from '../../../kernel/assert.ts'
import { type Instant, parseDay, startOfDay } from '../../../kernel/world.ts'

/** Where a fact of the outside world comes from, since when it holds, and when somebody must look again. */
export type Provenance = {
  readonly source: string
  readonly effective_from: string
  readonly review_by: string
}
export type Version<T> = Provenance & { readonly value: T }
/** What holds at an instant; before the first version the first one. Days begin at midnight UTC. */
export type Dated<T> = (at: Instant) => Version<T>

/** Versions are given oldest first. */
export function dated<T>(versions: readonly Version<T>[]): Dated<T> {
  const starts = versions.map(({ effective_from }) =>
    startOfDay(present(parseDay(effective_from), `the day ${effective_from}`)),
  )
  assert(
    starts.every((start, index) => index === 0 || start > (starts[index - 1] as Instant)),
    'versions come oldest first',
  )
  return (at) => {
    let index = versions.length - 1
    while (index > 0 && at < (starts[index] as Instant)) index--
    return present(versions[index], 'a version')
  }
}
