import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { Session } from './session.ts'
import type { Member } from './member.ts'
import { memberColumns, memberOf, type MemberRow } from './store.ts'

type SessionRow = Omit<Session, 'id' | 'member_id' | 'token_hash'> & {
  readonly id: string
  readonly member_id: string
  readonly token_hash: Buffer
}
const sessionOf = (row: SessionRow): Session => ({
  ...row,
  id: idOf('ses', row.id),
  member_id: idOf('mem', row.member_id),
  token_hash: row.token_hash.toString('base64url'),
})
const columns = sql`s.id, s.member_id, s.token_hash, s.proved_by, s.is_half, s.ip, s.created_at, s.proved_at,
  s.last_seen_at, s.ends_at`
const prefixed = sql`s.id as session_id, s.token_hash, s.proved_by, s.is_half, s.ip, s.created_at as session_created_at,
  s.proved_at, s.last_seen_at, s.ends_at`

/** A session with its member and the name of their organization. */
export type FoundSession = {
  readonly session: Session
  readonly member: Member
  readonly organization_name: string
}
type FoundRow = MemberRow &
  Omit<SessionRow, 'id' | 'member_id' | 'created_at'> & {
    readonly session_id: string
    readonly session_created_at: Instant
    readonly organization_name: string
  }

const found = (row: FoundRow): FoundSession => ({
  session: sessionOf({
    id: row.session_id,
    member_id: row.id,
    token_hash: row.token_hash,
    proved_by: row.proved_by,
    is_half: row.is_half,
    ip: row.ip,
    created_at: row.session_created_at,
    proved_at: row.proved_at,
    last_seen_at: row.last_seen_at,
    ends_at: row.ends_at,
  }),
  member: memberOf(row),
  organization_name: row.organization_name,
})
const selectFound = sql`select ${prefixed}, ${memberColumns}, o.name as organization_name
  from auth.session s join auth.member m on m.id = s.member_id join auth.organization o on o.id = m.organization_id`

export async function findByToken(db: Db, token_hash: string): Promise<FoundSession | undefined> {
  const { rows } = await sql<FoundRow>`${selectFound}
    where s.token_hash = ${Buffer.from(token_hash, 'base64url')}`.execute(db)
  return rows[0] === undefined ? undefined : found(rows[0])
}

export async function findSession(db: Db, id: Id<'ses'>): Promise<FoundSession | undefined> {
  const { rows } = await sql<FoundRow>`${selectFound} where s.id = ${uuidOf(id)}`.execute(db)
  return rows[0] === undefined ? undefined : found(rows[0])
}

/** Sessions of a member, newest first: there are never more than a few. */
export async function listSessions(db: Db, member_id: Id<'mem'>): Promise<Session[]> {
  const { rows } = await sql<SessionRow>`select ${columns} from auth.session s
    where s.member_id = ${uuidOf(member_id)} order by s.id desc`.execute(db)
  return rows.map(sessionOf)
}

export async function insertSession(db: Db, session: Session): Promise<void> {
  const { id, member_id, token_hash, proved_by, is_half, ip } = session
  await sql`insert into auth.session (id, member_id, token_hash, proved_by, is_half, ip, created_at, proved_at,
      last_seen_at, ends_at)
    values (${uuidOf(id)}, ${uuidOf(member_id)}, ${Buffer.from(token_hash, 'base64url')}, ${proved_by}, ${is_half},
      ${ip}, ${instantText(session.created_at)}, ${instantText(session.proved_at)},
      ${instantText(session.last_seen_at)}, ${instantText(session.ends_at)})`.execute(db)
}

/** A half session whose member has now shown a second factor is whole. */
export async function completeSession(
  db: Db,
  id: Id<'ses'>,
  proved_by: Session['proved_by'],
  at: Instant,
): Promise<void> {
  await sql`update auth.session set is_half = false, proved_by = ${proved_by}, proved_at = ${instantText(at)}
    where id = ${uuidOf(id)} and is_half`.execute(db)
}

/** False when the member has no such session. */
export async function deleteSession(db: Db, member_id: Id<'mem'>, id: Id<'ses'>): Promise<boolean> {
  const { rows } =
    await sql`delete from auth.session where member_id = ${uuidOf(member_id)} and id = ${uuidOf(id)}
    returning id`.execute(db)
  return rows.length === 1
}

/** Ends what the member has, or only what is half. Answers how many. */
export async function deleteSessions(db: Db, member_id: Id<'mem'>, which: 'all' | 'half'): Promise<number> {
  const only = which === 'half' ? sql`and is_half` : sql``
  const { rows } = await sql`delete from auth.session where member_id = ${uuidOf(member_id)} ${only}
    returning id`.execute(db)
  return rows.length
}

/** Ends the member's session with this token, when there is one. */
export async function deleteByToken(db: Db, member_id: Id<'mem'>, token_hash: string): Promise<void> {
  await sql`delete from auth.session where member_id = ${uuidOf(member_id)}
    and token_hash = ${Buffer.from(token_hash, 'base64url')}`.execute(db)
}

/** Takes away sessions that are over, and the oldest beyond `keep`. */
export async function tidySessions(
  db: Db,
  member_id: Id<'mem'>,
  { idle_before, now, keep }: { idle_before: Instant; now: Instant; keep: number },
): Promise<void> {
  await sql`delete from auth.session where member_id = ${uuidOf(member_id)}
    and (ends_at <= ${instantText(now)} or last_seen_at <= ${instantText(idle_before)} or id in (
      select s.id from auth.session s where s.member_id = ${uuidOf(member_id)} order by s.id desc offset ${keep}))`.execute(
    db,
  )
}

/** Notes when sessions were last used, any number in one statement. */
export async function touchSessions(
  db: Db,
  uses: readonly { readonly id: Id<'ses'>; readonly at: Instant }[],
): Promise<void> {
  await sql`update auth.session s set last_seen_at = n.at
    from unnest(${uses.map(({ id }) => uuidOf(id))}::uuid[], ${uses.map(({ at }) => instantText(at))}::timestamptz[])
      as n (id, at)
    where s.id = n.id and s.last_seen_at < n.at`.execute(db)
}
