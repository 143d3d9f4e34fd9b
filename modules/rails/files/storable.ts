import type { FileFault } from './fault.ts'

const FIELD_CHARS_MAX = 200
const DETAIL_CHARS_MAX = 500

/**
 * Text of a file as PostgreSQL takes it, cut to a length: without U+0000, which it has no place for, and without the half of
 * a character that a cut may leave.
 */
export const storable = (text: string, chars_max: number): string =>
  text.slice(0, chars_max).toWellFormed().replaceAll('\0', '\ufffd')

/** Faults quote what stands in a file. */
export const storableFaults = (faults: readonly FileFault[], faults_max: number): FileFault[] =>
  faults.slice(0, faults_max).map((fault) => ({
    ...fault,
    field: storable(fault.field, FIELD_CHARS_MAX),
    detail: storable(fault.detail, DETAIL_CHARS_MAX),
  }))
