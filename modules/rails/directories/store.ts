import { sql } from 'kysely'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { DirectoryRow } from '../identifiers/directory/row.ts'

export type Edition = {
  readonly name: string
  /** Hex, of the file. */
  readonly sha256: string
  readonly rows: number
  readonly faults: number
  readonly imported_at: Instant
}

/** The editions in use, by name. */
export async function currentEditions(db: Db): Promise<Edition[]> {
  const { rows } = await sql<Edition>`select name, encode(sha256, 'hex') as sha256, rows, faults, imported_at
    from rails.directory_edition where state = 'current' order by name`.execute(db)
  return rows
}

export async function beginEdition(
  db: Db,
  one: { readonly id: string; readonly name: string; readonly sha256: string; readonly at: Instant },
): Promise<void> {
  await sql`insert into rails.directory_edition (id, name, sha256, state, imported_at)
    values (${one.id}, ${one.name}, decode(${one.sha256}, 'hex'), 'loading', ${instantText(one.at)})`.execute(
    db,
  )
}

/** A row with the line it was read from. */
export type PlacedRow = { readonly line: number; readonly row: DirectoryRow }

/** One statement for any number of rows. */
export async function insertBanks(db: Db, edition: string, placed: readonly PlacedRow[]): Promise<void> {
  const column = <T>(pick: (row: DirectoryRow) => T): T[] => placed.map(({ row }) => pick(row))
  await sql`insert into rails.directory_bank (edition_id, line, scheme, country, code, bic, name, city, state, status,
      services, new_code, effective_on, is_primary)
    select ${edition}::uuid, b.line, b.scheme, b.country, b.code, b.bic, b.name, b.city, b.state, b.status,
      string_to_array(b.services, ' '), b.new_code, b.effective_on, b.is_primary
    from unnest(${placed.map(({ line }) => line)}::int4[], ${column((row) => row.scheme)}::text[],
      ${column((row) => row.country)}::text[], ${column((row) => row.code)}::text[], ${column((row) => row.bic)}::text[],
      ${column((row) => row.name)}::text[], ${column((row) => row.city)}::text[], ${column((row) => row.state)}::text[],
      ${column((row) => row.status)}::text[], ${column((row) => row.services.join(' '))}::text[],
      ${column((row) => row.new_code)}::text[], ${column((row) => row.effective_on)}::date[],
      ${column((row) => row.is_primary)}::boolean[])
      as b (line, scheme, country, code, bic, name, city, state, status, services, new_code, effective_on, is_primary)`.execute(
    db,
  )
}

/** Puts an edition in the place of the one that was in use. */
export async function useEdition(
  db: Db,
  one: { readonly id: string; readonly name: string; readonly rows: number; readonly faults: number },
): Promise<void> {
  await sql`update rails.directory_edition set state = 'replaced'
    where name = ${one.name} and state = 'current'`.execute(db)
  await sql`update rails.directory_edition set state = 'current', rows = ${one.rows}, faults = ${one.faults}
    where id = ${one.id}::uuid`.execute(db)
}

/** Throws away editions that were replaced, the one named, and loads that never ended. */
export async function dropEditions(
  db: Db,
  { id, loading_before }: { readonly id: string | null; readonly loading_before: Instant },
): Promise<void> {
  const gone = sql`select id from rails.directory_edition
    where state = 'replaced' or id = ${id}::uuid
      or (state = 'loading' and imported_at < ${instantText(loading_before)}::timestamptz)`
  await sql`delete from rails.directory_bank where edition_id in (${gone})`.execute(db)
  await sql`delete from rails.directory_edition where id in (${gone})`.execute(db)
}

export type BankAsked = Pick<DirectoryRow, 'scheme' | 'country' | 'code'>

/** Every row of the editions in use that has one of the codes. */
export async function findBanks(db: Db, asked: readonly BankAsked[]): Promise<DirectoryRow[]> {
  if (asked.length === 0) return []
  const { rows } =
    await sql<DirectoryRow>`select b.scheme, b.country, b.code, b.bic, b.name, b.city, b.state, b.status,
      b.services, b.new_code, b.effective_on::text as effective_on, b.is_primary
    from unnest(${asked.map(({ scheme }) => scheme)}::text[], ${asked.map(({ country }) => country)}::text[],
      ${asked.map(({ code }) => code)}::text[]) as a (scheme, country, code)
    join rails.directory_bank b on b.code = a.code and b.country = a.country and b.scheme = a.scheme
    join rails.directory_edition e on e.id = b.edition_id and e.state = 'current'
    order by b.is_primary desc, b.edition_id, b.line`.execute(db)
  return rows
}

/** Names of directories in use that know a scheme: without any, nothing can be said of a code that is not found. */
export async function knowsScheme(db: Db, scheme: DirectoryRow['scheme'], country: string): Promise<boolean> {
  const { rows } = await sql`select from rails.directory_edition e
    where e.state = 'current' and exists (select from rails.directory_bank b
      where b.edition_id = e.id and b.scheme = ${scheme} and b.country = ${country}) limit 1`.execute(db)
  return rows.length > 0
}
