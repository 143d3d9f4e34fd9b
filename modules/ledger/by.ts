import { newUuid } from '../../kernel/id.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { Telling } from './store_accounts.ts'

/**
 * Who did it, as every fact of the ledger about a single object says under `by`: what the audit trail needs to
 * know, since the ledger cannot call a module on its own floor. `count` facts are told.
 */
export const telling = (scope: OpenScope, count = 1): Telling => ({
  fact_ids: Array.from({ length: count }, () => newUuid(scope.world)),
  by: JSON.stringify({ by: { ...scope.actor, ip: scope.ip ?? null, request_id: scope.request_id } }),
})
