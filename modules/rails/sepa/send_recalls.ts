import { present } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import { plusMs } from '../../../kernel/world.ts'
import type { Job, JobOutcome } from '../../../platform/jobs/job.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import type { BankConnection } from '../bank_connections/bank_connection.ts'
import { findConnections } from '../bank_connections/store_reads.ts'
import { addTotals, openGathering } from '../outgoing_files/gather.ts'
import { findFile } from '../outgoing_files/store.ts'
import { writeOutgoingFile } from '../outgoing_files/write_outgoing_file.ts'
import type { OrderDeps } from '../payment_orders/deps.ts'
import { findOrders } from '../payment_orders/store.ts'
import * as store from './store_recalls.ts'

const RECALLS_PER_FILE_MAX = 1_000
/** A connection that is disabled is looked at again so much later: its recalls wait. */
const DISABLED_AGAIN_MS = 3_600_000

/**
 * Puts the recalls of a connection that wait into a file and has it written; sending is the way of every file. A run that died
 * left a file that is not written: the next one writes it.
 */
export async function runSendRecalls(deps: OrderDeps, scope: OpenScope, job: Job): Promise<JobOutcome> {
  const { connection: id } = JSON.parse(job.body) as { connection: Id<'bcn'> }
  const { tenant_id } = scope
  const connection = await deps.db.withTenant(tenant_id, async (tx) =>
    (await findConnections(tx, tenant_id, [id])).get(id),
  )
  if (connection === undefined) return { outcome: 'dead', why: 'there is no such bank connection' }
  if (connection.state !== 'enabled')
    return { outcome: 'again', run_at: plusMs(scope.world.now(), DISABLED_AGAIN_MS) }
  const files = await deps.db.withTenant(tenant_id, async (db) => {
    const within = { ...scope, db }
    for (;;) if ((await placeSome(deps, within, id)) < RECALLS_PER_FILE_MAX) break
    return store.unwrittenRecallFiles(db, tenant_id, id)
  })
  for (const file of files) await writeRecalls(deps, scope, connection, file)
  return { outcome: 'done' }
}

async function placeSome(deps: OrderDeps, scope: Scope, connection: Id<'bcn'>): Promise<number> {
  const { db, tenant_id, world } = scope
  const recalls = await store.unsentRecalls(db, tenant_id, connection, RECALLS_PER_FILE_MAX)
  if (recalls.length === 0) return 0
  const asked = { connection, rail: 'sepa', format: 'camt_056', cutoff_at: world.now() } as const
  const file = await openGathering(deps, scope, asked)
  await store.placeRecalls(
    db,
    tenant_id,
    recalls.map(({ id }) => id),
    file.id,
  )
  await addTotals(scope, file.id, { orders: recalls.length, debit_total: 0n, credit_total: 0n })
  return recalls.length
}

async function writeRecalls(
  deps: OrderDeps,
  scope: OpenScope,
  connection: BankConnection,
  id: Id<'ofl'>,
): Promise<void> {
  const { tenant_id } = scope
  const asked = await deps.db.withTenant(tenant_id, async (db) => {
    const recalls = await store.recallsOfFile(db, tenant_id, id)
    const orders = await findOrders(
      db,
      tenant_id,
      recalls.map(({ order }) => order),
    )
    const file = present(await findFile(db, tenant_id, id), 'a file of recalls')
    return { file, recalls, orders: new Map(orders.map((one) => [one.id, one])) }
  })
  const { recallMessage } = await import('./recall_message.ts')
  const written = await writeOutgoingFile(deps, scope, id, async function* () {
    yield Buffer.from(recallMessage(connection, asked), 'utf8')
  })
  if (!written.ok) throw new Error(`a file of recalls cannot be written: ${written.error.code}`)
}
