import { present } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import type { Fact } from '../../../platform/outbox/fact.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { Scope } from '../../../platform/scope.ts'
import type { Audit } from '../../audit/index.ts'
import { findConnections } from '../bank_connections/store_reads.ts'
import { storable } from '../files/storable.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { type BankNotice, bankNoticeJson, idOfLine } from './bank_notice.ts'
import { achErrors } from './errors.ts'
import { achFacts } from './facts.ts'
import type { NoticeText } from './match_return.ts'
import * as store from './store_notices.ts'

const REFERENCE_CHARS_MAX = 100
const CODE_CHARS_MAX = 10
const BECAUSE_CHARS_MAX = 500

/** What a line of a bank's file said that somebody has to look at. */
export type Noticed = {
  readonly line: number
  readonly reference: string
  readonly reason_code: string
  readonly amount: bigint
  readonly order: PaymentOrder | undefined
  readonly receipt?: Id<'irc'> | undefined
  readonly text: NoticeText
}

/**
 * Writes notices down in the caller's transaction, and answers what is to be told of the new ones. A line that was noticed
 * before is the same notice: a repeat writes and tells nothing.
 */
export async function openNotices(
  { db, tenant_id, world }: Scope,
  from: { readonly connection: Id<'bcn'>; readonly file: Id<'fil'> },
  noticed: readonly Noticed[],
): Promise<Fact[]> {
  if (noticed.length === 0) return []
  const created_at = world.now()
  const { currency } = present(
    (await findConnections(db, tenant_id, [from.connection])).get(from.connection),
    'the connection whose bank said something',
  )
  const notices = noticed.map(
    ({ line, reference, reason_code, amount, order, receipt, text }): BankNotice => ({
      id: idOfLine('bnt', from.file, line),
      ...from,
      line,
      kind: text.kind,
      reference: storable(reference, REFERENCE_CHARS_MAX),
      reason_code: storable(reason_code, CODE_CHARS_MAX),
      amount,
      currency,
      order: order?.id ?? null,
      receipt: receipt ?? null,
      because: storable(text.because, BECAUSE_CHARS_MAX),
      state: 'open',
      closed_because: null,
      created_at,
      closed_at: null,
    }),
  )
  const fresh = await store.insertNotices(db, tenant_id, notices)
  return notices
    .filter(({ id }) => fresh.has(id))
    .map((one) => achFacts.fact('rails.bank_notice_opened', one.id, { object: bankNoticeJson(one) }))
}

/**
 * Says that a notice was dealt with, in the caller's transaction. A repeat finds it closed and does nothing.
 * Errors: `bank_notice_not_found`.
 */
export async function closeNotice(
  { audit }: { readonly audit: Audit },
  scope: Scope,
  id: Id<'bnt'>,
  because: string,
): Promise<Result<BankNotice, Failure>> {
  const { db, tenant_id } = scope
  const before = await store.findNotice(db, tenant_id, id, { is_locked: true })
  if (before === undefined) return achErrors.fail('bank_notice_not_found')
  if (before.state === 'closed') return ok(before)
  const at = scope.world.now()
  const after: BankNotice = { ...before, state: 'closed', closed_because: because, closed_at: at }
  await store.closeNotice(db, tenant_id, id, { because, at })
  const [was, object] = [bankNoticeJson(before), bankNoticeJson(after)]
  await audit.append(scope, [
    {
      action: 'bank_notices.close',
      resource_type: 'bank_notice',
      resource_id: id,
      before: was,
      after: object,
    },
  ])
  await appendFacts(db, scope, [achFacts.fact('rails.bank_notice_closed', id, { object })])
  return ok(after)
}
