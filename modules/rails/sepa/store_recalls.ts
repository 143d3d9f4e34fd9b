import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'
import { type RecallEvent, recallEvents, type RecallState, recallStates } from './recall.machine.ts'
import type { Recall } from './recall.ts'

type Row = Omit<Recall, 'id' | 'connection' | 'order' | 'file' | 'answer_file' | 'state'> & {
  readonly id: string
  readonly connection_id: string
  readonly order_id: string
  readonly file_id: string | null
  readonly answer_file_id: string | null
  readonly state: number
}
const columns = sql`id, connection_id, order_id, reason, because, state, file_id, message_id, answer_file_id,
  answer_code, answer_due_on::text as answer_due_on, created_at, answered_at, updated_at`

const recallOf = ({ id, connection_id, order_id, file_id, answer_file_id, state, ...row }: Row): Recall => ({
  ...row,
  id: idOf('rcl', id),
  connection: idOf('bcn', connection_id),
  order: idOf('por', order_id),
  file: file_id === null ? null : idOf('ofl', file_id),
  answer_file: answer_file_id === null ? null : idOf('fil', answer_file_id),
  state: recallStates[state] as RecallState,
})
const stateNumber = (state: RecallState): number => recallStates.indexOf(state)

/** False when the order was recalled before; whoever did has committed by then. */
export async function insertRecall(db: Db, tenant_id: TenantId, one: Recall): Promise<boolean> {
  const { rows } =
    await sql`insert into rails.recall (tenant_id, id, connection_id, order_id, reason, because, state,
      message_id, answer_due_on, created_at, updated_at)
    values (${tenant_id}, ${uuidOf(one.id)}, ${uuidOf(one.connection)}, ${uuidOf(one.order)}, ${one.reason},
      ${one.because}, ${stateNumber(one.state)}, ${one.message_id}, ${one.answer_due_on}, ${instantText(one.created_at)},
      ${instantText(one.updated_at)})
    on conflict do nothing returning id`.execute(db)
  return rows.length === 1
}

export async function findRecall(db: Db, tenant_id: TenantId, id: Id<'rcl'>): Promise<Recall | undefined> {
  const { rows } = await sql<Row>`select ${columns} from rails.recall
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)}`.execute(db)
  return rows[0] === undefined ? undefined : recallOf(rows[0])
}

/** Of these orders, locked in the order of their ids. */
export async function recallsOfOrders(
  db: Db,
  tenant_id: TenantId,
  orders: readonly Id<'por'>[],
): Promise<Recall[]> {
  if (orders.length === 0) return []
  const { rows } = await sql<Row>`select ${columns} from rails.recall
    where tenant_id = ${tenant_id} and order_id = any(${orders.map(uuidOf)}::uuid[]) order by id for update`.execute(
    db,
  )
  return rows.map(recallOf)
}

export type RecallFilter = {
  readonly state?: RecallState | undefined
  readonly order?: Id<'por'> | undefined
}

/** Newest first, from below `before`. */
export async function listRecalls(
  db: Db,
  tenant_id: TenantId,
  { state, order }: RecallFilter,
  page: { readonly before: Id<'rcl'> | undefined; readonly limit: number },
): Promise<Recall[]> {
  const { rows } = await sql<Row>`select ${columns} from rails.recall
    where tenant_id = ${tenant_id}
      ${state === undefined ? sql`` : sql`and state = ${stateNumber(state)}`}
      ${order === undefined ? sql`` : sql`and order_id = ${uuidOf(order)}`}
      ${page.before === undefined ? sql`` : sql`and id < ${uuidOf(page.before)}`}
    order by id desc limit ${page.limit}`.execute(db)
  return rows.map(recallOf)
}

/** Recalls that go in files and that none asks for yet, oldest first; locked. */
export async function unsentRecalls(
  db: Db,
  tenant_id: TenantId,
  connection: Id<'bcn'>,
  limit: number,
): Promise<Recall[]> {
  const { rows } = await sql<Row>`select ${columns} from rails.recall
    where tenant_id = ${tenant_id} and connection_id = ${uuidOf(connection)} and file_id is null
      and message_id is null
    order by id limit ${limit} for update`.execute(db)
  return rows.map(recallOf)
}

/** The caller holds the rows. */
export async function placeRecalls(
  db: Db,
  tenant_id: TenantId,
  ids: readonly Id<'rcl'>[],
  file: Id<'ofl'>,
): Promise<void> {
  await sql`update rails.recall set file_id = ${uuidOf(file)}
    where tenant_id = ${tenant_id} and id = any(${ids.map(uuidOf)}::uuid[])`.execute(db)
}

/** Recalls of a file in the order of their ids. */
export async function recallsOfFile(db: Db, tenant_id: TenantId, file: Id<'ofl'>): Promise<Recall[]> {
  const { rows } = await sql<Row>`select ${columns} from rails.recall
    where tenant_id = ${tenant_id} and file_id = ${uuidOf(file)} order by id`.execute(db)
  return rows.map(recallOf)
}

/** Files of a connection that ask payments back and are not written yet. */
export async function unwrittenRecallFiles(
  db: Db,
  tenant_id: TenantId,
  connection: Id<'bcn'>,
): Promise<Id<'ofl'>[]> {
  const { rows } = await sql<{ id: string }>`select id from rails.outgoing_file
    where tenant_id = ${tenant_id} and connection_id = ${uuidOf(connection)} and format = 'camt_056' and state = 0
    order by id`.execute(db)
  return rows.map(({ id }) => idOf('ofl', id))
}

export type MovedRecall = { readonly before: Recall; readonly after: Recall; readonly event: RecallEvent }

/** The caller holds the rows. */
export async function moveRecalls(
  db: Db,
  tenant_id: TenantId,
  moved: readonly MovedRecall[],
  at: Instant,
): Promise<void> {
  await sql`update rails.recall r set state = m.state, came_from = m.came_from, event = m.event,
      answer_code = m.answer_code, answer_file_id = m.answer_file_id, answered_at = ${instantText(at)},
      updated_at = ${instantText(at)}
    from unnest(${moved.map(({ after }) => uuidOf(after.id))}::uuid[],
      ${moved.map(({ after }) => stateNumber(after.state))}::int2[],
      ${moved.map(({ before }) => stateNumber(before.state))}::int2[],
      ${moved.map(({ event }) => recallEvents.indexOf(event) + 1)}::int2[],
      ${moved.map(({ after }) => after.answer_code)}::text[],
      ${moved.map(({ after }) => (after.answer_file === null ? null : uuidOf(after.answer_file)))}::uuid[])
      as m (id, state, came_from, event, answer_code, answer_file_id)
    where r.tenant_id = ${tenant_id} and r.id = m.id`.execute(db)
}
