import { present } from '../../kernel/assert.ts'
import type { Currency } from '../../kernel/currency.ts'
import { newUuid } from '../../kernel/id.ts'
import { type Day, dayOf, type Instant, instantText, parseInstant, type World } from '../../kernel/world.ts'
import {
  packBigint,
  packBool,
  packDay,
  packInstant,
  packInt2,
  packInt4,
  packInt8,
  packText,
  packUuid,
  readNumbers,
  readTexts,
  packIds,
} from '../../platform/batcher/pack.ts'
import type { Lane } from '../../platform/db/lane.ts'
import type { TenantId } from '../../platform/scope.ts'
import { currencyNumber } from './currency_number.ts'
import type { LegRecord, TransferRecord } from './log_record.ts'
import { createPlaces } from './places.ts'
import { type ResultCode, resultOf, results } from './results.ts'
import { transferKinds } from './transfer.ts'

const types = `int8 timestamptz uuid text uuid[] uuid[] uuid[]
  uuid[] int2[] int4[] int4[] int4[] int4[] int8[] boolean[] int2[] text[] date[] timestamptz[] boolean[] boolean[]
  int4[] int4[] int8[] uuid[] int4[] int4[] int2[] text[] text[] int8[] uuid[] text[] text[]
  uuid[] uuid[] text[] text[] text[] text[] int4[] int4[] int2[]`
const statement = {
  name: 'ledger_replay',
  text: `select results, amounts, released, debit_versions, debit_balances, debit_dps, debit_cps,
      credit_versions, credit_balances, credit_dps, credit_cps, recorded_at
    from ledger.post_transfers_exactly(${types
      .split(/\s+/)
      .map((type, index) => `$${index + 1}::${type}`)
      .join(', ')})`,
}

const isPosted = ({ result }: TransferRecord): boolean => result === 'posted'
const isMove = ({ kind }: TransferRecord): boolean => kind === 'single' || kind === 'pending'
const instantOf = (text: string): Instant => present(parseInstant(text), 'a time that was checked')

/** What came of a transfer when its batch was posted again. */
export type Replayed = Pick<TransferRecord, 'at' | 'result' | 'amount' | 'released' | 'debit' | 'credit'>

/**
 * Posts a batch of a log again, at its own time: transfers that were posted are judged anew, those that were refused
 * are written down as they were, because what a chain or a precondition had to do with it is not in the log.
 */
export async function replayBatch(
  lane: Lane,
  tenant_id: TenantId,
  world: World,
  batch: readonly TransferRecord[],
): Promise<Replayed[]> {
  const { at, by } = present(batch[0], 'a transfer of a batch')
  const head = [String(tenant_id), at, newUuid(world), JSON.stringify(by)]
  const rows = await lane.run(statement, [...head, ...packReplay(batch)])
  return readReplayed(batch, present(rows[0], 'the row of a batch'))
}

const noPreconditions = [packInt4([]), packInt2([]), packText([]), packText([]), packInt8([])]
const noKeys = [
  packIds([]),
  packIds([]),
  ...Array.from({ length: 4 }, () => packText([])),
  packInt4([]),
  packInt4([]),
]

function packReplay(batch: readonly TransferRecord[]): unknown[] {
  const accounts = createPlaces()
  const holds = createPlaces()
  const originals = createPlaces()
  // A post, void or expiry that was posted finds its accounts by its hold.
  const place = (record: TransferRecord, id: string | null): number =>
    isMove(record) || !isPosted(record) ? accounts.placeOf(id) : 0
  const debit = batch.map((record) => place(record, record.debit_account))
  const credit = batch.map((record) => place(record, record.credit_account))
  const hold = batch.map((record) => holds.placeOf(record.kind === 'pending' ? record.id : record.pending_id))
  const reversal = batch.map((record) => originals.placeOf(record.reversal_of))
  const isNoted = ({ description, metadata }: TransferRecord): boolean =>
    description !== null || Object.keys(metadata).length > 0
  const noted = batch.filter(isNoted)
  let count = 0
  const notePlaces = batch.map((record) => (isNoted(record) ? ++count : 0))
  return [
    ...[accounts.ids, holds.ids, originals.ids, batch.map(({ id }) => id)].map(packIds),
    packInt2(batch.map(({ kind }) => transferKinds.indexOf(kind) + 1)),
    ...[debit, credit, hold, reversal].map(packInt4),
    packInt8(batch.map(({ amount }) => Number(amount))),
    packBool(batch.map(({ is_max }) => is_max)),
    packInt2(batch.map(({ currency }) => (currency === null ? null : currencyNumber(currency as Currency)))),
    packText(batch.map(({ code }) => code)),
    packDay(batch.map((record) => dayIfOther(record))),
    packInstant(batch.map(({ expires_at }) => (expires_at === null ? null : instantOf(expires_at)))),
    packBool(batch.map(({ is_final }) => is_final)),
    packBool(batch.map(() => false)),
    packInt4(batch.map(() => 0)),
    packInt4(batch.map(({ id }) => originals.find(id))),
    packBigint(batch.map(({ at_most }) => (at_most === null ? null : BigInt(at_most)))),
    packUuid(
      batch.map(({ conditions }) => conditions),
      (uuid, out, at) => void out.write(uuid.replaceAll('-', ''), at, 'hex'),
    ),
    packInt4(notePlaces),
    ...noPreconditions,
    packIds(noted.map(({ id }) => id)),
    packText(noted.map(({ description }) => description)),
    packText(noted.map(({ metadata }) => JSON.stringify(metadata))),
    ...noKeys,
    packInt2(batch.map(({ result }) => results[result as ResultCode].number)),
  ]
}

/** Null for the day of recording, which is what a transfer gets that names none. */
const dayIfOther = ({ effective_on, at }: TransferRecord): Day | null =>
  effective_on === dayOf(instantOf(at)) ? null : (effective_on as Day)

function readReplayed(batch: readonly TransferRecord[], row: readonly (string | null)[]): Replayed[] {
  const codes = readNumbers(row[0])
  const [amounts = [], released = []] = [row[1], row[2]].map(readTexts)
  const legs = row.slice(3, 11).map(readTexts)
  const at = instantText(instantOf(row[11] ?? ''))
  const leg = (from: number, index: number): LegRecord | null => {
    const [version, net, debits_pending, credits_pending] = legs
      .slice(from, from + 4)
      .map((texts) => texts[index] ?? null)
    if (version === undefined || version === null) return null
    return {
      version,
      net: net ?? '0',
      debits_pending: debits_pending ?? '0',
      credits_pending: credits_pending ?? '0',
    }
  }
  return batch.map((record, index): Replayed => {
    const result = resultOf(codes[index] ?? 0)
    const amount = result === 'posted' ? (amounts[index] ?? '0') : record.amount
    return {
      at,
      result,
      amount,
      released: released[index] ?? null,
      debit: leg(0, index),
      credit: leg(4, index),
    }
  })
}
