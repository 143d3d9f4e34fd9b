import type { Id } from '../../../kernel/id.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { readSepaReason, sepaReasonText } from '../codes/sepa.ts'
import type { CustomerPaymentStatusReport, ReadFile } from '../iso20022/messages/public.ts'
import { answerFile } from '../outgoing_files/answer_outgoing_file.ts'
import { findFile } from '../outgoing_files/store.ts'
import type { OrderDeps } from '../payment_orders/deps.ts'
import { moveOrders } from '../payment_orders/move_orders.ts'
import type { SepaReading } from './apply_answers.ts'
import { idOfSepa, readPaymentInformationId } from './message_ids.ts'
import { reasonOf, verbOfStatus } from './read_items.ts'
import { ordersOfGroup } from './store_groups.ts'

const PAGE_ORDERS = 1_000

/**
 * What a bank says of a whole file of ours, or of a group in it (pain.002). A rejected file takes all its orders with it, a
 * rejected group those of the group; each other status says that the bank has the file. Answers how many things were said.
 */
export async function applyWholes(
  deps: OrderDeps,
  scope: OpenScope,
  reading: SepaReading,
  { messages }: ReadFile,
): Promise<number> {
  let said = 0
  for (const { kind, noun } of messages) {
    if (kind !== 'pain.002' || noun === undefined) continue
    said += await applyFile(deps, scope, reading, noun)
    const file = idOfSepa('ofl', noun.original_group.original_message_id)
    for (const payment of noun.payments) said += await applyGroup(deps, scope, reading, { ...payment, file })
  }
  return said
}

async function applyFile(
  deps: OrderDeps,
  scope: OpenScope,
  { connection }: SepaReading,
  { original_group }: CustomerPaymentStatusReport,
): Promise<number> {
  const id = idOfSepa('ofl', original_group.original_message_id)
  if (id === undefined) return 0
  const { status } = original_group
  const { code, note } = reasonOf(original_group.reasons)
  const isRejected = status === 'RJCT'
  // Without a status the bank speaks of single payments, which it could not if it had not got the file.
  const isHad = status === undefined || status === 'PART' || verbOfStatus(status) === 'confirm'
  if (!isRejected && !isHad) return 0
  const event = isRejected ? 'reject' : 'accept'
  const because = isRejected
    ? `${code === '' ? 'No code was given.' : `${sepaReasonText(code)}.`} ${note}`.trim()
    : 'The bank took the file.'
  const { tenant_id } = scope
  await deps.db.withTenant(tenant_id, async (db) => {
    const file = await findFile(db, tenant_id, id)
    if (file?.connection !== connection) return
    await answerFile(
      deps,
      { ...scope, db },
      { connection, name: file.name, sha256: undefined, event, because },
    )
  })
  return 1
}

/** `file`: what the bank speaks of as a whole; undefined when it names no file of ours. */
type Group = CustomerPaymentStatusReport['payments'][number] & { readonly file: Id<'ofl'> | undefined }

/** The orders of a rejected group, a thousand in one transaction. Orders that were moved before stay as they are. */
async function applyGroup(
  deps: OrderDeps,
  scope: OpenScope,
  { connection, file: said_by }: SepaReading,
  { status, original_payment_information_id, reasons, file: whole }: Group,
): Promise<number> {
  const named = readPaymentInformationId(original_payment_information_id)
  if (status !== 'RJCT' || named === undefined) return 0
  const { tenant_id } = scope
  const files = await deps.db.withTenant(tenant_id, async (db) => ({
    named: await findFile(db, tenant_id, named.file),
    whole: whole === undefined ? undefined : await findFile(db, tenant_id, whole),
  }))
  if (files.named?.connection !== connection) return 0
  // Of a pain.007 some banks name the group that was collected. It has settled; what is meant is what should give it back.
  const meant =
    files.whole?.format === 'pain_007' && files.whole.connection === connection
      ? { file: files.whole.id, group: null }
      : named
  const { code, note } = reasonOf(reasons)
  const row = readSepaReason(code)
  const because = `The bank rejects the group: ${code === '' ? 'no code' : sepaReasonText(code)}. ${note}`
  const move = {
    event: 'reject',
    ...(code === '' ? undefined : { reason_code: code.slice(0, 10) }),
    because: because.trim().slice(0, 500),
    next_action: row.auto_action,
    needs_review: true,
    file: said_by,
  } as const
  for (let after = 0; ; ) {
    const page = await deps.db.withTenant(tenant_id, (db) =>
      ordersOfGroup(db, tenant_id, meant, { after, limit: PAGE_ORDERS }),
    )
    const last = page.at(-1)
    if (last === undefined) return 1
    await moveOrders(
      deps,
      scope,
      page.map(({ id }: { id: Id<'por'> }) => ({ ...move, id })),
    )
    after = last.number
  }
}
