import { type TProperties, type TSchema, Type as T } from 'typebox'
import { canonicalJson } from '../../kernel/canonical_json.ts'
import { type Id, parseId, type Prefix } from '../../kernel/id.ts'
import { LIST_LIMIT_DEFAULT, LIST_LIMIT_MAX } from '../../kernel/limits.ts'
import { errors, type Failure, ok, type Result } from '../../kernel/result.ts'
import { type Instant, parseInstant } from '../../kernel/world.ts'
import type { TenantId } from '../scope.ts'
import { type Position, readCursor, writeCursor } from './cursor.ts'
import { CURSOR_CHARS_MAX, EXPAND_COST_MAX } from './limits.ts'

/** Add `...listErrors.table` to the errors of a list route. */
export const listErrors = errors({
  cursor_invalid: {
    status: 400,
    retry: 'never',
    text: 'The cursor is not one of this list with these filters; start again without it.',
  },
  expand_too_costly: {
    status: 400,
    retry: 'never',
    text: 'Expanding this much in a page this long costs too much; ask for fewer rows or fields.',
  },
})

/** Query fields of a list: `limit` and `cursor`, and the filters given. */
export const listQuery = <F extends TProperties>(filters: F) =>
  T.Object({
    limit: T.Optional(
      T.Integer({
        minimum: 1,
        maximum: LIST_LIMIT_MAX,
        description: `Rows of a page; ${LIST_LIMIT_DEFAULT} when absent.`,
      }),
    ),
    cursor: T.Optional(
      T.String({
        minLength: 1,
        maxLength: CURSOR_CHARS_MAX,
        description: '`next_cursor` of the page before.',
      }),
    ),
    ...filters,
  })

/** The reply of a list: one page, in the order of its key, stable while rows are inserted. */
export const listOf = <S extends TSchema>(row: S) =>
  T.Object({ data: T.Array(row), has_more: T.Boolean(), next_cursor: T.Union([T.String(), T.Null()]) })

export type ListPage<R> = { data: R[]; has_more: boolean; next_cursor: string | null }

type Query = { readonly limit?: number; readonly cursor?: string }

/** What to read: rows behind `after`, one more than `limit` to learn whether there are more. */
export type PageAsked = { readonly limit: number; readonly rows: number; readonly after: Position | null }

/** Fails with `cursor_invalid`. `list` names the list for ever: cursors of another one are refused. */
export function readPage(tenant_id: TenantId, list: string, query: Query): Result<PageAsked, Failure> {
  const { limit = LIST_LIMIT_DEFAULT, cursor } = query
  if (cursor === undefined) return ok({ limit, rows: limit + 1, after: null })
  const after = readCursor({ tenant_id, list, filter: filterOf(query) }, cursor)
  if (after === undefined) return listErrors.fail('cursor_invalid', { param: 'cursor' })
  return ok({ limit, rows: limit + 1, after })
}

/** A row of a list by time: ids that are made of a request's key have no order of their own. */
export type PlaceInTime<P extends Prefix, N extends string> = { readonly [K in N]: Instant } & {
  readonly id: Id<P>
}

/** The row behind which a page of a list by time begins; the position of a row there is `[instantText(row[at]), row.id]`. */
export function placeInTime<P extends Prefix, N extends string>(
  prefix: P,
  at: N,
  { after }: PageAsked,
): PlaceInTime<P, N> | undefined {
  const time = parseInstant(String(after?.[0] ?? ''))
  const id = parseId(prefix, String(after?.[1] ?? ''))
  return time === undefined || id === undefined ? undefined : ({ [at]: time, id } as PlaceInTime<P, N>)
}

/** A page from the rows found, of which there may be one more than asked for. */
export function pageOf<R>(
  at: {
    tenant_id: TenantId
    list: string
    query: Query
    asked: PageAsked
    /** Where a bounded look ended that came to fewer rows than a page, when there is more behind it. */
    looked_to?: Position
  },
  found: readonly R[],
  positionOf: (row: R) => Position,
): ListPage<R> {
  const { tenant_id, list, query, asked } = at
  const rows = found.slice(0, asked.limit)
  const last = rows.at(-1)
  const next = found.length > asked.limit && last !== undefined ? positionOf(last) : at.looked_to
  const next_cursor =
    next === undefined ? null : writeCursor({ tenant_id, list, filter: filterOf(query) }, next)
  return { data: rows, has_more: next !== undefined, next_cursor }
}

/** The filters of a query; how many rows are wanted may change from page to page. */
function filterOf(query: Query): string {
  const { limit: _limit, cursor: _cursor, ...filter } = query as Record<string, unknown>
  return canonicalJson(filter)
}

/** Query field `expand=a,b`: which related objects stand in each row in full. */
export const expandField = (names: readonly string[]) =>
  T.Optional(T.Array(T.Enum([...names]), { uniqueItems: true, maxItems: names.length }))

/** What to expand, unless it costs more than one page may. `costs` are rows read for each row of the page. */
export function readExpand<N extends string>(
  costs: Readonly<Record<N, number>>,
  expand: readonly string[] | undefined,
  limit: number,
): Result<ReadonlySet<N>, Failure> {
  const names = (expand ?? []) as readonly N[]
  const cost = names.reduce((sum, name) => sum + costs[name] * limit, 0)
  if (cost <= EXPAND_COST_MAX) return ok(new Set(names))
  const detail = `${names.join(', ')} on ${limit} rows costs ${cost}; at most ${EXPAND_COST_MAX} is allowed.`
  return listErrors.fail('expand_too_costly', { param: 'expand', detail })
}

/** A page as JSON text, for routes that render their objects themselves. */
export const renderPage = <T>(
  page: { data: readonly T[]; has_more: boolean; next_cursor: string | null },
  render: (item: T) => string,
): string => {
  const { has_more, next_cursor } = page
  return `{"data":[${page.data.map(render).join(',')}],${JSON.stringify({ has_more, next_cursor }).slice(1)}`
}
