import type { Database } from '../../../platform/db/database.ts'
import type { Scope } from '../../../platform/scope.ts'
import type { Audit } from '../../audit/index.ts'
import type { BankDialect } from '../bank_dialect.ts'
import type { Transports } from '../bank_connections/open_transport.ts'
import type { OutgoingFileEvent } from './outgoing_file.machine.ts'
import type { OutgoingFile } from './outgoing_file.ts'

/**
 * Has the orders of a file follow what happened to it. Called in the transaction in which the file moves, with the file as it
 * is after the event.
 */
export type Follow = (scope: Scope, file: OutgoingFile, event: OutgoingFileEvent) => Promise<void>

export type OutgoingFileDeps = {
  readonly db: Database
  readonly audit: Audit
  readonly banks?: readonly BankDialect[]
  readonly transports: Pick<Transports, 'withTransport'>
  readonly follow: Follow
}
