import { Type as T } from 'typebox'
import { canonicalJson } from '../../kernel/canonical_json.ts'
import { parseId } from '../../kernel/id.ts'
import { LIST_LIMIT_DEFAULT } from '../../kernel/limits.ts'
import { type Fault, ok } from '../../kernel/result.ts'
import type { Day } from '../../kernel/world.ts'
import { readCursor, writeCursor } from '../../platform/http/cursor.ts'
import { CalendarDay, readTime, timeInput } from '../../platform/http/fields.ts'
import { listErrors, listQuery } from '../../platform/http/lists.ts'
import { type Route, route } from '../../platform/http/route.ts'
import type { Moment } from './balance.ts'
import type { EntryFilter } from './entry.ts'
import { errorRows, ledgerErrors } from './errors.ts'
import { logRoutes } from './http_logs.ts'
import { PATH_CHARS_MAX } from './limits.ts'
import {
  BalanceReply,
  balanceJson,
  EntryList,
  entryJson,
  ProofReply,
  proofJson,
  RollUpReply,
  rolledUpJson,
} from './read_schema.ts'
import { refuseFaults } from '../../platform/http/refuse_faults.ts'
import type { Reads } from './reads.ts'
import { Code } from './transfer_schema.ts'
import { transferKinds } from './transfer.ts'

const AsOfVersion = T.Integer({ minimum: 0, description: 'As the entry with this version left it.' })
const moments = {
  as_of_version: T.Optional(AsOfVersion),
  as_of: T.Optional(timeInput('As recorded at this time.')),
  effective_on: T.Optional(
    T.String({ format: 'date', description: 'As of the end of this day, by effective dates.' }),
  ),
}
type Moments = { readonly as_of_version?: number; readonly as_of?: string; readonly effective_on?: string }

function momentOf({ as_of_version, as_of, effective_on }: Moments): Moment | undefined {
  if (as_of_version !== undefined) return { as_of_version: BigInt(as_of_version) }
  if (as_of !== undefined) return { as_of: readTime(as_of) }
  return effective_on === undefined ? undefined : { effective_on: effective_on as Day }
}

const balanceRoute = (reads: Reads) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/ledger/accounts/{id}/balance',
    operation_id: 'getLedgerBalance',
    tag: 'Ledger balances',
    summary: 'Get the balances of an account, now or at a moment in the past.',
    description:
      'Ask by version, by time of recording, or by effective date, one at most. Holds have no effective date: on that axis they show as they stood at the end of the day.',
    scope: 'ledger.accounts:read',
    params: T.Object({ id: T.String() }),
    query: T.Object(moments),
    status: 200,
    reply: BalanceReply,
    errors: errorRows('account_not_found', 'version_not_reached'),
    async run(scope, { params, query }) {
      const [, second] = Object.keys(query)
      if (second !== undefined)
        return refuseFaults([{ code: 'unknown_field', param: second, detail: 'ask for one moment only' }])
      const id = parseId('acc', params.id)
      if (id === undefined) return ledgerErrors.fail('account_not_found')
      const found = await reads.balance(scope, id, momentOf(query))
      return found.ok ? ok({ body: balanceJson(found.value) }) : found
    },
  })

const rollUpRoute = (reads: Reads) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/ledger/balances',
    operation_id: 'sumLedgerBalances',
    tag: 'Ledger balances',
    summary: 'Add up the balances of all accounts at or below a path.',
    description: 'One row per currency and normal side.',
    scope: 'ledger.accounts:read',
    query: T.Object({
      path: T.String({
        pattern: '^(\\*|[a-z0-9_]+(:[a-z0-9_-]+)*(:\\*)?)$',
        maxLength: PATH_CHARS_MAX + 2,
        fault: 'must be a path, one with :* behind it for everything below, or * for all',
        description: 'Exactly this path, with `:*` everything below it, `*` all: `assets:bank:*`.',
      }),
    }),
    status: 200,
    reply: RollUpReply,
    errors: {},
    async run(scope, { query }) {
      const sums = await reads.rollUp(scope, query.path)
      return ok({ body: { data: sums.map(rolledUpJson) } })
    },
  })

const LIST = 'ledger_entries'
const ranges = {
  from: T.Optional(timeInput()),
  to: T.Optional(timeInput()),
  effective_from: T.Optional(CalendarDay),
  effective_to: T.Optional(CalendarDay),
}
type EntryQuery = Omit<EntryFilter, 'from' | 'to'> & { readonly from?: string; readonly to?: string }

function filterOf({ from, to, ...rest }: EntryQuery): EntryFilter {
  return {
    ...rest,
    ...(from === undefined ? {} : { from: readTime(from) }),
    ...(to === undefined ? {} : { to: readTime(to) }),
  }
}

/** Ranges that end before they begin. */
function backwardsIn({ from, to, effective_from, effective_to }: EntryFilter): Fault[] {
  const fault = (param: string, start: string): Fault => ({
    code: 'too_small',
    param,
    detail: `must not lie before \`${start}\``,
  })
  return [
    ...(from !== undefined && to !== undefined && from > to ? [fault('to', 'from')] : []),
    ...(effective_from !== undefined && effective_to !== undefined && effective_from > effective_to
      ? [fault('effective_to', 'effective_from')]
      : []),
  ]
}

const entriesRoute = (reads: Reads) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/ledger/accounts/{id}/entries',
    operation_id: 'listLedgerEntries',
    tag: 'Ledger balances',
    summary: 'List the entries of an account with the balances each left, newest first.',
    description:
      '`from` is included and `to` is not; both effective days are. A page that looks for a rare code can be short, even empty, and still have more behind it.',
    scope: 'ledger.accounts:read',
    params: T.Object({ id: T.String() }),
    query: listQuery({
      ...ranges,
      order: T.Optional(T.Enum(['newest_first', 'oldest_first'])),
      code: T.Optional(Code),
      kind: T.Optional(T.Enum([...transferKinds])),
    }),
    status: 200,
    reply: EntryList,
    errors: { ...listErrors.table, ...errorRows('account_not_found') },
    async run(scope, { params, query }) {
      const { limit = LIST_LIMIT_DEFAULT, cursor, order = 'newest_first', ...filter } = query
      const id = parseId('acc', params.id)
      if (id === undefined) return ledgerErrors.fail('account_not_found')
      const of = { tenant_id: scope.tenant_id, list: LIST, filter: canonicalJson({ id, order, filter }) }
      const position = cursor === undefined ? [] : readCursor(of, cursor)
      if (position === undefined) return listErrors.fail('cursor_invalid', { param: 'cursor' })
      const after = position[0] === undefined ? {} : { after: BigInt(position[0]) }
      const filter_read = filterOf(filter as EntryQuery)
      const backwards = backwardsIn(filter_read)
      if (backwards.length > 0) return refuseFaults(backwards)
      const found = await reads.entries(scope, id, filter_read, { order, limit, ...after })
      if (!found.ok) return found
      const { entries, next } = found.value
      const next_cursor = next === null ? null : writeCursor(of, [Number(next)])
      return ok({ body: { data: entries.map(entryJson), has_more: next !== null, next_cursor } })
    },
  })

const proofRoute = (reads: Reads) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/ledger/proof',
    operation_id: 'proveLedger',
    tag: 'Ledger balances',
    summary: 'Recompute every invariant of the books from their records.',
    description:
      'States each invariant, how much was checked and what violates it, as of one snapshot. Reads every entry: about 10 seconds for a million transfers.',
    scope: 'ledger.proof:read',
    is_report: true,
    status: 200,
    reply: ProofReply,
    errors: {},
    async run(scope) {
      return ok({ body: proofJson(await reads.prove(scope)) })
    },
  })

/** Everything that can be read of the books. */
export const readRoutes = (reads: Reads): Route[] => [
  balanceRoute(reads),
  rollUpRoute(reads),
  entriesRoute(reads),
  proofRoute(reads),
  ...logRoutes(reads),
]
