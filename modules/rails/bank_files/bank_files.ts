import { createHash } from 'node:crypto'
import { type Id, idFromBytes } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import type { Database } from '../../../platform/db/database.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import type { Audit } from '../../audit/index.ts'
import type { FileFault } from '../files/fault.ts'
import { type BankFile, bankFileJson, type BankFileState } from './bank_file.ts'
import { bankFileErrors } from './errors.ts'
import { bankFileFacts } from './facts.ts'
import { inPieces } from '../files/in_pieces.ts'
import { storable, storableFaults } from '../files/storable.ts'
import { FAULTS_KEPT_MAX, FILE_BYTES_MAX, PIECE_BYTES, TITLE_CHARS_MAX } from './limits.ts'
import * as store from './store.ts'

export type GivenFile = {
  /** As whoever sent it calls it; no path. */
  readonly name: string
  readonly source: string
  /** From the beginning, each time: it is read twice. */
  open(): AsyncIterable<Uint8Array>
}
/** What came of reading a file. */
export type FileEnd = {
  readonly state: Exclude<BankFileState, 'received'>
  readonly format: string | null
  readonly title: string
  readonly faults: readonly FileFault[]
}

/** What became of a file since it was read, and which of the faults that kept some of it out do so no more. */
export type FileSince = Pick<FileEnd, 'state' | 'title'> & { readonly mended: readonly FileFault[] }

/** Files of banks. */
export type BankFiles = {
  /**
   * Keeps a file under its hash. `then` runs in the transaction in which the file is there for the first time: what is to
   * be done with it is planned there. A repeat, or the same bytes from elsewhere, answers the file that there is.
   * Errors: `bank_file_empty`, `bank_file_too_large`.
   */
  receiveFile(
    scope: OpenScope,
    given: GivenFile,
    then: (scope: Scope, file: BankFile) => Promise<void>,
  ): Promise<Result<BankFile, Failure>>
  /**
   * Says what became of a file, in the caller's transaction. Errors: `bank_file_not_found`; `bank_file_read_already`, when
   * another run said so first: what this one wrote must not stand.
   */
  finishFile(scope: Scope, id: Id<'fil'>, end: FileEnd): Promise<Result<BankFile, Failure>>
  /**
   * Says of a file that was read what became of it since, in the caller's transaction. Nothing of a file that is not there or
   * was not read yet.
   */
  amendFile(scope: Scope, id: Id<'fil'>, since: FileSince): Promise<void>
  /** The bytes as they came, one piece in memory at a time. Outside of transactions. */
  openFile(scope: OpenScope, id: Id<'fil'>): AsyncGenerator<Uint8Array, void>
  findFile(scope: OpenScope, id: Id<'fil'>): Promise<Result<BankFile, Failure>>
  listFiles(
    scope: OpenScope,
    filter: { readonly state?: BankFileState | undefined },
    page: { readonly after: store.FilePlace | undefined; readonly limit: number },
  ): Promise<readonly BankFile[]>
}
type Deps = { readonly db: Database; readonly audit: Audit }

export function createBankFiles(deps: Deps): BankFiles {
  const { db } = deps
  return {
    receiveFile: (scope, given, then) => receiveFile(deps, scope, given, then),
    finishFile: (scope, id, end) => finishFile(scope, id, end),
    amendFile: (scope, id, since) => amendFile(scope, id, since),
    async *openFile({ tenant_id }, id) {
      for (let number = 1; ; number++) {
        const piece = await db.withTenant(tenant_id, (tx) => store.findPiece(tx, tenant_id, id, number))
        if (piece === undefined) return
        yield piece
      }
    },
    async findFile({ tenant_id }, id) {
      const found = await db.withTenant(tenant_id, (tx) => store.findFile(tx, tenant_id, id))
      return found === undefined ? bankFileErrors.fail('bank_file_not_found') : ok(found)
    },
    listFiles: ({ tenant_id }, filter, page) =>
      db.withTenant(tenant_id, (tx) => store.listFiles(tx, tenant_id, filter, page)),
  }
}

async function receiveFile(
  { db, audit }: Deps,
  scope: OpenScope,
  { name, source, open }: GivenFile,
  then: (scope: Scope, file: BankFile) => Promise<void>,
): Promise<Result<BankFile, Failure>> {
  const { tenant_id } = scope
  const known = await measure(open())
  if (!known.ok) return known
  const { sha256, bytes } = known.value
  const id = idFromBytes('fil', Buffer.from(sha256, 'hex').subarray(0, 16))
  const there = await db.withTenant(tenant_id, (tx) => store.findFile(tx, tenant_id, id))
  if (there !== undefined) return ok(there)
  let number = 0
  for await (const content of inPieces(open(), PIECE_BYTES)) {
    number++
    await db.withTenant(tenant_id, (tx) => store.insertPiece(tx, tenant_id, { file: id, number, content }))
  }
  const received_at = scope.world.now()
  const unread = {
    state: 'received',
    format: null,
    title: null,
    refused: 0,
    noted: 0,
    faults: [],
    read_at: null,
  } as const
  const file: BankFile = { id, name, sha256, bytes, source, received_at, ...unread }
  return db.withTenant(tenant_id, async (tx) => {
    if (!(await store.insertFile(tx, tenant_id, file))) {
      const found = await store.findFile(tx, tenant_id, id)
      return found === undefined ? bankFileErrors.fail('bank_file_not_found') : ok(found)
    }
    const within = { ...scope, db: tx }
    const object = bankFileJson(file)
    await audit.append(within, [
      {
        action: 'bank_files.receive',
        resource_type: 'bank_file',
        resource_id: id,
        after: { name, sha256, bytes, source },
      },
    ])
    await then(within, file)
    await appendFacts(tx, within, [bankFileFacts.fact('rails.bank_file_received', id, { object })])
    return ok(file)
  })
}

async function measure(
  source: AsyncIterable<Uint8Array>,
): Promise<Result<{ readonly sha256: string; readonly bytes: number }, Failure>> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of source) {
    hash.update(chunk)
    bytes += chunk.length
    if (bytes > FILE_BYTES_MAX)
      return bankFileErrors.fail('bank_file_too_large', { detail: `At most ${FILE_BYTES_MAX} bytes.` })
  }
  return bytes === 0 ? bankFileErrors.fail('bank_file_empty') : ok({ sha256: hash.digest('hex'), bytes })
}

async function finishFile(scope: Scope, id: Id<'fil'>, end: FileEnd): Promise<Result<BankFile, Failure>> {
  const { db, tenant_id } = scope
  const found = await store.findFile(db, tenant_id, id, { is_locked: true })
  if (found === undefined) return bankFileErrors.fail('bank_file_not_found')
  if (found.state !== 'received') return bankFileErrors.fail('bank_file_read_already')
  const refused = end.faults.filter(({ severity }) => severity === 'refused').length
  const file: BankFile = {
    ...found,
    state: end.state,
    format: end.format,
    title: storable(end.title, TITLE_CHARS_MAX),
    refused,
    noted: end.faults.length - refused,
    faults: storableFaults(end.faults, FAULTS_KEPT_MAX),
    read_at: scope.world.now(),
  }
  await store.finishFile(db, tenant_id, file)
  await appendFacts(db, scope, [readFact(file)])
  return ok(file)
}

async function amendFile(scope: Scope, id: Id<'fil'>, { state, title, mended }: FileSince): Promise<void> {
  const { db, tenant_id } = scope
  const found = await store.findFile(db, tenant_id, id, { is_locked: true })
  if (found === undefined || found.state === 'received') return
  const names = new Set(mended.map(nameOf))
  const faults = found.faults.map(
    (fault): FileFault =>
      fault.severity === 'refused' && names.has(nameOf(fault)) ? { ...fault, severity: 'noted' } : fault,
  )
  const refused = Math.max(0, found.refused - mended.length)
  const file: BankFile = {
    ...found,
    // A fault of the file itself, such as a missing end, stays.
    state: state === 'loaded' && refused > 0 ? 'quarantined' : state,
    title: storable(title, TITLE_CHARS_MAX),
    refused,
    noted: found.noted + found.refused - refused,
    faults,
  }
  await store.finishFile(db, tenant_id, file)
  await appendFacts(db, scope, [readFact(file)])
}

const nameOf = ({ rule, line, column, field }: FileFault): string => `${rule} ${line} ${column} ${field}`

const readFact = (file: BankFile) =>
  bankFileFacts.fact('rails.bank_file_read', file.id, { object: bankFileJson(file) })
