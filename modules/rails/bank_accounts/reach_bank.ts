import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import type { Db } from '../../../platform/db/database.ts'
import { type Reach, reachOfBank } from '../directories/reach.ts'
import type { BankAsked } from '../directories/store.ts'
import type { SealedFields } from './create_bank_account.ts'
import { bankAccountErrors } from './errors.ts'

/** How a directory may know the bank, the likeliest first: lists of IBAN banks have the branch in the code, or not. */
function codesOf({ bank, country }: SealedFields): readonly BankAsked[] {
  const { routing_number, iban_country, bank_code = '', branch_code = '' } = bank
  if (routing_number !== undefined) return [{ scheme: 'us_aba', country, code: routing_number }]
  if (iban_country === undefined) return []
  const codes = branch_code === '' ? [bank_code] : [bank_code + branch_code, bank_code]
  return codes.map((code) => ({ scheme: 'bank_code', country: iban_country, code }))
}

async function look(db: Db, sealed: SealedFields): Promise<Reach> {
  let reach: Reach = { bank: undefined, rails: sealed.rails, because: undefined }
  for (const asked of codesOf(sealed)) {
    reach = await reachOfBank(db, asked, sealed.rails)
    if (reach.bank !== undefined) return reach
  }
  return reach
}

/**
 * What the imported directories add to details that are right by themselves: the bank's name and BIC, and which rails it
 * takes part in. Errors: `bank_account_not_valid` when none is left, or one that was `wanted` is missing.
 */
export async function withReach(
  db: Db,
  sealed: SealedFields,
  wanted: readonly string[],
): Promise<Result<SealedFields, Failure>> {
  const { bank, rails, because } = await look(db, sealed)
  if (rails.length === 0 || wanted.some((rail) => !rails.includes(rail))) {
    const param = sealed.bank['routing_number'] === undefined ? 'account.iban' : 'account.routing_number'
    const detail = because ?? 'no rail reaches the bank'
    return bankAccountErrors.fail('bank_account_not_valid', {
      errors: [{ code: 'bank_not_reachable', param, detail }],
    })
  }
  if (bank === undefined) return ok({ ...sealed, rails })
  const { bic, name, new_code } = bank
  const named = { ...(bic === null ? {} : { bic }), name, ...(new_code === null ? {} : { new_code }) }
  return ok({ ...sealed, rails, bank: { ...named, ...sealed.bank } })
}
