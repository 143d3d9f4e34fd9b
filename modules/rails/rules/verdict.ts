import type { Day } from '../../../kernel/world.ts'

/**
 * What a rule says. `rule` is stable, for programs; `because` is a sentence for people; `source` says where it stands.
 * `from` is when it is allowed first, and null when there is nothing to wait for. With days `until` is the last one on
 * which it is or was allowed; with instants it is the first at which it is not. Null: no end.
 */
export type Verdict<When = Day> = {
  readonly allowed: boolean
  readonly rule: string
  readonly because: string
  readonly source: string
  readonly from: When | null
  readonly until: When | null
}

type Bounds<When> = { readonly from?: When | null; readonly until?: When | null }

const verdict =
  (allowed: boolean) =>
  <When = Day>(rule: string, because: string, source: string, bounds: Bounds<When> = {}): Verdict<When> => ({
    allowed,
    rule,
    because,
    source,
    from: bounds.from ?? null,
    until: bounds.until ?? null,
  })

export const allow = verdict(true)
export const refuse = verdict(false)

/** Allowed through a last day. */
export function throughDay(on: Day, until: Day, rule: string, because: string, source: string): Verdict {
  const late = `${because} The last day was ${until}.`
  return on <= until ? allow(rule, because, source, { until }) : refuse(rule, late, source, { until })
}
