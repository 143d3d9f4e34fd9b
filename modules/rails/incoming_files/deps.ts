import type { Database } from '../../../platform/db/database.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import type { Log } from '../../../platform/telemetry/log.ts'
import type { BankDialect } from '../bank_dialect.ts'
import type { BankConnection } from '../bank_connections/bank_connection.ts'
import type { Transports } from '../bank_connections/open_transport.ts'
import type { BankFile } from '../bank_files/bank_file.ts'
import type { BankFiles, FileEnd } from '../bank_files/bank_files.ts'
import type { Follow } from '../outgoing_files/deps.ts'

/** Reads what banks tell of orders. Opens its own transactions, and may run again for the same file. */
export type BankFileReader = {
  /** `statement`: what entries of a statement say of orders; what became of the file, whoever reconciles says. */
  readonly kind: 'ach' | 'iso20022' | 'statement'
  read(scope: OpenScope, connection: BankConnection, file: BankFile): Promise<FileEnd>
}

export type IncomingFileDeps = {
  readonly db: Database
  readonly log: Pick<Log, 'error'>
  readonly banks?: readonly BankDialect[]
  readonly transports: Pick<Transports, 'withTransport'>
  readonly bank_files: Pick<BankFiles, 'receiveFile' | 'finishFile' | 'openFile' | 'findFile'>
  readonly readers: readonly BankFileReader[]
  /** See `OutgoingFileDeps`. */
  readonly follow: Follow
}
