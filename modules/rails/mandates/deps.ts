import type { Audit } from '../../audit/index.ts'
import type { Database } from '../../../platform/db/database.ts'

export type MandateDeps = { readonly db: Database; readonly audit: Audit }
