import type { Id } from '../../../kernel/id.ts'
import { plusMs } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import { FileBroken } from '../../../platform/files/outcome.ts'
import { joinPath } from '../../../platform/files/path.ts'
import type { FileTransport } from '../../../platform/files/transport.ts'
import { type Job, type JobKind, type JobOutcome, OWN_FAULTS_RETRY_MS } from '../../../platform/jobs/job.ts'
import { schedule } from '../../../platform/jobs/schedule.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import type { BankDialect } from '../bank_dialect.ts'
import type { SealedBankConnection } from '../bank_connections/bank_connection.ts'
import { findConnection, findSeen, noteLook, type SeenFile } from '../bank_connections/store.ts'
import { storable } from '../files/storable.ts'
import type { IncomingFileDeps } from './deps.ts'
import { fetchFile, NotTaken } from './download.ts'
import { findNew, type Look } from './find_new.ts'
import { COLLECT_JOB, READ_JOB } from './job_names.ts'
import { COLLECT_PAUSE_MS, FILES_PER_LOOK_MAX, LEFT_MS_MAX, SEEN_MAX } from './limits.ts'

const NAME_CHARS_MAX = 255

/** Fetches what banks have left for us. */
export const collectJob = (deps: IncomingFileDeps): JobKind => ({
  kind: COLLECT_JOB,
  retry_ms: OWN_FAULTS_RETRY_MS,
  batch_max: 4,
  poll_ms: COLLECT_PAUSE_MS,
  run: ({ scope, jobs }) => Promise.all(jobs.map((job) => collect(deps, scope, job))),
})

async function collect(deps: IncomingFileDeps, scope: OpenScope, job: Job): Promise<JobOutcome> {
  const { connection: id } = JSON.parse(job.body) as { connection: Id<'bcn'> }
  const { tenant_id, world } = scope
  const found = await deps.db.withTenant(tenant_id, async (db) => ({
    connection: await findConnection(db, tenant_id, id),
    seen: await findSeen(db, tenant_id, id),
  }))
  const { connection, seen } = found
  const dialect = deps.banks?.find(({ name }) => name === connection?.bank)
  // Enabling it begins anew.
  if (connection?.state !== 'enabled' || dialect === undefined) return { outcome: 'done' }
  const looked = await deps.transports.withTransport(scope, connection, (transport) =>
    look(deps, scope, { connection, dialect, transport }, seen),
  )
  const hasMore = looked === 'more'
  if (typeof looked === 'object')
    deps.log.error('bank_folder_not_read', {
      request_id: scope.request_id,
      reason: `${looked.reason}: ${looked.why}`,
    })
  return { outcome: 'again', run_at: hasMore ? world.now() : plusMs(world.now(), COLLECT_PAUSE_MS) }
}

type Place = {
  readonly connection: SealedBankConnection
  readonly dialect: BankDialect
  readonly transport: FileTransport
}

/**
 * One look: what is complete and not ours yet is fetched and kept, and its reading planned in the transaction in which it is
 * there; then what was read is put away over there. A process that dies in between fetches a file once more, and finds that it
 * has it.
 */
async function look(deps: IncomingFileDeps, scope: OpenScope, place: Place, before: readonly SeenFile[]) {
  const { connection, dialect, transport } = place
  const { outbound } = connection.transport
  const found = await findNew({ transport, world: scope.world, dialect }, outbound, before)
  if (found.kind === 'refused') return found
  for (const name of found.value.refused_names)
    deps.log.error('bank_file_name_refused', { request_id: scope.request_id, reason: name })
  const wanted = found.value.complete.filter(({ taken }) => taken === undefined)
  const now = wanted.slice(0, FILES_PER_LOOK_MAX)
  const taken = new Map<string, Id<'fil'>>()
  for (const { name } of now) {
    const file = await takeFile(deps, scope, place, name)
    if (file !== undefined) taken.set(name, file)
  }
  const complete = found.value.complete.map((one): SeenFile => {
    const file = taken.get(one.name)
    return file === undefined ? one : { ...one, taken: file }
  })
  const left = await putAway(deps, scope, place, { ...found.value, complete })
  const seen = [...left, ...found.value.waiting].slice(0, SEEN_MAX)
  await deps.db.withTenant(scope.tenant_id, (db) =>
    noteLook(db, scope.tenant_id, { connection: connection.id, seen, at: scope.world.now() }),
  )
  return wanted.length > now.length ? 'more' : 'done'
}

async function planReading(
  db: Db,
  scope: OpenScope,
  connection: Id<'bcn'>,
  file: Id<'fil'>,
  name: string | null = null,
): Promise<void> {
  const unique_key = name === null ? file : `${file} ${name}`
  await schedule(db, scope, [{ kind: READ_JOB, body: { file, connection, name }, unique_key }])
}

/** The id under which the file is kept; undefined when it could not be taken: the others are none the worse for it. */
async function takeFile(
  deps: IncomingFileDeps,
  scope: OpenScope,
  { connection, transport }: Place,
  name: string,
): Promise<Id<'fil'> | undefined> {
  try {
    const { open } = await fetchFile(transport, joinPath(connection.transport.outbound, name))
    const given = { name: storable(name, NAME_CHARS_MAX), source: connection.transport.kind, open }
    const received = await deps.bank_files.receiveFile(scope, given, ({ db, ...within }, { id }) =>
      planReading(db, within, connection.id, id),
    )
    if (received.ok) {
      const { id, name: known_name } = received.value
      // The same bytes under another name: of an answer the name says which file of ours it is about.
      if (known_name !== given.name)
        await deps.db.withTenant(scope.tenant_id, (db) =>
          planReading(db, scope, connection.id, id, given.name),
        )
      return id
    }
    deps.log.error('bank_file_not_taken', { request_id: scope.request_id, reason: received.error.code })
  } catch (error) {
    if (!(error instanceof NotTaken) && !(error instanceof FileBroken)) throw error
    deps.log.error('bank_file_not_taken', { request_id: scope.request_id, reason: error.message })
  }
  return undefined
}

/**
 * Moves what was loaded into the archive over there, and what lies there unchanged for a day although it could not be read: a
 * file that was still being written is taken again when it has changed. Answers what is still there.
 */
async function putAway(
  deps: IncomingFileDeps,
  scope: OpenScope,
  { connection, transport }: Place,
  { complete, markers }: Pick<Look, 'complete' | 'markers'>,
): Promise<SeenFile[]> {
  const { outbound } = connection.transport
  const left: SeenFile[] = []
  for (const one of complete) {
    const known = one.taken === undefined ? undefined : await deps.bank_files.findFile(scope, one.taken)
    const state = known?.ok === true ? known.value.state : undefined
    const isOld = plusMs(one.since_at, LEFT_MS_MAX) <= scope.world.now()
    const isRead = state === 'loaded' || (state !== undefined && state !== 'received' && isOld)
    const names = [one.name, ...[markers.get(one.name) ?? []].flat()]
    const moved = isRead ? await moveAll(transport, outbound, names) : false
    if (!moved) left.push(one)
  }
  return left
}

async function moveAll(transport: FileTransport, folder: string, names: readonly string[]): Promise<boolean> {
  for (const name of names) {
    const moved = await transport.archive(joinPath(folder, name))
    if (moved.kind !== 'done' && !(moved.kind === 'refused' && moved.reason === 'no_such_file')) return false
  }
  return true
}
