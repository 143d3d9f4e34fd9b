import { present } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import type { Failure } from '../../../kernel/result.ts'
import type { Instant } from '../../../kernel/world.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import type { BankAccount } from '../../rails/index.ts'
import { digestOf } from '../approvals/approval.ts'
import type { ReadPolicy } from '../approvals/read_policy.ts'
import type { PayoutsDeps } from '../deps.ts'
import { CONNECTIONS_MAX } from '../limits.ts'
import { choiceJson, chooseRail, type RailChoice } from '../rail_choice/choose_rail.ts'
import { orderOf, type RailOption, railOptions } from '../rail_choice/rail_options.ts'
import { movePayouts, payoutFact } from './move_payouts.ts'
import { payoutMachine } from './payout.machine.ts'
import { type Attempt, orderIdOf, type Payout, payoutSummary } from './payout.ts'
import * as store from './store.ts'

export type OrderPayoutDeps = Pick<PayoutsDeps, 'db' | 'rails'> & { readonly readPolicy: ReadPolicy }
/** `until`: it may not be ordered before. */
export type OrderedOutcome = { readonly is_over: true } | { readonly is_over: false; readonly until: Instant }

const OVER: OrderedOutcome = { is_over: true }

/** The payout changed while it was being ordered: whoever changed it went on with it. */
class Overtaken extends Error {
  override readonly name = 'Overtaken'
}

/**
 * Orders a payout that may go: the rail is chosen anew, because cut-offs have passed since, and the order's hold takes the
 * place of the payout's own in one transaction. What cannot be ordered any more fails, and its money is free. What was
 * approved is what is done: other details of the bank account than those that were meant end it. A repeat does nothing.
 */
export async function orderPayout(
  deps: OrderPayoutDeps,
  scope: OpenScope,
  id: Id<'pyo'>,
): Promise<OrderedOutcome> {
  const { tenant_id, world } = scope
  const { payout, attempts } = await deps.db.withTenant(tenant_id, async (db) => ({
    payout: (await store.findPayouts(db, tenant_id, [id])).get(id),
    attempts: await store.listAttempts(db, tenant_id, id),
  }))
  if (payout?.state !== 'approved') return OVER
  if (payout.held_until !== null && world.now() < payout.held_until)
    return { is_over: false, until: payout.held_until }
  const account = await deps.rails.findBankAccount(scope, payout.bank_account)
  if (!account.ok || digestOf(payoutSummary(payout, account.value)) !== payout.digest)
    return fail(deps, scope, payout, CHANGED)
  const choice = await chooseNow(deps, scope, { payout, attempts, bank_account: account.value })
  if (choice.chosen === undefined)
    return fail(deps, scope, payout, { reason_code: 'no_rail', because: whyNone(choice) })
  return place(deps, scope, payout, { choice, chosen: choice.chosen })
}

export const CHANGED = {
  reason_code: 'destination_changed',
  because: 'The details of the bank account were changed after the payout was made.',
} as const

async function chooseNow(
  { rails, readPolicy }: OrderPayoutDeps,
  scope: OpenScope,
  {
    payout,
    attempts,
    bank_account,
  }: { payout: Payout; attempts: readonly Attempt[]; bank_account: BankAccount },
): Promise<RailChoice> {
  const { terms } = await readPolicy(scope)
  const connections = await rails.listBankConnections(scope, { after: undefined, limit: CONNECTIONS_MAX })
  const options = railOptions(
    { connections, bank_account, carry: payout, costs: terms.costs },
    scope.world.now(),
  )
  return chooseRail(options, {
    speed: payout.speed,
    connection: payout.asked_connection,
    tried: attempts,
    has_waited: true,
  })
}

const whyNone = ({ candidates }: RailChoice): string =>
  candidates
    .map(({ rail, excluded_because }) => `${rail}: ${excluded_because}`)
    .join('. ')
    .slice(0, 500) || 'There is no bank connection that pays.'

type Placed = { readonly choice: RailChoice; readonly chosen: RailOption }

async function place(
  deps: OrderPayoutDeps,
  scope: OpenScope,
  payout: Payout,
  { choice, chosen }: Placed,
): Promise<OrderedOutcome> {
  const number = payout.attempts + 1
  const order = orderIdOf(payout.id, number)
  const { connection, rail, wish } = chosen
  const attempt: Attempt = {
    number,
    order,
    connection,
    rail,
    decision: choiceJson(choice, payout.currency),
    created_at: scope.world.now(),
  }
  const asked = {
    ...orderOf(payout, { id: order, connection, rail, wish, bank_account: payout.bank_account }),
    metadata: { payout: payout.id },
    ...(payout.hold === null ? undefined : { in_place_of: payout.hold }),
  }
  try {
    const made = await deps.rails.createOrders(scope, [asked], async (within) =>
      appendFacts(within.db, within, [await note(within, payout, attempt)]),
    )
    return made.ok ? OVER : await fail(deps, scope, payout, reasonOf(made.error))
  } catch (error) {
    if (error instanceof Overtaken || (await isOvertaken(deps, scope, payout))) return OVER
    throw error
  }
}

/** Another worker may have been faster at any point: what stands in our way then is its order. */
async function isOvertaken(
  { db }: Pick<OrderPayoutDeps, 'db'>,
  { tenant_id }: OpenScope,
  { id, attempts }: Payout,
): Promise<boolean> {
  const now = (await db.withTenant(tenant_id, (tx) => store.findPayouts(tx, tenant_id, [id]))).get(id)
  return now?.state !== 'approved' || now.attempts !== attempts
}

/** In the transaction in which the order is made; answers what is told of it. */
async function note({ db, tenant_id }: Scope, seen: Payout, attempt: Attempt) {
  const found = await store.findPayouts(db, tenant_id, [seen.id], { is_locked: true })
  const before = present(found.get(seen.id), 'the payout that is ordered')
  if (before.state !== 'approved' || before.attempts !== seen.attempts) throw new Overtaken()
  await store.insertAttempt(db, tenant_id, seen.id, attempt)
  const after: Payout = {
    ...before,
    state: payoutMachine.next('approved', 'order'),
    decision: attempt.decision,
    connection: attempt.connection,
    rail: attempt.rail,
    attempts: attempt.number,
    order: attempt.order,
    hold: null,
    reason_code: null,
    because: null,
    updated_at: attempt.created_at,
  }
  await store.writeMoved(db, tenant_id, [{ before, after, event: 'order' }])
  return payoutFact(after, attempt.created_at)
}

function reasonOf({ code, text, errors = [] }: Failure) {
  const details = errors.map(({ param, detail }) => `${param}: ${detail}`).join('. ')
  return {
    reason_code: code.slice(0, 40),
    because: (details === '' ? text : `${text} ${details}`).slice(0, 500),
  }
}

async function fail(
  { db }: OrderPayoutDeps,
  scope: OpenScope,
  { id }: Payout,
  why: { readonly reason_code: string; readonly because: string },
): Promise<OrderedOutcome> {
  await db.withTenant(scope.tenant_id, async (tx) => {
    const within = { ...scope, db: tx }
    const { facts } = await movePayouts(within, [{ id, event: 'fail', only_from: ['approved'], ...why }])
    await appendFacts(tx, within, facts)
  })
  return OVER
}
