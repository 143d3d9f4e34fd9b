import { canonicalJson } from '../../../kernel/canonical_json.ts'
import { dayOf, type Instant } from '../../../kernel/world.ts'
import { TRANSFER_MINOR_MAX, UNLIMITED } from '../limits.ts'
import type { ResultCode } from '../results.ts'
import type { MoveOrder, SettleOrder, TransferOrder } from '../transfer.ts'
import { apply, creditRoom, debitRoom, failedPrecondition, type ModelAccount } from './model_account.ts'

type Hold = {
  debit: string
  credit: string
  left: bigint
  currency: string
  state: 'open' | 'posted' | 'voided' | 'expired'
  expires_at: Instant | undefined
}
type Stored = {
  order: TransferOrder
  result: ResultCode
  amount: bigint
  recorded_at: Instant
  debit?: string | undefined
  credit?: string | undefined
}
export type ModelOutcome = {
  result: ResultCode
  /** Of `precondition_failed`, unless the id was refused before. */
  precondition?: number
  amount?: bigint
  released?: bigint
  debit?: string
  credit?: string
  versions?: [number, number]
  nets?: [bigint, bigint]
}

type State = {
  accounts: Map<string, ModelAccount>
  holds: Map<string, Hold>
  stored: Map<string, Stored>
  closed_through: string | null
}

/** What is stored never changes, so only the map is copied; accounts and holds do. */
const cloneState = (state: State): State => ({
  accounts: new Map([...state.accounts].map(([id, account]) => [id, { ...account }])),
  holds: new Map([...state.holds].map(([id, hold]) => [id, { ...hold }])),
  stored: new Map(state.stored),
  closed_through: state.closed_through,
})

/**
 * The ledger as a book-keeper would do it: one transfer at a time, plain maps, no cleverness. The posting
 * functions are compared with it; nothing of theirs is used here.
 */
export function createModel() {
  let state: State = { accounts: new Map(), holds: new Map(), stored: new Map(), closed_through: null }
  return {
    get state(): State {
      return state
    },
    open(
      id: string,
      account: Omit<ModelAccount, 'version' | 'debits' | 'credits' | 'debits_pending' | 'credits_pending'>,
    ): void {
      state.accounts.set(id, {
        ...account,
        version: 0,
        debits: 0n,
        credits: 0n,
        debits_pending: 0n,
        credits_pending: 0n,
      })
    },
    /** One call's transfers in order, chains and all. */
    post(orders: readonly TransferOrder[], now: Instant): ModelOutcome[] {
      const outcomes: ModelOutcome[] = []
      for (let from = 0; from < orders.length; ) {
        let until = from
        while (orders[until]?.is_linked === true) until++
        const chain = orders.slice(from, until + 1)
        // A lone transfer that is refused changes nothing, so only real chains need something to go back to.
        const before = chain.length > 1 ? cloneState(state) : state
        const answers = chain.map((order) => judge(state, order, now))
        const broken = answers.findIndex(({ result }) => result !== 'posted' && result !== 'exists')
        if (broken < 0 || chain.length === 1) outcomes.push(...answers)
        else {
          state = before
          outcomes.push(...failChain(state, chain, broken, now))
        }
        from = until + 1
      }
      return outcomes
    },
  }
}

/** Everything of a broken chain fails: known ids with their old answer, the rest because of the first refusal. */
function failChain(
  state: State,
  chain: readonly TransferOrder[],
  broken: number,
  now: Instant,
): ModelOutcome[] {
  const first = judgeAt(state, chain, broken, now)
  const fresh = new Map<string, ResultCode>()
  return chain.map((order, index) => {
    const known = state.stored.get(order.id)
    const earlier = fresh.get(order.id)
    if (known !== undefined && earlier === undefined) return { result: repeated(known, order) }
    if (index === broken && earlier === undefined) {
      store(state, order, first.result, now, fresh)
      return first
    }
    if (earlier !== undefined && known !== undefined) {
      const answer = differs(known, order) ? 'id_reused' : earlier
      return { result: answer === 'posted' ? 'chain_failed' : answer }
    }
    store(state, order, 'chain_failed', now, fresh)
    return { result: 'chain_failed' }
  })
}

function judgeAt(state: State, chain: readonly TransferOrder[], broken: number, now: Instant): ModelOutcome {
  const trial = cloneState(state)
  let last: ModelOutcome = { result: 'posted' }
  for (const order of chain.slice(0, broken + 1)) last = judge(trial, order, now)
  return last
}

type Fresh = Map<string, ResultCode>
function store(state: State, order: TransferOrder, result: ResultCode, now: Instant, fresh: Fresh): void {
  state.stored.set(order.id, { order, result, amount: 0n, recorded_at: now })
  fresh.set(order.id, result)
}

const isMove = (order: TransferOrder): order is MoveOrder =>
  order.kind === 'single' || order.kind === 'pending'

/** What is left out means what it meant when the first was recorded. */
function differs(
  { order: a, recorded_at }: Pick<Stored, 'order' | 'recorded_at'>,
  b: TransferOrder,
): boolean {
  const content = (order: TransferOrder): unknown[] => [
    order.kind,
    order.code,
    order.kind === 'void' || order.kind === 'expire' ? null : (order.amount ?? 'max'),
    order.currency ?? null,
    isMove(order)
      ? [order.debit_account, order.credit_account, order.expires_at, order.reversal_of].join()
      : order.pending_id,
    isMove(order) ? (order.at_most ?? null) : (order.is_final ?? false),
    (order.preconditions ?? []).map((one) => ({ ...one, value: String(one.value) })),
    order.description ?? null,
    { ...order.metadata },
    order.effective_on ?? dayOf(recorded_at),
  ]
  return canonicalJson(content(a)) !== canonicalJson(content(b))
}

function repeated(known: Stored, order: TransferOrder): ResultCode {
  if (differs(known, order)) return 'id_reused'
  return known.result === 'posted' ? 'exists' : known.result
}

function judge(state: State, order: TransferOrder, now: Instant): ModelOutcome {
  const known = state.stored.get(order.id)
  if (known !== undefined) return { result: repeated(known, order) }
  const outcome = isMove(order) ? judgeMove(state, order, now) : judgeSettle(state, order, now)
  state.stored.set(order.id, {
    order,
    result: outcome.result,
    amount: outcome.amount ?? 0n,
    recorded_at: now,
    debit: outcome.debit,
    credit: outcome.credit,
  })
  return outcome
}

const refuse = (result: ResultCode): ModelOutcome => ({ result })
const refusePrecondition = (precondition: number): ModelOutcome => ({
  result: 'precondition_failed',
  precondition,
})

function refuseAccounts(d: ModelAccount, c: ModelAccount, currency: string): ResultCode | undefined {
  if (d.currency !== currency) return 'debit_currency_mismatch'
  if (c.currency !== currency) return 'credit_currency_mismatch'
  return undefined
}

function refuseStates(d: ModelAccount, c: ModelAccount): ResultCode | undefined {
  if (d.state === 'closed') return 'debit_account_closed'
  if (c.state === 'closed') return 'credit_account_closed'
  if (d.state !== 'open') return 'debit_account_frozen'
  if (c.state === 'frozen') return 'credit_account_frozen'
  return undefined
}

const isPeriodClosed = (state: State, order: TransferOrder, now: Instant): boolean =>
  state.closed_through !== null && (order.effective_on ?? dayOf(now)) <= state.closed_through

function reversible(state: State, order: MoveOrder): bigint | undefined {
  const id = order.reversal_of as string
  const original = state.stored.get(id)
  if (original?.result !== 'posted') return undefined
  if (original.debit !== order.credit_account || original.credit !== order.debit_account) return undefined
  if (original.order.kind !== 'single' && original.order.kind !== 'post') return undefined
  let left = original.amount
  for (const one of state.stored.values())
    if (isMove(one.order) && one.order.reversal_of === id && one.result === 'posted') left -= one.amount
  return left
}

function amountOfMove(state: State, order: MoveOrder, d: ModelAccount, c: ModelAccount): bigint | ResultCode {
  if (order.amount !== 'max') return BigInt(order.amount)
  const rooms = [
    debitRoom(d, false),
    creditRoom(c, false),
    order.reversal_of === undefined ? null : (reversible(state, order) ?? 0n),
  ]
  const limits = rooms.filter((room) => room !== null)
  if (limits.length === 0 && order.at_most === undefined) return 'max_unbounded'
  const most = [...limits, BigInt(order.at_most ?? TRANSFER_MINOR_MAX)].reduce((a, b) => (a < b ? a : b))
  return most <= 0n ? 'nothing_to_move' : most
}

function judgeMove(state: State, order: MoveOrder, now: Instant): ModelOutcome {
  const d = state.accounts.get(order.debit_account)
  const c = state.accounts.get(order.credit_account)
  if (d === undefined) return refuse('debit_account_not_found')
  if (c === undefined) return refuse('credit_account_not_found')
  if (d === c) return refuse('same_account')
  const unfit = refuseAccounts(d, c, order.currency) ?? refuseStates(d, c)
  if (unfit !== undefined) return refuse(unfit)
  if (isPeriodClosed(state, order, now)) return refuse('period_closed')
  if (order.kind === 'pending' && order.expires_at !== undefined && order.expires_at <= now)
    return refuse('already_expired')
  const left = order.reversal_of === undefined ? undefined : reversible(state, order)
  if (order.reversal_of !== undefined && left === undefined) return refuse('reversed_not_found')
  const amount = amountOfMove(state, order, d, c)
  if (typeof amount === 'string') return refuse(amount)
  if (left !== undefined && amount > left) return refuse('reversal_exceeds')
  const limit = refuseLimits(d, c, amount, order.kind === 'single')
  if (limit !== undefined) return refuse(limit)
  const moved = order.kind === 'single' ? amount : 0n
  const held = order.kind === 'pending' ? amount : 0n
  const failed = failedPrecondition(order.preconditions, d, c, moved, held)
  if (failed >= 0) return refusePrecondition(failed)
  apply(d, c, moved, held)
  if (order.kind === 'pending')
    state.holds.set(order.id, {
      debit: order.debit_account,
      credit: order.credit_account,
      left: amount,
      currency: order.currency,
      state: 'open',
      expires_at: order.expires_at,
    })
  return posted(order.debit_account, order.credit_account, d, c, amount)
}

function refuseLimits(
  d: ModelAccount,
  c: ModelAccount,
  amount: bigint,
  mayDrawOverdraft: boolean,
): ResultCode | undefined {
  if (d.debits + d.debits_pending + amount > UNLIMITED / 2n) return 'overflow'
  const out = debitRoom(d, mayDrawOverdraft)
  if (out !== null && amount > out)
    return d.normal === 'credit' ? 'debit_insufficient_funds' : 'debit_exceeds_ceiling'
  const into = creditRoom(c, mayDrawOverdraft)
  if (into !== null && amount > into)
    return c.normal === 'debit' ? 'credit_insufficient_funds' : 'credit_exceeds_ceiling'
  return undefined
}

function judgeSettle(state: State, order: SettleOrder, now: Instant): ModelOutcome {
  const hold = state.holds.get(order.pending_id)
  if (hold === undefined) return refuse('pending_not_found')
  if (hold.state !== 'open')
    return refuse(
      hold.state === 'posted'
        ? 'pending_already_posted'
        : hold.state === 'voided'
          ? 'pending_already_voided'
          : 'pending_expired',
    )
  const isDue = hold.expires_at !== undefined && hold.expires_at <= now
  if (order.kind !== 'expire' && isDue) return refuse('pending_expired')
  if (order.kind === 'expire' && !isDue) return refuse('pending_not_due')
  const d = state.accounts.get(hold.debit) as ModelAccount
  const c = state.accounts.get(hold.credit) as ModelAccount
  const unfit = refuseAccounts(d, c, order.currency ?? hold.currency)
  if (unfit !== undefined) return refuse(unfit)
  if (order.kind === 'post') {
    const isShut = refuseStates(d, c)
    if (isShut !== undefined) return refuse(isShut)
    if (isPeriodClosed(state, order, now)) return refuse('period_closed')
  }
  const amount =
    order.kind !== 'post'
      ? 0n
      : order.amount === undefined || order.amount === 'max'
        ? hold.left
        : BigInt(order.amount)
  if (amount > hold.left) return refuse('exceeds_pending')
  const isLast = order.kind !== 'post' || order.is_final === true || amount === hold.left
  const released = isLast ? hold.left - amount : undefined
  const given = amount + (released ?? 0n)
  const failed = failedPrecondition(order.preconditions, d, c, amount, -given)
  if (failed >= 0) return refusePrecondition(failed)
  apply(d, c, amount, -given)
  hold.left -= given
  if (isLast) hold.state = order.kind === 'post' ? 'posted' : order.kind === 'void' ? 'voided' : 'expired'
  const outcome = posted(hold.debit, hold.credit, d, c, order.kind === 'post' ? amount : given)
  return released === undefined ? outcome : { ...outcome, released }
}

const posted = (
  debit: string,
  credit: string,
  d: ModelAccount,
  c: ModelAccount,
  amount: bigint,
): ModelOutcome => ({
  result: 'posted',
  amount,
  debit,
  credit,
  versions: [d.version, c.version],
  nets: [d.credits - d.debits, c.credits - c.debits],
})
