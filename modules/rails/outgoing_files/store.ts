import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'
import {
  type OutgoingFileEvent,
  outgoingFileEvents,
  type OutgoingFileState,
  outgoingFileStates,
} from './outgoing_file.machine.ts'
import type { OutgoingFile } from './outgoing_file.ts'

type Row = Omit<OutgoingFile, 'id' | 'connection' | 'state' | 'bytes'> & {
  readonly id: string
  readonly connection_id: string
  readonly state: number
  readonly bytes: bigint | null
}

const columns = sql`id, connection_id, rail, format, cutoff_at, number, name, state, because, orders, currency, debit_total,
  credit_total, encode(sha256, 'hex') as sha256, bytes, attempts, created_at, sent_at, answered_at, updated_at`

const fileOf = ({ id, connection_id, state, bytes, ...row }: Row): OutgoingFile => ({
  ...row,
  id: idOf('ofl', id),
  connection: idOf('bcn', connection_id),
  state: outgoingFileStates[state] as OutgoingFileState,
  bytes: bytes === null ? null : Number(bytes),
})
const stateNumber = (state: OutgoingFileState): number => outgoingFileStates.indexOf(state)

type Gathering = Pick<OutgoingFile, 'connection' | 'rail' | 'format' | 'cutoff_at'>

/** The file that orders of a cut-off are gathered into now. */
export async function findGathering(
  db: Db,
  tenant_id: TenantId,
  { connection, rail, format, cutoff_at }: Gathering,
): Promise<OutgoingFile | undefined> {
  const { rows } = await sql<Row>`select ${columns} from rails.outgoing_file
    where tenant_id = ${tenant_id} and connection_id = ${uuidOf(connection)} and rail = ${rail} and format = ${format}
      and cutoff_at = ${instantText(cutoff_at)} and state = 0`.execute(db)
  return rows[0] === undefined ? undefined : fileOf(rows[0])
}

/** The caller holds the connection's row, so nobody else makes one meanwhile. */
export async function insertFile(db: Db, tenant_id: TenantId, file: OutgoingFile): Promise<void> {
  await sql`insert into rails.outgoing_file (tenant_id, id, connection_id, rail, format, cutoff_at, number, name, currency, state,
      created_at, updated_at)
    values (${tenant_id}, ${uuidOf(file.id)}, ${uuidOf(file.connection)}, ${file.rail}, ${file.format},
      ${instantText(file.cutoff_at)}, ${file.number}, ${file.name}, ${file.currency}, 0, ${instantText(file.created_at)},
      ${instantText(file.updated_at)})`.execute(db)
}

export async function findFile(
  db: Db,
  tenant_id: TenantId,
  id: Id<'ofl'>,
  options: { readonly is_locked?: boolean } = {},
): Promise<OutgoingFile | undefined> {
  const lock = options.is_locked === true ? sql`for update` : sql``
  const { rows } = await sql<Row>`select ${columns} from rails.outgoing_file
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)} ${lock}`.execute(db)
  return rows[0] === undefined ? undefined : fileOf(rows[0])
}

/** By the name that we gave it; locked. */
export async function lockByName(
  db: Db,
  tenant_id: TenantId,
  connection: Id<'bcn'>,
  name: string,
): Promise<OutgoingFile | undefined> {
  const { rows } = await sql<Row>`select ${columns} from rails.outgoing_file
    where tenant_id = ${tenant_id} and connection_id = ${uuidOf(connection)} and name = ${name} for update`.execute(
    db,
  )
  return rows[0] === undefined ? undefined : fileOf(rows[0])
}

export async function findByContent(
  db: Db,
  tenant_id: TenantId,
  connection: Id<'bcn'>,
  sha256: string,
): Promise<OutgoingFile | undefined> {
  const { rows } = await sql<Row>`select ${columns} from rails.outgoing_file
    where tenant_id = ${tenant_id} and connection_id = ${uuidOf(connection)}
      and sha256 = decode(${sha256}, 'hex')`.execute(db)
  return rows[0] === undefined ? undefined : fileOf(rows[0])
}

export type OutgoingFileFilter = {
  readonly connection?: Id<'bcn'> | undefined
  readonly state?: OutgoingFileState | undefined
}

/** Newest first, from below `before`. */
export async function listFiles(
  db: Db,
  tenant_id: TenantId,
  { connection, state }: OutgoingFileFilter,
  { before, limit }: { readonly before: Id<'ofl'> | undefined; readonly limit: number },
): Promise<OutgoingFile[]> {
  const { rows } = await sql<Row>`select ${columns} from rails.outgoing_file
    where tenant_id = ${tenant_id}
      ${connection === undefined ? sql`` : sql`and connection_id = ${uuidOf(connection)}`}
      ${state === undefined ? sql`` : sql`and state = ${stateNumber(state)}`}
      ${before === undefined ? sql`` : sql`and id < ${uuidOf(before)}`}
    order by id desc limit ${limit}`.execute(db)
  return rows.map(fileOf)
}

/** The oldest ones of a connection. */
export async function listInStates(
  db: Db,
  tenant_id: TenantId,
  asked: {
    readonly connection: Id<'bcn'>
    readonly states: readonly OutgoingFileState[]
    readonly limit: number
  },
): Promise<OutgoingFile[]> {
  const { rows } = await sql<Row>`select ${columns} from rails.outgoing_file
    where tenant_id = ${tenant_id} and connection_id = ${uuidOf(asked.connection)}
      and state = any(${asked.states.map(stateNumber)}::int2[])
    order by id limit ${asked.limit}`.execute(db)
  return rows.map(fileOf)
}

export async function addTotals(
  db: Db,
  tenant_id: TenantId,
  id: Id<'ofl'>,
  more: {
    readonly orders: number
    readonly debit_total: bigint
    readonly credit_total: bigint
    readonly at: Instant
  },
): Promise<OutgoingFile | undefined> {
  const { rows } = await sql<Row>`update rails.outgoing_file set orders = orders + ${more.orders},
      debit_total = debit_total + ${more.debit_total}::int8, credit_total = credit_total + ${more.credit_total}::int8,
      updated_at = ${instantText(more.at)}
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)} and state = 0 returning ${columns}`.execute(db)
  return rows[0] === undefined ? undefined : fileOf(rows[0])
}

/** Writes what an event changes. The caller holds the row. */
export async function moveFile(
  db: Db,
  tenant_id: TenantId,
  from: OutgoingFileState,
  event: OutgoingFileEvent,
  file: OutgoingFile,
): Promise<void> {
  const textOf = (at: Instant | null): string | null => (at === null ? null : instantText(at))
  await sql`update rails.outgoing_file set state = ${stateNumber(file.state)}, came_from = ${stateNumber(from)},
      event = ${outgoingFileEvents.indexOf(event) + 1}, because = ${file.because},
      sha256 = decode(${file.sha256}, 'hex'), bytes = ${file.bytes}, attempts = ${file.attempts},
      sent_at = ${textOf(file.sent_at)}, answered_at = ${textOf(file.answered_at)},
      updated_at = ${instantText(file.updated_at)}
    where tenant_id = ${tenant_id} and id = ${uuidOf(file.id)}`.execute(db)
}
