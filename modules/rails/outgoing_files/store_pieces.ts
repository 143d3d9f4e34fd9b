import { sql } from 'kysely'
import { type Id, uuidOf } from '../../../kernel/id.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'

/** Takes away what a writing that broke off left. */
export async function deletePieces(db: Db, tenant_id: TenantId, file: Id<'ofl'>): Promise<void> {
  await sql`delete from rails.outgoing_file_piece
    where tenant_id = ${tenant_id} and file_id = ${uuidOf(file)}`.execute(db)
}

/** One piece; a number that is there already is left as it is. */
export async function insertPiece(
  db: Db,
  tenant_id: TenantId,
  piece: { readonly file: Id<'ofl'>; readonly number: number; readonly content: Uint8Array },
): Promise<void> {
  await sql`insert into rails.outgoing_file_piece (tenant_id, file_id, number, content)
    values (${tenant_id}, ${uuidOf(piece.file)}, ${piece.number}, ${Buffer.from(piece.content)}::bytea)
    on conflict do nothing`.execute(db)
}

/** The hash of each piece in hex, in their order: what says that nobody else wrote in between. */
export async function pieceHashes(db: Db, tenant_id: TenantId, file: Id<'ofl'>): Promise<string[]> {
  const { rows } = await sql<{ hash: string }>`select encode(sha256(content), 'hex') as hash
    from rails.outgoing_file_piece where tenant_id = ${tenant_id} and file_id = ${uuidOf(file)}
    order by number`.execute(db)
  return rows.map(({ hash }) => hash)
}

/** Undefined behind the last one. */
export async function findPiece(
  db: Db,
  tenant_id: TenantId,
  file: Id<'ofl'>,
  number: number,
): Promise<Uint8Array | undefined> {
  const { rows } = await sql<{ content: Buffer }>`select content from rails.outgoing_file_piece
    where tenant_id = ${tenant_id} and file_id = ${uuidOf(file)} and number = ${number}`.execute(db)
  return rows[0]?.content
}
