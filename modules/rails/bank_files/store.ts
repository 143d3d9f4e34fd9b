import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'
import type { BankFile, BankFileState } from './bank_file.ts'

type Row = Omit<BankFile, 'id' | 'bytes'> & { id: string; bytes: bigint }

const columns = sql`id, name, encode(sha256, 'hex') as sha256, bytes, source, state, format, title, refused, noted, faults,
  received_at, read_at`

const fileOf = ({ id, bytes, ...row }: Row): BankFile => ({
  ...row,
  id: idOf('fil', id),
  bytes: Number(bytes),
})

/** One piece; the same one again is left as it is. */
export async function insertPiece(
  db: Db,
  tenant_id: TenantId,
  piece: { readonly file: Id<'fil'>; readonly number: number; readonly content: Uint8Array },
): Promise<void> {
  await sql`insert into rails.bank_file_piece (tenant_id, file_id, number, content)
    values (${tenant_id}, ${uuidOf(piece.file)}, ${piece.number}, ${Buffer.from(piece.content)}::bytea)
    on conflict do nothing`.execute(db)
}

/** False when the file is there already; whoever brought it has committed by then. */
export async function insertFile(db: Db, tenant_id: TenantId, file: BankFile): Promise<boolean> {
  const { rows } =
    await sql`insert into rails.bank_file (tenant_id, id, name, sha256, bytes, source, state, received_at)
    values (${tenant_id}, ${uuidOf(file.id)}, ${file.name}, decode(${file.sha256}, 'hex'), ${file.bytes}, ${file.source},
      'received', ${instantText(file.received_at)})
    on conflict do nothing returning id`.execute(db)
  return rows.length === 1
}

export async function findFile(
  db: Db,
  tenant_id: TenantId,
  id: Id<'fil'>,
  options: { readonly is_locked?: boolean } = {},
): Promise<BankFile | undefined> {
  const lock = options.is_locked === true ? sql`for update` : sql``
  const { rows } = await sql<Row>`select ${columns} from rails.bank_file
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)} ${lock}`.execute(db)
  return rows[0] === undefined ? undefined : fileOf(rows[0])
}

export type FilePlace = { readonly received_at: Instant; readonly id: Id<'fil'> }

/** Latest first, from behind `after`. */
export async function listFiles(
  db: Db,
  tenant_id: TenantId,
  { state }: { readonly state?: BankFileState | undefined },
  { after, limit }: { readonly after: FilePlace | undefined; readonly limit: number },
): Promise<BankFile[]> {
  const { rows } = await sql<Row>`select ${columns} from rails.bank_file
    where tenant_id = ${tenant_id}
      ${state === undefined ? sql`` : sql`and state = ${state}`}
      ${after === undefined ? sql`` : sql`and (received_at, id) < (${instantText(after.received_at)}::timestamptz, ${uuidOf(after.id)}::uuid)`}
    order by received_at desc, id desc limit ${limit}`.execute(db)
  return rows.map(fileOf)
}

/** Undefined behind the last one. */
export async function findPiece(
  db: Db,
  tenant_id: TenantId,
  file: Id<'fil'>,
  number: number,
): Promise<Uint8Array | undefined> {
  const { rows } = await sql<{ content: Buffer }>`select content from rails.bank_file_piece
    where tenant_id = ${tenant_id} and file_id = ${uuidOf(file)} and number = ${number}`.execute(db)
  return rows[0]?.content
}

/** The caller holds the row. */
export async function finishFile(db: Db, tenant_id: TenantId, file: BankFile): Promise<void> {
  const read_at = file.read_at === null ? null : instantText(file.read_at)
  await sql`update rails.bank_file set state = ${file.state}, format = ${file.format}, title = ${file.title},
      refused = ${file.refused}, noted = ${file.noted}, faults = ${JSON.stringify(file.faults)}::jsonb, read_at = ${read_at}
    where tenant_id = ${tenant_id} and id = ${uuidOf(file.id)}`.execute(db)
}
