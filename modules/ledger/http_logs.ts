import { Type as T } from 'typebox'
import { parseId } from '../../kernel/id.ts'
import { err, type Failure, ok, type Result } from '../../kernel/result.ts'
import { parseDay, parseMoment } from '../../kernel/world.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { errorRows, ledgerErrors } from './errors.ts'
import { refuseFaults } from '../../platform/http/refuse_faults.ts'
import { StatementReply } from './read_schema.ts'
import type { Reads } from './reads.ts'
import { statementCsv, statementJson } from './render_statement.ts'
import type { StatementRange } from './statement.ts'

type RangeQuery = { readonly axis?: 'recorded' | 'effective'; readonly from?: string; readonly to?: string }

/** `from` and `to` are times on the recorded axis (a day is its first moment in UTC), days on the effective one; another form is refused by name. */
function readRange({ axis = 'recorded', from, to }: RangeQuery): Result<StatementRange, Failure> {
  const parse = axis === 'recorded' ? parseMoment : parseDay
  const detail =
    axis === 'recorded'
      ? 'must be a time with its zone, such as 2026-11-21T02:46:00Z, or a day such as 2026-11-21, in the years 1740 to 2199'
      : 'must be a day that exists, such as 2026-11-21'
  const edges = Object.entries({ from, to }).flatMap(([param, text]) =>
    text === undefined ? [] : [{ param, value: parse(text) }],
  )
  const wrong = edges.filter(({ value }) => value === undefined)
  const [first, last] = [from, to].map((text) => (text === undefined ? undefined : parse(text)))
  if (wrong.length > 0) return err(faults(wrong.map(({ param }) => ({ code: 'wrong_form', param, detail }))))
  if (first !== undefined && last !== undefined && first > last)
    return err(faults([{ code: 'too_small', param: 'to', detail: 'must not lie before `from`' }]))
  return ok({
    axis,
    ...Object.fromEntries(edges.map(({ param, value }) => [param, value])),
  })
}

const faults = (list: Parameters<typeof refuseFaults>[0]): Failure => {
  const refused = refuseFaults(list)
  return refused.error
}

const statementRoute = (reads: Reads) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/ledger/accounts/{id}/statement',
    operation_id: 'getLedgerStatement',
    tag: 'Ledger balances',
    summary: 'Get an account statement: opening, every line with the balance after it, totals, closing.',
    description:
      'Of any length, as JSON or CSV. On the recorded axis `from` (included) and `to` (not) are times, or days, which are their first moments in UTC; on the effective axis both are days, both included. CSV amounts are minor units without a sign, in a debit and a credit column; texts that a spreadsheet would run as formulas begin with an apostrophe.',
    scope: 'ledger.accounts:read',
    is_report: true,
    params: T.Object({ id: T.String() }),
    query: T.Object({
      format: T.Optional(T.Enum(['json', 'csv'])),
      axis: T.Optional(T.Enum(['recorded', 'effective'])),
      from: T.Optional(T.String({ minLength: 1, maxLength: 40, description: 'A time or a day.' })),
      to: T.Optional(T.String({ minLength: 1, maxLength: 40, description: 'A time or a day.' })),
    }),
    status: 200,
    reply: StatementReply,
    own_headers: ['Content-Disposition'],
    also_produces: ['text/csv; charset=utf-8'],
    errors: errorRows('account_not_found'),
    async run(scope, { params, query }) {
      const { format = 'json', ...rest } = query
      const range = readRange(rest)
      if (!range.ok) return range
      const id = parseId('acc', params.id)
      if (id === undefined) return ledgerErrors.fail('account_not_found')
      const statement = await reads.statement(scope, id, range.value)
      if (!statement.ok) return statement
      if (format === 'json')
        return ok({ body: { stream: statementJson(statement.value), content_type: 'application/json' } })
      return ok({
        body: { stream: statementCsv(statement.value), content_type: 'text/csv; charset=utf-8' },
        headers: { 'content-disposition': `attachment; filename="${id}.csv"` },
      })
    },
  })

const exportRoute = (reads: Reads) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/ledger/export',
    operation_id: 'exportLedger',
    tag: 'Ledger balances',
    summary: 'Export the whole ledger as an ordered, hash-chained log.',
    description:
      'One JSON object a line: every account, transfer (refused ones included), period and monitor in the order of the feed, each with a SHA-256 over itself and the line before, and a trailer with the hash of all balances. `florin ledger import` replays it.',
    scope: 'ledger.exports:read',
    is_report: true,
    status: 200,
    reply: T.Object({ record: T.String(), line: T.Integer(), hash: T.String() }, { $id: 'LedgerLogLine' }),
    own_headers: ['Content-Disposition'],
    also_produces: ['application/x-ndjson'],
    errors: {},
    async run(scope) {
      return ok({
        body: { stream: reads.exportLog(scope), content_type: 'application/x-ndjson' },
        headers: { 'content-disposition': 'attachment; filename="ledger.ndjson"' },
      })
    },
  })

/** Replies of any length. */
export const logRoutes = (reads: Reads): Route[] => [statementRoute(reads), exportRoute(reads)]
