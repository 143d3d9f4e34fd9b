import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { type BankConnection, withoutConnectionSecrets } from './bank_connection.ts'
import { changeConnectionState, type ConnectionPatch, patchConnection } from './change_bank_connection.ts'
import { createBankConnection, type NewBankConnection } from './create_bank_connection.ts'
import type { BankConnectionDeps } from './deps.ts'
import { bankConnectionErrors } from './errors.ts'
import { createEnsureSandboxConnections } from './sandbox_connections.ts'
import * as store from './store.ts'

/** Our own side at banks. What each method does and refuses stands beside its function. */
export type BankConnections = {
  createBankConnection(scope: OpenScope, asked: NewBankConnection): Promise<Result<BankConnection, Failure>>
  changeConnectionState(
    scope: Scope,
    id: Id<'bcn'>,
    state: BankConnection['state'],
  ): Promise<Result<BankConnection, Failure>>
  patchConnection(
    scope: OpenScope,
    id: Id<'bcn'>,
    patch: ConnectionPatch,
  ): Promise<Result<BankConnection, Failure>>
  findBankConnection(scope: OpenScope, id: Id<'bcn'>): Promise<Result<BankConnection, Failure>>
  /** In the order of their ids, from above `after`. A sandbox's simulated ones are made by the first look. */
  listBankConnections(
    scope: OpenScope,
    page: { readonly after: Id<'bcn'> | undefined; readonly limit: number },
  ): Promise<readonly BankConnection[]>
  /** Makes the simulated connections of a sandbox, once. Rejects when the simulator does not answer. */
  ensureSandboxConnections(scope: OpenScope): Promise<void>
}

export function createBankConnections(deps: BankConnectionDeps): BankConnections {
  const { db, log } = deps
  const ensureSandboxConnections = createEnsureSandboxConnections(deps)
  return {
    createBankConnection: (scope, asked) => createBankConnection(deps, scope, asked),
    changeConnectionState: (scope, id, state) => changeConnectionState(deps, scope, id, state),
    patchConnection: (scope, id, patch) => patchConnection(deps, scope, id, patch),
    async findBankConnection({ tenant_id }, id) {
      const found = await db.withTenant(tenant_id, (tx) => store.findConnection(tx, tenant_id, id))
      return found === undefined
        ? bankConnectionErrors.fail('bank_connection_not_found')
        : ok(withoutConnectionSecrets(found))
    },
    async listBankConnections(scope, page) {
      const { tenant_id, request_id } = scope
      // A simulator that does not answer is no reason to hide what there is.
      await ensureSandboxConnections(scope).catch((error: unknown) =>
        log.error('sandbox_connections_not_made', { request_id, error }),
      )
      const found = await db.withTenant(tenant_id, (tx) => store.listConnections(tx, tenant_id, page))
      return found.map(withoutConnectionSecrets)
    },
    ensureSandboxConnections,
  }
}
