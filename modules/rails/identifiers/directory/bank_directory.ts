import type { Iban } from '../iban.ts'
import type { BankService, DirectoryRow } from './row.ts'

/** Rows of directories, to be asked. */
export type BankDirectory = {
  readonly size: number
  find(scheme: DirectoryRow['scheme'], country: string, code: string): DirectoryRow | undefined
}

const keyOf = (scheme: string, country: string, code: string): string => `${scheme}:${country}:${code}`

/**
 * Puts rows of any number of directories together in memory. Of rows with one code the primary one speaks, then the first;
 * what it does not know comes from the others, and services are joined: FedACH and Fedwire name the same bank.
 */
export function bankDirectory(rows: Iterable<DirectoryRow>): BankDirectory {
  const found = new Map<string, DirectoryRow>()
  for (const row of rows) {
    const key = keyOf(row.scheme, row.country, row.code)
    const known = found.get(key)
    found.set(key, known === undefined ? row : joined(known, row))
  }
  return { size: found.size, find: (scheme, country, code) => found.get(keyOf(scheme, country, code)) }
}

function joined(known: DirectoryRow, row: DirectoryRow): DirectoryRow {
  const [first, other] = row.is_primary && !known.is_primary ? [row, known] : [known, row]
  const services = [...new Set([...first.services, ...other.services])]
  const superseded = [first, other].find(({ status }) => status === 'superseded')
  return {
    ...first,
    bic: first.bic ?? other.bic,
    city: first.city ?? other.city,
    state: first.state ?? other.state,
    services,
    new_code: first.new_code ?? other.new_code,
    status: superseded?.status ?? (services.length > 0 ? 'active' : first.status),
  }
}

/** The bank of an IBAN: by bank and branch together where the directory names branches, else by bank. */
export function bankOfIban(iban: Iban, directory: BankDirectory): DirectoryRow | undefined {
  const { country, bank_code, branch_code = '' } = iban
  return (
    directory.find('bank_code', country, bank_code + branch_code) ??
    directory.find('bank_code', country, bank_code)
  )
}

/** Whether a bank can be paid by a service. `redirected`: use the new code from now on. */
export type Reach =
  | { readonly outcome: 'reachable' | 'not_reachable' | 'unknown_bank' }
  | { readonly outcome: 'redirected'; readonly new_code: string }

/** What a directory says of a US routing number: many banks take ACH and no wires. */
export function reachOf(directory: BankDirectory, routing_number: string, service: BankService): Reach {
  const row = directory.find('us_aba', 'US', routing_number)
  if (row === undefined) return { outcome: 'unknown_bank' }
  if (service === 'ach' && row.new_code !== null && row.status === 'superseded')
    return { outcome: 'redirected', new_code: row.new_code }
  return { outcome: row.services.includes(service) ? 'reachable' : 'not_reachable' }
}
