import type { Id } from '../../../kernel/id.ts'
import { present } from '../../../kernel/assert.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import type { NoticeKind } from '../ach/bank_notice.ts'
import { openNotices } from '../ach/notices.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import type { InstantDeps } from './deps.ts'
import type { Recorded } from './record.ts'

/** What a message said that somebody has to look at. */
export type Odd = {
  readonly connection: Id<'bcn'>
  readonly kind: NoticeKind
  readonly because: string
  readonly reference: string
  readonly reason_code: string | null
  readonly amount: bigint
  readonly order: PaymentOrder | undefined
  /** The payment that came to us and is spoken of. */
  readonly receipt?: Id<'irc'> | undefined
  /** The message as it came, and what it is called. */
  readonly text: string
  readonly name: string
}

/**
 * Keeps a message as a file of the bank, and a notice about it. The same message again is the same file and the same notice.
 * Outside of transactions.
 */
export async function noteOddity(
  { db, bank_files }: Pick<InstantDeps, 'db' | 'bank_files'>,
  scope: OpenScope,
  odd: Odd,
): Promise<void> {
  const bytes = Buffer.from(odd.text === '' ? odd.because : odd.text, 'latin1')
  const kept = await bank_files.receiveFile(
    scope,
    { name: `${odd.name}.xml`, source: 'instant', open: () => piecesOf(bytes) },
    async () => undefined,
  )
  const file = present(kept.ok ? kept.value : undefined, 'a message that is kept as a file')
  await db.withTenant(scope.tenant_id, async (tx) => {
    const within = { ...scope, db: tx }
    const { connection, kind, because, reference, reason_code, amount, order, receipt } = odd
    const noticed = {
      line: 1,
      reference,
      reason_code: reason_code ?? '',
      amount,
      order,
      receipt,
      text: { kind, because },
    }
    const facts = await openNotices(within, { connection, file: file.id }, [noticed])
    // Another run may have said so already; what stands in the notice is the same.
    if (file.state === 'received')
      await bank_files.finishFile(within, file.id, {
        state: 'loaded',
        format: 'iso20022',
        title: because,
        faults: [],
      })
    if (facts.length > 0) await appendFacts(tx, within, facts)
  })
}

async function* piecesOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes)
}

/** A rail that says two things of one payment: the order is for a person, and so is the message. */
export const noteContradiction = (
  deps: InstantDeps,
  scope: OpenScope,
  said: Recorded & { readonly text: string; readonly name: string },
): Promise<void> =>
  noteOddity(deps, scope, {
    connection: said.message.connection,
    kind: 'contradictory_status',
    because: said.decision.contradiction ?? '',
    reference: said.message.reference,
    reason_code: said.message.reason_code,
    amount: BigInt(said.order.amount),
    order: said.order,
    text: said.text,
    name: said.name,
  })
