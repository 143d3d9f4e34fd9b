import { breathe } from '../batcher/yield.ts'
import type { Database } from '../db/database.ts'
import { moveCursors, staleCursor } from '../outbox/outbox.ts'
import type { CursorMove } from '../outbox/store.ts'
import type { TenantId } from '../scope.ts'

/**
 * Moves places of consumers that have nothing of their own to commit with it: most facts are news to few. Consumers of
 * one process pass over the same page at the same moment, so their moves share one transaction per tenant.
 */
export type IdleMoves = {
  /** Resolves when it is committed. Rejects with StaleCursor, this move alone, when the place is not at its beginning. */
  move(tenant_id: TenantId, move: CursorMove): Promise<void>
}

type Gathered = { readonly moves: CursorMove[]; readonly moved: Promise<ReadonlySet<string>> }

export function createIdleMoves(db: Database): IdleMoves {
  const gathering = new Map<TenantId, Gathered>()
  const commit = async (tenant_id: TenantId, moves: readonly CursorMove[]): Promise<ReadonlySet<string>> => {
    await breathe()
    gathering.delete(tenant_id)
    return db.withTenant(tenant_id, (tx) => moveCursors(tx, tenant_id, moves))
  }
  const gather = (tenant_id: TenantId): Gathered => {
    const moves: CursorMove[] = []
    const gathered = { moves, moved: commit(tenant_id, moves) }
    gathering.set(tenant_id, gathered)
    return gathered
  }
  return {
    async move(tenant_id, move) {
      const { moves, moved } = gathering.get(tenant_id) ?? gather(tenant_id)
      moves.push(move)
      if (!(await moved).has(move.consumer)) throw staleCursor(tenant_id, move)
    },
  }
}
