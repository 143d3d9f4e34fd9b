import { assert, present } from '../../kernel/assert.ts'
import { idOf, newUuid } from '../../kernel/id.ts'
import { type Day, type Instant, instantText, parseInstant, type World } from '../../kernel/world.ts'
import { readNumbers, readTexts } from '../../platform/batcher/pack.ts'
import type { Lane } from '../../platform/db/lane.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Batch } from './batch.ts'
import { packExact } from './batch_exact.ts'
import { packFast } from './batch_fast.ts'
import { currencyOf } from './currency_number.ts'
import { readFast } from './fast_outcomes.ts'
import { comparedFields, resultOf } from './results.ts'
import type {
  LegBalance,
  MoveOrder,
  RecordedTransfer,
  SettleOrder,
  TransferOrder,
  TransferOutcome,
} from './transfer.ts'

const casts = (from: number, types: string): string =>
  types
    .trim()
    .split(/\s+/)
    .map((type, index) => `$${from + index}::${type}`)
    .join(', ')

const KEYS = 'uuid[] text[] text[] uuid[] uuid[] text[] text[] text[] text[] int4[] int4[]'
const postFast = {
  name: 'ledger_post',
  text: `select versions, balances, debits_pending, credits_pending, normal_sides, recorded_at
    from ledger.post_transfers(${casts(
      1,
      `int8 timestamptz uuid
      uuid[] int2[] int8[] int8[] int8[] int8[] int4[]
      uuid[] int2[] int8[] int2[] text[] date[] timestamptz[]
      int4[] int4[] int8[] int8[] int8[] int4[] int4[] int8[] int8[] int8[] ${KEYS}`,
    )})`,
}
const postExactly = {
  name: 'ledger_post_exactly',
  text: `select results, differs, amounts, released, debit_accounts, credit_accounts, currencies, effective,
      debit_versions, debit_balances, debit_dps, debit_cps, credit_versions, credit_balances, credit_dps, credit_cps,
      debit_sides, credit_sides, recorded_at
    from ledger.post_transfers_exactly(${casts(
      1,
      `int8 timestamptz uuid uuid[] uuid[] uuid[]
      uuid[] int2[] int4[] int4[] int4[] int4[] int8[] boolean[] int2[] text[] date[] timestamptz[] boolean[] boolean[]
      int4[] int2[] int4[] int2[] text[] text[] int8[] ${KEYS}`,
    )})`,
}

const head = (tenant_id: TenantId, at: Instant, batch_id: string): unknown[] => [
  String(tenant_id),
  instantText(at),
  batch_id,
]

/** Tries the fast path: all outcomes, or undefined when this batch cannot take it at all. Raises FL100 when refused. */
export async function runFast(
  lane: Lane,
  tenant_id: TenantId,
  at: Instant,
  world: World,
  batch: Batch,
): Promise<TransferOutcome[] | undefined> {
  const batch_id = newUuid(world)
  const packed = packFast(batch, Number.parseInt(batch_id.slice(-8), 16))
  if (packed === undefined) return undefined
  const rows = await lane.run(postFast, [...head(tenant_id, at, batch_id), ...packed.values])
  return readFast(batch.orders as readonly MoveOrder[], packed, present(rows[0], 'the row of a batch'))
}

/** Judges every transfer of the batch in order. */
export async function runExact(
  lane: Lane,
  tenant_id: TenantId,
  at: Instant,
  world: World,
  batch: Batch,
): Promise<TransferOutcome[]> {
  const rows = await lane.run(postExactly, [...head(tenant_id, at, newUuid(world)), ...packExact(batch)])
  return readExact(batch.orders, present(rows[0], 'the row of a batch'))
}

function readExact(orders: readonly TransferOrder[], row: readonly (string | null)[]): TransferOutcome[] {
  const numbers = [0, 1, 2, 3, 6, 8, 12, 16, 17].map((column) => [column, readNumbers(row[column])] as const)
  const texts = [4, 5, 7, 9, 10, 11, 13, 14, 15].map((column) => [column, readTexts(row[column])] as const)
  const columns = new Map<number, readonly (number | string | null)[]>([...numbers, ...texts])
  const recorded_at = present(parseInstant(row[18] ?? ''), 'the time of a batch')
  const cell = (column: number, index: number) => columns.get(column)?.[index] ?? null
  const leg = (from: { account: number; version: number; side: number }, index: number): LegBalance => ({
    account: idOf('acc', String(cell(from.account, index))),
    version: Number(cell(from.version, index)),
    net: BigInt(cell(from.version + 1, index) ?? 0),
    debits_pending: BigInt(cell(from.version + 2, index) ?? 0),
    credits_pending: BigInt(cell(from.version + 3, index) ?? 0),
    normal_side: cell(from.side, index) === 1 ? 'credit' : 'debit',
  })
  return orders.map((order, index) => {
    const result = resultOf(Number(cell(0, index)))
    const differs = Number(cell(1, index) ?? 0)
    if (result === 'id_reused')
      return { id: order.id, result, differs: present(comparedFields[differs - 1], 'a differing field') }
    if (result !== 'posted') return { id: order.id, result }
    const move = order.kind === 'single' || order.kind === 'pending' ? order : undefined
    const released = cell(3, index)
    const transfer: RecordedTransfer = {
      id: order.id,
      kind: order.kind,
      amount: Number(cell(2, index)),
      currency: currencyOf(Number(cell(6, index))),
      code: order.code,
      debit: leg({ account: 4, version: 8, side: 16 }, index),
      credit: leg({ account: 5, version: 12, side: 17 }, index),
      effective_on: String(cell(7, index)) as Day,
      recorded_at,
      ...(move === undefined ? { pending_id: (order as SettleOrder).pending_id } : {}),
      ...(released === null ? {} : { released: Number(released) }),
      ...(move?.expires_at === undefined ? {} : { expires_at: move.expires_at }),
      ...(move?.reversal_of === undefined ? {} : { reversal_of: move.reversal_of }),
    }
    assert(transfer.debit.version > 0, 'a posted leg has a version')
    return { id: order.id, result, transfer }
  })
}
