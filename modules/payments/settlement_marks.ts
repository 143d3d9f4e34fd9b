import type { Currency } from '../../kernel/currency.ts'
import { type Id, parseId, uuidOf } from '../../kernel/id.ts'
import type { Day, Instant } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import type { CardFace } from '../rails/index.ts'
import type { CardSource } from './payment_methods.ts'
import { findSettlementOperations, markSettled } from './store_settlement.ts'

/** An operation as whoever settles it needs to know it. Minor units. */
export type SettlementOperation = {
  /** UUID: also that of its transfer in the ledger. */
  readonly id: string
  readonly kind: 'authorize' | 'capture' | 'void' | 'increment' | 'refund'
  readonly payment: Id<'pay'>
  readonly merchant: Id<'mer'>
  readonly account: Id<'aca'>
  readonly amount: bigint
  readonly currency: Currency
  /** What was said last; null while nothing was. */
  readonly result: string | null
  readonly acquirer_reference: string | null
  readonly mcc: string | null
  readonly channel: 'ecommerce' | 'moto'
  readonly initiated_by: 'customer' | 'merchant'
  readonly created_at: Instant
  /** What stands on the card that was paid with; null when the vault has forgotten it. */
  readonly card: Pick<CardFace, 'scheme' | 'funding' | 'country'> | null
}
/** Below zero for a refund. `operation` is the UUID of what the line named; null when it named none. */
export type SettledPart = {
  readonly payment: Id<'pay'>
  readonly operation: string | null
  readonly amount: bigint
}

export type SettlementMarks = {
  /**
   * Operations by the references that acquirers know them by (ids without their prefix), in order; undefined for what
   * is none of ours. One statement for any number of them, and one look of the vault.
   */
  operationsByReference(
    scope: OpenScope,
    references: readonly (string | null)[],
  ): Promise<readonly (SettlementOperation | undefined)[]>
  /**
   * Adds what was settled to its payments, and the day to them and their refunds, in the caller's transaction. A repeat adds it again: call it where the
   * booking itself can happen only once.
   */
  markSettled(scope: Scope, settled_on: Day, parts: readonly SettledPart[]): Promise<void>
}

export function createSettlementMarks(deps: {
  readonly db: Database
  readonly vault: Pick<CardSource, 'describe'>
}): SettlementMarks {
  return {
    async operationsByReference(scope, references) {
      const uuids = references.map((reference) => {
        const id = reference === null ? undefined : parseId('opn', `opn_${reference}`)
        return id === undefined ? null : uuidOf(id)
      })
      const asked = [...new Set(uuids.filter((uuid) => uuid !== null))]
      if (asked.length === 0) return references.map(() => undefined)
      const found = await deps.db.withTenant(scope.tenant_id, (tx) =>
        findSettlementOperations(tx, scope.tenant_id, asked),
      )
      const tokens = [...new Set(found.flatMap(({ token }) => (token === null ? [] : [token])))]
      const cards = tokens.length === 0 ? [] : await deps.vault.describe(scope, tokens)
      const byToken = new Map(tokens.map((token, index) => [token, cards[index]]))
      const byId = new Map(
        found.map(({ token, ...operation }) => {
          const card = token === null ? undefined : byToken.get(token)
          const { scheme, funding, country } = card ?? {}
          const face =
            scheme === undefined ? null : { scheme, funding: funding ?? null, country: country ?? null }
          return [operation.id, { ...operation, card: face }]
        }),
      )
      return uuids.map((uuid) => (uuid === null ? undefined : byId.get(uuid)))
    },
    markSettled: ({ db, tenant_id }, settled_on, parts) => markSettled(db, tenant_id, settled_on, parts),
  }
}
