import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { beginCollecting } from '../incoming_files/job_names.ts'
import { resumeSending } from '../outgoing_files/plan_sending.ts'
import {
  type BankConnection,
  bankConnectionJson,
  type BankSecrets,
  type SealedBankConnection,
  withoutConnectionSecrets,
} from './bank_connection.ts'
import { secretFaults } from './check_transport.ts'
import { connectionFaults, sealSecrets } from './create_bank_connection.ts'
import type { BankConnectionDeps } from './deps.ts'
import { bankConnectionErrors } from './errors.ts'
import { bankConnectionFacts } from './facts.ts'
import * as store from './store.ts'

/**
 * Enables or disables a connection, in the caller's transaction. Over a disabled one no file goes out and none is fetched;
 * what waited is sent when it is enabled again. A repeat does nothing. Errors: `bank_connection_not_found`.
 */
export async function changeConnectionState(
  deps: BankConnectionDeps,
  scope: Scope,
  id: Id<'bcn'>,
  state: BankConnection['state'],
): Promise<Result<BankConnection, Failure>> {
  const { db, tenant_id } = scope
  const before = await store.findConnection(db, tenant_id, id, { is_locked: true })
  if (before === undefined) return bankConnectionErrors.fail('bank_connection_not_found')
  if (before.state === state) return ok(withoutConnectionSecrets(before))
  const action = `bank_connections.${state === 'enabled' ? 'enable' : 'disable'}`
  return write(deps, scope, { before, after: { ...before, state }, action })
}

export type ConnectionPatch = Partial<
  Pick<BankConnection, 'name' | 'rails' | 'identity' | 'transport' | 'rules'>
> & { readonly secrets?: BankSecrets }

/**
 * Changes how a bank is reached, what it knows us by, or the secrets; what is not named stays. Secrets are sealed before the
 * transaction, so this opens its own. A repeat writes the same once more.
 *
 * Errors: `bank_connection_not_found`, `bank_connection_not_valid` with every fault by its field.
 */
export async function patchConnection(
  deps: BankConnectionDeps,
  scope: OpenScope,
  id: Id<'bcn'>,
  { secrets, ...patch }: ConnectionPatch,
): Promise<Result<BankConnection, Failure>> {
  const { tenant_id } = scope
  const found = await deps.db.withTenant(tenant_id, (db) => store.findConnection(db, tenant_id, id))
  if (found === undefined) return bankConnectionErrors.fail('bank_connection_not_found')
  const asked = { ...found, ...patch }
  const isOtherWay = asked.transport.kind !== found.transport.kind
  const faults = [
    ...(await connectionFaults(deps, scope, asked)),
    ...(secrets === undefined && !isOtherWay ? [] : secretFaults(asked.transport, secrets ?? {})),
  ]
  if (faults.length > 0) return bankConnectionErrors.fail('bank_connection_not_valid', { errors: faults })
  const sealed = secrets === undefined ? {} : { sealed_secrets: await sealSecrets(deps, scope, secrets) }
  return deps.db.withTenant(tenant_id, async (db) => {
    const before = await store.findConnection(db, tenant_id, id, { is_locked: true })
    if (before === undefined) return bankConnectionErrors.fail('bank_connection_not_found')
    const after = { ...before, ...patch, ...sealed }
    return write(deps, { ...scope, db }, { before, after, action: 'bank_connections.change' })
  })
}

type Change = {
  readonly before: SealedBankConnection
  readonly after: SealedBankConnection
  readonly action: string
}

/** The caller holds the row. */
async function write(
  { audit }: BankConnectionDeps,
  scope: Scope,
  { before, after, action }: Change,
): Promise<Result<BankConnection, Failure>> {
  const { db, tenant_id } = scope
  const changed = { ...after, updated_at: scope.world.now() }
  await store.updateConnection(db, tenant_id, changed)
  if (changed.state === 'enabled') {
    await beginCollecting(scope, changed.id)
    await resumeSending(scope, changed.id)
  }
  const connection = withoutConnectionSecrets(changed)
  const [was, object] = [bankConnectionJson(withoutConnectionSecrets(before)), bankConnectionJson(connection)]
  await audit.append(scope, [
    { action, resource_type: 'bank_connection', resource_id: after.id, before: was, after: object },
  ])
  await appendFacts(db, scope, [
    bankConnectionFacts.fact('rails.bank_connection_changed', after.id, { object }),
  ])
  return ok(connection)
}
