import { createHash } from 'node:crypto'
import { assert } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { inPieces } from '../files/in_pieces.ts'
import type { OutgoingFileDeps } from './deps.ts'
import { outgoingFileErrors } from './errors.ts'
import { PIECE_BYTES } from './limits.ts'
import { moveOutgoingFile } from './move_outgoing_file.ts'
import type { OutgoingFile } from './outgoing_file.ts'
import { planSending } from './plan_sending.ts'
import * as store from './store.ts'
import * as pieces from './store_pieces.ts'

type Deps = Pick<OutgoingFileDeps, 'db' | 'follow'>

/**
 * Writes the bytes of a file whose orders are gathered, and plans to send it. `open` gives them from the beginning, and the
 * same ones each time; one piece is in memory at a time. What a writing that broke off left is taken away first; of two at
 * once, one finds that the other was there and throws, and its repeat finds the file written.
 *
 * A file that is written is answered as it is. Errors: `outgoing_file_not_found`; `outgoing_file_twice` when the same content
 * went over this connection before: the file stays as it was.
 */
export async function writeOutgoingFile(
  deps: Deps,
  scope: OpenScope,
  id: Id<'ofl'>,
  open: () => AsyncIterable<Uint8Array>,
): Promise<Result<OutgoingFile, Failure>> {
  const { db } = deps
  const { tenant_id } = scope
  const found = await db.withTenant(tenant_id, async (tx) => {
    const file = await store.findFile(tx, tenant_id, id, { is_locked: true })
    if (file?.state === 'gathering') await pieces.deletePieces(tx, tenant_id, id)
    return file
  })
  if (found === undefined) return outgoingFileErrors.fail('outgoing_file_not_found')
  if (found.state !== 'gathering') return ok(found)
  const written = await writePieces(deps, scope, id, open())
  assert(written.bytes > 0, 'a file holds something')
  return db.withTenant(tenant_id, async (tx): Promise<Result<OutgoingFile, Failure>> => {
    const within = { ...scope, db: tx }
    const file = await store.findFile(tx, tenant_id, id, { is_locked: true })
    if (file?.state !== 'gathering')
      return file === undefined ? outgoingFileErrors.fail('outgoing_file_not_found') : ok(file)
    const there = await pieces.pieceHashes(tx, tenant_id, id)
    assert(there.join() === written.hashes.join(), 'nobody else writes the file at the same time')
    const { sha256, bytes } = written
    const twin = await store.findByContent(tx, tenant_id, file.connection, sha256)
    if (twin !== undefined)
      return outgoingFileErrors.fail('outgoing_file_twice', { detail: `It is ${twin.id}.` })
    const after = await moveOutgoingFile(deps, within, file, { event: 'write', content: { sha256, bytes } })
    await planSending(within, [{ file: id, asked: 0, wait_ms: 0 }])
    return ok(after)
  })
}

type Written = { readonly sha256: string; readonly bytes: number; readonly hashes: readonly string[] }

async function writePieces(
  { db }: Deps,
  { tenant_id }: OpenScope,
  file: Id<'ofl'>,
  source: AsyncIterable<Uint8Array>,
): Promise<Written> {
  const whole = createHash('sha256')
  const hashes: string[] = []
  let bytes = 0
  for await (const content of inPieces(source, PIECE_BYTES)) {
    whole.update(content)
    bytes += content.length
    hashes.push(createHash('sha256').update(content).digest('hex'))
    const number = hashes.length
    await db.withTenant(tenant_id, (tx) => pieces.insertPiece(tx, tenant_id, { file, number, content }))
  }
  return { sha256: whole.digest('hex'), bytes, hashes }
}

/** The bytes of a written file, one piece in memory at a time. Outside of transactions. */
export async function* openOutgoingFile(
  { db }: Pick<Deps, 'db'>,
  { tenant_id }: OpenScope,
  id: Id<'ofl'>,
): AsyncGenerator<Uint8Array, void> {
  for (let number = 1; ; number++) {
    const piece = await db.withTenant(tenant_id, (tx) => pieces.findPiece(tx, tenant_id, id, number))
    if (piece === undefined) return
    yield piece
  }
}
