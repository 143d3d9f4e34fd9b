import type { FileFault } from '../files/fault.ts'

/**
 * One thing that is wrong with an identifier. `rule` is stable and led by the identifier, such as
 * `iban_check_digits`; `field` says which part or field; `detail` is a sentence that never holds a full account number.
 */
export type IdentifierFault = Pick<FileFault, 'rule' | 'field' | 'detail' | 'severity'>

/** What was read, with what is noted about it; or every reason why it must not be used. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T; readonly noted: readonly IdentifierFault[] }
  | { readonly ok: false; readonly error: readonly IdentifierFault[] }

export const refused = (rule: string, field: string, detail: string): IdentifierFault => ({
  rule,
  field,
  detail,
  severity: 'refused',
})

export const noted = (rule: string, field: string, detail: string): IdentifierFault => ({
  rule,
  field,
  detail,
  severity: 'noted',
})

export const isRefused = (faults: readonly IdentifierFault[]): boolean =>
  faults.some(({ severity }) => severity === 'refused')

/** A value that stands unless one of the faults refuses it. */
export const reading = <T>(value: T, faults: readonly IdentifierFault[]): Reading<T> =>
  isRefused(faults) ? { ok: false, error: faults } : { ok: true, value, noted: faults }

export const unread = (...faults: readonly IdentifierFault[]): Reading<never> => ({
  ok: false,
  error: faults,
})

/** Longer texts are not looked at: no identifier and no name of a bank account is so long. */
export const INPUT_CHARS_MAX = 256

/** What people type between the characters of an identifier: spaces of every kind, hyphens, dots and slashes. */
const separators = /[\s\u00ad\u200b-\u200d\u2010-\u2015\u2060\ufeff./-]+/g

/** Upper case and without separators. Full-width digits and letters, as typed in Japan, become plain ones. */
export const compact = (text: string): string =>
  text.length <= INPUT_CHARS_MAX && /^[0-9A-Z]*$/.test(text) ? text : folded(text)

const folded = (text: string): string =>
  text.slice(0, INPUT_CHARS_MAX).normalize('NFKC').replaceAll(separators, '').toUpperCase()
