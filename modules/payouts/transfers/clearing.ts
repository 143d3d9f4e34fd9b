import { createHash } from 'node:crypto'
import { assert } from '../../../kernel/assert.ts'
import type { Currency } from '../../../kernel/currency.ts'
import { type Id, idFromBytes } from '../../../kernel/id.ts'
import type { OpenScope, TenantId } from '../../../platform/scope.ts'
import type { PayoutsDeps } from '../deps.ts'

/** Who stands on the other side, and in which currency. */
export type Other = {
  readonly tenant_id: TenantId
  readonly id: Id<'ten'>
  readonly currency: Currency
}

/** 122 bits of SHA-256 as a UUIDv8: it follows from what the account is for, in this tenant. */
function accountId(tenant_id: TenantId, name: string): Id<'acc'> {
  const bytes = createHash('sha256').update(`florin/payouts\0${tenant_id}\0${name}`).digest().subarray(0, 16)
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  return idFromBytes('acc', bytes)
}

/** In the sender's books: what it owes the other tenant. */
export const dueTo = (own: TenantId, { tenant_id, currency }: Omit<Other, 'id'>): Id<'acc'> =>
  accountId(own, `due_to\0${tenant_id}\0${currency}`)
/** In the receiver's books: what the other tenant owes it. */
export const dueFrom = (own: TenantId, { tenant_id, currency }: Omit<Other, 'id'>): Id<'acc'> =>
  accountId(own, `due_from\0${tenant_id}\0${currency}`)
/** Where returned money waits when the account that it left takes nothing any more. */
const returnedAside = (own: TenantId, currency: Currency): Id<'acc'> =>
  accountId(own, `returned\0${currency}`)

const roles = {
  due_to: { idOf: dueTo, normal_side: 'credit', path: ({ id }: Other) => `due_to:${id}` },
  due_from: { idOf: dueFrom, normal_side: 'debit', path: ({ id }: Other) => `due_from:${id}` },
  returned: {
    idOf: (own: TenantId, { currency }: Omit<Other, 'id'>) => returnedAside(own, currency),
    normal_side: 'credit',
    path: () => 'suspense:transfers',
  },
} as const

/**
 * Opens a clearing account of the scope's tenant unless it is open, in a transaction of its own, because that locks the feed.
 * A repeat does nothing.
 */
export async function ensureClearing(
  { db, ledger }: Pick<PayoutsDeps, 'db' | 'ledger'>,
  scope: OpenScope,
  role: keyof typeof roles,
  other: Other,
): Promise<Id<'acc'>> {
  const { tenant_id } = scope
  const { idOf, normal_side, path } = roles[role]
  const id = idOf(tenant_id, other)
  const found = await ledger.findAccount(scope, id)
  if (found.ok) return id
  const account = { id, currency: other.currency, normal_side, path: path(other) } as const
  const opened = await db.withTenant(tenant_id, (tx) =>
    ledger.createAccounts({ ...scope, db: tx }, [account]),
  )
  assert(opened.ok, 'the ledger opens accounts whose ids nobody else makes')
  return id
}
