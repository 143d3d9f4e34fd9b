import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'
import type { BankFileKind } from '../bank_dialect.ts'
import type { BankTransport, SealedBankConnection } from '../bank_connections/bank_connection.ts'
import { listConnections } from '../bank_connections/store.ts'

/** Connections of a tenant that are looked through. */
const CONNECTIONS_MAX = 100

/** Where files of a bank are fetched, without what differs between connections that share it. */
function placeOf(transport: BankTransport): string {
  const { kind, outbound } = transport
  const where =
    transport.kind === 'sftp'
      ? [transport.host, transport.port, transport.user]
      : [transport.kind === 'https' ? transport.url : transport.path]
  return JSON.stringify([kind, ...where, outbound])
}

/**
 * A bank often gives a customer one folder for all its accounts: whichever connection fetched a file first, it may be about
 * another one. Answers the connections that share the folder, the one that fetched it first.
 */
export async function sharingConnections(
  db: Db,
  tenant_id: TenantId,
  fetched_by: SealedBankConnection,
): Promise<readonly SealedBankConnection[]> {
  const all = await listConnections(db, tenant_id, { after: undefined, limit: CONNECTIONS_MAX })
  const place = placeOf(fetched_by.transport)
  const others = all.filter(
    ({ id, bank, transport }) =>
      id !== fetched_by.id && bank === fetched_by.bank && placeOf(transport) === place,
  )
  return [fetched_by, ...others]
}

/** Which of them a kind of file can be about: the first that has its rail; the one that fetched it when none has. */
export function connectionFor(
  sharing: readonly SealedBankConnection[],
  kind: BankFileKind,
): SealedBankConnection | undefined {
  const fits = ({ rails, identity }: SealedBankConnection): boolean =>
    kind === 'ach'
      ? rails.includes('ach')
      : kind === 'iso20022' || kind === 'statement'
        ? identity.sepa !== undefined
        : true
  return sharing.find(fits) ?? sharing[0]
}
