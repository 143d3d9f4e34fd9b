import { Bug } from '../../../kernel/assert.ts'
import type { Database } from '../../../platform/db/database.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import type { SealedDetails } from '../bank_accounts/bank_account.ts'
import { DETAILS_PURPOSE } from '../bank_accounts/deps.ts'
import type { BankConnection } from '../bank_connections/bank_connection.ts'
import type { Sealer } from '../index.ts'
import { AchRefused, createAchWriter } from '../nacha/public.ts'
import type { OutgoingFile } from '../outgoing_files/outgoing_file.ts'
import { type FiledOrder, ordersOfFile } from '../payment_orders/store_filed.ts'
import { createBatchBreaks } from './batches.ts'
import { batchHeaderOf, entryOf, fileHeaderOf, offsetOf } from './entry_of_order.ts'
import type { AchReceiver } from './receiver.ts'

const PAGE_ORDERS = 1_000

type AchWriter = ReturnType<typeof createAchWriter>
type Deps = { readonly db: Database; readonly sealer: Sealer }

/**
 * Writes the Nacha file of gathered orders, a page of them in memory at a time. Account numbers are opened outside of
 * transactions and stand nowhere but in what is yielded. The same rows give the same bytes, so a writing that broke off is
 * simply begun again.
 *
 * What an order says was held against the format when it was made (`achOrderFaults`): a refusal here is our bug, and is thrown.
 */
export async function* writeAchFile(
  deps: Deps,
  scope: OpenScope,
  connection: BankConnection,
  file: OutgoingFile,
): AsyncGenerator<Uint8Array, void> {
  const writer = createAchWriter()
  yield written(writer.header(fileHeaderOf(connection, file)))
  const batches = createBatches(writer, connection)
  for await (const page of pagesOf(deps, scope, file)) {
    const receivers = await Promise.all(page.map((order) => openReceiver(deps, scope, order)))
    const records = page.map((order, index) => batches.entry(order, receivers[index] as AchReceiver))
    yield Buffer.from(records.join(''), 'latin1')
  }
  yield Buffer.from(batches.close(), 'latin1')
  yield written(writer.end())
}

async function* pagesOf({ db }: Deps, { tenant_id }: OpenScope, file: OutgoingFile) {
  for (let after_number = 0; ; ) {
    const page = await db.withTenant(tenant_id, (tx) =>
      ordersOfFile(tx, tenant_id, file.id, { after_number, limit: PAGE_ORDERS }),
    )
    const last = page.at(-1)
    if (last === undefined) return
    yield page
    after_number = last.number ?? 0
    if (page.length < PAGE_ORDERS) return
  }
}

async function openReceiver({ sealer }: Deps, scope: OpenScope, order: FiledOrder): Promise<AchReceiver> {
  const opened = await sealer.unseal(scope, DETAILS_PURPOSE, order.sealed_details)
  const { account } = JSON.parse(opened.reveal()) as SealedDetails
  const { holder_name, account_type } = order
  return { holder_name, account_type, account, mandate_kind: order.terms?.kind ?? null }
}

/** Opens and closes batches as the orders ask for it. */
function createBatches(writer: AchWriter, connection: BankConnection) {
  const isBreak = createBatchBreaks(connection)
  const offset = offsetOf(connection)
  let number = 0
  const close = (): string =>
    number === 0 ? '' : textOf(writer.endBatch(offset === undefined ? {} : { offset }))
  return {
    close,
    entry(order: FiledOrder, receiver: AchReceiver): string {
      const begun = isBreak(order)
        ? close() + textOf(writer.batch(batchHeaderOf(connection, order, ++number)))
        : ''
      return begun + textOf(writer.entry(entryOf(order, receiver)))
    },
  }
}

function textOf(records: ReturnType<AchWriter['end']>): string {
  if (records.ok) return records.value
  throw new Bug(`an order that was taken cannot be written: ${new AchRefused(records.error).message}`)
}
const written = (records: ReturnType<AchWriter['end']>): Uint8Array => Buffer.from(textOf(records), 'latin1')
