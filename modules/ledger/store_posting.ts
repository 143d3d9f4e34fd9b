import { present } from '../../kernel/assert.ts'
import { newUuid } from '../../kernel/id.ts'
import { type Instant, instantText, type World } from '../../kernel/world.ts'
import type { Lane } from '../../platform/db/lane.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Batch } from './batch.ts'
import { packBy } from './by.ts'
import { packExact } from './batch_exact.ts'
import { packFast } from './batch_fast.ts'
import { readExact } from './exact_outcomes.ts'
import { readFast } from './fast_outcomes.ts'
import type { MoveOrder, TransferOutcome } from './transfer.ts'

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
      `int8 timestamptz uuid text
      uuid[] int2[] int8[] int8[] int8[] int8[] int4[] uuid[]
      uuid[] int2[] int8[] int2[] text[] date[] timestamptz[]
      int4[] int4[] int4[] int8[] int8[] int8[] int4[] int4[] int4[] int8[] int8[] int8[] ${KEYS}`,
    )})`,
}
const postExactly = {
  name: 'ledger_post_exactly',
  text: `select results, differs, amounts, released, debit_accounts, credit_accounts, currencies, effective,
      debit_versions, debit_balances, debit_dps, debit_cps, credit_versions, credit_balances, credit_dps, credit_cps,
      debit_sides, credit_sides, recorded_at
    from ledger.post_transfers_exactly(${casts(
      1,
      `int8 timestamptz uuid text uuid[] uuid[] uuid[]
      uuid[] int2[] int4[] int4[] int4[] int4[] int8[] boolean[] int2[] text[] date[] timestamptz[] boolean[] boolean[]
      int4[] int4[] int8[] uuid[] int4[] int4[] int2[] text[] text[] int8[] ${KEYS}`,
    )})`,
}

const head = (tenant_id: TenantId, at: Instant, batch_id: string, batch: Batch): unknown[] => [
  String(tenant_id),
  instantText(at),
  batch_id,
  packBy(batch.commands),
]

/** A number that callers cannot foresee: 32 bits of the batch's own chance. */
const seedOf = (batch_id: string): number => Number.parseInt(batch_id.slice(-8), 16)

/** Tries the fast path: all outcomes, or undefined when this batch cannot take it at all. Raises FL100 when refused. */
export async function runFast(
  lane: Lane,
  tenant_id: TenantId,
  at: Instant,
  world: World,
  batch: Batch,
): Promise<TransferOutcome[] | undefined> {
  const batch_id = newUuid(world)
  const packed = packFast(batch, seedOf(batch_id))
  if (packed === undefined) return undefined
  const rows = await lane.run(postFast, [...head(tenant_id, at, batch_id, batch), ...packed.values])
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
  const batch_id = newUuid(world)
  const values = [...head(tenant_id, at, batch_id, batch), ...packExact(batch, seedOf(batch_id))]
  const rows = await lane.run(postExactly, values)
  return readExact(batch.orders, present(rows[0], 'the row of a batch'))
}
