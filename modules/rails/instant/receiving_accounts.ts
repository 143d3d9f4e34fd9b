import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import type { Scope } from '../../../platform/scope.ts'
import { findConnection } from '../bank_connections/store.ts'
import type { InstantDeps } from './deps.ts'
import { instantErrors } from './errors.ts'
import { type ReceivingAccount, receivingAccountId, receivingAccountJson } from './receiving_account.ts'
import { findReceiving, insertReceiving, updateReceiving } from './store_receiving.ts'

export type ReceivingAsked = Pick<ReceivingAccount, 'connection' | 'number' | 'account'>

/**
 * Opens a number of ours for payments that come in at once, or says that it belongs to another ledger account from now on,
 * in the caller's transaction. A repeat changes nothing.
 * Errors: `receiving_account_not_valid`, when the connection has no instant rail, or the ledger account another currency.
 */
export async function openReceiving(
  deps: Pick<InstantDeps, 'audit' | 'ledger'>,
  scope: Scope,
  asked: ReceivingAsked,
): Promise<Result<ReceivingAccount, Failure>> {
  const { db, tenant_id, world } = scope
  const connection = await findConnection(db, tenant_id, asked.connection)
  if (connection?.identity.instant === undefined) return notValid('connection', 'has no instant rail')
  const account = await deps.ledger.findAccount(scope, asked.account)
  if (!account.ok) return notValid('account', 'names no ledger account')
  if (account.value.currency !== connection.currency)
    return notValid(
      'account',
      `holds ${account.value.currency}, and the connection has ${connection.currency}`,
    )
  const id = receivingAccountId(asked.connection, asked.number)
  const at = world.now()
  const fresh: ReceivingAccount = { ...asked, id, state: 'open', created_at: at, updated_at: at }
  const known = (await insertReceiving(db, tenant_id, fresh))
    ? undefined
    : await findReceiving(db, tenant_id, id, { is_locked: true })
  if (known?.state === 'open' && known.account === asked.account) return ok(known)
  const after = known === undefined ? fresh : { ...known, ...asked, state: 'open' as const, updated_at: at }
  if (known !== undefined) await updateReceiving(db, tenant_id, after)
  await tell(deps, scope, 'open', known, after)
  return ok(after)
}

/** Lets no more money in under a number, in the caller's transaction. A repeat does nothing. Errors: `receiving_account_not_found`. */
export async function closeReceiving(
  deps: Pick<InstantDeps, 'audit'>,
  scope: Scope,
  id: Id<'rva'>,
): Promise<Result<ReceivingAccount, Failure>> {
  const { db, tenant_id, world } = scope
  const known = await findReceiving(db, tenant_id, id, { is_locked: true })
  if (known === undefined) return instantErrors.fail('receiving_account_not_found')
  if (known.state === 'closed') return ok(known)
  const after = { ...known, state: 'closed' as const, updated_at: world.now() }
  await updateReceiving(db, tenant_id, after)
  await tell(deps, scope, 'close', known, after)
  return ok(after)
}

const notValid = (param: string, detail: string) =>
  instantErrors.fail('receiving_account_not_valid', { errors: [{ code: 'not_usable', param, detail }] })

const tell = (
  { audit }: Pick<InstantDeps, 'audit'>,
  scope: Scope,
  verb: 'open' | 'close',
  before: ReceivingAccount | undefined,
  after: ReceivingAccount,
): Promise<void> =>
  audit.append(scope, [
    {
      action: `receiving_accounts.${verb}`,
      resource_type: 'receiving_account',
      resource_id: after.id,
      ...(before === undefined ? {} : { before: receivingAccountJson(before) }),
      after: receivingAccountJson(after),
    },
  ])
