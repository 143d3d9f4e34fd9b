import type { Database } from '../../../platform/db/database.ts'
import type { Audit } from '../../audit/index.ts'
import type { Sealer } from '../index.ts'

export type BankAccountDeps = { readonly db: Database; readonly audit: Audit; readonly sealer: Sealer }

/** What the details of bank accounts are sealed, and told apart, for. */
export const DETAILS_PURPOSE = 'bank_account'
