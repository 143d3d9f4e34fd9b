import { assert } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { Scope } from '../../../platform/scope.ts'
import { type BankAccountEvent, bankAccountMachine, type BankAccountState } from './bank_account.machine.ts'
import { bankAccountJson, type SealedBankAccount, withoutDetails } from './bank_account.ts'
import type { SealedFields } from './create_bank_account.ts'
import type { BankAccountDeps } from './deps.ts'
import { bankAccountFacts } from './facts.ts'
import * as store from './store.ts'

type Deps = Pick<BankAccountDeps, 'audit'>
export type BankAccountMove = {
  readonly id: Id<'bac'>
  readonly event: BankAccountEvent
  readonly because: string
}
type Change = {
  readonly before: SealedBankAccount
  readonly after: SealedBankAccount
  readonly action: string
}

const BECAUSE_CHARS_MAX = 200

/**
 * Moves any number of bank accounts along their machine, one move each, in the caller's transaction: one statement, and the
 * same words in the audit trail and the feed as for one. Accounts from whose state the event leads nowhere stay as they are, so
 * a repeat does nothing.
 */
export async function changeBankAccounts(
  deps: Deps,
  scope: Scope,
  moves: readonly BankAccountMove[],
): Promise<void> {
  if (moves.length === 0) return
  assert(new Set(moves.map(({ id }) => id)).size === moves.length, 'one move for each bank account')
  const { db, tenant_id } = scope
  const at = scope.world.now()
  const ids = moves.map(({ id }) => id)
  const held = await store.findBankAccounts(db, tenant_id, ids, { is_locked: true })
  const changes: Change[] = []
  const moved: store.MovedBankAccount[] = []
  for (const { id, event, because: why } of moves) {
    const before = held.get(id)
    const events: Readonly<Record<string, BankAccountState>> = before
      ? bankAccountMachine.table[before.state]
      : {}
    const to = events[event]
    if (before === undefined || to === undefined) continue
    const because = to === 'enabled' ? null : why.slice(0, BECAUSE_CHARS_MAX)
    moved.push({ id, from: before.state, event, to, because })
    const after = { ...before, state: to, because, updated_at: at }
    changes.push({ before, after, action: `bank_accounts.${event}` })
  }
  if (moved.length === 0) return
  await store.moveBankAccounts(db, tenant_id, moved, at)
  await tell(deps, scope, changes)
}

export type BankAccountCorrection = {
  readonly id: Id<'bac'>
  /** Of the details that were corrected: an account whose details were changed since is left as it is. */
  readonly version: number
  readonly sealed: SealedFields
}

/**
 * Gives any number of bank accounts other details, in the caller's transaction; one that waited for details stays so, because
 * nobody has looked yet. Answers those that were changed: not the ones that are frozen or disabled, or that somebody
 * changed meanwhile. A repeat finds another version and changes nothing.
 */
export async function correctBankAccounts(
  deps: Deps,
  scope: Scope,
  corrections: readonly BankAccountCorrection[],
): Promise<ReadonlySet<Id<'bac'>>> {
  if (corrections.length === 0) return new Set()
  const { db, tenant_id } = scope
  const at = scope.world.now()
  const ids = corrections.map(({ id }) => id)
  const held = await store.findBankAccounts(db, tenant_id, ids, { is_locked: true })
  const changes: Change[] = []
  for (const { id, version, sealed } of corrections) {
    const before = held.get(id)
    if (before === undefined || before.version !== version) continue
    if (before.state === 'frozen' || before.state === 'disabled') continue
    const after = { ...before, ...sealed, version: version + 1, updated_at: at }
    changes.push({ before, after, action: 'bank_accounts.replace_details' })
  }
  if (changes.length === 0) return new Set()
  await store.updateManyDetails(
    db,
    tenant_id,
    changes.map(({ after }) => after),
  )
  await tell(deps, scope, changes)
  return new Set(changes.map(({ after }) => after.id))
}

async function tell({ audit }: Deps, scope: Scope, changes: readonly Change[]): Promise<void> {
  const told = changes.map(({ before, after, action }) => ({
    id: after.id,
    action,
    was: bankAccountJson(withoutDetails(before)),
    object: bankAccountJson(withoutDetails(after)),
  }))
  await audit.append(
    scope,
    told.map(({ id, action, was, object }) => ({
      action,
      resource_type: 'bank_account',
      resource_id: id,
      before: was,
      after: object,
    })),
  )
  await appendFacts(
    scope.db,
    scope,
    told.map(({ id, object }) => bankAccountFacts.fact('rails.bank_account_changed', id, { object })),
  )
}
