import type { Element } from '../../../xml/element.ts'
import type { Reading } from './reading.ts'
import type { Writing } from './writing.ts'

/** How a value looks: what a document or a test that makes examples needs to know. */
export type Form =
  | {
      readonly kind: 'text'
      readonly length: number
      readonly pattern?: RegExp
      readonly examples?: readonly string[]
    }
  | {
      readonly kind:
        | 'amount'
        | 'date'
        | 'date_time'
        | 'utc_time'
        | 'time'
        | 'day_or_time'
        | 'count'
        | 'decimal'
        | 'flag'
    }
  | { readonly kind: 'group'; readonly fields: Fields; readonly rules: GroupRules }

/**
 * Reads a value from an element and writes it into one. `read` never throws: it reports what is wrong and gives
 * undefined when nothing can be used. `write` adds to the refusals of the writing what the element cannot hold.
 */
export type Codec<T> = {
  readonly form: Form
  read(from: Element, reading: Reading): T | undefined
  write(name: string, value: T, writing: Writing): Element
}

/** `many` is absent when there is none, `list` an empty list. */
export type Occurs = 'one' | 'optional' | 'many' | 'list'

/** Where a value stands below its parent, by the yearly release of the standard: from `since`, up to before `before`. */
export type Place = {
  readonly path: readonly string[]
  readonly since: number
  readonly before: number
  readonly max: number
}

export type Field<T, O extends Occurs> = {
  readonly codec: Codec<T>
  readonly occurs: O
  /** Read: the first that holds something. Written: the one of the release. */
  readonly places: readonly Place[]
  /** A schema of an earlier release wants it. */
  readonly needed_before: number
}
export type Fields = Readonly<Record<string, Field<unknown, Occurs>>>

/** Of each `one_of` exactly one field is there, of each `at_most_one_of` one or none. */
export type GroupRules = {
  readonly one_of: readonly (readonly string[])[]
  readonly at_most_one_of: readonly (readonly string[])[]
  /** Containers that the schema wants even when they are empty, such as `FinInstnId`. */
  readonly always: readonly string[]
}

type ValueOf<F> = F extends Field<infer T, Occurs> ? T : never
type KeysThat<F extends Fields, O extends Occurs> = {
  [K in keyof F]: F[K]['occurs'] extends O ? K : never
}[keyof F]
type Flat<T> = { [K in keyof T]: T[K] }

/** The noun that a table of fields describes. */
export type NounOf<F extends Fields> = Flat<
  { readonly [K in KeysThat<F, 'one'>]: ValueOf<F[K]> } & {
    readonly [K in KeysThat<F, 'optional'>]?: ValueOf<F[K]>
  } & { readonly [K in KeysThat<F, 'many'>]?: readonly ValueOf<F[K]>[] } & {
    readonly [K in KeysThat<F, 'list'>]: readonly ValueOf<F[K]>[]
  }
>
/** A noun with exactly one of the fields. */
export type OneOf<F extends Fields> = {
  [K in keyof F]: Flat<{ readonly [P in K]: ValueOf<F[P]> } & { readonly [P in Exclude<keyof F, K>]?: never }>
}[keyof F]

export type Read<C> = C extends Codec<infer T> ? T : never

type Where = string | Place | readonly (string | Place)[]
const LATEST = 9_999
const UNBOUNDED = Number.MAX_SAFE_INTEGER
const place = (path: string, since: number, before: number, max: number): Place => ({
  path: path.split('/'),
  since,
  before,
  max,
})

/** A place that messages have from the release of that year on. */
export const since = (year: number, path: string): Place => place(path, year, LATEST, UNBOUNDED)
/** A place that messages had until the release of that year; `max` when it could not repeat as often as later. */
export const before = (year: number, path: string, max = UNBOUNDED): Place => place(path, 0, year, max)
/** A place of the first years, which is read and never written. */
export const formerly = (path: string): Place => place(path, 0, 0, 0)
/** A place that holds at most so many. */
export const upTo = (max: number, path: string): Place => place(path, 0, LATEST, max)

const placesOf = (where: Where): readonly Place[] =>
  (Array.isArray(where) ? where : [where]).map((one: string | Place) =>
    typeof one === 'string' ? since(0, one) : one,
  )
const field =
  <O extends Occurs>(occurs: O) =>
  <T>(where: Where, codec: Codec<T>): Field<T, O> => ({
    codec,
    occurs,
    places: placesOf(where),
    needed_before: 0,
  })

/** A field that the schemas want before the release of that year. */
export const neededBefore = <T, O extends Occurs>(year: number, given: Field<T, O>): Field<T, O> => ({
  ...given,
  needed_before: year,
})

/** A field that every schema wants, and that a reader can do without. */
export const needed = <T, O extends Occurs>(given: Field<T, O>): Field<T, O> => neededBefore(LATEST, given)

export const one = field('one')
export const optional = field('optional')
export const many = field('many')
export const list = field('list')
