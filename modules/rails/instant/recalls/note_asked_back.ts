import type { OpenScope } from '../../../../platform/scope.ts'
import type { InstantIncoming } from '../../instant_connector.ts'
import type { InstantDeps } from '../deps.ts'
import { noteOddity } from '../note.ts'
import type { Heard } from '../noted_receipt.ts'
import { receiptIdOf } from '../receipt.ts'
import { findReceipt } from '../store_receipts.ts'
import { askedBackText } from './asked_back.ts'

type AskedBack = Extract<InstantIncoming, { readonly kind: 'recall' }>

/**
 * A bank asks for a payment back that came to us: whoever got it decides, so it becomes a notice that names it and says by when.
 * Nothing moves. The same message again is the same notice. Outside of transactions.
 */
export async function noteAskedBack(
  deps: InstantDeps,
  scope: OpenScope,
  { open, rail, news, body }: Heard & { readonly news: AskedBack },
): Promise<void> {
  const { tenant_id, world } = scope
  const { about, reference, reason_code, money, message_id } = news
  const id = about === null ? undefined : receiptIdOf(open.connection.id, about)
  const found = id && (await deps.db.withTenant(tenant_id, (tx) => findReceipt(tx, tenant_id, id)))
  const receipt = found?.kind === 'pacs_008' ? found : undefined
  await noteOddity(deps, scope, {
    connection: open.connection.id,
    kind: 'recall_received',
    because: askedBackText(news, receipt, rail, world.now()),
    reference,
    reason_code,
    amount: money?.amount ?? 0n,
    order: undefined,
    receipt: receipt?.id,
    text: body,
    name: message_id,
  })
}
