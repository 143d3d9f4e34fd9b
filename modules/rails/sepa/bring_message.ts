import type { Id } from '../../../kernel/id.ts'
import { type Failure, type Fault, ok, type Result } from '../../../kernel/result.ts'
import { schedule } from '../../../platform/jobs/schedule.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { createBankFiles } from '../bank_files/bank_files.ts'
import { findConnections } from '../bank_connections/store_reads.ts'
import type { OrderDeps } from '../payment_orders/deps.ts'
import { sepaErrors } from './errors.ts'
import type { IsoMessage } from './iso_message.ts'
import { READ_MESSAGE_JOB } from './job_names.ts'
import * as store from './store_messages.ts'

export type NewMessage = {
  readonly id: Id<'ism'>
  readonly name: string
  readonly content: Uint8Array
  readonly connection: Id<'bcn'>
  readonly account: Id<'acc'>
}

/**
 * Takes a pain.001 or pain.008: its bytes are kept under their hash, and a job reads it. What is wrong with the message itself
 * is told in its pain.002, not here.
 *
 * A repeat, known by the id, answers the message as it is now. Errors: `iso_message_not_valid` when the connection is none of
 * SEPA or the account none in euro; `bank_file_empty`, `bank_file_too_large`.
 */
export async function bringMessage(
  deps: OrderDeps,
  scope: OpenScope,
  { id, name, content, connection, account }: NewMessage,
): Promise<Result<IsoMessage, Failure>> {
  const { tenant_id } = scope
  const source = async function* (): AsyncGenerator<Uint8Array, void> {
    yield content
  }
  const kept = await createBankFiles(deps).receiveFile(
    scope,
    { name, source: 'api', open: source },
    async () => {},
  )
  if (!kept.ok) return kept
  return deps.db.withTenant(tenant_id, async (db): Promise<Result<IsoMessage, Failure>> => {
    const within = { ...scope, db }
    const there = await store.findMessage(db, tenant_id, id)
    if (there !== undefined) return ok(there)
    const errors = await faultsOf(deps, within, { connection, account })
    if (errors.length > 0) return sepaErrors.fail('iso_message_not_valid', { errors })
    const message = freshMessage({ id, name, connection, account, file: kept.value.id }, scope)
    await store.insertMessage(db, tenant_id, message)
    await schedule(db, scope, [{ kind: READ_MESSAGE_JOB, body: { message: id }, unique_key: id }])
    await deps.audit.append(within, [
      {
        action: 'iso_messages.create',
        resource_type: 'iso_message',
        resource_id: id,
        after: { name, connection, account, file: kept.value.id },
      },
    ])
    return ok(message)
  })
}

const freshMessage = (
  given: Pick<IsoMessage, 'id' | 'name' | 'connection' | 'account' | 'file'>,
  { world }: OpenScope,
): IsoMessage => ({
  ...given,
  kind: null,
  message_id: null,
  message_name: null,
  initiating_party: null,
  state: 'received',
  reason_code: null,
  because: null,
  duplicate_of: null,
  transactions: 0,
  accepted: 0,
  created_at: world.now(),
  read_at: null,
})

async function faultsOf(
  { ledger }: OrderDeps,
  scope: Scope,
  asked: Pick<NewMessage, 'connection' | 'account'>,
): Promise<Fault[]> {
  const connections = await findConnections(scope.db, scope.tenant_id, [asked.connection])
  const connection = connections.get(asked.connection)
  const account = await ledger.findAccount(scope, asked.account)
  const faults: Fault[] = []
  const add = (code: string, param: string, detail: string): void => void faults.push({ code, param, detail })
  if (connection === undefined) add('not_found', 'connection', 'names no bank connection')
  else if (connection.identity.sepa === undefined) add('not_usable', 'connection', 'has no identity for SEPA')
  if (!account.ok) add('not_found', 'account', 'names no ledger account')
  else if (account.value.currency !== 'EUR') add('not_usable', 'account', 'must be one in EUR')
  return faults
}
