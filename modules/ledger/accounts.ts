import { assert, present } from '../../kernel/assert.ts'
import { isInForce } from '../../kernel/currency.ts'
import { ok, type Failure, type Fault, type Result } from '../../kernel/result.ts'
import { dayOf, type Day } from '../../kernel/world.ts'
import { refuseFaults } from '../../platform/http/refuse_faults.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import type { Account, AccountChange, AccountPatch, NewAccount } from './account.ts'
import { telling, tellingEach } from './by.ts'
import { type LedgerCode, ledgerErrors } from './errors.ts'
import { ACCOUNTS_PER_CALL_MAX, BALANCE_MINOR_MAX } from './limits.ts'
import * as store from './store_accounts.ts'

/**
 * Opens up to 1,000 accounts, all or none, and returns them in the order asked for. One statement; a second one
 * when some exist already.
 *
 * `openers`, as many as there are accounts, say for whose request each is opened when it is not all `scope`'s own.
 *
 * A repeat: an account that was opened with the same content is returned as it is now.
 * Errors: `invalid_request` naming every fault; `account_differs` naming the account and the first field.
 */
export async function createAccounts(
  scope: Scope,
  accounts: readonly NewAccount[],
  openers?: readonly OpenScope[],
): Promise<Result<Account[], Failure>> {
  assert(
    accounts.length > 0 && accounts.length <= ACCOUNTS_PER_CALL_MAX,
    'one call opens 1 to 1,000 accounts',
  )
  const at = scope.world.now()
  const faults = accounts.flatMap((account, index) => faultsOf(account, `accounts.${index}`, dayOf(at)))
  faults.push(...twins(accounts))
  if (faults.length > 0) return refuseFaults(faults)
  assert(openers === undefined || openers.length === accounts.length, 'each account has its opener')
  const tellings = openers === undefined ? telling(scope, accounts.length) : tellingEach(openers)
  const created = await store.createAccounts(scope.db, scope.tenant_id, at, accounts, tellings)
  const other = created.find(({ differs }) => differs !== null)
  if (other !== undefined)
    return ledgerErrors.fail('account_differs', { param: `accounts.${other.place - 1}.${other.differs}` })
  const old = accounts.filter((_, index) => created[index]?.is_new === false).map(({ id }) => id)
  const known = old.length === 0 ? undefined : await store.findAccounts(scope.db, scope.tenant_id, old)
  return ok(accounts.map((account) => known?.get(account.id) ?? opened(account, at)))
}

const opened = (account: NewAccount, at: Account['created_at']): Account => ({
  name: null,
  floor: null,
  ceiling: null,
  overdraft: 0n,
  metadata: {},
  ...account,
  state: 'open',
  created_at: at,
  updated_at: at,
})

/** What can be said of a new account without looking at others. It begins with a balance of 0. */
function faultsOf(account: NewAccount, path: string, today: Day): Fault[] {
  const { currency, floor = null, ceiling = null, overdraft = 0n } = account
  const faults: Fault[] = []
  const add = (is_wrong: boolean, code: string, field: string, detail: string): void => {
    if (is_wrong) faults.push({ code, param: `${path}.${field}`, detail })
  }
  add(!isInForce(currency, today), 'not_one_of', 'currency', `${currency} is not in force on ${today}`)
  add(floor !== null && floor > 0n, 'too_large', 'floor.value', 'a new account has the balance 0: at most 0')
  add(
    ceiling !== null && ceiling < 0n,
    'too_small',
    'ceiling.value',
    'a new account has the balance 0: at least 0',
  )
  add(overdraft > 0n && floor === null, 'required', 'floor', 'an overdraft lies below a floor')
  for (const [field, value] of [
    ['floor', floor],
    ['ceiling', ceiling],
    ['overdraft', overdraft],
  ] as const)
    add(
      value !== null && !isLimit(value),
      'too_large',
      `${field}.value`,
      `must lie within ${BALANCE_MINOR_MAX}`,
    )
  add(overdraft < 0n, 'too_small', 'overdraft.value', 'must be at least 0')
  return faults
}

const isLimit = (value: bigint): boolean => value >= -BALANCE_MINOR_MAX && value <= BALANCE_MINOR_MAX

function twins(accounts: readonly NewAccount[]): Fault[] {
  const first = new Map<string, number>()
  return accounts.flatMap(({ id }, index) => {
    const before = first.get(id)
    if (before === undefined) first.set(id, index)
    const detail = `accounts.${before} has the same id`
    return before === undefined ? [] : [{ code: 'not_unique', param: `accounts.${index}.id`, detail }]
  })
}

/** The fields that a refusal of a change can concern; the first one that was sent is named. */
const paramsOf: Partial<Record<LedgerCode, readonly (keyof AccountPatch)[]>> = {
  limit_currency_mismatch: ['floor', 'ceiling', 'overdraft'],
  overdraft_without_floor: ['overdraft', 'floor'],
  floor_above_ceiling: ['ceiling', 'floor'],
  balance_below_floor: ['floor', 'overdraft'],
  balance_above_ceiling: ['ceiling'],
  metadata_too_large: ['metadata'],
}

function refusedChange(code: LedgerCode, patch: AccountPatch = {}): Result<never, Failure> {
  const sent = paramsOf[code]?.find((field) => patch[field] !== undefined && patch[field] !== null)
  const field = sent ?? paramsOf[code]?.find((one) => patch[one] !== undefined)
  const param = code === 'limit_currency_mismatch' && field !== undefined ? `${field}.currency` : field
  return ledgerErrors.fail(code, param === undefined ? {} : { param })
}

/**
 * Freezes, unfreezes, closes and patches up to 1,000 accounts, all or none, in one statement; returns them as they
 * are then. Each change is a fact with the account before and after.
 *
 * A repeat finds nothing to change, tells nothing and returns the same.
 * Errors: account_not_found, account_closed, account_not_empty, balance_below_floor, balance_above_ceiling,
 * overdraft_without_floor, floor_above_ceiling, limit_currency_mismatch, metadata_too_large.
 */
export async function changeAccounts(
  scope: Scope,
  changes: readonly AccountChange[],
): Promise<Result<Account[], Failure>> {
  assert(
    changes.length > 0 && changes.length <= ACCOUNTS_PER_CALL_MAX,
    'one call changes 1 to 1,000 accounts',
  )
  assert(new Set(changes.map(({ id }) => id)).size === changes.length, 'one change for each account')
  const faults = changes.flatMap(({ patch = {} }) =>
    (['floor', 'ceiling', 'overdraft'] as const).flatMap((field): Fault[] =>
      isLimit(patch[field] ?? 0n)
        ? []
        : [{ code: 'too_large', param: `${field}.value`, detail: `must lie within ${BALANCE_MINOR_MAX}` }],
    ),
  )
  if (faults.length > 0) return refuseFaults(faults)
  const rows = await store.changeAccounts(
    scope.db,
    scope.tenant_id,
    scope.world.now(),
    changes,
    telling(scope, changes.length),
  )
  const place = rows.findIndex(({ refusal }) => refusal !== null)
  if (place < 0) return ok(rows.map(({ account }) => present(account, 'a changed account')))
  return refusedChange(rows[place]?.refusal as LedgerCode, changes[place]?.patch)
}
