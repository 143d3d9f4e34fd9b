import { present } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import { type Job, type JobKind, type JobWork, OWN_FAULTS_RETRY_MS } from '../../../platform/jobs/job.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import type { Acknowledgement, BankDialect } from '../bank_dialect.ts'
import type { SealedBankConnection } from '../bank_connections/bank_connection.ts'
import { findConnection } from '../bank_connections/store.ts'
import type { BankFile } from '../bank_files/bank_file.ts'
import type { FileEnd } from '../bank_files/bank_files.ts'
import type { FileFault } from '../files/fault.ts'
import { answerFile } from '../outgoing_files/answer_outgoing_file.ts'
import { outgoingFileErrors } from '../outgoing_files/errors.ts'
import type { IncomingFileDeps } from './deps.ts'
import { incomingFileFacts } from './facts.ts'
import { READ_JOB } from './job_names.ts'
import { ANSWER_BYTES_MAX, HEAD_BYTES } from './limits.ts'
import { connectionFor, sharingConnections } from './whose_file.ts'

/** Reads files that came from banks, each on its own: one that cannot be read does not hold up the others. */
export const readJob = (deps: IncomingFileDeps): JobKind => ({
  kind: READ_JOB,
  retry_ms: OWN_FAULTS_RETRY_MS,
  batch_max: 1,
  async run(work) {
    for (const job of work.jobs) await readOne(deps, work, job)
    return 'done'
  },
})

type Reading = {
  readonly file: BankFile
  /** Of the file, or another one under which the same bytes came. */
  readonly name: string
  readonly connection: SealedBankConnection
  readonly dialect: BankDialect
}

async function readOne(deps: IncomingFileDeps, work: JobWork, job: Job): Promise<void> {
  const { scope } = work
  const reading = await load(deps, scope, job)
  if (reading === undefined) return
  const { file, name, connection: fetched_by, dialect } = reading
  const head = await bytesOf(deps, scope, file.id, HEAD_BYTES)
  const kind = dialect.classify(name, head)
  if (file.state !== 'received' && kind !== 'acknowledgement') return
  const { tenant_id } = scope
  const sharing = await deps.db.withTenant(tenant_id, (tx) => sharingConnections(tx, tenant_id, fetched_by))
  const connection = connectionFor(sharing, kind) ?? fetched_by
  switch (kind) {
    case 'acknowledgement':
      return readAnswer(deps, work, job, reading, sharing)
    case 'statement':
      await deps.readers.find((one) => one.kind === kind)?.read(scope, connection, file)
      return passOn(deps, work, job, { ...reading, connection })
    case 'ach':
    case 'iso20022': {
      const reader = deps.readers.find((one) => one.kind === kind)
      const end =
        (await reader?.read(scope, connection, file)) ?? unread(kind, 'nothing here reads such files')
      return finish(deps, work, job, file, async () => end)
    }
    case 'unknown':
      return finish(deps, work, job, file, async () =>
        unread(null, 'the file begins like none of the formats that Florin reads'),
      )
  }
}

type ReadBody = { readonly file: Id<'fil'>; readonly connection: Id<'bcn'>; readonly name: string | null }

async function load({ db, banks = [], bank_files }: IncomingFileDeps, scope: OpenScope, job: Job) {
  const { file: id, connection: of, name: other_name } = JSON.parse(job.body) as ReadBody
  const { tenant_id } = scope
  const found = await bank_files.findFile(scope, id)
  if (!found.ok || (found.value.state !== 'received' && other_name === null)) return undefined
  const connection = present(
    await db.withTenant(tenant_id, (tx) => findConnection(tx, tenant_id, of)),
    'the connection of a file',
  )
  const dialect = banks.find(({ name }) => name === connection.bank)
  const file = found.value
  return {
    file,
    name: other_name ?? file.name,
    connection,
    dialect: present(dialect, 'the dialect of a connection'),
  }
}

/** The beginning of a file. */
async function bytesOf(
  { bank_files }: IncomingFileDeps,
  scope: OpenScope,
  id: Id<'fil'>,
  bytes_max: number,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of bank_files.openFile(scope, id)) {
    pieces.push(piece)
    bytes += piece.length
    if (bytes >= bytes_max) break
  }
  return Buffer.concat(pieces).subarray(0, bytes_max)
}

const fault = (rule: string, detail: string): FileFault => ({
  line: 1,
  column: 1,
  rule,
  field: 'file',
  detail,
  severity: 'refused',
})
const unread = (format: string | null, detail: string): FileEnd => ({
  state: 'refused',
  format,
  title: 'A file that could not be read',
  faults: [fault('file_format_unknown', detail)],
})

/** Says what became of the file; `fn` may do what belongs to it in the same transaction. */
async function finish(
  { db, bank_files }: IncomingFileDeps,
  { scope, complete }: JobWork,
  job: Job,
  { id }: BankFile,
  fn: (within: Scope) => Promise<FileEnd>,
): Promise<void> {
  await db.withTenant(scope.tenant_id, async (tx) => {
    const within = { ...scope, db: tx }
    // Another run may have said it before, or another file with the same bytes: then nothing is left to be said.
    await bank_files.finishFile(within, id, await fn(within))
    await complete(tx, [job])
  })
}

/** Whoever reconciles reads statements, and says what became of the file. */
const passOn = (
  { db }: IncomingFileDeps,
  { scope, complete }: JobWork,
  job: Job,
  { file, connection }: Reading,
): Promise<void> =>
  db.withTenant(scope.tenant_id, async (tx) => {
    const body = { file: file.id, connection: connection.id }
    await appendFacts(tx, scope, [incomingFileFacts.fact('rails.bank_statement_received', file.id, body)])
    await complete(tx, [job])
  })

async function readAnswer(
  deps: IncomingFileDeps,
  work: JobWork,
  job: Job,
  { file, name: own_name, dialect }: Reading,
  sharing: readonly SealedBankConnection[],
): Promise<void> {
  const content = await bytesOf(deps, work.scope, file.id, ANSWER_BYTES_MAX)
  const read = dialect.readAcknowledgement(own_name, content)
  const format = 'acknowledgement'
  if (!read.ok) {
    const title = 'An acknowledgement that could not be read'
    return finish(deps, work, job, file, async () => ({
      state: 'refused',
      format,
      title,
      faults: read.faults,
    }))
  }
  const { name, sha256, because } = read.value
  await finish(deps, work, job, file, async (within) => {
    const said = { name, sha256, because, event: eventOf(read.value) }
    const answered = await answerAny(deps, within, sharing, said)
    const title = `Acknowledgement of ${name}: ${read.value.verdict}`
    if (answered.ok) return { state: 'loaded', format, title, faults: [] }
    const { code, text, detail = '' } = answered.error
    return { state: 'quarantined', format, title, faults: [fault(code, `${text} ${detail}`.trim())] }
  })
}

/** The file is of one of the connections that share the bank's folder. */
async function answerAny(
  deps: IncomingFileDeps,
  within: Scope,
  sharing: readonly SealedBankConnection[],
  said: Omit<Parameters<typeof answerFile>[2], 'connection'>,
): ReturnType<typeof answerFile> {
  let answered: Awaited<ReturnType<typeof answerFile>> = outgoingFileErrors.fail('outgoing_file_not_found')
  for (const { id: connection } of sharing) {
    answered = await answerFile(deps, within, { ...said, connection })
    const isAnothers =
      !answered.ok && ['outgoing_file_not_found', 'outgoing_file_differs'].includes(answered.error.code)
    if (!isAnothers) return answered
  }
  return answered
}

/** A duplicate was refused because the bank has the file: it is the earlier one that counts. */
const eventOf = ({ verdict }: Acknowledgement): 'accept' | 'reject' =>
  verdict === 'rejected' ? 'reject' : 'accept'
