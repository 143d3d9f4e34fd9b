/** `*`, `payment.*` or the name of one type. */
export const FILTER_PATTERN = '^(\\*|[a-z][a-z0-9_]*(\\.[a-z0-9_]+)*(\\.\\*)?)$'

/** Whether an event of this type is asked for by one of the filters. */
export const wants = (filters: readonly string[], type: string): boolean =>
  filters.some((filter) => (filter.endsWith('*') ? type.startsWith(filter.slice(0, -1)) : filter === type))

/** A filter that no type there is would pass: a typing error, told to whoever made it. */
export const unknownFilters = (filters: readonly string[], types: readonly string[]): string[] =>
  filters.filter((filter) => !types.some((type) => wants([filter], type)))
