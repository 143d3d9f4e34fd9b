import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import { type Member, type Role, roles } from './member.ts'
import { type MemberEvent, memberEvents, memberStates } from './member.machine.ts'
import { present } from '../../../kernel/assert.ts'

export type MemberRow = Omit<Member, 'id' | 'organization_id' | 'state' | 'role' | 'passkeys'> & {
  readonly id: string
  readonly organization_id: string
  readonly state: number
  readonly role: string
  readonly passkeys: bigint
}
export const memberOf = (row: MemberRow): Member => ({
  id: idOf('mem', row.id),
  organization_id: idOf('org', row.organization_id),
  email: row.email,
  name: row.name,
  role: present(
    roles.find((role) => role === row.role),
    'a role',
  ),
  state: present(memberStates[row.state], 'a state'),
  password_hash: row.password_hash,
  created_at: row.created_at,
  has_totp: row.has_totp,
  passkeys: Number(row.passkeys),
})
/** Of `auth.member m`. */
export const memberColumns = sql`m.id, m.organization_id, m.email, m.name, m.role, m.state, m.password_hash, m.created_at,
  exists (select from auth.member_totp x where x.member_id = m.id and not x.is_pending) as has_totp,
  (select count(*) from auth.passkey p where p.member_id = m.id) as passkeys`

const one = async (query: ReturnType<typeof sql<MemberRow>>, db: Db): Promise<Member | undefined> => {
  const { rows } = await query.execute(db)
  return rows[0] === undefined ? undefined : memberOf(rows[0])
}

export const findMember = (db: Db, id: Id<'mem'>): Promise<Member | undefined> =>
  one(sql<MemberRow>`select ${memberColumns} from auth.member m where m.id = ${uuidOf(id)}`, db)

export const findMemberOf = (
  db: Db,
  organization_id: Id<'org'>,
  id: Id<'mem'>,
): Promise<Member | undefined> =>
  one(
    sql<MemberRow>`select ${memberColumns} from auth.member m
      where m.organization_id = ${uuidOf(organization_id)} and m.id = ${uuidOf(id)}`,
    db,
  )

/** The member, held until the transaction ends: whatever they prove themselves with changes under this. */
export async function lockMember(db: Db, id: Id<'mem'>): Promise<Member | undefined> {
  const { rows } = await sql`select from auth.member where id = ${uuidOf(id)} for update`.execute(db)
  return rows.length === 0 ? undefined : findMember(db, id)
}

/** Members with this email, of every organization or of one; at most `limit`. */
export async function findByEmail(
  db: Db,
  email: string,
  organization_id: Id<'org'> | undefined,
  limit: number,
): Promise<Member[]> {
  const of = organization_id === undefined ? sql`` : sql`and m.organization_id = ${uuidOf(organization_id)}`
  const { rows } = await sql<MemberRow>`select ${memberColumns} from auth.member m
    where m.email = ${email} ${of} order by m.id limit ${limit}`.execute(db)
  return rows.map(memberOf)
}

/** Newest first, from below `before`; at most `limit`. */
export async function listMembers(
  db: Db,
  organization_id: Id<'org'>,
  page: { before: Id<'mem'> | undefined; limit: number },
): Promise<Member[]> {
  const below = page.before === undefined ? sql`` : sql`and m.id < ${uuidOf(page.before)}`
  const { rows } = await sql<MemberRow>`select ${memberColumns} from auth.member m
    where m.organization_id = ${uuidOf(organization_id)} ${below} order by m.id desc limit ${page.limit}`.execute(
    db,
  )
  return rows.map(memberOf)
}

export async function countMembers(db: Db, organization_id: Id<'org'>): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`select count(*) as count from auth.member
    where organization_id = ${uuidOf(organization_id)}`.execute(db)
  return Number(rows[0]?.count)
}

/** Active owners besides this member. */
export async function countOtherOwners(db: Db, { organization_id, id }: Member): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`select count(*) as count from auth.member
    where organization_id = ${uuidOf(organization_id)} and id <> ${uuidOf(id)} and role = 'owner'
      and state = ${memberStates.indexOf('active')}`.execute(db)
  return Number(rows[0]?.count)
}

/** False when the organization has a member with this email. */
export async function insertMember(db: Db, member: Member, created_by: string): Promise<boolean> {
  const { id, organization_id, email, name, role, created_at } = member
  const { rows } =
    await sql`insert into auth.member (id, organization_id, email, name, role, created_by, created_at)
    values (${uuidOf(id)}, ${uuidOf(organization_id)}, ${email}, ${name}, ${role}, ${created_by},
      ${instantText(created_at)})
    on conflict (organization_id, email) do nothing returning id`.execute(db)
  return rows.length === 1
}

export async function setRole(db: Db, id: Id<'mem'>, role: Role): Promise<void> {
  await sql`update auth.member set role = ${role} where id = ${uuidOf(id)}`.execute(db)
}

/** Moves the member by an event of the machine. */
export async function moveMember(
  db: Db,
  member: Pick<Member, 'id' | 'state'>,
  event: MemberEvent,
  to: Member['state'],
): Promise<void> {
  await sql`update auth.member set came_from = ${memberStates.indexOf(member.state)},
      event = ${memberEvents.indexOf(event) + 1}, state = ${memberStates.indexOf(to)}
    where id = ${uuidOf(member.id)}`.execute(db)
}

export async function setPassword(db: Db, id: Id<'mem'>, password_hash: string | null): Promise<void> {
  await sql`update auth.member set password_hash = ${password_hash} where id = ${uuidOf(id)}`.execute(db)
}

/** False when the organization has another member with this email. */
export async function setName(db: Db, member: Member, name: string, email: string): Promise<boolean> {
  const taken = await findByEmail(db, email, member.organization_id, 1)
  if (taken.some(({ id }) => id !== member.id)) return false
  await sql`update auth.member set name = ${name}, email = ${email} where id = ${uuidOf(member.id)}`.execute(
    db,
  )
  return true
}

/** The organization that the first start made; undefined before it. */
export async function firstOrganization(db: Db): Promise<Id<'org'> | undefined> {
  const { rows } = await sql<{
    organization_id: string
  }>`select organization_id from auth.installation`.execute(db)
  return rows[0] === undefined ? undefined : idOf('org', rows[0].organization_id)
}

/** Puts a link in place of the one before. */
export async function putSetup(
  db: Db,
  id: Id<'mem'>,
  token_hash: string,
  times: { created_at: Instant; expires_at: Instant },
): Promise<void> {
  await deleteSetup(db, id)
  await sql`insert into auth.member_setup (member_id, token_hash, created_at, expires_at)
    values (${uuidOf(id)}, ${Buffer.from(token_hash, 'base64url')}, ${instantText(times.created_at)},
      ${instantText(times.expires_at)})`.execute(db)
}

export async function deleteSetup(db: Db, id: Id<'mem'>): Promise<void> {
  await sql`delete from auth.member_setup where member_id = ${uuidOf(id)}`.execute(db)
}

/** Whose link it is, when it is still good. */
export async function findSetup(db: Db, token_hash: string, now: Instant): Promise<Member | undefined> {
  return one(
    sql<MemberRow>`select ${memberColumns} from auth.member_setup s join auth.member m on m.id = s.member_id
      where s.token_hash = ${Buffer.from(token_hash, 'base64url')} and s.expires_at > ${instantText(now)}`,
    db,
  )
}
