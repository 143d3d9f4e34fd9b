import { assert, present } from '../../../kernel/assert.ts'
import { RECORD_CHARS } from './limits.ts'

/**
 * What stands in a field, and so what it is in our model. `n`: digits, kept as text because their zeros count; `count`: a
 * number; `cents`: an amount, a bigint of US cents; `day`: YYMMDD, a text `YYYY-MM-DD`; `an`: any printable ASCII; `right`:
 * the same, but against the right edge; `is`: always the same characters; `blank`: reserved.
 */
export type FieldKind = 'n' | 'count' | 'cents' | 'day' | 'an' | 'right' | 'is' | 'blank'
/** The standard's own words for each kind: numeric or alphameric, which edge it stands at, what fills the rest. */
export const forms: Readonly<
  Record<
    FieldKind,
    { readonly type: 'n' | 'an'; readonly justify: 'left' | 'right'; readonly fill: '0' | ' ' }
  >
> = {
  n: { type: 'n', justify: 'right', fill: '0' },
  count: { type: 'n', justify: 'right', fill: '0' },
  cents: { type: 'n', justify: 'right', fill: '0' },
  day: { type: 'n', justify: 'right', fill: '0' },
  an: { type: 'an', justify: 'left', fill: ' ' },
  right: { type: 'an', justify: 'right', fill: ' ' },
  is: { type: 'an', justify: 'left', fill: ' ' },
  blank: { type: 'an', justify: 'left', fill: ' ' },
}

/** M: without it the operator or the ODFI rejects. R: without it an RDFI may. O: the originator's choice. */
export type Inclusion = 'M' | 'R' | 'O'
/** `start` counts from 1, as the standard does. The last item is what an `is` field holds. */
export type Row = readonly [
  name: string,
  start: number,
  length: number,
  kind: FieldKind,
  inclusion: Inclusion,
  is?: string,
]
export type Field = {
  readonly name: string
  readonly start: number
  /** Offsets into the record: `from` is `start - 1`, `to` is just behind. */
  readonly from: number
  readonly to: number
  readonly length: number
  readonly kind: FieldKind
  readonly inclusion: Inclusion
  readonly is: string
}
export type Layout<R extends readonly Row[] = readonly Row[]> = {
  readonly title: string
  readonly rows: R
  readonly fields: readonly Field[]
  /** Stretches that must be digits, neighbouring fields as one: what a record is first looked at for. */
  readonly digits: readonly (readonly [from: number, to: number])[]
  /** The fields that need a look of their own. */
  readonly others: readonly Field[]
}

type ValueOf<K extends FieldKind> = K extends 'cents' ? bigint : K extends 'count' ? number : string
/** What a record of this layout holds, by the names of its fields. */
export type ValuesOf<L extends Layout> = {
  readonly [R in L['rows'][number] as R[3] extends 'is' | 'blank' ? never : R[0]]: ValueOf<R[3]>
}

/** Makes a layout of its rows, which must fill the 94 characters without a gap. */
export function layout<const R extends readonly Row[]>(title: string, rows: R): Layout<R> {
  let next = 1
  const fields = rows.map(([name, start, length, kind, inclusion, is = '']): Field => {
    assert(start === next, `${title}: ${name} begins at ${next}`)
    next = start + length
    return { name, start, from: start - 1, to: next - 1, length, kind, inclusion, is }
  })
  assert(next === RECORD_CHARS + 1, `${title} has ${RECORD_CHARS} characters`)
  return { title, rows, fields, digits: digitRuns(fields), others: fields.filter(isOther) }
}

const isDigits = ({ kind, inclusion }: Field): boolean =>
  (kind === 'n' && inclusion === 'M') || kind === 'count' || kind === 'cents'
/** The record type has been read when a layout is chosen. */
const isOther = (field: Field): boolean =>
  field.start > 1 && !isDigits(field) && !(field.inclusion === 'O' && isText(field))
const isText = ({ kind }: Field): boolean => kind === 'an' || kind === 'right'

function digitRuns(fields: readonly Field[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = []
  for (const field of fields.filter(isDigits)) {
    const last = runs.at(-1)
    if (last !== undefined && last[1] === field.from) last[1] = field.to
    else runs.push([field.from, field.to])
  }
  return runs
}

/** Whether all characters of a stretch are digits. */
export function areDigits(line: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = line.charCodeAt(at)
    if (code < 48 || code > 57) return false
  }
  return true
}

/** Whether a stretch holds spaces only. */
export function isBlank(line: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (line.charCodeAt(at) !== 32) return false
  return true
}

/** A field of a layout by its name; a name that the layout does not have is a bug. */
export const fieldOf = (from: Layout, name: string): Field =>
  present(
    from.fields.find((field) => field.name === name),
    `${name} of the ${from.title}`,
  )
