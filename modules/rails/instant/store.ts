import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'
import {
  type InstantMessageEvent,
  instantMessageEvents,
  type InstantMessageState,
  instantMessageStates,
} from './instant_message.machine.ts'
import type { InstantMessage } from './instant_message.ts'

type Row = Omit<InstantMessage, 'order_id' | 'connection' | 'state'> & {
  readonly order_id: string
  readonly connection_id: string
  readonly state: number
}

const columns = sql`order_id, attempt, connection_id, rail, message_id, reference, state, version, sends, misses, queries,
  first_sent_at, last_sent_at, ends_at, last_query_at, answered_at, status, reason_code, held_until, due_at, sealed_request,
  encode(sha256, 'hex') as sha256, created_at, updated_at`

const messageOf = ({ order_id, connection_id, state, ...row }: Row): InstantMessage => ({
  ...row,
  order_id: idOf('por', order_id),
  connection: idOf('bcn', connection_id),
  state: instantMessageStates[state] as InstantMessageState,
})

const stateNumber = (state: InstantMessageState): number => instantMessageStates.indexOf(state)
const textOf = (at: Instant | null): string | null => (at === null ? null : instantText(at))

/** A new one; whoever comes second finds it there. */
export async function insertMessage(db: Db, tenant_id: TenantId, one: InstantMessage): Promise<void> {
  await sql`insert into rails.instant_message (tenant_id, order_id, attempt, connection_id, rail, message_id, reference,
      due_at, created_at, updated_at)
    values (${tenant_id}, ${uuidOf(one.order_id)}, ${one.attempt}, ${uuidOf(one.connection)}, ${one.rail},
      ${one.message_id}, ${one.reference}, ${textOf(one.due_at)}, ${instantText(one.created_at)},
      ${instantText(one.created_at)})
    on conflict do nothing`.execute(db)
}

/** Messages of an order, the first attempt first. */
export async function messagesOf(db: Db, tenant_id: TenantId, order: Id<'por'>): Promise<InstantMessage[]> {
  const { rows } = await sql<Row>`select ${columns} from rails.instant_message
    where tenant_id = ${tenant_id} and order_id = ${uuidOf(order)} order by attempt`.execute(db)
  return rows.map(messageOf)
}

export async function findMessage(
  db: Db,
  tenant_id: TenantId,
  connection: Id<'bcn'>,
  message_id: string,
): Promise<InstantMessage | undefined> {
  const { rows } = await sql<Row>`select ${columns} from rails.instant_message
    where tenant_id = ${tenant_id} and connection_id = ${uuidOf(connection)} and message_id = ${message_id}`.execute(
    db,
  )
  return rows[0] === undefined ? undefined : messageOf(rows[0])
}

/** Writes what became of a message; false when somebody else did meanwhile. `event` is null when its state stays. */
export async function updateMessage(
  db: Db,
  tenant_id: TenantId,
  before: Pick<InstantMessage, 'state' | 'version'>,
  event: InstantMessageEvent | null,
  after: InstantMessage,
): Promise<boolean> {
  const moved =
    event === null
      ? sql``
      : sql`state = ${stateNumber(after.state)}, came_from = ${stateNumber(before.state)},
          event = ${instantMessageEvents.indexOf(event) + 1},`
  const { rows } = await sql`update rails.instant_message set ${moved} version = ${before.version + 1},
      sends = ${after.sends}, misses = ${after.misses}, queries = ${after.queries},
      first_sent_at = ${textOf(after.first_sent_at)}, last_sent_at = ${textOf(after.last_sent_at)},
      ends_at = ${textOf(after.ends_at)}, last_query_at = ${textOf(after.last_query_at)},
      answered_at = ${textOf(after.answered_at)}, status = ${after.status}, reason_code = ${after.reason_code},
      held_until = ${textOf(after.held_until)}, due_at = ${textOf(after.due_at)},
      sealed_request = ${after.sealed_request}, sha256 = decode(${after.sha256}, 'hex'),
      updated_at = ${instantText(after.updated_at)}
    where tenant_id = ${tenant_id} and order_id = ${uuidOf(after.order_id)} and attempt = ${after.attempt}
      and version = ${before.version}
    returning order_id`.execute(db)
  return rows.length === 1
}
