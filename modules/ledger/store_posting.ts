import { present } from '../../kernel/assert.ts'
import { newUuid } from '../../kernel/id.ts'
import { type Instant, instantText, type World } from '../../kernel/world.ts'
import { casts } from '../../platform/db/casts.ts'
import type { Lane } from '../../platform/db/lane.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Batch } from './batch.ts'
import { packBy } from './by.ts'
import { packExact } from './batch_exact.ts'
import { packFast } from './batch_fast.ts'
import { readExact } from './exact_outcomes.ts'
import { readFast } from './fast_outcomes.ts'
import type { MoveOrder, TransferOutcome } from './transfer.ts'

const KEYS = 'uuid[] text[] text[] uuid[] uuid[] text[] text[] text[] text[] int4[] int4[]'
const FAST = `uuid text
      uuid[] int2[] int8[] int8[] int8[] int8[] int4[] uuid[]
      uuid[] int2[] int8[] int2[] text[] date[] timestamptz[]
      int4[] int4[] int4[] int8[] int8[] int8[] int4[] int4[] int4[] int8[] int8[] int8[] ${KEYS}`
const EXACT = `uuid text uuid[] uuid[] uuid[]
      uuid[] int2[] int4[] int4[] int4[] int4[] int8[] boolean[] int2[] text[] date[] timestamptz[] boolean[] boolean[]
      int4[] int4[] int8[] uuid[] int4[] int4[] int2[] text[] text[] int8[] ${KEYS}`

/** The calls of both paths, for a statement that has `tenant` and `at` already and more parameters from `from` on. */
export const fastCall = (tenant: string, at: string, from: number): string =>
  `ledger.post_transfers(${tenant}, ${at}, ${casts(from, FAST)})`
export const exactCall = (tenant: string, at: string, from: number): string =>
  `ledger.post_transfers_exactly(${tenant}, ${at}, ${casts(from, EXACT)})`
const exactColumns = `results, differs, amounts, released, debit_accounts, credit_accounts, currencies, effective,
      debit_versions, debit_balances, debit_dps, debit_cps, credit_versions, credit_balances, credit_dps, credit_cps,
      debit_sides, credit_sides, recorded_at`
const postFast = {
  name: 'ledger_post',
  text: `select versions, balances, debits_pending, credits_pending, normal_sides, recorded_at
    from ${fastCall('$1::int8', '$2::timestamptz', 3)}`,
}
const postExactly = {
  name: 'ledger_post_exactly',
  text: `select ${exactColumns} from ${exactCall('$1::int8', '$2::timestamptz', 3)}`,
}

const head = (tenant_id: TenantId, at: Instant): unknown[] => [String(tenant_id), instantText(at)]

/** Parameters from the third on of the fast path, or undefined when the batch must take the exact one. */
export function fastValues(world: World, batch: Batch) {
  const batch_id = newUuid(world)
  const packed = packFast(batch, seedOf(batch_id))
  if (packed === undefined) return undefined
  return { packed, values: [batch_id, packBy(batch.commands), ...packed.values] }
}
export function exactValues(world: World, batch: Batch): unknown[] {
  const batch_id = newUuid(world)
  return [batch_id, packBy(batch.commands), ...packExact(batch, seedOf(batch_id))]
}

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
  const fast = fastValues(world, batch)
  if (fast === undefined) return undefined
  const rows = await lane.run(postFast, [...head(tenant_id, at), ...fast.values])
  return readFast(batch.orders as readonly MoveOrder[], fast.packed, present(rows[0], 'the row of a batch'))
}

/** Judges every transfer of the batch in order. */
export async function runExact(
  lane: Lane,
  tenant_id: TenantId,
  at: Instant,
  world: World,
  batch: Batch,
): Promise<TransferOutcome[]> {
  const rows = await lane.run(postExactly, [...head(tenant_id, at), ...exactValues(world, batch)])
  return readExact(batch.orders, present(rows[0], 'the row of a batch'))
}
