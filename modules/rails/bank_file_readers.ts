import type { BankFile } from './bank_files/bank_file.ts'
import type { FileEnd } from './bank_files/bank_files.ts'
import type { BankConnection } from './bank_connections/bank_connection.ts'
import type { BankFileReader } from './incoming_files/deps.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { OrderDeps } from './payment_orders/deps.ts'

/** Who reads what banks tell of orders, by the kind of the file; each is loaded by the first file that needs it. */
export const bankFileReaders = (deps: OrderDeps): BankFileReader[] => [
  {
    kind: 'ach',
    async read(scope, connection, file) {
      const { readAchFile } = await import('./ach/read_ach_file.ts')
      return readAchFile(deps, scope, connection, file)
    },
  },
  {
    kind: 'iso20022',
    read: (scope, connection, file) => readSepa(deps, scope, connection, file),
  },
  {
    kind: 'statement',
    async read(scope, connection, file) {
      // Only statements of ISO 20022 name orders; the reader passes over the others at their first line.
      if (connection.identity.sepa === undefined) return nothingSaid
      return readSepa(deps, scope, connection, file)
    },
  },
]

const nothingSaid: FileEnd = { state: 'loaded', format: null, title: 'A statement', faults: [] }

async function readSepa(
  deps: OrderDeps,
  scope: OpenScope,
  connection: BankConnection,
  file: BankFile,
): Promise<FileEnd> {
  const { readSepaFile } = await import('./sepa/read_sepa_file.ts')
  return readSepaFile(deps, scope, connection, file)
}
