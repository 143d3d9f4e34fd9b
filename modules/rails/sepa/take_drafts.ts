import { createHash } from 'node:crypto'
import { type Id, idFromBytes } from '../../../kernel/id.ts'
import { ownOf } from '../../../kernel/own.ts'
import type { Failure } from '../../../kernel/result.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { storable } from '../files/storable.ts'
import { createOrders, type NewOrder } from '../payment_orders/create_orders.ts'
import type { OrderDeps } from '../payment_orders/deps.ts'
import { findByEndToEndIds } from '../payment_orders/store.ts'
import type { Draft, Refusal } from './draft.ts'
import { placeDrafts, type Placed, type Refused, sealDrafts } from './draft_accounts.ts'
import { mandateDrafts } from './draft_mandates.ts'
import type { IsoMessage, IsoTransaction } from './iso_message.ts'
import * as store from './store_messages.ts'

/** What ISO 20022 has for "none". */
const NOT_PROVIDED = 'NOTPROVIDED'
/** Each round leaves out what was refused; an account that runs dry refuses what is left at once. */
const ROUNDS_MAX = 10

type Ordered = { readonly placed: Placed; readonly order: NewOrder }

/**
 * Makes orders of up to 1,000 payments of a message. What became of each is written in the transaction that makes the orders, so
 * a repeat passes over what is done. A payment that cannot be ordered is refused with its reason, and the others go on.
 */
export async function takeDrafts(
  deps: OrderDeps,
  scope: OpenScope,
  message: IsoMessage,
  drafts: readonly Draft[],
): Promise<void> {
  const fresh = await undone(deps, scope, message, drafts)
  if (fresh.length === 0) return
  const { sealed, refused } = await sealDrafts(deps, scope, fresh)
  const isCollecting = message.kind === 'pain.008'
  const found = isCollecting
    ? await mandateDrafts(deps, scope, sealed)
    : await placeDrafts(deps, scope, sealed)
  const lost: Refused[] = [...refused, ...found.refused]
  const asked = found.placed.map((placed) => ({ placed, order: orderOf(message, placed) }))
  let left = await withoutTaken(deps, scope, message, asked, lost)
  for (let round = 1; left.length > 0; round++) {
    const some = left
    const made = await createOrders(
      deps,
      scope,
      some.map(({ order }) => order),
      async ({ db, tenant_id }) => {
        const done = some.map(({ placed, order }) => transactionOf(placed.draft, order.id, undefined))
        await store.insertTransactions(db, tenant_id, message.id, [...done, ...lost.map(refusedRow)])
      },
    )
    if (made.ok) return
    const faults = refusalsByPlace(made.error)
    const isGivenUp = faults.size === 0 || round >= ROUNDS_MAX
    for (const [place, { placed }] of some.entries()) {
      const refusal =
        faults.get(place) ?? (isGivenUp ? { code: 'NARR', because: made.error.text } : undefined)
      if (refusal !== undefined) lost.push({ draft: placed.draft, refusal })
    }
    left = isGivenUp ? [] : some.filter((_, place) => !faults.has(place))
  }
  await deps.db.withTenant(scope.tenant_id, (db) =>
    store.insertTransactions(db, scope.tenant_id, message.id, lost.map(refusedRow)),
  )
}

async function undone(
  { db }: OrderDeps,
  { tenant_id }: OpenScope,
  { id }: IsoMessage,
  drafts: readonly Draft[],
): Promise<readonly Draft[]> {
  const numbers = drafts.map(({ number }) => number)
  const done = await db.withTenant(tenant_id, (tx) => store.doneNumbers(tx, tenant_id, id, numbers))
  return drafts.filter(({ number }) => !done.has(number))
}

const BECAUSE_CHARS_MAX = 500

function transactionOf(draft: Draft, order: Id<'por'> | null, refusal: Refusal | undefined): IsoTransaction {
  const { number, payment_id, instruction_id, end_to_end_id } = draft
  return {
    number,
    payment_id,
    instruction_id,
    end_to_end_id,
    order,
    reason_code: refusal?.code ?? null,
    because: refusal === undefined ? null : storable(refusal.because, BECAUSE_CHARS_MAX),
  }
}
const refusedRow = ({ draft, refusal }: Refused): IsoTransaction => transactionOf(draft, null, refusal)

/** Ids follow from the message and the place in it: a run that died makes the same orders again. */
function orderOf(
  message: IsoMessage,
  { draft, bank_account, ...rest }: Placed & { readonly mandate?: Id<'man'> },
): NewOrder {
  const { order, number, end_to_end_id } = draft
  const id = idFromBytes('por', createHash('sha256').update(`${message.id}\n${number}`).digest())
  const isCollection = order.mandate !== null
  return {
    id,
    connection: message.connection,
    kind: isCollection ? 'direct_debit' : 'credit_transfer',
    rail: order.rail,
    bank_account,
    mandate: rest.mandate ?? null,
    account: message.account,
    amount: order.amount,
    currency: 'EUR',
    sec_code: null,
    description: 'PAYMENT',
    remittance: order.remittance,
    end_to_end_id: end_to_end_id === NOT_PROVIDED ? id.slice('por_'.length) : end_to_end_id,
    wish: order.on ?? 'same_day',
    purpose: 'payment',
    releases_after: isCollection,
    metadata: { iso_message: message.id },
    is_last: order.mandate?.is_last ?? false,
  }
}

/** An end_to_end_id counts once for each connection, so one that was there before is a duplicate. */
async function withoutTaken(
  { db }: OrderDeps,
  { tenant_id }: OpenScope,
  { connection }: IsoMessage,
  asked: readonly Ordered[],
  lost: Refused[],
): Promise<readonly Ordered[]> {
  const names = asked.map(({ order }) => order.end_to_end_id)
  const there = await db.withTenant(tenant_id, (tx) => findByEndToEndIds(tx, tenant_id, connection, names))
  const taken = new Set(there.map(({ end_to_end_id }) => end_to_end_id))
  return asked.filter(({ placed, order }) => {
    const isTaken = taken.has(order.end_to_end_id)
    taken.add(order.end_to_end_id)
    const because = `The end_to_end_id ${order.end_to_end_id} was used before.`
    if (isTaken) lost.push({ draft: placed.draft, refusal: { code: 'AM05', because } })
    return !isTaken
  })
}

/** Status reasons of ISO 20022 for the fields of an order. */
const codes: Readonly<Record<string, string>> = {
  account: 'AM04',
  amount: 'AM02',
  bank_account: 'AC01',
  end_to_end_id: 'AM05',
  mandate: 'MD01',
  rail: 'AG01',
  wish: 'DT01',
}

/** Which of the orders were refused and why, from errors that name them as `orders[3].amount.value`; the first word counts. */
function refusalsByPlace({ errors = [], param, text, detail }: Failure): ReadonlyMap<number, Refusal> {
  const named = errors.length > 0 ? errors : param === undefined ? [] : [{ param, detail: detail ?? text }]
  const found = new Map<number, Refusal>()
  for (const fault of named) {
    const [, place, field = ''] = /^orders\[(\d{1,4})\]\.(\w+)/.exec(fault.param) ?? []
    if (place === undefined || found.has(Number(place))) continue
    found.set(Number(place), { code: ownOf(codes, field) ?? 'NARR', because: `${field} ${fault.detail}` })
  }
  return found
}
