import type { FileFault } from '../files/fault.ts'

/** Counted from 1. */
export type Place = { readonly line: number; readonly column: number }

/** One field of block 4. `line` and `column` point at the first character behind its tag. */
export type MtField = Place & {
  /** Without colons, such as `32A`, `20` or `NS`. */
  readonly tag: string
  /** As they stood, without line ends; blank lines at the end are left out. */
  readonly lines: readonly string[]
}

/** Where a character of a field stands: `line` counts the lines of the field from 0, `char` the characters of it. */
export const placeIn = (field: MtField, line = 0, char = 0): Place => ({
  line: field.line + line,
  column: line === 0 ? field.column + char : 1 + char,
})

/** The two digits of a tag: option letters choose a format, not a meaning. */
export const numberOf = ({ tag }: MtField): string => tag.slice(0, 2)
export const letterOf = ({ tag }: MtField): string => tag.slice(2)
export const textIn = (field: MtField): string => field.lines.join('\n')

export type Report = (fault: FileFault) => void

/** A fault at a place. */
export const mtFault = (
  { line, column }: Place,
  rule: string,
  field: string,
  detail: string,
  severity: FileFault['severity'] = 'refused',
): FileFault => ({ line, column, rule, field, detail, severity })

export const fieldFault = (
  field: MtField,
  rule: string,
  detail: string,
  severity: FileFault['severity'] = 'refused',
  at: Place = field,
): FileFault => mtFault(at, rule, `:${field.tag}:`, detail, severity)
