import { type Static, Type as T } from 'typebox'
import type { Currency } from '../../kernel/currency.ts'
import { parseId } from '../../kernel/id.ts'
import { err, type Failure, type Fault, ok } from '../../kernel/result.ts'
import { Metadata } from '../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../platform/http/lists.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { accountStates } from './account.machine.ts'
import {
  AccountBatch,
  AccountInput,
  accountJson,
  AccountReply,
  AccountsReply,
  readAccount,
} from './account_schema.ts'
import { errorRows, ledgerErrors } from './errors.ts'
import type { Ledger } from './index.ts'
import { PATH_CHARS_MAX } from './limits.ts'
import { refuseFaults } from '../../platform/http/refuse_faults.ts'
import { CurrencyCode } from './schemas.ts'

const createRoute = (ledger: Ledger) =>
  route({
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/ledger/accounts',
    operation_id: 'createLedgerAccounts',
    tag: 'Ledger accounts',
    summary: 'Open one ledger account, or up to 1,000.',
    description:
      'All are opened or none. An id you choose makes a repeat safe: the same content answers the account.',
    scope: 'ledger.accounts:write',
    body: T.Union([AccountInput, AccountBatch]),
    status: 201,
    reply: T.Union([AccountReply, AccountsReply]),
    errors: errorRows('account_differs'),
    example: {
      currency: 'USD',
      normal_side: 'credit',
      path: 'liabilities:customers:alice',
      floor: { value: '0', currency: 'USD' },
    },
    async run(scope, { body }) {
      const faults: Fault[] = []
      const isBatch = 'accounts' in body
      const accounts = isBatch
        ? body.accounts.map((input, index) => readAccount(input, `accounts.${index}.`, scope.world, faults))
        : [readAccount(body, '', scope.world, faults)]
      if (faults.length > 0) return refuseFaults(faults)
      const created = await ledger.createAccounts(scope, accounts)
      if (!created.ok) return isBatch ? created : err(asSingle(created.error))
      const shown = created.value.map(accountJson)
      return ok({ body: isBatch ? { data: shown } : (shown[0] as Static<typeof AccountReply>) })
    },
  })

/** Fields as the caller of a single account wrote them. */
function asSingle(failure: Failure): Failure {
  const bare = (param: string): string => param.replace(/^accounts\.0\.?/, '')
  const { param, errors } = failure
  if (errors !== undefined)
    return refuseFaults(errors.map((fault) => ({ ...fault, param: bare(fault.param) }))).error
  return { ...failure, ...(param === undefined ? {} : { param: bare(param) }) }
}

const listRoute = (ledger: Ledger) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/ledger/accounts',
    operation_id: 'listLedgerAccounts',
    tag: 'Ledger accounts',
    summary: 'List ledger accounts by path.',
    scope: 'ledger.accounts:read',
    query: listQuery({
      path: T.Optional(
        T.String({
          pattern: '^[a-z0-9_]+(:[a-z0-9_-]+)*(:\\*)?$',
          maxLength: PATH_CHARS_MAX + 2,
          fault: 'must be a path, or one with :* behind it for everything below',
          description: 'Exactly this path, or with `:*` behind it everything below: `assets:bank:*`.',
        }),
      ),
      currency: T.Optional(CurrencyCode),
      state: T.Optional(T.Enum([...accountStates])),
      metadata: T.Optional(Metadata),
    }),
    status: 200,
    reply: listOf(AccountReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'ledger_accounts', query)
      if (!asked.ok) return asked
      const { limit: _limit, cursor: _cursor, currency, ...rest } = query
      const filter = { ...rest, ...(currency === undefined ? {} : { currency: currency as Currency }) }
      const [path, text] = asked.value.after ?? []
      const id = parseId('acc', String(text))
      const after = id === undefined ? undefined : { path: String(path), id }
      const found = await ledger.listAccounts(scope, filter, { after, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'ledger_accounts', query, asked: asked.value }
      const shown = pageOf(at, found, (account) => [account.path, account.id])
      return ok({ body: { ...shown, data: shown.data.map(accountJson) } })
    },
  })

const getRoute = (ledger: Ledger) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/ledger/accounts/{id}',
    operation_id: 'getLedgerAccount',
    tag: 'Ledger accounts',
    summary: 'Get a ledger account.',
    scope: 'ledger.accounts:read',
    params: T.Object({ id: T.String() }),
    status: 200,
    reply: AccountReply,
    errors: errorRows('account_not_found'),
    async run(scope, { params }) {
      const id = parseId('acc', params.id)
      if (id === undefined) return ledgerErrors.fail('account_not_found')
      const found = await ledger.findAccount(scope, id)
      return found.ok ? ok({ body: accountJson(found.value) }) : found
    },
  })

export const accountRoutes = (ledger: Ledger): Route[] => [
  createRoute(ledger),
  listRoute(ledger),
  getRoute(ledger),
]
