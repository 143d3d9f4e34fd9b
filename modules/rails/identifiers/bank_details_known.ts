import { ownOf } from '../../../kernel/own.ts'
import type { Day } from '../../../kernel/world.ts'
import type { BankDetails } from './bank_details.ts'
import { type BankDirectory, bankOfIban, reachOf } from './directory/bank_directory.ts'
import type { BankService } from './directory/row.ts'
import { type IdentifierFault, noted, refused } from './fault.ts'
import { checkGbAccount } from './gb_modulus.ts'
import type { ModulusTable } from './gb_modulus_table.ts'
import { readIban } from './iban.ts'

/** Tables that an operator may have imported. */
export type Known = { readonly modulus?: ModulusTable; readonly directory?: BankDirectory }

/** What imported tables say against bank details whose numbers were read. */
export function knownFaults(
  { rail, account }: BankDetails,
  { modulus, directory }: Known,
  on: Day,
): readonly IdentifierFault[] {
  const { sort_code, account_number, routing_number, iban, bic } = account
  return [
    ...(modulus !== undefined && sort_code !== undefined && account_number !== undefined
      ? modulusFaults(sort_code, account_number, modulus)
      : []),
    ...(directory !== undefined && routing_number !== undefined
      ? reachFaults(directory, routing_number, rail)
      : []),
    ...(directory !== undefined && iban !== undefined && bic !== undefined
      ? bicFaults(directory, iban, bic, on)
      : []),
  ]
}

function modulusFaults(
  sort_code: string,
  account_number: string,
  table: ModulusTable,
): readonly IdentifierFault[] {
  if (!/^\d{6}$/.test(sort_code) || !/^\d{8}$/.test(account_number)) return []
  return checkGbAccount(sort_code, account_number, table).outcome === 'wrong'
    ? [
        refused(
          'gb_account_modulus',
          'account.account_number',
          'no account of this sort code has this number',
        ),
      ]
    : []
}

/** The service of the directory that a rail needs; instant rails have lists of their own. */
const services: Readonly<Record<string, BankService>> = { ach: 'ach', wire: 'wire', swift: 'wire' }

function reachFaults(
  directory: BankDirectory,
  routing_number: string,
  rail: string,
): readonly IdentifierFault[] {
  const service = ownOf(services, rail)
  if (service === undefined) return []
  const field = 'account.routing_number'
  const reach = reachOf(directory, routing_number, service)
  switch (reach.outcome) {
    case 'reachable':
      return []
    case 'not_reachable':
      return [refused('us_aba_service', field, `the bank does not take ${service} under this routing number`)]
    case 'redirected':
      return [noted('us_aba_redirected', field, `the bank has a new routing number, ${reach.new_code}`)]
    case 'unknown_bank':
      return [noted('us_aba_unknown', field, 'the directory does not know this routing number')]
  }
}

function bicFaults(directory: BankDirectory, iban: string, bic: string, on: Day): readonly IdentifierFault[] {
  const read = readIban(iban, on)
  const known = read.ok ? bankOfIban(read.value, directory)?.bic : undefined
  return known === undefined || known === null || known.slice(0, 8) === bic.slice(0, 8)
    ? []
    : [noted('bank_details_bic_differs', 'account.bic', `the directory names ${known} for this IBAN`)]
}
