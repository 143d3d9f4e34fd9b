import { type Static, Type as T } from 'typebox'
import { type Id, newId, parseId } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { parseDay } from '../../../kernel/world.ts'
import { CalendarDay, idField } from '../../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../../platform/http/lists.ts'
import { refuseFaults } from '../../../platform/http/refuse_faults.ts'
import { type Route, route } from '../../../platform/http/route.ts'
import { namedBy } from '../../../platform/http/named_by.ts'
import type { Scope } from '../../../platform/scope.ts'
import { errorRows, reconciliationErrors } from '../errors.ts'
import type { NewBinding } from './bind_account.ts'
import { type Binding, bindingJson } from './binding.ts'
import { bindingStates } from './binding.machine.ts'
import { linesCsv } from './export_lines.ts'
import type { Matching } from './matching.ts'
import { BindingReply } from './matching_schema.ts'

const NewAccountBody = T.Object(
  {
    id: T.Optional(idField('rca')),
    name: T.Optional(T.String({ minLength: 1, maxLength: 200 })),
    statement: T.String({
      ...idField('bst'),
      description: 'Any statement of the account: it says how its bank names it.',
    }),
    ledger_account: T.String({
      ...idField('acc'),
      description: 'The asset account that mirrors the bank’s: a credit at the bank is a debit there.',
    }),
    suspense_account: T.String({
      ...idField('acc'),
      description: 'Takes what the bank shows and nobody expects.',
    }),
    fees_account: T.String({ ...idField('acc'), description: 'Bears what the bank keeps.' }),
    tolerance_account: T.String({ ...idField('acc'), description: 'Bears small differences.' }),
    calendar: T.Optional(
      T.String({
        pattern: '^[a-z_]{1,40}$',
        fault: 'must be the name of a calendar, such as weekdays',
        description: 'Whose banking days count; `weekdays` when absent.',
      }),
    ),
    starts_on: T.Optional(CalendarDay),
  },
  { $id: 'NewReconciliationAccount' },
)
const params = T.Object({ id: T.String() })
const reading = {
  method: 'GET',
  status: 200,
  tag: 'Reconciliation accounts',
  scope: 'reconciliation:read',
} as const
const writing = {
  method: 'POST',
  tag: 'Reconciliation accounts',
  scope: 'reconciliation:write',
  idempotency: 'accepted',
  reply: BindingReply,
} as const

const withId = namedBy('rca', () => reconciliationErrors.fail('reconciliation_account_not_found'))
const answer = (found: Result<Binding, Failure>) =>
  found.ok ? ok({ body: bindingJson(found.value) }) : found

function readNew(body: Static<typeof NewAccountBody>, { world }: Scope): Result<NewBinding, Failure> {
  const starts_on = body.starts_on === undefined ? null : parseDay(body.starts_on)
  if (starts_on === undefined)
    return refuseFaults([{ code: 'not_usable', param: 'starts_on', detail: 'must be a day that exists' }])
  return ok({
    id: parseId('rca', body.id ?? '') ?? newId('rca', world),
    name: body.name ?? null,
    statement: body.statement as Id<'bst'>,
    ledger_account: body.ledger_account as Id<'acc'>,
    suspense_account: body.suspense_account as Id<'acc'>,
    fees_account: body.fees_account as Id<'acc'>,
    tolerance_account: body.tolerance_account as Id<'acc'>,
    calendar: body.calendar ?? 'weekdays',
    starts_on,
  })
}

const createRoute = (matching: Matching) =>
  route({
    ...writing,
    kind: 'transaction',
    path: '/v1/reconciliation/accounts',
    operation_id: 'createReconciliationAccount',
    summary: 'Reconcile a bank account with a ledger account from now on.',
    description:
      'The ledger account should have what the bank had before the first day that counts; a difference is shown in every proof. An id you choose makes a repeat safe.',
    body: NewAccountBody,
    status: 201,
    location: '/v1/reconciliation/accounts/{id}',
    errors: errorRows(
      'bank_statement_not_found',
      'reconciliation_account_unusable',
      'reconciliation_account_taken',
    ),
    example: {
      name: 'Larkfield, euros',
      statement: 'bst_01kdv0000000000000000000g0',
      ledger_account: 'acc_01kdv0000000000000000000g0',
      suspense_account: 'acc_01kdv0000000000000000000g1',
      fees_account: 'acc_01kdv0000000000000000000g2',
      tolerance_account: 'acc_01kdv0000000000000000000g3',
      starts_on: '2026-11-01',
    },
    async run(scope, { body }) {
      const asked = readNew(body, scope)
      return asked.ok ? answer(await matching.bindAccount(scope, asked.value)) : asked
    },
  })

const getRoute = (matching: Matching) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/reconciliation/accounts/{id}',
    operation_id: 'getReconciliationAccount',
    summary: 'Get a reconciliation account.',
    params,
    reply: BindingReply,
    errors: errorRows('reconciliation_account_not_found'),
    run: (scope, input) =>
      withId(input.params.id, async (id) => answer(await matching.findAccount(scope, id))),
  })

const listRoute = (matching: Matching) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/reconciliation/accounts',
    operation_id: 'listReconciliationAccounts',
    summary: 'List reconciliation accounts, newest first.',
    query: listQuery({
      status: T.Optional(T.Enum([...bindingStates])),
      ledger_account: T.Optional(idField('acc')),
    }),
    reply: listOf(BindingReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const list = 'reconciliation_accounts'
      const asked = readPage(scope.tenant_id, list, query)
      if (!asked.ok) return asked
      const before = parseId('rca', String(asked.value.after?.[0] ?? ''))
      const filter = { state: query.status, ledger_account: parseId('acc', query.ledger_account ?? '') }
      const found = await matching.listAccounts(scope, filter, { before, limit: asked.value.rows })
      const page = pageOf(
        { tenant_id: scope.tenant_id, list, query, asked: asked.value },
        found,
        ({ id }) => [id],
      )
      return ok({ body: { ...page, data: page.data.map(bindingJson) } })
    },
  })

const closeRoute = (matching: Matching) =>
  route({
    ...writing,
    kind: 'transaction',
    path: '/v1/reconciliation/accounts/{id}/close',
    operation_id: 'closeReconciliationAccount',
    summary: 'Reconcile an account no more; what was matched stays to be read.',
    params,
    status: 200,
    errors: errorRows('reconciliation_account_not_found', 'reconciliation_account_closed'),
    run: (scope, input) =>
      withId(input.params.id, async (id) => answer(await matching.closeAccount(scope, id))),
  })

const runRoute = (matching: Matching) =>
  route({
    ...writing,
    kind: 'transaction',
    path: '/v1/reconciliation/accounts/{id}/match',
    operation_id: 'matchReconciliationAccount',
    summary: 'Match an account now, and not only when a statement comes and at night.',
    params,
    status: 202,
    location: '/v1/reconciliation/accounts/{id}',
    errors: errorRows('reconciliation_account_not_found', 'reconciliation_account_closed'),
    run: (scope, input) =>
      withId(input.params.id, async (id) => answer(await matching.requestRun(scope, id))),
  })

const exportRoute = (matching: Matching) =>
  route({
    ...reading,
    kind: 'read',
    path: '/v1/reconciliation/accounts/{id}/export',
    operation_id: 'exportReconciliationAccount',
    summary: 'Export the lines of an account as CSV, each with what became of it.',
    description:
      'Of any length. Amounts are minor units without a sign in `money_in` and `money_out`; texts that a spreadsheet would run as formulas begin with an apostrophe.',
    is_report: true,
    params,
    reply: T.Object(
      { statement: T.String(), line: T.Integer(), state: T.String() },
      { $id: 'ReconciledLine' },
    ),
    own_headers: ['Content-Disposition'],
    also_produces: ['text/csv; charset=utf-8'],
    errors: errorRows('reconciliation_account_not_found'),
    run: (scope, input) =>
      withId(input.params.id, async (id) => {
        const found = await matching.findAccount(scope, id)
        if (!found.ok) return found
        return ok({
          body: {
            stream: linesCsv(matching.exportLines(scope, id), found.value.currency),
            content_type: 'text/csv; charset=utf-8',
          },
          headers: { 'content-disposition': `attachment; filename="${id}.csv"` },
        })
      }),
  })

export const bindingRoutes = (matching: Matching): Route[] => [
  createRoute(matching),
  listRoute(matching),
  getRoute(matching),
  closeRoute(matching),
  runRoute(matching),
  exportRoute(matching),
]
