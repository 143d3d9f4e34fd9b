import { sql } from 'kysely'
import { present } from '../../kernel/assert.ts'
import { idOf } from '../../kernel/id.ts'
import { type Day, type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Metadata } from './account.ts'
import { currencyOf } from './currency_number.ts'
import { PROOF_MS_MAX } from './limits.ts'
import type { LegRecord, TransferRecord } from './log_record.ts'
import { resultOf } from './results.ts'
import { type TransferKind, transferKinds } from './transfer.ts'

export type LogEnd = {
  readonly through_seq: bigint
  readonly accounts: bigint
  readonly balances_hash: string
}

/** How far the feed has come, and what all balances come to at that very moment: one statement, one snapshot. */
export async function readLogEnd(db: Db, tenant_id: TenantId): Promise<LogEnd> {
  await sql.raw(`set local statement_timeout = ${PROOF_MS_MAX}`).execute(db)
  const { rows } = await sql<LogEnd>`select e.through_seq, e.accounts, e.balances_hash
    from ledger.log_end(${tenant_id}::int8) e`.execute(db)
  return present(rows[0], 'the end of a log')
}

type Row = {
  readonly id: string
  readonly kind: number
  readonly result: number
  readonly debit_account: string | null
  readonly credit_account: string | null
  readonly amount: bigint
  readonly asked: bigint | null
  readonly at_most: bigint | null
  readonly is_final: boolean | null
  readonly conditions: string | null
  readonly currency: number
  readonly code: string
  readonly posted_at: Instant
  readonly effective_on: Day
  readonly pending_id: string | null
  readonly released: bigint | null
  readonly expires_at: Instant | null
  readonly reversal_of: string | null
  readonly description: string | null
  readonly metadata: Metadata | null
} & {
  readonly [K in `${'debit' | 'credit'}_${'version' | 'balance' | 'debits_pending' | 'credits_pending'}`]:
    | bigint
    | null
}

/** Rows of transfers by uuid, as records of a log that still lack their place in it. */
export async function readTransferRows(
  db: Db,
  tenant_id: TenantId,
  uuids: readonly string[],
): Promise<Map<string, Omit<TransferRecord, 'line' | 'batch'>>> {
  const { rows } =
    await sql<Row>`select t.id, t.kind, t.result, t.debit_account, t.credit_account, t.amount, t.asked, t.at_most, t.is_final, t.conditions,
      t.currency, t.code, t.posted_at, t.effective_on, t.pending_id, t.released, t.expires_at, t.reversal_of,
      t.debit_version, t.debit_balance, t.debit_debits_pending, t.debit_credits_pending,
      t.credit_version, t.credit_balance, t.credit_debits_pending, t.credit_credits_pending, n.description, n.metadata
    from ledger.transfer t
    left join ledger.transfer_note n on n.tenant_id = t.tenant_id and n.id = t.id
    where t.tenant_id = ${tenant_id}::int8 and t.id = any (${uuids}::uuid[])`.execute(db)
  return new Map(rows.map((row) => [row.id, recordOf(row)]))
}

const publicId = (prefix: 'acc' | 'trf', uuid: string | null): string | null =>
  uuid === null ? null : idOf(prefix, uuid)
const digits = (value: bigint | null): string => String(value ?? 0n)

const recordOf = (row: Row): Omit<TransferRecord, 'line' | 'batch'> => ({
  record: 'transfer',
  at: instantText(row.posted_at),
  id: idOf('trf', row.id),
  kind: transferKinds[row.kind - 1] as TransferKind,
  result: resultOf(row.result),
  debit_account: publicId('acc', row.debit_account),
  credit_account: publicId('acc', row.credit_account),
  amount: digits(row.amount),
  is_max: row.asked !== null,
  at_most: row.at_most === null ? null : digits(row.at_most),
  is_final: row.is_final === true,
  conditions: row.conditions,
  // A refused post or void may never have learned a currency.
  currency: row.currency === 0 ? null : currencyOf(row.currency),
  code: row.code,
  effective_on: row.effective_on,
  pending_id: publicId('trf', row.pending_id),
  released: row.released === null ? null : digits(row.released),
  expires_at: row.expires_at === null ? null : instantText(row.expires_at),
  reversal_of: publicId('trf', row.reversal_of),
  description: row.description,
  metadata: { ...row.metadata },
  debit: legOf(row, 'debit'),
  credit: legOf(row, 'credit'),
})

function legOf(row: Row, side: 'debit' | 'credit'): LegRecord | null {
  const version = row[`${side}_version`]
  if (version === null) return null
  return {
    version: digits(version),
    net: digits(row[`${side}_balance`]),
    debits_pending: digits(row[`${side}_debits_pending`]),
    credits_pending: digits(row[`${side}_credits_pending`]),
  }
}

/** True when nothing was ever recorded in this tenant's ledger. */
export async function isEmpty(db: Db, tenant_id: TenantId): Promise<boolean> {
  const tenant = sql`${tenant_id}::int8`
  const { rows } = await sql<{ is_empty: boolean }>`select not (
      exists (select from ledger.account where tenant_id = ${tenant})
      or exists (select from ledger.transfer where tenant_id = ${tenant})
      or exists (select from ledger.period where tenant_id = ${tenant})) as is_empty`.execute(db)
  return rows[0]?.is_empty === true
}
