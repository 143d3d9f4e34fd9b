import { ownOf } from '../../../kernel/own.ts'
import type { Db } from '../../../platform/db/database.ts'
import { bankDirectory } from '../identifiers/directory/bank_directory.ts'
import type { BankService, DirectoryRow } from '../identifiers/directory/row.ts'
import { type BankAsked, findBanks, knowsScheme } from './store.ts'

/** Which service of a directory a rail needs. Rails that no directory speaks of are not looked up. */
const services: Readonly<Record<string, BankService>> = {
  ach: 'ach',
  wire: 'wire',
  sct: 'sct',
  sct_inst: 'sct_inst',
  sdd_core: 'sdd_core',
  sdd_b2b: 'sdd_b2b',
}

export type Reach = {
  readonly bank: DirectoryRow | undefined
  /** Of the rails asked about, those that the bank takes part in, as far as directories know. */
  readonly rails: readonly string[]
  /** Why some are missing; undefined when none is. */
  readonly because: string | undefined
}

/**
 * What the imported directories say of a bank. Without one for its scheme and country everything is taken to be reachable.
 * A bank that the directory does not have is not reachable by the rails that it speaks of; one that moved keeps ACH, since
 * the operator redirects (the new code stands in `new_code`).
 */
export async function reachOfBank(db: Db, asked: BankAsked, rails: readonly string[]): Promise<Reach> {
  const rows = await findBanks(db, [asked])
  const bank = bankDirectory(rows).find(asked.scheme, asked.country, asked.code)
  if (bank === undefined) {
    const isKnown = asked.scheme === 'us_aba' && (await knowsScheme(db, asked.scheme, asked.country))
    if (!isKnown) return { bank, rails, because: undefined }
    const left = rails.filter((rail) => ownOf(services, rail) === undefined)
    return { bank, rails: left, because: 'no bank has this code in the directory' }
  }
  // A list of codes that says nothing of services does not say that there are none.
  const takes = (rail: string): boolean => {
    const service = ownOf(services, rail)
    if (service === undefined || bank.services.length === 0) return true
    return bank.services.includes(service) || (service === 'ach' && bank.status === 'superseded')
  }
  const left = rails.filter(takes)
  const missing = rails.filter((rail) => !left.includes(rail))
  const because =
    missing.length === 0 ? undefined : `the bank takes no ${missing.join(', ')}, its directory says`
  return { bank, rails: left, because }
}
