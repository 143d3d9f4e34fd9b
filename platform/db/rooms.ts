import { fileURLToPath } from 'node:url'
import type { Room } from './sql_files.ts'

/** Every room with a schema, lowest floor first: the order in which they are migrated. */
export const rooms: readonly Room[] = [
  'platform',
  'modules/audit',
  'modules/ledger',
  'modules/requests',
  'modules/auth',
  'modules/vault',
  'modules/risk',
  'modules/rails',
  'modules/routing',
  'modules/payments',
  'modules/payouts',
  'modules/disputes',
  'modules/reconciliation',
  'modules/webhooks',
  'modules/sandbox',
]
export const root = fileURLToPath(new URL('../../', import.meta.url))
