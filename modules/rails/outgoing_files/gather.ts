import { present } from '../../../kernel/assert.ts'
import { type Id, newId } from '../../../kernel/id.ts'
import { dayOf } from '../../../kernel/world.ts'
import type { Scope } from '../../../platform/scope.ts'
import { findConnection, takeFileNumber } from '../bank_connections/store.ts'
import { beginCollecting } from '../incoming_files/job_names.ts'
import type { OutgoingFileDeps } from './deps.ts'
import type { OutgoingFile } from './outgoing_file.ts'
import * as store from './store.ts'

/**
 * The file that orders of a connection, rail and cut-off are gathered into: the one there is, or a new one with the
 * connection's next number. In the caller's transaction; the connection's row is held until it ends, so two gatherers at once
 * use one file. With the first file, the looks into the bank's folder begin.
 */
export async function openGathering(
  { banks = [] }: Pick<OutgoingFileDeps, 'banks'>,
  scope: Scope,
  asked: Pick<OutgoingFile, 'connection' | 'rail' | 'format' | 'cutoff_at'>,
): Promise<OutgoingFile> {
  const { db, tenant_id, world } = scope
  const connection = present(
    await findConnection(db, tenant_id, asked.connection, { is_locked: true }),
    'the connection that orders go over',
  )
  const found = await store.findGathering(db, tenant_id, asked)
  if (found !== undefined) return found
  const dialect = present(
    banks.find(({ name }) => name === connection.bank),
    'the dialect of a connection that was made',
  )
  const number = await takeFileNumber(db, tenant_id, connection.id)
  const at = world.now()
  const file: OutgoingFile = {
    ...asked,
    id: newId('ofl', world),
    number,
    name: dialect.outgoingName({ format: asked.format, number, on: dayOf(at) }),
    state: 'gathering',
    because: null,
    orders: 0,
    currency: connection.currency,
    debit_total: 0n,
    credit_total: 0n,
    sha256: null,
    bytes: null,
    attempts: 0,
    created_at: at,
    sent_at: null,
    answered_at: null,
    updated_at: at,
  }
  await store.insertFile(db, tenant_id, file)
  await beginCollecting(scope, connection.id)
  return file
}

/** Counts orders that were put into a file, in the caller's transaction. Minor units. Throws for a file that is written. */
export async function addTotals(
  scope: Scope,
  id: Id<'ofl'>,
  more: { readonly orders: number; readonly debit_total: bigint; readonly credit_total: bigint },
): Promise<OutgoingFile> {
  const { db, tenant_id, world } = scope
  const added = await store.addTotals(db, tenant_id, id, { ...more, at: world.now() })
  return present(added, 'a file that is still gathering')
}
