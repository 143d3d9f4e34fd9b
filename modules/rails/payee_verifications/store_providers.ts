import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'
import type { PayeeProvider, SealedPayeeProvider } from './provider.ts'

type Row = Omit<SealedPayeeProvider, 'id'> & { id: string }

const columns = sql`id, connector, name, url, client_id, sealed_secret, countries, state, created_at`
const providerOf = ({ id, ...row }: Row): SealedPayeeProvider => ({ ...row, id: idOf('pvp', id) })

/** In the order in which they were made. A tenant has few of them. */
export async function listProviders(db: Db, tenant_id: TenantId): Promise<SealedPayeeProvider[]> {
  const { rows } = await sql<Row>`select ${columns} from rails.payee_provider
    where tenant_id = ${tenant_id} order by created_at, id`.execute(db)
  return rows.map(providerOf)
}

export async function findProvider(
  db: Db,
  tenant_id: TenantId,
  id: Id<'pvp'>,
): Promise<SealedPayeeProvider | undefined> {
  const { rows } = await sql<Row>`select ${columns} from rails.payee_provider
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)}`.execute(db)
  return rows[0] === undefined ? undefined : providerOf(rows[0])
}

/** False when the id, or the client id at this connector, is taken. */
export async function insertProvider(
  db: Db,
  tenant_id: TenantId,
  one: SealedPayeeProvider,
): Promise<boolean> {
  const { rows } = await sql`insert into rails.payee_provider (tenant_id, id, connector, name, url, client_id,
      sealed_secret, countries, state, created_at)
    values (${tenant_id}, ${uuidOf(one.id)}, ${one.connector}, ${one.name}, ${one.url}, ${one.client_id},
      ${one.sealed_secret}, ${[...one.countries]}::text[], ${one.state}, ${instantText(one.created_at)})
    on conflict do nothing returning id`.execute(db)
  return rows.length === 1
}

/** False when it was in that state already. */
export async function updateProviderState(
  db: Db,
  tenant_id: TenantId,
  id: Id<'pvp'>,
  state: PayeeProvider['state'],
): Promise<boolean> {
  const { rows } = await sql`update rails.payee_provider set state = ${state}
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)} and state <> ${state} returning id`.execute(db)
  return rows.length > 0
}
