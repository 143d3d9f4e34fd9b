import { assert, present } from '../../../kernel/assert.ts'
import { type Day, parseDay } from '../../../kernel/world.ts'
import type { Provenance } from '../cards/dated.ts'

export type RuleUnit =
  | 'banking_days'
  | 'calendar_days'
  | 'months'
  | 'hours'
  | 'ms'
  | 'times'
  | 'entries_a_year'
  | 'minor_units'
  | 'characters'
  /** Minutes after midnight on the wall clock of the rail. */
  | 'minute_of_day'

/** One number of a rule book. A source that begins with `[K]` is general knowledge: confirm it, or bring your own row. */
export type RuleRow<Name extends string> = Provenance & {
  readonly name: Name
  readonly value: number
  readonly unit: RuleUnit
}
export type RuleBook<Name extends string> = {
  readonly rows: readonly RuleRow<Name>[]
  /** The row in force on a day; before the first one, the first. */
  on(name: Name, day: Day): RuleRow<Name>
  /** Whether a rule that begins on some day has begun. */
  isInForce(name: Name, day: Day): boolean
  /** The same book with rows of one’s own; of two that begin on one day the one that was added counts. */
  amended(rows: readonly RuleRow<Name>[]): RuleBook<Name>
}

/** A book of numbers by name and day. Rows may come in any order. */
export function ruleBook<Name extends string>(rows: readonly RuleRow<Name>[]): RuleBook<Name> {
  const byName = new Map<Name, RuleRow<Name>[]>()
  for (const row of rows) {
    present(parseDay(row.effective_from), `the day ${row.effective_from}`)
    assert(Number.isSafeInteger(row.value) && row.value >= 0, `${row.name} is a whole number`)
    byName.set(row.name, [...(byName.get(row.name) ?? []), row])
  }
  // The sort is stable, so that an added row comes after the one it replaces.
  for (const versions of byName.values())
    versions.sort((a, b) =>
      a.effective_from < b.effective_from ? -1 : a.effective_from > b.effective_from ? 1 : 0,
    )
  const versionsOf = (name: Name): readonly RuleRow<Name>[] =>
    present(byName.get(name), `a row for the rule ${name}`)
  return {
    rows,
    on(name, day) {
      const versions = versionsOf(name)
      return present(
        versions.findLast(({ effective_from }) => effective_from <= day) ?? versions[0],
        'a version',
      )
    },
    isInForce: (name, day) => versionsOf(name).some(({ effective_from }) => effective_from <= day),
    amended: (more) => ruleBook([...rows, ...more]),
  }
}
