import { present } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import { joinPath } from '../../../platform/files/path.ts'
import type { Job, JobKind, JobWork } from '../../../platform/jobs/job.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import type { SealedBankConnection } from '../bank_connections/bank_connection.ts'
import { findConnection } from '../bank_connections/store.ts'
import type { OutgoingFileDeps } from './deps.ts'
import { outgoingFileFacts } from './facts.ts'
import { moveOutgoingFile, targetOf } from './move_outgoing_file.ts'
import { afterAsking, afterUpload, type NextStep } from './next_step.ts'
import { type OutgoingFile, outgoingFileJson } from './outgoing_file.ts'
import { planSending, SEND_JOB } from './plan_sending.ts'
import { findFile } from './store.ts'
import { openOutgoingFile } from './write_outgoing_file.ts'

/** Of faults of our own, such as a lost database. */
const OWN_RETRY_MS = [1_000, 10_000, 60_000, 600_000, 3_600_000]

/** Hands files over to banks, one attempt at a time. */
export const sendJob = (deps: OutgoingFileDeps): JobKind => ({
  kind: SEND_JOB,
  retry_ms: OWN_RETRY_MS,
  batch_max: 4,
  async run(work) {
    await Promise.all(work.jobs.map((job) => send(deps, work, job)))
    return 'done'
  },
})

type Sending = {
  readonly file: OutgoingFile
  readonly connection: SealedBankConnection
  readonly asked: number
}

/**
 * One step of a file: that it is sent now is committed before anything leaves, and what became of it after. A file that is
 * found `sending` belongs to a process that died in between: it is asked about first, and never simply sent again.
 */
async function send(deps: OutgoingFileDeps, work: JobWork, job: Job): Promise<void> {
  const { scope } = work
  const sending = await load(deps, scope, job)
  // What waits is planned again when the connection is enabled.
  if (sending === undefined || sending.connection.state === 'disabled') return
  const { state } = sending.file
  if (state === 'sending' || state === 'unknown')
    return record(deps, work, job, sending.file, await ask(deps, scope, sending))
  if (state !== 'written') return
  const file = await begin(deps, scope, sending.file.id)
  if (file === undefined) return
  await record(deps, work, job, file, await tryUpload(deps, scope, { ...sending, file }))
}

async function load(
  { db }: OutgoingFileDeps,
  { tenant_id }: OpenScope,
  job: Job,
): Promise<Sending | undefined> {
  const { file: id, asked } = JSON.parse(job.body) as { file: Id<'ofl'>; asked: number }
  return db.withTenant(tenant_id, async (tx) => {
    const file = await findFile(tx, tenant_id, id)
    if (file === undefined) return undefined
    const connection = present(
      await findConnection(tx, tenant_id, file.connection),
      'the connection of a file',
    )
    return { file, connection, asked }
  })
}

const begin = (deps: OutgoingFileDeps, scope: OpenScope, id: Id<'ofl'>): Promise<OutgoingFile | undefined> =>
  deps.db.withTenant(scope.tenant_id, async (db) => {
    const file = await findFile(db, scope.tenant_id, id, { is_locked: true })
    if (file?.state !== 'written') return undefined
    return moveOutgoingFile(deps, { ...scope, db }, file, { event: 'begin' })
  })

const keyOf = ({ file, connection }: Sending) => ({
  path: joinPath(connection.transport.inbound, file.name),
  size: present(file.bytes, 'the size of a written file'),
  sha256: present(file.sha256, 'the hash of a written file'),
})

async function tryUpload(deps: OutgoingFileDeps, scope: OpenScope, sending: Sending): Promise<NextStep> {
  const { path, size, sha256 } = keyOf(sending)
  const content = { size, read: () => openOutgoingFile(deps, scope, sending.file.id) }
  const outcome = await deps.transports.withTransport(scope, sending.connection, (transport) =>
    transport.upload(path, content, { sha256 }),
  )
  return afterUpload(sending.file, outcome)
}

async function ask(deps: OutgoingFileDeps, scope: OpenScope, sending: Sending): Promise<NextStep> {
  const outcome = await deps.transports.withTransport(scope, sending.connection, (transport) =>
    transport.settle(keyOf(sending)),
  )
  // A transport that cannot be had is nobody who could be asked.
  const told =
    outcome.kind === 'refused' && outcome.reason !== 'name_taken'
      ? { ...outcome, kind: 'unknown' as const }
      : outcome
  return afterAsking(sending.file, sending.asked, told)
}

/** What became of it, and the next step; nothing when the bank itself said meanwhile what became of the file. */
async function record(
  deps: OutgoingFileDeps,
  work: JobWork,
  job: Job,
  { id }: OutgoingFile,
  { move, plan, is_stuck = false }: NextStep,
): Promise<void> {
  const { scope } = work
  await deps.db.withTenant(scope.tenant_id, async (db) => {
    const within = { ...scope, db }
    const file = present(
      await findFile(db, scope.tenant_id, id, { is_locked: true }),
      'the file that is sent',
    )
    const isOpen = file.state === 'sending' || file.state === 'unknown'
    if (isOpen && move !== undefined && targetOf(file.state, move.event) !== undefined) {
      const after = await moveOutgoingFile(deps, within, file, move)
      if (is_stuck)
        await appendFacts(db, within, [
          outgoingFileFacts.fact('rails.outgoing_file_stuck', id, { object: outgoingFileJson(after) }),
        ])
    }
    if (isOpen && plan !== undefined) await planSending(within, [{ file: id, ...plan }])
    await work.complete(db, [job])
  })
}
