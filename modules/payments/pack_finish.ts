import { instantText } from '../../kernel/world.ts'
import { packBool, packInstant, packInt4, packInt8, packText, packIds } from '../../platform/batcher/pack.ts'
import { packDeclines } from '../routing/index.ts'
import type { FinishItem, Times } from './finish_item.ts'
import { packJobs, packTold, packUuids } from './store_begin.ts'

/** Everything of a batch behind tenant and time, in the order of `FINISH`, `TELL` and `COUNT`. */
export const packItems = (
  items: readonly FinishItem[],
  { lease_until, packDeclined }: Pick<Times, 'lease_until' | 'packDeclined'>,
): unknown[] => [
  ...packStandings(items),
  ...packRefunds(items),
  ...packLearned(items),
  ...packTold(
    items.map(({ told }) => told),
    items.map(({ payment }) => payment),
    items.flatMap(({ also_told }) => also_told ?? []),
  ),
  instantText(lease_until),
  ...packNext(items),
  ...packJobs(items.flatMap(({ jobs }) => jobs ?? [])),
  ...packDeclined(declinesOf(items).flatMap(({ input }) => (input === null ? [] : [input]))),
  ...packDeclines(declinesOf(items).map(({ noted }) => noted)),
]

function packStandings(items: readonly FinishItem[]): Buffer[] {
  const after = items.map((item) => item.after)
  return [
    packIds(items.map(({ payment }) => payment)),
    packInt4(items.map(({ version }) => version)),
    packInt4(items.map(({ step }) => step)),
    packIds(after.map(({ open_operation }) => open_operation)),
    packInt8(after.map(({ authorized }) => authorized)),
    packInt8(after.map(({ captured }) => captured)),
    packInt8(after.map(({ refunded }) => refunded)),
    packInt8(after.map(({ refunding }) => refunding)),
    packInt8(after.map(({ disputed }) => disputed)),
    packInstant(after.map(({ capture_before }) => capture_before)),
    packInstant(items.map(({ at }) => at)),
    packIds(after.map(({ hold }) => hold)),
    packInt4(after.map(({ attempts }) => attempts)),
    packIds(after.map(({ attempt }) => attempt)),
  ]
}

const learnedTexts = [
  'acquirer_reference',
  'auth_code',
  'network_code',
  'advice_code',
  'decline_code',
  'network_transaction_id',
  'transaction_link_id',
  'cvc_check',
  'address_check',
  'detail',
  'message_id',
] as const

function packLearned(items: readonly FinishItem[]): Buffer[] {
  const learned = items.map((item) => item.learned)
  return [
    packIds(learned.map(({ operation }) => operation)),
    packUuids(learned.map(({ id }) => id)),
    packText(learned.map(({ result }) => result)),
    packText(learned.map(({ via }) => via)),
    packInt8(learned.map(({ amount }) => amount)),
    ...learnedTexts.map((field) => packText(learned.map((one) => one[field]))),
    packBool(learned.map(({ is_applied }) => is_applied)),
    packInstant(items.map(({ at }) => at)),
  ]
}

function packRefunds(items: readonly FinishItem[]): Buffer[] {
  const refunds = items.flatMap(({ refund }) => (refund === undefined ? [] : [refund]))
  return [
    packIds(refunds.map(({ id }) => id)),
    packInt4(refunds.map(({ version }) => version)),
    packInt4(refunds.map(({ step }) => step)),
  ]
}

function packNext(items: readonly FinishItem[]): Buffer[] {
  const next = items.flatMap((item) =>
    item.next === undefined ? [] : [{ payment: item.payment, ...item.next }],
  )
  return [
    packIds(next.map(({ id }) => id)),
    packIds(next.map(({ payment }) => payment)),
    packInt4(next.map(({ number }) => number)),
    packIds(next.map(({ account }) => account)),
    packInt8(next.map(({ amount }) => amount)),
    packText(next.map(({ decision }) => decision)),
    packText(next.map(({ request_id }) => request_id)),
  ]
}

const declinesOf = (items: readonly FinishItem[]) =>
  items.flatMap(({ declined }) => (declined === undefined ? [] : [declined]))
