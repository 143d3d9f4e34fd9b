import type { JobKind } from '../../platform/jobs/job.ts'
import { type BankConnections, createBankConnections } from './bank_connections/bank_connections.ts'
import type { BankConnectionDeps } from './bank_connections/deps.ts'
import { createTransports } from './bank_connections/open_transport.ts'
import { collectJob } from './incoming_files/collect.ts'
import type { IncomingFileDeps } from './incoming_files/deps.ts'
import { readJob } from './incoming_files/read_bank_file.ts'
import { createOutgoingFiles, type OutgoingFiles } from './outgoing_files/outgoing_files.ts'
import { sendJob } from './outgoing_files/send_outgoing_file.ts'

/** Files that go to banks and come from them, and the connections they go over. */
export type BankExchange = BankConnections &
  OutgoingFiles & {
    /** Lets go of every connection to a bank. */
    closeTransports(): Promise<void>
  }
type Deps = BankConnectionDeps & Pick<IncomingFileDeps, 'bank_files' | 'readers' | 'follow'>

/** Puts them together; `jobs` is what a worker does for them. */
export function createBankExchange(deps: Deps): {
  readonly exchange: BankExchange
  readonly jobs: readonly JobKind[]
} {
  const transports = createTransports(deps)
  const with_transports = { ...deps, transports }
  return {
    exchange: {
      ...createBankConnections(deps),
      ...createOutgoingFiles(with_transports),
      closeTransports: () => transports.close(),
    },
    jobs: [sendJob(with_transports), collectJob(with_transports), readJob(with_transports)],
  }
}
