import type { Id } from '../../../kernel/id.ts'
import { type Failure, type Fault, ok, type Result } from '../../../kernel/result.ts'
import { schedule } from '../../../platform/jobs/schedule.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { postJoined, PostingRefused } from '../../ledger/index.ts'
import type { PayoutsDeps } from '../deps.ts'
import { CARRY_JOB } from '../job_names.ts'
import { AMOUNT_MAX } from '../limits.ts'
import { ensureClearing } from './clearing.ts'
import { transferErrors } from './errors.ts'
import { transferFacts } from './facts.ts'
import { sibling } from './grants.ts'
import * as store from './store.ts'
import { isGranted } from './store_grants.ts'
import { legIdOf, type Transfer, transferJson } from './transfer.ts'

export type NewTransfer = Pick<
  Transfer,
  'id' | 'account' | 'amount' | 'currency' | 'description' | 'metadata'
> & { readonly to: Id<'ten'>; readonly to_account: Id<'acc'> }
export type TransferDeps = Pick<PayoutsDeps, 'db' | 'auth' | 'audit' | 'ledger'>

class MadeMeanwhile extends Error {
  override readonly name = 'MadeMeanwhile'
}

/**
 * Sends money to another tenant of the organization that lets us: it leaves the account at once, and a job brings it to the
 * other side. Each side's books balance alone, through what it owes and what it is owed. A repeat, known by the id, answers
 * the transfer as it is now.
 *
 * Errors: tenant_transfer_not_valid, tenant_transfer_not_allowed, tenant_transfer_not_covered, tenant_transfer_differs.
 */
export async function createTransfer(
  deps: TransferDeps,
  scope: OpenScope,
  asked: NewTransfer,
): Promise<Result<Transfer, Failure>> {
  const { tenant_id } = scope
  const known = await existing(deps, scope, asked)
  if (known !== undefined) return known
  const faults = await faultsOf(deps, scope, asked)
  if (faults.length > 0) return transferErrors.fail('tenant_transfer_not_valid', { errors: faults })
  const other = await sibling(deps, scope, asked.to)
  if (other === undefined) return transferErrors.fail('tenant_transfer_not_allowed', { param: 'to_tenant' })
  const may = await deps.db.withTenant(other.tenant_id, (db) =>
    isGranted(db, other.tenant_id, tenant_id, asked.to_account),
  )
  if (!may) return transferErrors.fail('tenant_transfer_not_allowed', { param: 'to_tenant' })
  const clearing = await ensureClearing(deps, scope, 'due_to', { ...other, currency: asked.currency })
  const transfer = newTransfer(scope, asked, other.tenant_id)
  try {
    await deps.db.withTenant(tenant_id, (db) => send(deps, { ...scope, db }, transfer, clearing))
    return ok(transfer)
  } catch (error) {
    const made = error instanceof MadeMeanwhile ? await existing(deps, scope, asked) : undefined
    if (made !== undefined) return made
    if (!(error instanceof PostingRefused)) throw error
    const detail = `The ledger says ${error.refused[0]?.result}.`
    return transferErrors.fail('tenant_transfer_not_covered', { param: 'account', detail })
  }
}

async function existing(
  { db }: TransferDeps,
  { tenant_id }: OpenScope,
  asked: NewTransfer,
): Promise<Result<Transfer, Failure> | undefined> {
  const found = await db.withTenant(tenant_id, (tx) => store.findTransfer(tx, tenant_id, asked.id))
  if (found === undefined) return undefined
  const wanted = { ...asked, other: asked.to, other_account: asked.to_account }
  const given = ['account', 'other', 'other_account', 'amount', 'currency', 'description'] as const
  const param = found.direction === 'in' ? 'id' : given.find((name) => found[name] !== wanted[name])
  return param === undefined ? ok(found) : transferErrors.fail('tenant_transfer_differs', { param })
}

async function faultsOf({ ledger }: TransferDeps, scope: OpenScope, asked: NewTransfer): Promise<Fault[]> {
  const faults: Fault[] = []
  const add = (code: string, param: string, detail: string) => void faults.push({ code, param, detail })
  if (asked.amount < 1) add('not_usable', 'amount.value', 'must be above zero')
  if (asked.amount > AMOUNT_MAX) add('not_usable', 'amount.value', 'is more than one transfer can move')
  const account = await ledger.findAccount(scope, asked.account)
  if (!account.ok) add('not_found', 'account', 'names no ledger account')
  else if (account.value.currency !== asked.currency)
    add('not_usable', 'account', `holds ${account.value.currency}, and the transfer is in ${asked.currency}`)
  return faults
}

function newTransfer(
  { world, actor }: OpenScope,
  { to, to_account, ...asked }: NewTransfer,
  other_tenant: Transfer['other_tenant'],
): Transfer {
  const at = world.now()
  return {
    ...asked,
    direction: 'out',
    other_tenant,
    other: to,
    other_account: to_account,
    state: 'pending',
    because: null,
    created_by: actor.id,
    created_at: at,
    updated_at: at,
  }
}

async function send(
  { audit }: TransferDeps,
  scope: Scope,
  transfer: Transfer,
  clearing: Id<'acc'>,
): Promise<void> {
  const { db, tenant_id } = scope
  if (!(await store.insertTransfer(db, tenant_id, transfer))) throw new MadeMeanwhile()
  await schedule(db, scope, [{ kind: CARRY_JOB, body: { transfer: transfer.id }, unique_key: transfer.id }])
  const object = transferJson(transfer)
  await audit.append(scope, [
    { action: 'transfers.create', resource_type: 'transfer', resource_id: transfer.id, after: object },
  ])
  const leg = {
    kind: 'single',
    id: legIdOf(transfer.id, 0),
    debit_account: transfer.account,
    credit_account: clearing,
    amount: transfer.amount,
    currency: transfer.currency,
    code: 'transfer_out',
    metadata: { transfer: transfer.id },
  } as const
  await postJoined(scope, [leg], { is_exact: true })
  await appendFacts(db, scope, [transferFacts.fact('payouts.transfer_pending', transfer.id, { object })])
}
