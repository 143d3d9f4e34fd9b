import { isCurrency } from '../../../kernel/currency.ts'
import type { Id } from '../../../kernel/id.ts'
import { ownOf } from '../../../kernel/own.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { type Day, dayOf } from '../../../kernel/world.ts'
import { schedule } from '../../../platform/jobs/schedule.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { Scope } from '../../../platform/scope.ts'
import { reconciliationErrors } from '../errors.ts'
import { plusDays } from '../settlement_rules.ts'
import type { BankStatement } from '../statements/bank_statement.ts'
import { findStatement } from '../statements/store.ts'
import { type Binding, bindingJson } from './binding.ts'
import type { MatchingDeps } from './deps.ts'
import { matchingFacts } from './facts.ts'
import { calendarOf, matchJobOf, proveJobOf } from './jobs.ts'
import { closeBinding, findBinding, insertBinding } from './store_bindings.ts'

export type NewBinding = {
  readonly id: Id<'rca'>
  readonly name: string | null
  /** Any statement of the account: it says how its bank names it. */
  readonly statement: Id<'bst'>
  readonly ledger_account: Id<'acc'>
  readonly suspense_account: Id<'acc'>
  readonly fees_account: Id<'acc'>
  readonly tolerance_account: Id<'acc'>
  readonly calendar: string
  /** The first day that counts; when absent, the first of the statement. */
  readonly starts_on: Day | null
}

/**
 * Binds the account of a statement to the ledger account that mirrors it, in the caller's transaction, and plans the first run.
 * A repeat with the same id answers what is there. Errors: bank_statement_not_found, reconciliation_account_unusable (naming
 * the field), reconciliation_account_taken.
 */
export async function bindAccount(
  deps: MatchingDeps,
  scope: Scope,
  asked: NewBinding,
): Promise<Result<Binding, Failure>> {
  const { db, tenant_id, world } = scope
  const known = await findBinding(db, tenant_id, asked.id)
  if (known !== undefined) return ok(known)
  const statement = await findStatement(db, tenant_id, asked.statement)
  if (statement === undefined)
    return reconciliationErrors.fail('bank_statement_not_found', { param: 'statement' })
  const checked = await openingOf(deps, scope, asked, statement)
  if (!checked.ok) return checked
  const binding: Binding = {
    ...asked,
    ...checked.value,
    account_key: statement.account_key,
    account_last4: statement.account_last4,
    bank_opening: null,
    ledger_version: 0n,
    bank_items: 0n,
    state: 'active',
    created_at: world.now(),
    closed_at: null,
  }
  if (!(await insertBinding(db, tenant_id, binding)))
    return reconciliationErrors.fail('reconciliation_account_taken')
  const object = bindingJson(binding)
  await deps.audit.append(scope, [
    {
      action: 'reconciliation_accounts.create',
      resource_type: 'reconciliation account',
      resource_id: binding.id,
      before: null,
      after: object,
    },
  ])
  const calendar = calendarOf(deps, binding.calendar)
  await schedule(db, scope, [matchJobOf(binding.id), proveJobOf(binding.id, calendar, world.now())])
  await appendFacts(db, scope, [matchingFacts.fact('reconciliation.account_bound', binding.id, { object })])
  return ok(binding)
}

const roles = ['ledger_account', 'suspense_account', 'fees_account', 'tolerance_account'] as const
const unusable = (param: string, detail: string) =>
  reconciliationErrors.fail('reconciliation_account_unusable', { param, detail })

type Opening = Pick<Binding, 'currency' | 'starts_on' | 'starts_version' | 'ledger_opening'>

/** Where the ledger stands when the account begins; refused when an account does not fit. */
async function openingOf(
  deps: MatchingDeps,
  scope: Scope,
  asked: NewBinding,
  statement: BankStatement,
): Promise<Result<Opening, Failure>> {
  const { currency } = statement
  if (!isCurrency(currency)) return unusable('statement', 'Its currency is none of ISO 4217.')
  if (asked.calendar !== 'weekdays' && ownOf(deps.calendars ?? {}, asked.calendar) === undefined)
    return unusable('calendar', 'There is no such calendar.')
  for (const role of roles) {
    const found = await deps.ledger.findAccount(scope, asked[role])
    if (!found.ok) return unusable(role, 'There is no such ledger account.')
    if (found.value.currency !== currency) return unusable(role, `It is not in ${currency}.`)
    if (role !== 'ledger_account' && asked[role] === asked.ledger_account)
      return unusable(role, 'It must be another one than ledger_account.')
    if (role === 'ledger_account' && found.value.normal_side !== 'debit')
      return unusable(role, 'It must be an asset: an account whose normal side is debit.')
  }
  const starts_on = asked.starts_on ?? statement.from_on ?? statement.to_on ?? dayOf(scope.world.now())
  const account = asked.ledger_account
  const before = await deps.ledger.balances(scope, [account], { effective_on: plusDays(starts_on, -1) })
  const now = await deps.ledger.balances(scope, [account])
  return ok({
    currency,
    starts_on,
    starts_version: now.get(account)?.version ?? 0n,
    ledger_opening: before.get(account)?.posted ?? 0n,
  })
}

/**
 * Ends the reconciliation of an account, in the caller's transaction. Its history stays; the same accounts may be bound
 * anew. Errors: reconciliation_account_not_found, reconciliation_account_closed.
 */
export async function closeAccount(
  deps: Pick<MatchingDeps, 'audit'>,
  scope: Scope,
  id: Id<'rca'>,
): Promise<Result<Binding, Failure>> {
  const { db, tenant_id, world } = scope
  const before = await findBinding(db, tenant_id, id)
  if (before === undefined) return reconciliationErrors.fail('reconciliation_account_not_found')
  if (!(await closeBinding(db, tenant_id, id, world.now())))
    return reconciliationErrors.fail('reconciliation_account_closed')
  const closed: Binding = { ...before, state: 'closed', closed_at: world.now() }
  const object = bindingJson(closed)
  await deps.audit.append(scope, [
    {
      action: 'reconciliation_accounts.close',
      resource_type: 'reconciliation account',
      resource_id: id,
      before: bindingJson(before),
      after: object,
    },
  ])
  await appendFacts(db, scope, [matchingFacts.fact('reconciliation.account_unbound', id, { object })])
  return ok(closed)
}
