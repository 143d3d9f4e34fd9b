import { type RawBuilder, sql } from 'kysely'
import type { Currency } from '../../../kernel/currency.ts'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { type Day, type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'
import { sideNumber, sideOf } from './item.ts'
import type { FoundMatch, Match, MatchItem, MatchKind } from './match.ts'
import { type Pass, passes } from './rules.ts'
import { ofBinding, type Whose } from './store_items.ts'

export type NewMatch = Match & { readonly items: readonly MatchItem[] }

/** Two statements for any number of matches. One whose id is there already, or whose predecessor is superseded, throws. */
export async function insertMatches(
  db: Db,
  tenant_id: TenantId,
  matches: readonly NewMatch[],
): Promise<void> {
  if (matches.length === 0) return
  const column = <T>(pick: (one: NewMatch) => T): T[] => matches.map(pick)
  await sql`insert into reconciliation.match (tenant_id, id, binding_id, kind, pass, rule_version, score, bank_total,
      ledger_total, difference, volume, first_on, last_on, members, supersedes, made_by, note, made_at)
    select ${tenant_id}::int8, u.*
    from unnest(${column(({ id }) => uuidOf(id))}::uuid[], ${column(({ binding }) => uuidOf(binding))}::uuid[],
      ${column(({ kind }) => kind)}::text[], ${column(({ pass }) => passes.indexOf(pass))}::int2[],
      ${column(({ rule_version }) => rule_version)}::int4[], ${column(({ score }) => score)}::int4[],
      ${column(({ bank_total }) => bank_total)}::int8[], ${column(({ ledger_total }) => ledger_total)}::int8[],
      ${column(({ difference }) => difference)}::int8[], ${column(({ volume }) => volume)}::int8[],
      ${column(({ first_on }) => first_on)}::date[], ${column(({ last_on }) => last_on)}::date[],
      ${column(({ members }) => members)}::uuid[],
      ${column(({ supersedes }) => (supersedes === null ? null : uuidOf(supersedes)))}::uuid[],
      ${column(({ made_by }) => made_by)}::text[], ${column(({ note }) => note)}::text[],
      ${column(({ made_at }) => instantText(made_at))}::timestamptz[]) as u`.execute(db)
  const items = matches.flatMap(({ id, items: own }) =>
    own.map((item, at) => ({ ...item, match: uuidOf(id), position: at + 1 })),
  )
  const each = <T>(pick: (one: (typeof items)[number]) => T): T[] => items.map(pick)
  await sql`insert into reconciliation.match_item (tenant_id, match_id, position, side, source_id, source_number, amount, on_day)
    select ${tenant_id}::int8, u.*
    from unnest(${each(({ match }) => match)}::uuid[], ${each(({ position }) => position)}::int4[],
      ${each(({ side }) => sideNumber(side))}::int2[], ${each(({ source_id }) => source_id)}::uuid[],
      ${each(({ source_number }) => source_number)}::int4[], ${each(({ amount }) => amount)}::int8[],
      ${each(({ on }) => on)}::date[]) as u`.execute(db)
}

type Row = Omit<
  FoundMatch,
  'id' | 'binding' | 'pass' | 'supersedes' | 'superseded_by' | 'items' | 'currency'
> & {
  readonly id: string
  readonly binding_id: string
  readonly pass: number
  readonly supersedes: string | null
  readonly superseded_by: string | null
  readonly currency: Currency
}
const columns =
  sql.raw(`m.id, m.binding_id, m.kind, m.pass, m.rule_version, m.score, m.bank_total, m.ledger_total, m.difference,
  m.volume, m.first_on::text as first_on, m.last_on::text as last_on, m.members, m.supersedes, m.made_by, m.note, m.made_at,
  s.id as superseded_by, s.kind as superseded_kind, b.currency`)
const beside = (tenant_id: TenantId): RawBuilder<unknown> => sql`
  join reconciliation.bank_binding b on b.tenant_id = ${tenant_id}::int8 and b.id = m.binding_id
  left join reconciliation.match s on s.tenant_id = ${tenant_id}::int8 and s.supersedes = m.id`

const idOrNull = (uuid: string | null): Id<'mtc'> | null => (uuid === null ? null : idOf('mtc', uuid))

async function withItems(db: Db, tenant_id: TenantId, rows: readonly Row[]): Promise<FoundMatch[]> {
  const ids = rows.map(({ id }) => id)
  const { rows: items } = await sql<
    Omit<MatchItem, 'side'> & { match_id: string; side: number }
  >`select i.match_id, i.side,
      i.source_id, i.source_number, i.amount, i.on_day::text as "on"
    from reconciliation.match_item i where i.tenant_id = ${tenant_id}::int8 and i.match_id = any (${ids}::uuid[])
    order by i.match_id, i.position`.execute(db)
  const byMatch = Map.groupBy(items, ({ match_id }) => match_id)
  return rows.map(({ binding_id, ...row }) => ({
    ...row,
    id: idOf('mtc', row.id),
    binding: idOf('rca', binding_id),
    pass: passes[row.pass] as Pass,
    supersedes: idOrNull(row.supersedes),
    superseded_by: idOrNull(row.superseded_by),
    items: (byMatch.get(row.id) ?? []).map(({ side, source_id, source_number, amount, on }) => ({
      side: sideOf(side),
      source_id,
      source_number,
      amount,
      on,
    })),
  }))
}

/** By their UUIDs. */
export async function findMatches(
  db: Db,
  tenant_id: TenantId,
  ids: readonly string[],
): Promise<FoundMatch[]> {
  const { rows } = await sql<Row>`select ${columns} from reconciliation.match m ${beside(tenant_id)}
    where m.tenant_id = ${tenant_id}::int8 and m.id = any (${ids}::uuid[]) and m.kind <> 'undo'`.execute(db)
  return withItems(db, tenant_id, rows)
}

export const findMatch = async (
  db: Db,
  tenant_id: TenantId,
  id: Id<'mtc'>,
): Promise<FoundMatch | undefined> => (await findMatches(db, tenant_id, [uuidOf(id)]))[0]

export type MatchFilter = {
  readonly binding?: Id<'rca'> | undefined
  readonly kind?: Exclude<MatchKind, 'undo'> | undefined
  readonly pass?: Pass | undefined
  /** Only those that hold, or wait for an answer. */
  readonly is_current?: boolean | undefined
}
export type MatchPlace = { readonly made_at: Instant; readonly id: Id<'mtc'> }

/** Latest first, from behind `after`. */
export async function listMatches(
  db: Db,
  tenant_id: TenantId,
  { binding, kind, pass, is_current }: MatchFilter,
  { after, limit }: { readonly after: MatchPlace | undefined; readonly limit: number },
): Promise<FoundMatch[]> {
  const { rows } = await sql<Row>`select ${columns} from reconciliation.match m ${beside(tenant_id)}
    where m.tenant_id = ${tenant_id}::int8 and m.kind <> 'undo'
      ${binding === undefined ? sql`` : sql`and m.binding_id = ${uuidOf(binding)}::uuid`}
      ${kind === undefined ? sql`` : sql`and m.kind = ${kind}`}
      ${pass === undefined ? sql`` : sql`and m.pass = ${passes.indexOf(pass)}::int2`}
      ${is_current === undefined ? sql`` : sql`and (s.id is null) = ${is_current}::boolean`}
      ${after === undefined ? sql`` : sql`and (m.made_at, m.id) < (${instantText(after.made_at)}::timestamptz, ${uuidOf(after.id)}::uuid)`}
    order by m.made_at desc, m.id desc limit ${limit}::int4`.execute(db)
  return withItems(db, tenant_id, rows)
}

/** Of these digests those that stand for something that somebody undid, or said no to; or that was proposed as well. */
export async function knownMembers(
  db: Db,
  whose: Whose,
  members: readonly string[],
  { proposed }: { readonly proposed: boolean },
): Promise<Set<string>> {
  if (members.length === 0) return new Set()
  const { rows } = await sql<{ members: string }>`select distinct m.members from reconciliation.match m
    where ${ofBinding(whose, 'm')} and m.members = any (${members}::uuid[])
      and (m.kind = 'undo' or ${proposed}::boolean)`.execute(db)
  return new Set(rows.map((row) => row.members))
}

/** Whether anything was ever proposed or undone: hardly ever, and then nothing has to be compared. */
export async function hasMembers(db: Db, whose: Whose): Promise<boolean> {
  const { rows } =
    await sql`select from reconciliation.match m where ${ofBinding(whose, 'm')} and m.members is not null
    limit 1`.execute(db)
  return rows.length > 0
}

/** Proposals that wait although one of their items is matched by now: the oldest first. */
export async function staleProposals(db: Db, whose: Whose, limit: number): Promise<FoundMatch[]> {
  const { rows } = await sql<Row>`select ${columns} from reconciliation.match m ${beside(whose.tenant_id)}
    where ${ofBinding(whose, 'm')} and m.kind = 'proposal' and m.members is not null and s.id is null
      and exists (select from reconciliation.match_item p
        join reconciliation.item i on ${ofBinding(whose, 'i')} and i.source_id = p.source_id
          and i.source_number = p.source_number and i.state = 2
        where p.tenant_id = ${whose.tenant_id}::int8 and p.match_id = m.id)
    order by m.made_at, m.id limit ${limit}::int4`.execute(db)
  return withItems(db, whose.tenant_id, rows)
}

export type OwnSource = { readonly match_id: string; readonly source_id: string }

/** Of these transfers, by UUID, those that really are in the match that they name. */
export async function ownSources(
  db: Db,
  tenant_id: TenantId,
  named: readonly OwnSource[],
): Promise<Set<string>> {
  if (named.length === 0) return new Set()
  const { rows } = await sql<{ source_id: string }>`select i.source_id
    from unnest(${named.map(({ match_id }) => match_id)}::uuid[], ${named.map(({ source_id }) => source_id)}::uuid[])
      as u (match_id, source_id)
    join reconciliation.match_item i on i.tenant_id = ${tenant_id}::int8 and i.match_id = u.match_id
      and i.source_id = u.source_id`.execute(db)
  return new Set(rows.map(({ source_id }) => source_id))
}

/**
 * Of matches that reach behind a day: what the bank counts until then and the ledger later. And the volume of what was
 * matched in the days behind `since`, without what only lies in suspense.
 */
export async function sumMatched(
  db: Db,
  whose: Whose,
  { until, since }: { readonly until: Day; readonly since: Day },
): Promise<{ in_transit: bigint; volume: bigint }> {
  const current = sql`m.kind = 'match' and not exists (select from reconciliation.match s
    where s.tenant_id = ${whose.tenant_id}::int8 and s.supersedes = m.id)`
  const { rows } = await sql<{ in_transit: bigint; volume: bigint }>`select
      (select coalesce(sum(case i.side when 1 then i.amount else -i.amount end), 0)::int8 from reconciliation.match m
        join reconciliation.match_item i on i.tenant_id = ${whose.tenant_id}::int8 and i.match_id = m.id
          and (i.side = 1 or i.on_day <= ${until}::date)
        where ${ofBinding(whose, 'm')} and m.last_on > ${until}::date and ${current}) as in_transit,
      (select coalesce(sum(m.volume), 0)::int8 from reconciliation.match m
        where ${ofBinding(whose, 'm')} and m.last_on > ${since}::date and m.last_on <= ${until}::date
          and m.pass <> ${passes.indexOf('suspense')}::int2 and ${current}) as volume`.execute(db)
  return rows[0] ?? { in_transit: 0n, volume: 0n }
}
