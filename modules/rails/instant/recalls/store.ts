import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../../kernel/id.ts'
import { type Instant, instantText } from '../../../../kernel/world.ts'
import type { Db } from '../../../../platform/db/database.ts'
import type { TenantId } from '../../../../platform/scope.ts'
import {
  type RecallSendingEvent,
  recallSendingEvents,
  type RecallSendingState,
  recallSendingStates,
} from './recall_sending.machine.ts'
import type { RecallSending } from './recall_sending.ts'

type Row = Omit<RecallSending, 'recall' | 'state'> & { readonly recall_id: string; readonly state: number }

const sendingOf = ({ recall_id, state, ...row }: Row): RecallSending => ({
  ...row,
  recall: idOf('rcl', recall_id),
  state: recallSendingStates[state] as RecallSendingState,
})
const stateNumber = (state: RecallSendingState): number => recallSendingStates.indexOf(state)
const textOf = (at: Instant | null): string | null => (at === null ? null : instantText(at))

export async function insertSending(db: Db, tenant_id: TenantId, one: RecallSending): Promise<void> {
  await sql`insert into rails.recall_sending (tenant_id, recall_id, payment_message, reference, due_at, created_at, updated_at)
    values (${tenant_id}, ${uuidOf(one.recall)}, ${one.payment_message}, ${one.reference}, ${textOf(one.due_at)},
      ${instantText(one.created_at)}, ${instantText(one.updated_at)})`.execute(db)
}

/** Locked. */
export async function lockSending(
  db: Db,
  tenant_id: TenantId,
  recall: Id<'rcl'>,
): Promise<RecallSending | undefined> {
  const { rows } =
    await sql<Row>`select recall_id, payment_message, reference, state, sends, misses, queries, first_sent_at,
      last_sent_at, last_query_at, due_at, created_at, updated_at
    from rails.recall_sending where tenant_id = ${tenant_id} and recall_id = ${uuidOf(recall)} for update`.execute(
      db,
    )
  return rows[0] === undefined ? undefined : sendingOf(rows[0])
}

/** The caller holds the row. `event` is null when its state stays. */
export async function updateSending(
  db: Db,
  tenant_id: TenantId,
  before: Pick<RecallSending, 'state'>,
  event: RecallSendingEvent | null,
  after: RecallSending,
): Promise<void> {
  const moved =
    event === null
      ? sql``
      : sql`state = ${stateNumber(after.state)}, came_from = ${stateNumber(before.state)},
          event = ${recallSendingEvents.indexOf(event) + 1},`
  await sql`update rails.recall_sending set ${moved} sends = ${after.sends}, misses = ${after.misses},
      queries = ${after.queries}, first_sent_at = ${textOf(after.first_sent_at)}, last_sent_at = ${textOf(after.last_sent_at)},
      last_query_at = ${textOf(after.last_query_at)}, due_at = ${textOf(after.due_at)},
      updated_at = ${instantText(after.updated_at)}
    where tenant_id = ${tenant_id} and recall_id = ${uuidOf(after.recall)}`.execute(db)
}
