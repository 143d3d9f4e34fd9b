import type { OpenScope } from '../../../platform/scope.ts'
import { writeAchFile } from '../ach/write_ach_file.ts'
import type { BankConnection } from '../bank_connections/bank_connection.ts'
import type { OutgoingFile } from '../outgoing_files/outgoing_file.ts'
import { writeSepaFile } from '../sepa/write_sepa_file.ts'
import { writeOutgoingFile } from '../outgoing_files/write_outgoing_file.ts'
import type { OrderDeps } from './deps.ts'

/** Writes the bytes of a file whose orders are complete. The same rows give the same bytes, so a repeat begins anew. */
export async function writeGathered(
  deps: OrderDeps,
  scope: OpenScope,
  connection: BankConnection,
  file: OutgoingFile,
): Promise<void> {
  const write = file.format === 'nacha' ? writeAchFile : writeSepaFile
  const written = await writeOutgoingFile(deps, scope, file.id, () => write(deps, scope, connection, file))
  // Trace numbers differ from file to file, so the same bytes twice are no accident.
  if (!written.ok) throw new Error(`a gathered file cannot be written: ${written.error.code}`)
}
