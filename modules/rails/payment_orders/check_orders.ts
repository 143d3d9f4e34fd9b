import type { Id } from '../../../kernel/id.ts'
import { type Failure, type Fault, ok, type Result } from '../../../kernel/result.ts'
import { dayOf } from '../../../kernel/world.ts'
import type { Scope } from '../../../platform/scope.ts'
import { debitFault, type DebitStanding, debitStandingOf } from '../ach/debit_standing.ts'
import { blockingGauge } from '../ach/gauges.ts'
import { achOrderFaults } from '../ach/order_faults.ts'
import type { BankAccount } from '../bank_accounts/bank_account.ts'
import { findBankAccounts } from '../bank_accounts/store.ts'
import type { BankConnection } from '../bank_connections/bank_connection.ts'
import { findConnections } from '../bank_connections/store_reads.ts'
import type { Mandate } from '../mandates/mandate.ts'
import { findMandates } from '../mandates/store.ts'
import type { OrderDeps } from './deps.ts'
import { paymentOrderErrors } from './errors.ts'
import { type OrderTerms, orderFaults } from './order_faults.ts'
import type { PaymentOrder } from './payment_order.ts'
import { planOrder } from './plan_order.ts'
import { type SequenceUse, sequenceFor } from './sequence.ts'
import * as store from './store.ts'

/** What is asked for; the rest follows from the rules of the rail. */
export type NewOrder = Pick<
  PaymentOrder,
  | 'id'
  | 'connection'
  | 'kind'
  | 'rail'
  | 'bank_account'
  | 'mandate'
  | 'account'
  | 'amount'
  | 'currency'
  | 'description'
  | 'remittance'
  | 'end_to_end_id'
  | 'wish'
  | 'purpose'
  | 'releases_after'
  | 'metadata'
> & {
  /** ACH: of the mandate when null, else PPD or CCD by the holder. */
  readonly sec_code: string | null
  readonly attempt?: number
  readonly original?: Id<'por'>
  /** Of an instant order: the rail by which it goes when its own surely will not carry it; none when absent. */
  readonly fallback_rail?: PaymentOrder['fallback_rail']
  /** SEPA: no collection follows this one. */
  readonly is_last?: boolean
  /** A hold on the money that the order's own takes the place of, in one breath. */
  readonly in_place_of?: Id<'trf'>
}
export type CheckedOrder = {
  readonly order: PaymentOrder
  readonly connection: BankConnection
  readonly in_place_of?: Id<'trf'> | undefined
}

/** Everything that orders refer to, each read once. */
type Known = {
  readonly connections: ReadonlyMap<Id<'bcn'>, BankConnection>
  readonly accounts: ReadonlyMap<Id<'bac'>, BankAccount>
  readonly mandates: ReadonlyMap<Id<'man'>, Mandate>
  /** Currencies of ledger accounts. */
  readonly currencies: ReadonlyMap<Id<'acc'>, string>
  readonly taken: ReadonlySet<string>
  readonly used: ReadonlyMap<Id<'man'>, SequenceUse>
  /** Of bank accounts that ACH debits. */
  readonly standing: DebitStanding
  /** Connections whose debits are stopped, and by which return rate. */
  readonly stopped: ReadonlyMap<Id<'bcn'>, string>
}

/** Stands for the sealed number of an account, which every format has room for. */
const ANY_ACCOUNT = '0'

const distinct = <T>(values: readonly (T | null)[]): T[] => [
  ...new Set(values.filter((value): value is T => value !== null)),
]

async function look(deps: OrderDeps, scope: Scope, asked: readonly NewOrder[]): Promise<Known> {
  const { db, tenant_id } = scope
  const connections = await findConnections(
    db,
    tenant_id,
    distinct(asked.map(({ connection }) => connection)),
  )
  const bank_accounts = distinct(asked.map(({ bank_account }) => bank_account))
  const mandates = distinct(asked.map(({ mandate }) => mandate))
  const currencies = new Map<Id<'acc'>, string>()
  for (const id of distinct(asked.map(({ account }) => account))) {
    const found = await deps.ledger.findAccount(scope, id)
    if (found.ok) currencies.set(id, found.value.currency)
  }
  return {
    connections,
    accounts: await findBankAccounts(db, tenant_id, bank_accounts),
    mandates: await findMandates(db, tenant_id, mandates),
    currencies,
    taken: await takenIds(scope, asked),
    used: await store.sequencesOf(db, tenant_id, mandates),
    standing: await debitStandingOf(
      scope,
      distinct(asked.filter(isAchDebit).map(({ bank_account }) => bank_account)),
    ),
    stopped: await stoppedOf(scope, connections, asked),
  }
}

/** Payments that a debtor agreed to; prenotes, micro-entries and what takes back our own credits are none. */
const isAchDebit = ({ rail, kind, purpose }: NewOrder): boolean =>
  rail === 'ach' && kind === 'direct_debit' && purpose === 'payment'

/** Connections that too many debits came back of. A retry is of a debit that went out before, so it is stopped at its file. */
async function stoppedOf(
  { db, tenant_id, world }: Scope,
  connections: Known['connections'],
  asked: readonly NewOrder[],
): Promise<ReadonlyMap<Id<'bcn'>, string>> {
  const stopped = new Map<Id<'bcn'>, string>()
  for (const id of distinct(asked.filter(isAchDebit).map(({ connection }) => connection))) {
    const connection = connections.get(id)
    if (connection === undefined) continue
    const gauge = await blockingGauge(db, tenant_id, connection, dayOf(world.now()))
    if (gauge !== undefined) stopped.set(id, gauge.name)
  }
  return stopped
}

const keyOf = ({ connection, end_to_end_id }: Pick<NewOrder, 'connection' | 'end_to_end_id'>): string =>
  `${connection} ${end_to_end_id}`

async function takenIds({ db, tenant_id }: Scope, asked: readonly NewOrder[]): Promise<Set<string>> {
  const taken = new Set<string>()
  for (const [connection, orders] of Map.groupBy(asked, (one) => one.connection)) {
    const ids = orders.map(({ end_to_end_id }) => end_to_end_id)
    for (const one of await store.findByEndToEndIds(db, tenant_id, connection, ids)) taken.add(keyOf(one))
  }
  return taken
}

/**
 * Reads everything that orders refer to and plans them. Errors: `payment_order_not_valid` with every fault, `end_to_end_id_taken`.
 */
export async function checkOrders(
  deps: OrderDeps,
  scope: Scope,
  asked: readonly NewOrder[],
): Promise<Result<readonly CheckedOrder[], Failure>> {
  const known = await look(deps, scope, asked)
  const taken = new Set(known.taken)
  for (const [index, one] of asked.entries()) {
    if (taken.has(keyOf(one)))
      return paymentOrderErrors.fail('end_to_end_id_taken', { param: `orders[${index}].end_to_end_id` })
    taken.add(keyOf(one))
  }
  const faults: Fault[] = []
  const checked: CheckedOrder[] = []
  const used = new Map(known.used)
  for (const [index, one] of asked.entries()) {
    const terms = termsOf(known, used, one)
    const found = [...orderFaults(one, terms, scope.world.now())]
    if (found.length === 0 && terms.connection !== undefined) {
      const order = newOrder(scope, one, { ...terms, connection: terms.connection })
      found.push(...fileFaults(order, terms.connection, terms), ...achDebitFaults(known, one, order))
      noteUse(used, order)
      checked.push({ order, connection: terms.connection, in_place_of: one.in_place_of })
    }
    for (const fault of found) faults.push({ ...fault, param: `orders[${index}].${fault.param}` })
  }
  return faults.length > 0
    ? paymentOrderErrors.fail('payment_order_not_valid', { errors: faults })
    : ok(checked)
}

/** Whether the rail's file has a place for everything that an order says. Account numbers were read when they were sealed. */
function fileFaults(
  order: PaymentOrder,
  connection: BankConnection,
  { bank_account, mandate }: OrderTerms,
): readonly Fault[] {
  if (order.rail !== 'ach' || bank_account === undefined) return []
  return achOrderFaults(connection, order, {
    holder_name: bank_account.holder_name,
    account_type: bank_account.account_type,
    account: { routing_number: bank_account.bank['routing_number'] ?? '', account_number: ANY_ACCOUNT },
    mandate_kind: mandate?.kind ?? null,
  })
}

function achDebitFaults(
  { standing, stopped }: Known,
  asked: NewOrder,
  { connection, bank_account, sec_code, effective_on, attempt }: PaymentOrder,
): readonly Fault[] {
  if (!isAchDebit(asked) || attempt > 1) return []
  const gauge = stopped.get(connection)
  if (gauge !== undefined)
    return [
      {
        code: 'not_usable',
        param: 'connection',
        detail: `takes no debits: the ${gauge} return rate is over what stops new ones`,
      },
    ]
  const detail = debitFault(standing, { bank_account, sec: sec_code ?? 'PPD', on: effective_on })
  return detail === undefined ? [] : [{ code: 'not_usable', param: 'bank_account', detail }]
}

const termsOf = (
  known: Known,
  used: ReadonlyMap<Id<'man'>, SequenceUse>,
  { connection, bank_account, mandate, account }: NewOrder,
): OrderTerms => ({
  connection: known.connections.get(connection),
  bank_account: known.accounts.get(bank_account),
  mandate: mandate === null ? undefined : known.mandates.get(mandate),
  account_currency: known.currencies.get(account),
  used: mandate === null ? undefined : used.get(mandate),
})

/** Several orders of one call may be under one mandate: the second is not the first any more. */
function noteUse(used: Map<Id<'man'>, SequenceUse>, { mandate, sequence_type }: PaymentOrder): void {
  if (mandate === null || sequence_type === null) return
  used.set(mandate, { settled: [...(used.get(mandate)?.settled ?? []), sequence_type] })
}

function newOrder(
  { world }: Scope,
  { is_last = false, attempt = 1, original, in_place_of: _hold, ...asked }: NewOrder,
  terms: OrderTerms & { readonly connection: BankConnection },
): PaymentOrder {
  const at = world.now()
  const { mandate, bank_account, connection } = terms
  const sec_code = asked.rail === 'ach' ? secOf(asked.sec_code, mandate, bank_account) : null
  const plan = planOrder(
    {
      ...asked,
      sec_code,
      lead_minutes: connection.rules.lead_minutes,
      pre_notification_days: mandate?.pre_notification_days ?? null,
    },
    at,
  )
  return {
    ...asked,
    ...plan,
    sec_code,
    sequence_type: sequenceFor(asked.rail, terms, { is_last, on: plan.settles_on })?.sequence_type ?? null,
    funds: 'nowhere',
    fallback_rail: asked.fallback_rail ?? null,
    attempt,
    original: original ?? null,
    next: null,
    state: 'scheduled',
    steps: 0,
    reason_code: null,
    because: null,
    next_action: null,
    needs_review: false,
    file: null,
    number: null,
    reference: null,
    settled_at: null,
    return_closes_at: null,
    dispute_closes_at: null,
    created_at: at,
    updated_at: at,
  }
}

/** The class of an ACH entry: as agreed, else by who holds the account. */
const secOf = (
  asked: string | null,
  mandate: Mandate | undefined,
  account: BankAccount | undefined,
): string => asked ?? mandate?.sec_code ?? (account?.holder_kind === 'business' ? 'CCD' : 'PPD')
