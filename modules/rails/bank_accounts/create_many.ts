import type { Id } from '../../../kernel/id.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { Result } from '../../../kernel/result.ts'
import type { Scope } from '../../../platform/scope.ts'
import { bankAccountJson, type SealedBankAccount, withoutDetails } from './bank_account.ts'
import type { SealedFields } from './create_bank_account.ts'
import type { BankAccountDeps } from './deps.ts'
import { bankAccountFacts } from './facts.ts'
import { withReach } from './reach_bank.ts'
import * as store from './store.ts'

export type ManyBankAccounts = {
  readonly id: Id<'bac'>
  readonly sealed: SealedFields
  readonly metadata: Readonly<Record<string, string>>
}
type Reached = Result<SealedFields, unknown>

/**
 * Stores bank accounts whose details were sealed, in the caller's transaction, in a few statements for any number. Answers those
 * that were made by their ids: one whose bank `wanted` rails do not reach is not. Ids must be new.
 */
export async function createBankAccounts(
  { audit }: Pick<BankAccountDeps, 'audit'>,
  scope: Scope,
  asked: readonly ManyBankAccounts[],
  wanted: readonly string[],
): Promise<ReadonlyMap<Id<'bac'>, SealedBankAccount>> {
  const { db, tenant_id, world } = scope
  const at = world.now()
  const times = { details_given_at: at, created_at: at, updated_at: at }
  const fresh = { state: 'enabled', because: null, version: 1, reference: null, ...times } as const
  const reach = openReach(scope, wanted)
  const made: SealedBankAccount[] = []
  for (const { id, sealed, metadata } of asked) {
    const reached = await reach(sealed)
    if (reached.ok) made.push({ ...reached.value, ...fresh, id, metadata })
  }
  if (made.length === 0) return new Map()
  await store.insertBankAccounts(db, tenant_id, made)
  const told = made.map((one) => ({ id: one.id, object: bankAccountJson(withoutDetails(one)) }))
  await audit.append(
    scope,
    told.map(({ id, object }) => ({
      action: 'bank_accounts.create',
      resource_type: 'bank_account',
      resource_id: id,
      after: object,
    })),
  )
  await appendFacts(
    db,
    scope,
    told.map(({ id, object }) => bankAccountFacts.fact('rails.bank_account_created', id, { object })),
  )
  return new Map(made.map((one) => [one.id, one]))
}

/** Directories are asked once for each bank and set of rails. */
function openReach({ db }: Scope, wanted: readonly string[]): (sealed: SealedFields) => Promise<Reached> {
  const known = new Map<string, Reached>()
  return async (sealed) => {
    const key = JSON.stringify([sealed.bank, sealed.rails, sealed.country])
    const reached = known.get(key) ?? (await withReach(db, sealed, wanted))
    known.set(key, reached)
    return reached.ok
      ? { ok: true, value: { ...sealed, bank: reached.value.bank, rails: reached.value.rails } }
      : reached
  }
}
