import type { Database } from '../../../platform/db/database.ts'
import type { Scope } from '../../../platform/scope.ts'
import type { Audit } from '../../audit/index.ts'
import type { Rails } from '../../rails/index.ts'

export type StatementsDeps = {
  readonly db: Database
  readonly audit: Pick<Audit, 'append'>
  readonly rails: Pick<
    Rails,
    'receiveFile' | 'finishFile' | 'amendFile' | 'openFile' | 'findFile' | 'listFiles'
  >
  /** Hears, in the transaction that loads them, of which accounts (by their keys) statements were loaded. */
  readonly loaded?: (scope: Scope, account_keys: readonly string[]) => Promise<void>
}
