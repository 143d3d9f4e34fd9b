import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { addEvidence, amendMandate, changeMandate, type MandateChange } from './change_mandate.ts'
import { createMandate, type NewMandate } from './create_mandate.ts'
import type { MandateDeps } from './deps.ts'
import { mandateErrors } from './errors.ts'
import type { MandateEvent } from './mandate.machine.ts'
import type { Amendment, Evidence, Mandate } from './mandate.ts'
import * as store from './store.ts'

/** What debtors agreed to. What each method does and refuses stands beside its function. */
export type Mandates = {
  createMandate(scope: Scope, asked: NewMandate): Promise<Result<Mandate, Failure>>
  changeMandate(
    scope: Scope,
    id: Id<'man'>,
    change: { readonly event: MandateEvent; readonly because: string },
  ): Promise<Result<Mandate, Failure>>
  amendMandate(scope: Scope, id: Id<'man'>, change: MandateChange): Promise<Result<Mandate, Failure>>
  addEvidence(scope: Scope, id: Id<'man'>, given: NewMandate['signature']): Promise<Result<Evidence, Failure>>
  findMandate(scope: OpenScope, id: Id<'man'>): Promise<Result<Mandate, Failure>>
  listMandates(
    scope: OpenScope,
    filter: store.MandateFilter,
    page: { readonly before: Id<'man'> | undefined; readonly limit: number },
  ): Promise<readonly Mandate[]>
  /** Terms before each change, oldest first. */
  listAmendments(scope: OpenScope, id: Id<'man'>): Promise<Result<readonly Amendment[], Failure>>
  listEvidence(scope: OpenScope, id: Id<'man'>): Promise<Result<readonly Evidence[], Failure>>
}

export function createMandates(deps: MandateDeps): Mandates {
  const { db } = deps
  return {
    createMandate: (scope, asked) => createMandate(deps, scope, asked),
    changeMandate: (scope, id, change) => changeMandate(deps, scope, id, change),
    amendMandate: (scope, id, change) => amendMandate(deps, scope, id, change),
    addEvidence: (scope, id, given) => addEvidence(deps, scope, id, given),
    async findMandate({ tenant_id }, id) {
      const found = await db.withTenant(tenant_id, (tx) => store.findMandate(tx, tenant_id, id))
      return found === undefined ? mandateErrors.fail('mandate_not_found') : ok(found)
    },
    listMandates: ({ tenant_id }, filter, page) =>
      db.withTenant(tenant_id, (tx) => store.listMandates(tx, tenant_id, filter, page)),
    listAmendments: ({ tenant_id }, id) =>
      db.withTenant(tenant_id, async (tx) => {
        const found = await store.findMandate(tx, tenant_id, id)
        if (found === undefined) return mandateErrors.fail('mandate_not_found')
        return ok(await store.listAmendments(tx, tenant_id, id))
      }),
    listEvidence: ({ tenant_id }, id) =>
      db.withTenant(tenant_id, async (tx) => {
        const found = await store.findMandate(tx, tenant_id, id)
        if (found === undefined) return mandateErrors.fail('mandate_not_found')
        return ok(await store.listEvidence(tx, tenant_id, id))
      }),
  }
}
