/** A broken assertion is our bug, never the caller's: it ends the request and is reported. */
export class Bug extends Error {
  override readonly name = 'Bug'
}

export function assert(condition: boolean, why = 'assertion failed'): asserts condition {
  if (!condition) throw new Bug(why)
}

/** For a value the types cannot prove present: returns it, or throws a Bug that says what was missing. */
export function present<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new Bug(`${what} is missing`)
  return value
}
