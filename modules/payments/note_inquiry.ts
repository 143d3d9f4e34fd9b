import { newUuid } from '../../kernel/id.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { CardOutcome } from '../rails/index.ts'
import type { Core } from './deps.ts'
import type { OperationId } from './payment.ts'
import { noteInquiry } from './store_operations.ts'

/** Asked in vain: whoever reads the timeline sees that it was asked, and when. A repeat notes another one. */
export const noteOpen = (
  { db, world }: Core,
  scope: OpenScope,
  operation: OperationId,
  outcome: CardOutcome,
): Promise<void> =>
  db.withTenant(scope.tenant_id, (tx) =>
    noteInquiry(tx, scope.tenant_id, scope.world.now(), {
      operation,
      id: newUuid(world),
      result: outcome.kind,
      detail: 'why' in outcome ? outcome.why.slice(0, 500) : null,
    }),
  )
