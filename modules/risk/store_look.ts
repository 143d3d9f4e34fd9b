import { sql } from 'kysely'
import { present } from '../../kernel/assert.ts'
import { idOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import { boundedCache } from '../../platform/bounded_cache.ts'
import { packHash, readNumbers, readTexts } from '../../platform/batcher/pack.ts'
import type { Db } from '../../platform/db/database.ts'
import type { Lane } from '../../platform/db/lane.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { RiskInput } from './input.ts'
import { byKind, type Hasher, keysOf, listKeysOf, spendingKeysOf } from './keys.ts'
import { UNLISTED_TENANTS_MAX } from './limits.ts'
import type { ListEffect } from './list.ts'
import { type Listed, nothingSeen, type RiskView } from './view.ts'
import { windows } from './windows.ts'

const perWindow = (what: string): string[] => windows.map((window) => `${what}_${window}`)
const columns = [
  'places',
  ...perWindow('attempts'),
  ...perWindow('declines'),
  'amount_places',
  ...perWindow('amount'),
  'unproven_counts',
  'unproven_amounts',
  'list_places',
  'list_ids',
  'list_effects',
]
/** Null when the tenant has no list at all. */
const LIST_PLACES = columns.indexOf('list_places')
const shown = columns.map((name) => `${name}::text`).join(', ')
const look = {
  name: 'risk_look',
  text: `select ${shown} from risk.look($1::int8, $2::timestamptz, $3::uuid[], $4::uuid[], $5::uuid[])`,
}
type Row = readonly (string | null)[]

/**
 * One statement for any number of payments. Each key is looked for once. Most tenants have no list: of those that had none
 * at the last look nothing is asked about lists, and when they have one by now, they are asked once more.
 */
export function createLook(hasher: Hasher) {
  const unlisted = boundedCache<TenantId, true>(UNLISTED_TENANTS_MAX)
  return async (
    lane: Lane,
    tenant_id: TenantId,
    at: Instant,
    inputs: readonly RiskInput[],
  ): Promise<RiskView[]> => {
    const ask = async (has_lists: boolean) => {
      const asked = askFor(hasher, tenant_id, inputs, has_lists)
      const rows = await lane.run(look, [String(tenant_id), instantText(at), ...asked.packed])
      return { asked, row: present(rows[0], 'the row of a look') }
    }
    const isAsked = !unlisted.has(tenant_id)
    let answered = await ask(isAsked)
    const has_lists = answered.row[LIST_PLACES] !== null
    if (!has_lists) unlisted.set(tenant_id, true)
    else if (!isAsked) {
      unlisted.delete(tenant_id)
      answered = await ask(true)
    }
    return viewsOf(answered.asked, answered.row)
  }
}

/** The same in a transaction, for a payment that is only tried out. */
export async function lookInTransaction(
  db: Db,
  hasher: Hasher,
  tenant_id: TenantId,
  at: Instant,
  input: RiskInput,
): Promise<RiskView> {
  const asked = askFor(hasher, tenant_id, [input], true)
  const [keys, amount_keys, list_keys] = asked.packed
  const { rows } = await sql<Record<string, string | null>>`select ${sql.raw(shown)}
    from risk.look(${tenant_id}::int8, ${instantText(at)}::timestamptz, ${keys}::uuid[], ${amount_keys}::uuid[],
      ${list_keys}::uuid[])`.execute(db)
  const row = present(rows[0], 'the row of a look')
  return present(
    viewsOf(
      asked,
      columns.map((name) => row[name] ?? null),
    )[0],
    'the view',
  )
}

type Named = { readonly kind: string; readonly place: number }
type Asked = {
  readonly packed: readonly [Buffer, Buffer, Buffer]
  /** Per payment: under which place each of its keys was asked for. */
  readonly counts: readonly (readonly Named[])[]
  readonly amounts: readonly (readonly Named[])[]
  readonly lists: readonly (readonly Named[])[]
}

function askFor(
  hasher: Hasher,
  tenant_id: TenantId,
  inputs: readonly RiskInput[],
  has_lists: boolean,
): Asked {
  const counts = collector((kind, value) => hasher(tenant_id, 'count', kind, value))
  const amounts = collector((kind, value) => hasher(tenant_id, 'amount', kind, value))
  const lists = collector((kind, value) => hasher(tenant_id, 'list', kind, value))
  return {
    counts: inputs.map((input) => counts.places(keysOf(input))),
    amounts: inputs.map((input) => amounts.places(spendingKeysOf(input))),
    lists: has_lists ? inputs.map((input) => lists.places(listKeysOf(input))) : [],
    packed: [packHash(counts.keys), packHash(amounts.keys), packHash(lists.keys)],
  }
}

/** Gives every different key one place, from 0. */
function collector(toKey: (kind: string, value: string) => Buffer) {
  const known = byKind<number>()
  const keys: Buffer[] = []
  const placeOf = (kind: string, value: string): number =>
    known.get(kind, value) ?? known.set(kind, value, keys.push(toKey(kind, value)) - 1)
  return {
    keys,
    places: (asked: readonly { kind: string; value: string }[]): Named[] =>
      asked.map(({ kind, value }) => ({ kind, place: placeOf(kind, value) })),
  }
}

function viewsOf(asked: Asked, row: Row): RiskView[] {
  const texts = [...row]
  const numbers = (): number[] => readNumbers(texts.shift()) as number[]
  const several = (count: number): number[][] => Array.from({ length: count }, numbers)
  const counts = byPlace(numbers(), several(2 * windows.length))
  const amounts = byPlace(numbers(), several(windows.length + 2))
  const [list_places, list_ids, effects] = [numbers(), readTexts(texts.shift()), readTexts(texts.shift())]
  const listed = new Map<number, Omit<Listed, 'kind'>[]>()
  for (const [index, place] of list_places.entries()) {
    const one = { list: idOf('lst', list_ids[index] as string), effect: effects[index] as ListEffect }
    listed.set(place - 1, [...(listed.get(place - 1) ?? []), one])
  }
  return asked.counts.map((own, index) => ({
    ...nothingSeen,
    counts: Object.fromEntries(own.flatMap(({ kind, place }) => countsAt(kind, counts.get(place)))),
    ...amountsAt(asked.amounts[index] ?? [], amounts),
    lists:
      listed.size === 0
        ? nothingSeen.lists
        : (asked.lists[index] ?? []).flatMap(({ kind, place }) =>
            (listed.get(place) ?? []).map((one) => ({ ...one, kind })),
          ),
  }))
}

/** Turns columns into one row of numbers per place. */
const byPlace = (places: readonly number[], values: readonly number[][]): Map<number, number[]> =>
  new Map(places.map((place, index) => [place - 1, values.map((column) => column[index] as number)]))

const countsAt = (kind: string, row: number[] | undefined) =>
  row === undefined
    ? []
    : [[kind, { attempts: row.slice(0, windows.length), declines: row.slice(windows.length) }] as const]

function amountsAt(own: readonly Named[], rows: ReadonlyMap<number, number[]>) {
  const amounts: Record<string, readonly number[]> = {}
  let { unproven } = nothingSeen
  for (const { kind, place } of own) {
    const row = rows.get(place)
    if (row === undefined) continue
    amounts[kind] = row.slice(0, windows.length)
    if (kind === 'card') unproven = { count: row.at(-2) ?? 0, amount: row.at(-1) ?? 0 }
  }
  return { amounts, unproven }
}
