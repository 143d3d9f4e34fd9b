import { instantText } from '../../kernel/world.ts'
import { packIds } from '../../platform/batcher/pack.ts'
import { casts } from '../../platform/db/casts.ts'
import type { Lane } from '../../platform/db/lane.ts'
import type { TenantId } from '../../platform/scope.ts'
import { joinedPosting, type PostCommand } from '../ledger/index.ts'
import { DECLINE_TYPES } from '../risk/index.ts'
import type { FinishItem, Times } from './finish_item.ts'
import { packItems } from './pack_finish.ts'
import { packUuids } from './store_begin.ts'

const FINISH = `uuid[] int4[] int4[] uuid[] int8[] int8[] int8[] int8[] int8[] timestamptz[]
  timestamptz[] uuid[] int4[] uuid[] uuid[] int4[] int4[]`
const TELL = `uuid[] uuid[] text[] text[] int8[] text[] text[] text[] text[] text[] text[] text[] text[] text[] text[] text[]
  boolean[] timestamptz[] int4[] uuid[] text[] text[] text[] timestamptz uuid[] uuid[] int4[] uuid[] int8[] text[] text[]
  uuid[] text[] text[] timestamptz[] text[]`
const COUNT = `${DECLINE_TYPES.join(' ')} uuid[] uuid[] int8[] text[] uuid[] text[] text[] text[]`
const FINISH_FROM = 3
const TELL_FROM = FINISH_FROM + FINISH.split(/\s+/).length
const COUNT_FROM = TELL_FROM + TELL.split(/\s+/).length
const LEDGER_FROM = COUNT_FROM + COUNT.split(/\s+/).length

const finishCall = `payments.finish_operations($1::int8, $2::timestamptz, ${casts(FINISH_FROM, FINISH)})`
const tellCall = (at: string): string => `payments.tell_outcomes($1::int8, ${at}, ${casts(TELL_FROM, TELL)})`

const countCall = `payments.count_declines($1::int8, f.at, ${casts(COUNT_FROM, COUNT)})`

// Each call needs what the one before it answers, which fixes the order of locks: payments, the head of risk, the ledger,
// then the head of the feed.
const counted = `${finishCall} as f (at) cross join lateral ${countCall} as c (at)`
const finishOnly = {
  name: 'payments_finish',
  text: `select t.seq from ${counted} cross join lateral ${tellCall('c.at')} as t (seq)`,
}
const finishFast = {
  name: 'payments_finish_fast',
  text: `select t.seq from ${counted}
    cross join lateral ${joinedPosting.fastCall('$1::int8', 'c.at', LEDGER_FROM)} as l
    cross join lateral ${tellCall('l.recorded_at')} as t (seq)`,
}
const finishExactly = {
  name: 'payments_finish_exactly',
  text: `select t.seq from ${counted}
    cross join lateral ${joinedPosting.exactCall('$1::int8', 'c.at', LEDGER_FROM)} as l
    cross join lateral payments.assert_posted(l.results, l.recorded_at) as p (at)
    cross join lateral ${tellCall('p.at')} as t (seq)`,
}

const commandsOf = (items: readonly FinishItem[]): PostCommand[] =>
  items.flatMap(({ posting }) => (posting === null ? [] : [posting]))

/** Tries to finish a batch in one statement; false when the ledger has to judge its transfers one by one. */
export async function finishFastBatch(
  lane: Lane,
  tenant_id: TenantId,
  times: Times,
  items: readonly FinishItem[],
): Promise<boolean> {
  const commands = commandsOf(items)
  const head = [String(tenant_id), instantText(times.at), ...packItems(items, times)]
  if (commands.length === 0) {
    await lane.run(finishOnly, head)
    return true
  }
  const values = joinedPosting.fastValues(times.world, commands)
  if (values === undefined) return false
  await lane.run(finishFast, [...head, ...values])
  return true
}

/** The same, transfer by transfer. Raises FL202, and changes nothing, when the ledger refuses one. */
export async function finishExactBatch(
  lane: Lane,
  tenant_id: TenantId,
  times: Times,
  items: readonly FinishItem[],
): Promise<void> {
  const values = joinedPosting.exactValues(times.world, commandsOf(items))
  await lane.run(finishExactly, [
    String(tenant_id),
    instantText(times.at),
    ...packItems(items, times),
    ...values,
  ])
}

const known = {
  name: 'payments_known_outcomes',
  text: `select o.id from payments.outcome o where o.tenant_id = $1::int8 and o.operation_id = any ($2::uuid[])
    and o.id = any ($3::uuid[])`,
}
const versions = {
  name: 'payments_versions',
  text: 'select p.id, p.version from payments.payment p where p.tenant_id = $1::int8 and p.id = any ($2::uuid[])',
}

/** Of a batch that may or may not have been committed: the ids of what was written, and each payment's version now. */
export async function lookAfter(lane: Lane, tenant_id: TenantId, items: readonly FinishItem[]) {
  const written = await lane.run(known, [
    String(tenant_id),
    packIds(items.map(({ learned }) => learned.operation)),
    packUuids(items.map(({ learned }) => learned.id)),
  ])
  const standing = await lane.run(versions, [String(tenant_id), packIds(items.map(({ payment }) => payment))])
  return {
    written: new Set(written.map(([id]) => id)),
    versions: new Map(standing.map(([id, version]) => [id, Number(version)])),
  }
}
