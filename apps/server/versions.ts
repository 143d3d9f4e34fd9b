import type { Day } from '../../kernel/world.ts'
import { ledgerVersions } from '../../modules/ledger/index.ts'
import type { ApiVersions } from '../../platform/http/versions.ts'

export const API_VERSION = '2026-11-21' as Day

/** Every version that is served, and what each changed. A new one is an entry here and a change in its module. */
export const versions: ApiVersions = {
  current: API_VERSION,
  older: [
    {
      version: '2026-10-01' as Day,
      deprecated_on: API_VERSION,
      sunset_on: '2027-11-21' as Day,
      guide: '/docs/upgrades/2026-11-21',
    },
  ],
  changes: ledgerVersions,
}
