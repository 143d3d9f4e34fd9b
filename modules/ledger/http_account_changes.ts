import { type Static, Type as T } from 'typebox'
import { parseId } from '../../kernel/id.ts'
import { type Failure, type Fault, ok, type Result } from '../../kernel/result.ts'
import { type Route, route } from '../../platform/http/route.ts'
import type { Scope } from '../../platform/scope.ts'
import type { Account, AccountChange } from './account.ts'
import { accountJson, AccountReply, PatchInput, readPatch } from './account_schema.ts'
import { errorRows, ledgerErrors } from './errors.ts'
import type { Ledger } from './index.ts'
import { refuseFaults } from '../../platform/http/refuse_faults.ts'

const common = {
  tag: 'Ledger accounts',
  scope: 'ledger.accounts:write',
  params: T.Object({ id: T.String() }),
  status: 200,
  reply: AccountReply,
} as const

/** One account's change as an answer: what every route below `/{id}` does. */
async function change(
  ledger: Ledger,
  scope: Scope,
  text: string,
  more: Omit<AccountChange, 'id'>,
): Promise<Result<{ body: Static<typeof AccountReply> }, Failure>> {
  const id = parseId('acc', text)
  if (id === undefined) return ledgerErrors.fail('account_not_found')
  const changed = await ledger.changeAccounts(scope, [{ id, ...more }])
  return changed.ok ? ok({ body: accountJson(changed.value[0] as Account) }) : changed
}

const updateRoute = (ledger: Ledger) =>
  route({
    ...common,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'PATCH',
    path: '/v1/ledger/accounts/{id}',
    operation_id: 'updateLedgerAccount',
    summary: 'Change the name, limits or metadata of a ledger account.',
    description:
      'A field that is not named stays. A limit that the balance breaks already is refused. In metadata, null takes a key away.',
    body: PatchInput,
    errors: errorRows(
      ...(['account_not_found', 'account_closed', 'overdraft_without_floor', 'floor_above_ceiling'] as const),
      ...(['balance_below_floor', 'balance_above_ceiling', 'limit_currency_mismatch'] as const),
      'metadata_too_large',
    ),
    example: { name: 'Alice', metadata: { segment: 'retail' } },
    async run(scope, { params, body }) {
      const faults: Fault[] = []
      const patch = readPatch(body, faults)
      return faults.length > 0 ? refuseFaults(faults) : change(ledger, scope, params.id, { patch })
    },
  })

const freezeRoute = (ledger: Ledger) =>
  route({
    ...common,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/ledger/accounts/{id}/freeze',
    operation_id: 'freezeLedgerAccount',
    summary: 'Freeze a ledger account, for debits or for everything.',
    description: 'Holds can still be voided and expire. A repeat changes nothing.',
    body: T.Object({ scope: T.Enum(['debits', 'all']) }, { $id: 'FreezeLedgerAccount' }),
    errors: errorRows('account_not_found', 'account_closed'),
    example: { scope: 'debits' },
    run: (scope, { params, body }) =>
      change(ledger, scope, params.id, { event: body.scope === 'debits' ? 'freeze_debits' : 'freeze' }),
  })

const unfreezeRoute = (ledger: Ledger) =>
  route({
    ...common,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/ledger/accounts/{id}/unfreeze',
    operation_id: 'unfreezeLedgerAccount',
    summary: 'Open a frozen ledger account again.',
    description: 'A repeat changes nothing.',
    errors: errorRows('account_not_found', 'account_closed'),
    run: (scope, { params }) => change(ledger, scope, params.id, { event: 'unfreeze' }),
  })

const closeRoute = (ledger: Ledger) =>
  route({
    ...common,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/ledger/accounts/{id}/close',
    operation_id: 'closeLedgerAccount',
    summary: 'Close an empty ledger account for ever.',
    description: 'The account must hold nothing and have no open holds. A repeat changes nothing.',
    errors: errorRows('account_not_found', 'account_not_empty'),
    run: (scope, { params }) => change(ledger, scope, params.id, { event: 'close' }),
  })

export const accountChangeRoutes = (ledger: Ledger): Route[] => [
  updateRoute(ledger),
  freezeRoute(ledger),
  unfreezeRoute(ledger),
  closeRoute(ledger),
]
