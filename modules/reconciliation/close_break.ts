import { present } from '../../kernel/assert.ts'
import type { Id } from '../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../kernel/result.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { Scope } from '../../platform/scope.ts'
import { postJoined, PostingRefused, type TransferOrder } from '../ledger/index.ts'
import { type Break, breakJson } from './break.ts'
import type { ReconciliationDeps } from './deps.ts'
import { reconciliationErrors } from './errors.ts'
import { resolvedFact } from './facts.ts'
import { derivedId } from './ids.ts'
import { writeOffBankBreak } from './matching/write_off.ts'
import { orderOf, planAccounts } from './movements.ts'
import * as store from './store_breaks.ts'
import { closeBreaks, findBreak } from './store_breaks.ts'
import { closeClaims, findClaims, lockCursor } from './store_claims.ts'

type Deps = Pick<ReconciliationDeps, 'audit' | 'payments' | 'ledger'>

/**
 * Says that a break is explained, and by what, in the caller's transaction. Only where no money waits in the suspense account.
 * Errors: break_not_found, break_closed, break_holds_money.
 */
export async function resolveBreak(
  deps: Deps,
  scope: Scope,
  id: Id<'brk'>,
  note: string,
): Promise<Result<Break, Failure>> {
  const found = await findBreak(scope.db, scope.tenant_id, id)
  if (found === undefined) return reconciliationErrors.fail('break_not_found')
  if (found.suspended !== 0n) return reconciliationErrors.fail('break_holds_money')
  return close(deps, scope, found, { note, ledger_account: null, transfers: [] })
}

/** Says who looks after a break, in the caller's transaction. Errors: break_not_found, break_closed. */
export async function assignBreak(
  { audit }: Pick<Deps, 'audit'>,
  scope: Scope,
  id: Id<'brk'>,
  owner: string | null,
): Promise<Result<Break, Failure>> {
  const { db, tenant_id, world } = scope
  const before = await findBreak(db, tenant_id, id)
  if (before === undefined) return reconciliationErrors.fail('break_not_found')
  if (!(await store.assignBreak(db, tenant_id, id, owner))) return reconciliationErrors.fail('break_closed')
  const after = { ...before, owner }
  await audit.append(scope, [
    {
      action: 'reconciliation_breaks.assign',
      resource_type: 'reconciliation break',
      resource_id: id,
      before: breakJson(before, world.now()),
      after: breakJson(after, world.now()),
    },
  ])
  return ok(after)
}

/**
 * Moves what is left of a break to the ledger account that bears it, in the caller's transaction: what lies in the suspense
 * account, or is missing there; of a line that never came, the claim on the acquirer. What waits in the merchant's pending
 * balance becomes available, unless that balance is what bears it. The caller undoes its transaction when this refuses.
 * Errors: break_not_found, break_closed, nothing_to_write_off, write_off_refused.
 */
export async function writeOffBreak(
  deps: Deps,
  scope: Scope,
  id: Id<'brk'>,
  { note, ledger_account }: { readonly note: string; readonly ledger_account: Id<'acc'> },
): Promise<Result<Break, Failure>> {
  const { db, tenant_id } = scope
  const found = await findBreak(db, tenant_id, id)
  if (found === undefined) return reconciliationErrors.fail('break_not_found')
  if (found.state !== 'open') return reconciliationErrors.fail('break_closed')
  if (found.bank !== null) {
    const asked = { found, bank: found.bank, bearer: ledger_account }
    const transfers = await writeOffBankBreak(deps, scope, asked)
    return transfers.length === 0
      ? reconciliationErrors.fail('nothing_to_write_off')
      : close(deps, scope, found, { note, ledger_account, transfers })
  }
  const account = present(found.account, 'the acquirer account of a break')
  // No booking of the account comes between.
  await lockCursor(db, tenant_id, account, found.currency)
  const missing = found.type === 'missing_line' ? (found.claim ?? found.operation) : null
  const claim = missing === null ? undefined : (await findClaims(db, tenant_id, [missing])).get(missing)
  const claimed = claim?.state === 'open' ? claim.amount : 0n
  const waits = found.type === 'posting_refused' ? found.pending : 0n
  if (claimed === 0n && found.suspended === 0n && waits === 0n)
    return reconciliationErrors.fail('nothing_to_write_off')
  if (claim !== undefined && claimed !== 0n)
    await closeClaims(db, tenant_id, scope.world.now(), { ids: [claim.id], report: null, lines: [null] })
  const transfers = ordersOf(deps, scope, found, claimed, ledger_account)
  return close(deps, scope, found, { note, ledger_account, transfers })
}

function ordersOf(
  { payments }: Deps,
  { tenant_id }: Scope,
  found: Break,
  claimed: bigint,
  bearer: Id<'acc'>,
): TransferOrder[] {
  const { currency, merchant, suspended, pending } = found
  const account = present(found.account, 'the acquirer account of a break')
  const accounts = planAccounts(payments.ledgerAccounts, tenant_id, account, currency)
  const order = (part: string, debit: Id<'acc'>, credit: Id<'acc'>, amount: bigint): TransferOrder[] =>
    orderOf(derivedId('trf', tenant_id, 'write_off', found.id, part, bearer), currency, {
      code: 'settlement_write_off',
      debit,
      credit,
      amount,
    })
  const moved = [
    ...order('suspense', accounts.suspense, bearer, suspended),
    ...order('claim', bearer, accounts.receivable, claimed),
  ]
  if (merchant === null || pending === 0n) return moved
  const waiting = accounts.merchant(merchant, 'pending')
  if (bearer === waiting) return moved
  return [...moved, ...order('merchant', waiting, accounts.merchant(merchant, 'available'), pending)]
}

type Ending = {
  readonly note: string
  readonly ledger_account: Id<'acc'> | null
  readonly transfers: readonly TransferOrder[]
}

async function close(
  { audit }: Deps,
  scope: Scope,
  found: Break,
  { note, ledger_account, transfers }: Ending,
): Promise<Result<Break, Failure>> {
  const { db, tenant_id, world } = scope
  const by = scope.actor.id
  const [closed] = await closeBreaks(db, tenant_id, world.now(), {
    ids: [found.id],
    notes: [note],
    by,
    ledger_account,
  })
  if (closed === undefined) return reconciliationErrors.fail('break_closed')
  await audit.append(scope, [
    {
      action: ledger_account === null ? 'reconciliation_breaks.resolve' : 'reconciliation_breaks.write_off',
      resource_type: 'reconciliation break',
      resource_id: found.id,
      before: breakJson(found, world.now()),
      after: breakJson(closed, world.now()),
    },
  ])
  try {
    await postJoined(scope, transfers, { is_exact: true })
  } catch (error) {
    if (!(error instanceof PostingRefused)) throw error
    const detail = error.refused.map(({ result }) => result).join(', ')
    return reconciliationErrors.fail('write_off_refused', { param: 'ledger_account', detail })
  }
  await appendFacts(db, scope, [resolvedFact(closed, world.now())])
  return ok(closed)
}
