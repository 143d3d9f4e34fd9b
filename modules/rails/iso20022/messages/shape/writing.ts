/** What a message cannot say: `field` is the path of the noun's fields, such as `payments.0.debtor.name`. */
export type Refusal = { readonly field: string; readonly detail: string }

export type Writing = {
  /** The year of the yearly release that the version of the message belongs to. */
  readonly release: number
  readonly refusals: Refusal[]
  /** Fields of the noun, from the outside in. */
  readonly at: string[]
  /** Lists that are written later, one part at a time: an element without a name keeps their place. */
  readonly later: ReadonlySet<unknown>
}

export const startWriting = (release: number, later: ReadonlySet<unknown> = new Set()): Writing => ({
  release,
  refusals: [],
  at: [],
  later,
})

export function refuse(writing: Writing, detail: string): void {
  writing.refusals.push({ field: writing.at.join('.'), detail })
}

export function within<T>(writing: Writing, name: string, write: () => T): T {
  writing.at.push(name)
  const written = write()
  writing.at.pop()
  return written
}
