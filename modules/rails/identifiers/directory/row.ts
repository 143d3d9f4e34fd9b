import type { FileFault } from '../../files/fault.ts'

/** What money can do at a bank, as its directory says. `wire_settlement`: wires only to settle between banks. */
export type BankService =
  | 'ach'
  | 'wire'
  | 'wire_settlement'
  | 'securities'
  | 'instant'
  | 'sct'
  | 'sct_inst'
  | 'sdd_core'
  | 'sdd_b2b'

/** A bank or branch as a directory names it, whatever the directory. */
export type DirectoryRow = {
  /** `bank_code`: the national code inside of its IBANs. */
  readonly scheme: 'us_aba' | 'bank_code'
  readonly country: string
  readonly code: string
  readonly bic: string | null
  readonly name: string
  readonly city: string | null
  /** State, province or region, as the directory writes it. */
  readonly state: string | null
  /** `superseded`: payments go to `new_code`. `inactive`: it takes none of the directory's payments. */
  readonly status: 'active' | 'superseded' | 'inactive'
  readonly services: readonly BankService[]
  readonly new_code: string | null
  /** When the row was changed last, `YYYY-MM-DD`. */
  readonly effective_on: string | null
  /** Of several rows with one code, the one that speaks for the bank. */
  readonly is_primary: boolean
}

/** One entry of a directory, as it was read: its rows, none when it is refused, and what is wrong with it. */
export type DirectoryEntry = {
  readonly line: number
  readonly rows: readonly DirectoryRow[]
  readonly faults: readonly FileFault[]
}

const services = [
  'ach',
  'wire',
  'wire_settlement',
  'securities',
  'instant',
  'sct',
  'sct_inst',
  'sdd_core',
  'sdd_b2b',
] as const satisfies readonly BankService[]
export const isBankService = (text: string): text is BankService =>
  services.some((service) => service === text)

export const textOrNull = (text: string | undefined): string | null =>
  text === undefined || text.trim() === '' ? null : text.trim()
