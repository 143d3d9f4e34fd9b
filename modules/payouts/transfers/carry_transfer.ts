import { present } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import type { Db } from '../../../platform/db/database.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { postJoined, PostingRefused, type TransferOrder } from '../../ledger/index.ts'
import type { PayoutsDeps } from '../deps.ts'
import { dueTo, ensureClearing } from './clearing.ts'
import { transferFacts } from './facts.ts'
import * as store from './store.ts'
import { isGranted } from './store_grants.ts'
import { legIdOf, type Transfer, transferJson } from './transfer.ts'
import { transferMachine } from './transfer.machine.ts'

export type CarryDeps = Pick<PayoutsDeps, 'db' | 'auth' | 'ledger'>
type Answer = Pick<Transfer, 'state' | 'because'>

/**
 * Brings a transfer to the other side and its answer back. Three transactions, each of one tenant: what the other side decided
 * stands in its row, so that a run that died is gone on with and the money arrives once. `complete` ends the job in the last.
 */
export async function carryTransfer(
  deps: CarryDeps,
  scope: OpenScope,
  id: Id<'itf'>,
  complete: (db: Db) => Promise<void>,
): Promise<void> {
  const { tenant_id } = scope
  const transfer = await deps.db.withTenant(tenant_id, (db) => store.findTransfer(db, tenant_id, id))
  if (transfer?.direction !== 'out' || transfer.state !== 'pending')
    return deps.db.withTenant(tenant_id, complete)
  const answer = await deliver(deps, scope, transfer)
  const account = answer.state === 'completed' ? undefined : transfer.account
  try {
    await end(deps, scope, transfer, { answer, account, complete })
  } catch (error) {
    if (!(error instanceof PostingRefused)) throw error
    // The account that the money left takes nothing any more: it waits beside it.
    const aside = await ensureClearing(deps, scope, 'returned', otherOf(transfer))
    const because = `${answer.because} The account it came from takes nothing: it waits in ${aside}.`
    await end(deps, scope, transfer, {
      answer: { ...answer, because: because.slice(0, 500) },
      account: aside,
      complete,
    })
  }
}

const otherOf = ({ other_tenant, other, currency }: Transfer) => ({
  tenant_id: other_tenant,
  id: other,
  currency,
})

/** What the other side decided, now or in an earlier run. */
async function deliver(deps: CarryDeps, sender: OpenScope, transfer: Transfer): Promise<Answer> {
  const { other_tenant } = transfer
  const scope = await deps.auth.systemScope(other_tenant, sender.request_id)
  const own = await deps.auth.ownTenant(sender)
  const from = { tenant_id: own.tenant_id, id: own.id, currency: transfer.currency }
  const clearing = await ensureClearing(deps, scope, 'due_from', from)
  const received = receivedOf(scope, transfer, from)
  try {
    return await deps.db.withTenant(other_tenant, (db) => receive({ ...scope, db }, received, clearing))
  } catch (error) {
    if (!(error instanceof PostingRefused)) throw error
    const because = `The ledger of the other side says ${error.refused[0]?.result}.`
    const refused: Transfer = { ...received, state: 'returned', because }
    return deps.db.withTenant(other_tenant, (db) => decide({ ...scope, db }, refused))
  }
}

function receivedOf(
  { world }: OpenScope,
  transfer: Transfer,
  from: { readonly tenant_id: Transfer['other_tenant']; readonly id: Id<'ten'> },
): Transfer {
  const at = world.now()
  return {
    ...transfer,
    direction: 'in',
    other_tenant: from.tenant_id,
    other: from.id,
    account: transfer.other_account,
    other_account: transfer.account,
    state: 'completed',
    because: null,
    created_at: at,
    updated_at: at,
  }
}

/** In the other side's transaction. */
async function receive(scope: Scope, received: Transfer, clearing: Id<'acc'>): Promise<Answer> {
  const { db, tenant_id } = scope
  const known = await store.findTransfer(db, tenant_id, received.id)
  if (known !== undefined) return answerOf(known, received)
  if (!(await isGranted(db, tenant_id, received.other_tenant, received.account)))
    return decide(scope, { ...received, state: 'returned', because: 'The other side allows it no more.' })
  return decide(scope, received, [
    {
      kind: 'single',
      id: legIdOf(received.id, 1),
      debit_account: clearing,
      credit_account: received.account,
      amount: received.amount,
      currency: received.currency,
      code: 'transfer_in',
      metadata: { transfer: received.id },
    },
  ])
}

/** Writes down what is decided, once: of two runs the first one counts for both. */
async function decide(
  scope: Scope,
  received: Transfer,
  legs: readonly TransferOrder[] = [],
): Promise<Answer> {
  const { db, tenant_id } = scope
  if (!(await store.insertTransfer(db, tenant_id, received))) {
    const known = await store.findTransfer(db, tenant_id, received.id)
    return answerOf(present(known, 'a transfer that is there'), received)
  }
  await postJoined(scope, legs, { is_exact: true })
  const type = received.state === 'completed' ? 'payouts.transfer_received' : 'payouts.transfer_refused'
  await appendFacts(db, scope, [transferFacts.fact(type, received.id, { object: transferJson(received) })])
  return received
}

/** What an earlier run decided. An id that the other side has for something of its own is taken for ever. */
const answerOf = (known: Transfer, received: Transfer): Answer =>
  known.direction === 'in' && known.other_tenant === received.other_tenant
    ? known
    : { state: 'returned', because: 'The other side has another transfer of this id.' }

type End = {
  readonly answer: Answer
  /** Where the money goes back to; undefined when it does not. */
  readonly account: Id<'acc'> | undefined
  readonly complete: (db: Db) => Promise<void>
}

/** In the sender's own transaction. */
async function end(
  { db }: CarryDeps,
  scope: OpenScope,
  transfer: Transfer,
  { answer, account, complete }: End,
): Promise<void> {
  const { tenant_id, world } = scope
  const { id, amount, currency, other_tenant } = transfer
  await db.withTenant(tenant_id, async (tx) => {
    const within = { ...scope, db: tx }
    const found = await store.findTransfer(tx, tenant_id, id, { is_locked: true })
    if (found?.state !== 'pending') return complete(tx)
    const event = account === undefined ? 'complete' : 'return'
    const at = world.now()
    const to = transferMachine.next('pending', event)
    await store.endTransfer(tx, tenant_id, { id, event, to, because: answer.because, at })
    await complete(tx)
    if (account !== undefined)
      await postJoined(
        within,
        [
          {
            kind: 'single',
            id: legIdOf(id, 2),
            debit_account: dueTo(tenant_id, { tenant_id: other_tenant, currency }),
            credit_account: account,
            amount,
            currency,
            code: 'transfer_returned',
            metadata: { transfer: id },
          },
        ],
        { is_exact: true },
      )
    const object = transferJson({ ...found, state: to, because: answer.because, updated_at: at })
    const type = `payouts.transfer_${to}` as const
    await appendFacts(tx, within, [transferFacts.fact(type, id, { object })])
  })
}
