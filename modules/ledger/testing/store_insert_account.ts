import type pg from 'pg'
import { type Id, uuidOf } from '../../../kernel/id.ts'
import type { TenantId } from '../../../platform/scope.ts'
import { currencyNumber } from '../currency_number.ts'
import { UNLIMITED } from '../limits.ts'
import type { openAccount } from './random_orders.ts'

/** Writes a balance row as the owner, in any state and with any limits, without going through the face. */
export async function insertAccount(
  admin: pg.Pool,
  tenant_id: TenantId,
  id: Id<'acc'>,
  account: ReturnType<typeof openAccount>,
): Promise<void> {
  const out = account.floor === null ? UNLIMITED : account.overdraft - account.floor
  const into = account.ceiling ?? UNLIMITED
  const [debitCap, creditCap] = account.normal === 'credit' ? [out, into] : [into, out]
  const states = ['open', 'frozen_debits', 'frozen', 'closed']
  await admin.query(
    `insert into ledger.balance (tenant_id, account_id, debit_cap, credit_cap, overdraft, updated_at, currency, normal_side, state)
     values ($1, $2, $3, $4, $5, '2026-01-01', $6, $7, $8)`,
    [
      tenant_id,
      uuidOf(id),
      debitCap,
      creditCap,
      account.overdraft,
      currencyNumber(account.currency),
      account.normal === 'credit' ? 1 : -1,
      states.indexOf(account.state),
    ],
  )
}
