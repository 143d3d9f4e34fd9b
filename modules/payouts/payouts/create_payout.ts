import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { schedule } from '../../../platform/jobs/schedule.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { postJoined, PostingRefused } from '../../ledger/index.ts'
import { mayPay } from '../../rails/index.ts'
import { digestOf } from '../approvals/approval.ts'
import { askApproval } from '../approvals/ask_approval.ts'
import { isDestinationApproved } from '../approvals/store.ts'
import type { PayoutsDeps } from '../deps.ts'
import { choiceJson } from '../rail_choice/choose_rail.ts'
import { type CheckDeps, type CheckedPayout, checkPayout } from './check_payout.ts'
import { payoutErrors } from './errors.ts'
import { orderJob, payoutFact } from './move_payouts.ts'
import { holdIdOf, type NewPayout, type Payout, payoutJson, payoutSummary } from './payout.ts'
import { type Required, requirementsOf } from './requirements.ts'
import * as store from './store.ts'

export type CreateDeps = CheckDeps & Pick<PayoutsDeps, 'db' | 'world' | 'audit'>

/** Somebody else made a payout of this id while this one was looked at. */
class MadeMeanwhile extends Error {
  override readonly name = 'MadeMeanwhile'
}

/**
 * Makes a payout: its money is set aside, and others are asked where the policy wants it, in one transaction. It is ordered by
 * the job that goes with it. A repeat, known by the id, answers the payout as it is now.
 *
 * Errors: payout_not_valid with every fault, payout_no_rail, payout_payee_stopped, payout_not_covered, payout_differs.
 */
export async function createPayout(
  deps: CreateDeps,
  scope: OpenScope,
  asked: NewPayout,
): Promise<Result<Payout, Failure>> {
  const known = await existing(deps, scope, asked)
  if (known !== undefined) return known
  const checked = await checkPayout(deps, scope, asked)
  if (!checked.ok) return checked
  try {
    return await deps.db.withTenant(scope.tenant_id, (db) =>
      make(deps, { ...scope, db }, asked, checked.value),
    )
  } catch (error) {
    const made = error instanceof MadeMeanwhile ? await existing(deps, scope, asked) : undefined
    if (made !== undefined) return made
    if (!(error instanceof PostingRefused)) throw error
    const detail = `The ledger says ${error.refused[0]?.result}.`
    return payoutErrors.fail('payout_not_covered', { param: 'account', detail })
  }
}

/** What a repeat is compared by. */
const given = [
  'bank_account',
  'account',
  'amount',
  'currency',
  'speed',
  'asked_connection',
  'description',
  'remittance',
] as const

async function existing(
  { db }: CreateDeps,
  { tenant_id }: OpenScope,
  asked: NewPayout,
): Promise<Result<Payout, Failure> | undefined> {
  const found = await db.withTenant(tenant_id, (tx) => store.findPayouts(tx, tenant_id, [asked.id]))
  const payout = found.get(asked.id)
  if (payout === undefined) return undefined
  const param = given.find((name) => payout[name] !== asked[name])
  return param === undefined ? ok(payout) : payoutErrors.fail('payout_differs', { param })
}

async function make(
  deps: CreateDeps,
  scope: Scope,
  asked: NewPayout,
  checked: CheckedPayout,
): Promise<Result<Payout, Failure>> {
  const { db, tenant_id } = scope
  const at = scope.world.now()
  const required = await requiredOf(deps, scope, asked, checked)
  if (!required.ok) return required
  const summary = payoutSummary(asked, checked.bank_account)
  const question = await ask(deps, scope, { asked, checked, summary, needed: required.value.approvers })
  const payout = newPayout(scope, asked, {
    ...checked,
    required: required.value,
    digest: digestOf(summary),
    approval: question?.approval.id ?? null,
  })
  if (!(await store.insertPayout(db, tenant_id, payout))) throw new MadeMeanwhile()
  if (payout.state === 'approved') await schedule(db, scope, [orderJob(payout)])
  const after = payoutJson(payout, at)
  await deps.audit.append(scope, [
    { action: 'payouts.create', resource_type: 'payout', resource_id: payout.id, after },
  ])
  await setAside(scope, payout, checked)
  const told = question === undefined ? [] : [question.fact]
  await appendFacts(db, scope, [payoutFact(payout, at), ...told])
  return ok(payout)
}

async function requiredOf(
  { rails }: CreateDeps,
  scope: Scope,
  { amount, currency }: NewPayout,
  { bank_account, policy: { terms } }: CheckedPayout,
): Promise<Result<Required, Failure>> {
  const { db, tenant_id } = scope
  const at = scope.world.now()
  const { payee_check } = terms
  const is_required = payee_check === 'always' || (payee_check === 'where_required' && currency === 'EUR')
  const verification = await rails.latestPayeeVerification(scope, bank_account.id)
  const rule = { account: bank_account, is_required, source: 'the approval policy' }
  const payee = mayPay(verification, rule, at)
  if (payee.rule === 'payee_stopped') return payoutErrors.fail('payout_payee_stopped')
  const { id, details_given_at } = bank_account
  const is_destination_approved = await isDestinationApproved(db, tenant_id, id, details_given_at)
  return ok(requirementsOf({ terms, amount, currency, bank_account, is_destination_approved, payee }, at))
}

type Question = {
  readonly asked: NewPayout
  readonly checked: CheckedPayout
  readonly summary: ReturnType<typeof payoutSummary>
  readonly needed: number
}

const ask = async (deps: CreateDeps, scope: Scope, { asked, checked, summary, needed }: Question) =>
  needed === 0
    ? undefined
    : askApproval(deps.world, scope, {
        subject_type: 'payout',
        subject_id: asked.id,
        summary,
        needed,
        hours: checked.policy.terms.approval_hours,
      })

type Decided = CheckedPayout & Pick<Payout, 'digest' | 'approval'> & { readonly required: Required }

function newPayout({ world, actor }: Scope, asked: NewPayout, decided: Decided): Payout {
  const { choice, chosen, required, bank_account, policy, digest, approval } = decided
  const at = world.now()
  return {
    ...asked,
    details_given_at: bank_account.details_given_at,
    digest,
    policy_version: policy.version,
    requirements: required.requirements,
    held_until: required.held_until,
    approval,
    decision: choiceJson(choice, asked.currency),
    connection: chosen.connection,
    rail: chosen.rail,
    hold: holdIdOf(asked.id),
    attempts: 0,
    order: null,
    state: approval === null ? 'approved' : 'needs_approval',
    reason_code: null,
    because: null,
    reversible_until: null,
    created_by: actor.id,
    created_at: at,
    updated_at: at,
  }
}

/** The payout's own hold; the order's takes its place later. It has no end: what ends the payout gives it back. */
const setAside = (scope: Scope, payout: Payout, { connection }: CheckedPayout): Promise<void> =>
  postJoined(
    scope,
    [
      {
        kind: 'pending',
        id: holdIdOf(payout.id),
        debit_account: payout.account,
        credit_account: connection.bank_account,
        amount: payout.amount,
        currency: payout.currency,
        code: 'payout',
        metadata: { payout: payout.id },
      },
    ],
    { is_exact: true },
  )
