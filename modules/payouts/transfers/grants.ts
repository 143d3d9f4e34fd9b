import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { namedTenant, type Tenant } from '../../auth/index.ts'
import type { PayoutsDeps } from '../deps.ts'
import { transferErrors } from './errors.ts'
import { transferFacts } from './facts.ts'
import * as store from './store_grants.ts'
import { type TransferGrant, transferGrantJson } from './transfer.ts'

export type NewGrant = Pick<TransferGrant, 'id' | 'account'> & { readonly from: Id<'ten'> }

/**
 * Another tenant of the same organization and of the same mode: money of a sandbox never comes into a live tenant. Undefined
 * for all others, whether there are such or not.
 */
export async function sibling(
  { db, auth }: Pick<PayoutsDeps, 'db' | 'auth'>,
  scope: OpenScope,
  id: Id<'ten'>,
): Promise<Tenant | undefined> {
  const own = await auth.ownTenant(scope)
  const other = await namedTenant(db, id)
  const isSibling =
    other !== undefined &&
    other.tenant_id !== own.tenant_id &&
    other.organization_id === own.organization_id &&
    other.mode === own.mode
  return isSibling ? other : undefined
}

type Deps = Pick<PayoutsDeps, 'db' | 'auth' | 'audit' | 'ledger'>

/**
 * Lets another tenant of the organization send money here, to one account or to any. A repeat, known by the id, answers the
 * grant as it is now. Errors: transfer_grant_not_valid.
 */
export async function createGrant(
  deps: Deps,
  scope: OpenScope,
  { id, from, account }: NewGrant,
): Promise<Result<TransferGrant, Failure>> {
  const { tenant_id, world, actor } = scope
  const other = await sibling(deps, scope, from)
  if (other === undefined) return transferErrors.fail('transfer_grant_not_valid', { param: 'from_tenant' })
  if (account !== null && !(await deps.ledger.findAccount(scope, account)).ok)
    return transferErrors.fail('transfer_grant_not_valid', {
      param: 'account',
      detail: 'No ledger account has this id.',
    })
  const at = world.now()
  const grant: TransferGrant = {
    id,
    account,
    from_tenant: other.tenant_id,
    from,
    state: 'active',
    created_by: actor.id,
    created_at: at,
    updated_at: at,
  }
  return deps.db.withTenant(tenant_id, async (db) => {
    const known = await store.findGrant(db, tenant_id, id)
    if (known !== undefined) return ok(known)
    await store.insertGrant(db, tenant_id, grant)
    await tell(deps, { ...scope, db }, 'created', grant)
    return ok(grant)
  })
}

/** Ends a grant, in the caller's transaction. What is on its way comes back. A repeat does nothing. Errors: transfer_grant_not_found. */
export async function revokeGrant(
  deps: Pick<Deps, 'audit'>,
  scope: Scope,
  id: Id<'itg'>,
): Promise<Result<TransferGrant, Failure>> {
  const { db, tenant_id, world } = scope
  const found = await store.findGrant(db, tenant_id, id, { is_locked: true })
  if (found === undefined) return transferErrors.fail('transfer_grant_not_found')
  if (found.state === 'revoked') return ok(found)
  const grant: TransferGrant = { ...found, state: 'revoked', updated_at: world.now() }
  await store.revokeGrant(db, tenant_id, id, grant.updated_at)
  await tell(deps, scope, 'revoked', grant)
  return ok(grant)
}

async function tell(
  { audit }: Pick<Deps, 'audit'>,
  scope: Scope,
  what: 'created' | 'revoked',
  grant: TransferGrant,
): Promise<void> {
  const object = transferGrantJson(grant)
  const action = what === 'created' ? 'transfer_grants.create' : 'transfer_grants.revoke'
  await audit.append(scope, [
    { action, resource_type: 'transfer_grant', resource_id: grant.id, after: object },
  ])
  await appendFacts(scope.db, scope, [
    transferFacts.fact(`payouts.transfer_grant_${what}`, grant.id, { object }),
  ])
}
