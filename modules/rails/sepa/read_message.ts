import { present } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import type { Job, JobOutcome } from '../../../platform/jobs/job.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import type { BankConnection } from '../bank_connections/bank_connection.ts'
import { findConnections } from '../bank_connections/store_reads.ts'
import { createBankFiles, type FileEnd } from '../bank_files/bank_files.ts'
import { toTemporal, wallDay } from '../calendars/zone.ts'
import { storable } from '../files/storable.ts'
import { openMessages } from '../iso20022/messages/public.ts'
import type { OrderDeps } from '../payment_orders/deps.ts'
import { type Draft, draftOf, type Refusal } from './draft.ts'
import { sepaFacts } from './facts.ts'
import { type IsoMessage, isoMessageJson } from './iso_message.ts'
import * as store from './store_messages.ts'
import { type Survey, surveyMessage } from './survey.ts'
import { takeDrafts } from './take_drafts.ts'

const CHUNK_PAYMENTS = 1_000
const BECAUSE_CHARS_MAX = 500
/** The reader tells of parts while it is given bytes, so it is given few at a time. */
const SLICE_BYTES = 65_536

/**
 * Reads a message of the tenant: once to see whether it is whole and new, and once to make orders of its payments, a thousand in
 * one transaction. A run that died is begun anew and passes over what is done.
 */
export async function runReadMessage(deps: OrderDeps, scope: OpenScope, job: Job): Promise<JobOutcome> {
  const { message: id } = JSON.parse(job.body) as { message: Id<'ism'> }
  const { tenant_id } = scope
  const [message, connection] = await deps.db.withTenant(tenant_id, async (db) => {
    const found = present(await store.findMessage(db, tenant_id, id), 'a message that was brought')
    const connections = await findConnections(db, tenant_id, [found.connection])
    return [found, present(connections.get(found.connection), 'the connection of a message')] as const
  })
  if (message.state !== 'received') return { outcome: 'done' }
  const survey = await surveyMessage(bytesOf(deps, scope, message))
  const claimed = await claim(deps, scope, message, survey)
  if (claimed.refusal === undefined) await readPayments(deps, scope, claimed.message, connection)
  await deps.db.withTenant(tenant_id, (db) => finish(deps, { ...scope, db }, claimed, survey))
  return { outcome: 'done' }
}

async function* bytesOf(
  deps: OrderDeps,
  scope: OpenScope,
  { file }: IsoMessage,
): AsyncGenerator<Uint8Array, void> {
  for await (const piece of createBankFiles(deps).openFile(scope, file))
    for (let from = 0; from < piece.length; from += SLICE_BYTES)
      yield piece.subarray(from, from + SLICE_BYTES)
}

type Claimed = { readonly message: IsoMessage; readonly refusal: Refusal | undefined }

/** A file in which nobody but its sender had a say would be the way around the approvals of payouts. */
const needsApproval: Refusal = {
  code: 'DS0A',
  because: 'Others have to agree to payments of this account: order them as payouts.',
}

/** Writes down what the message calls itself. Of two with one name the first counts, and the second is refused. */
async function claim(
  deps: OrderDeps,
  scope: OpenScope,
  asked: IsoMessage,
  { head, refusal }: Survey,
): Promise<Claimed> {
  if (head === undefined)
    return { message: asked, refusal: refusal ?? { code: 'FF01', because: 'It cannot be read.' } }
  const { tenant_id } = scope
  const asks_others = head.kind === 'pain.001' && (await deps.asksOthers?.(scope)) === true
  return deps.db.withTenant(tenant_id, async (db): Promise<Claimed> => {
    const duplicate_of = (await store.findTwin(db, tenant_id, asked.id, head)) ?? null
    const because = `The message ${head.message_id} of this party was brought before, as ${duplicate_of ?? ''}.`
    const message = { ...asked, ...head, duplicate_of }
    await store.updateMessage(db, tenant_id, message)
    if (duplicate_of !== null) return { message, refusal: { code: 'DU01', because } }
    return { message, refusal: refusal ?? (asks_others ? needsApproval : undefined) }
  })
}

async function readPayments(
  deps: OrderDeps,
  scope: OpenScope,
  message: IsoMessage,
  connection: BankConnection,
): Promise<void> {
  const today = wallDay(toTemporal(scope.world.now()), 'Europe/Brussels')
  const waiting: Draft[] = []
  let number = 0
  const reader = openMessages({
    onItem(item) {
      const draft = draftOf(item, ++number, connection, today)
      if (draft !== undefined) waiting.push(draft)
    },
  })
  for await (const slice of bytesOf(deps, scope, message)) {
    reader.push(slice)
    while (waiting.length >= CHUNK_PAYMENTS)
      await takeDrafts(deps, scope, message, waiting.splice(0, CHUNK_PAYMENTS))
  }
  reader.end()
  await takeDrafts(deps, scope, message, waiting)
}

async function finish(
  deps: OrderDeps,
  scope: Scope,
  { message, refusal }: Claimed,
  survey: Survey,
): Promise<void> {
  const { db, tenant_id, world } = scope
  const held = await store.findMessage(db, tenant_id, message.id, { is_locked: true })
  if (held?.state !== 'received') return
  const counts = await store.countTransactions(db, tenant_id, message.id)
  const after: IsoMessage = {
    ...message,
    state: stateOf(counts, refusal),
    reason_code: refusal?.code ?? null,
    because: refusal === undefined ? null : storable(refusal.because, BECAUSE_CHARS_MAX),
    transactions: refusal === undefined ? counts.transactions : survey.transactions,
    accepted: counts.accepted,
    read_at: world.now(),
  }
  await store.updateMessage(db, tenant_id, after)
  // The same bytes may have come before and been read then: what became of the file was said.
  await createBankFiles(deps).finishFile(scope, message.file, endOf(after, survey))
  const object = isoMessageJson(after)
  await appendFacts(db, scope, [sepaFacts.fact('rails.iso_message_read', message.id, { object })])
}

function stateOf(
  { transactions, accepted }: { readonly transactions: number; readonly accepted: number },
  refusal: Refusal | undefined,
): IsoMessage['state'] {
  if (refusal !== undefined || accepted === 0) return 'rejected'
  return accepted === transactions ? 'accepted' : 'partial'
}

const endOf = ({ state, kind, accepted, transactions }: IsoMessage, { faults }: Survey): FileEnd => ({
  state: state === 'rejected' ? 'refused' : 'loaded',
  format: 'iso20022',
  title: `${kind ?? 'A message'}: ${accepted} of ${transactions} payments ordered`,
  faults,
})
