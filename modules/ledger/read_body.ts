import type { Failure, Fault, Result } from '../../kernel/result.ts'
import { ok } from '../../kernel/result.ts'
import type { World } from '../../kernel/world.ts'
import { breathe } from '../../platform/batcher/yield.ts'
import { refuseFaults } from '../../platform/http/refuse_faults.ts'
import { FAULTS_MAX } from '../../kernel/limits.ts'
import { TRANSFERS_PER_SLICE_MAX } from './limits.ts'
import { readItem, type Reading } from './read_transfers.ts'
import type { TransferOrder } from './transfer.ts'
import type { ItemInput, TransferBatchInput } from './transfer_schema.ts'

/** One transfer as the whole body. */
export function readSingle(item: ItemInput, world: World): Result<TransferOrder, Failure> {
  const faults: Fault[] = []
  const order = readItem(item, '', { world, faults })
  if (item.linked === true)
    faults.push({ code: 'chain_open', param: 'linked', detail: 'there is no next transfer to be linked to' })
  return faults.length === 0 ? ok(order) : refuseFaults(faults)
}

/** Many transfers, in slices, so that a call of 8,190 does not hold the others up. */
export async function readBatch(
  { transfers, atomic = 'none' }: TransferBatchInput,
  world: World,
): Promise<Result<TransferOrder[], Failure>> {
  const reading: Reading = { world, faults: [] }
  const orders: TransferOrder[] = []
  const last = transfers.length - 1
  for (let index = 0; index <= last && reading.faults.length < FAULTS_MAX; index++) {
    if (last >= TRANSFERS_PER_SLICE_MAX && index % TRANSFERS_PER_SLICE_MAX === 0) await breathe()
    const item = transfers[index] as ItemInput
    const order = readItem(item, `transfers.${index}.`, reading)
    if (item.linked === true) refuseLink(atomic, index, last, reading.faults)
    orders.push(atomic === 'all' && index < last ? { ...order, is_linked: true } : order)
  }
  return reading.faults.length === 0 ? ok(orders) : refuseFaults(reading.faults)
}

function refuseLink(atomic: 'none' | 'chain' | 'all', index: number, last: number, faults: Fault[]): void {
  const param = `transfers.${index}.linked`
  if (atomic !== 'chain')
    faults.push({ code: 'unknown_field', param, detail: 'chains are made with "atomic": "chain"' })
  else if (index === last)
    faults.push({ code: 'chain_open', param, detail: 'the last transfer has no next one to be linked to' })
}
