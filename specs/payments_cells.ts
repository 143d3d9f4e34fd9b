import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { claimOf } from '../modules/ledger/testing.ts'
import type { Asked, NewPayment } from '../modules/payments/index.ts'
import type { Rails } from '../modules/rails/index.ts'
import type { OpenScope, TenantId } from '../platform/scope.ts'
import type { Bench, Node } from './payments_bench.ts'

/** The steps that leave Florin for an acquirer. */
export const steps = ['sale', 'hold', 'capture', 'void', 'increment', 'refund', 'inquire'] as const
export type Step = (typeof steps)[number]

/** What goes wrong, as the simulator calls it; several faults at once where one alone would show nothing. */
export const mishaps = {
  refused: ['outage'],
  'time-out before send': ['timeout_before_effect'],
  'time-out after commit': ['timeout_after_effect'],
  'answer lost': ['answer_lost'],
  '500 after effect': ['error_after_effect'],
  '200 with garbage': ['garbage'],
  '200 then reversal': ['late_reversal'],
  'duplicate callback': ['duplicate_callback'],
  'callback before answer': ['callback_before_answer'],
  'contradictory callback': ['contradictory_callback'],
  'skewed clock': ['skewed_clock', 'duplicate_callback'],
} as const satisfies Readonly<Record<string, readonly string[]>>
export type Mishap = keyof typeof mishaps

/** Where our process dies: never, before what it learned is written down, or after. */
export const crashes = ['none', 'before commit', 'after commit'] as const
export type Crash = (typeof crashes)[number]

export type Cell = { readonly step: Step; readonly mishap: Mishap; readonly crash: Crash }
export type Run = {
  readonly cell: Cell
  readonly scope: OpenScope
  readonly payment: Id<'pay'>
  /** Does the step on a node; again with the same key when it is a repeat. */
  readonly act: (node: Node, is_repeat: boolean) => Promise<unknown>
}

export const AMOUNT = 10_000
const ASKED: Asked = {
  channel: 'ecommerce',
  initiated_by: 'customer',
  mit: null,
  setup_future_usage: false,
  three_ds: 'never',
  allows_partial: false,
  is_estimate: false,
}
const FAULTED: Readonly<Record<Step, string>> = {
  sale: 'authorize',
  hold: 'authorize',
  capture: 'capture',
  void: 'void',
  increment: 'increment',
  refund: 'refund',
  inquire: 'inquire',
}

/** A process that hears what acquirers say and dies before it can do anything with it. `heard` counts, by tenant. */
export const deafTo =
  (heard: Map<TenantId, number>) =>
  (rails: Rails): Rails => ({
    ...rails,
    async call(scope, ...asked) {
      await rails.call(scope, ...asked)
      heard.set(scope.tenant_id, (heard.get(scope.tenant_id) ?? 0) + 1)
      return new Promise(() => undefined)
    },
  })

/** A tenant of its own with a payment that stands where the step begins, and the fault in place at the acquirer. */
export async function prepare(bench: Bench, connector: string, cell: Cell): Promise<Run> {
  const scope = await bench.newTenant()
  const { step, mishap } = cell
  const payment = newId('pay', bench.world)
  const asked = await newPayment(
    bench,
    scope,
    payment,
    step === 'capture' || step === 'void' || step === 'increment' || step === 'hold',
  )
  const acts = actsOf(bench, scope, payment, asked)
  const isFirst = step === 'sale' || step === 'hold'
  const put = (faults: object[]) => bench.control(scope, connector, 'PUT', '/faults', { faults })
  if (step === 'inquire') {
    await put([{ kind: 'timeout_after_effect', operation: 'authorize', count: 1, id: 'a' }])
    await acts.sale(bench.node, false)
  } else if (!isFirst) await acts.sale(bench.node, false)
  const faults = mishaps[mishap].map((kind) => ({
    kind,
    id: kind,
    operation: FAULTED[step],
    count: 1,
    ...(kind === 'late_reversal' ? { ms: 1_000 } : {}),
  }))
  await put(faults)
  return { cell, scope, payment, act: acts[step] }
}

/** What is done in each step to the payment that was asked for. */
function actsOf(
  bench: Bench,
  scope: OpenScope,
  id: Id<'pay'>,
  asked: NewPayment,
): Readonly<Record<Step, Run['act']>> {
  // Every request has an id of its own, a repeat too.
  const own = () => bench.scopeOf(scope)
  const create = (node: Node) => node.payments.create(own(), asked, claimOf(scope, 'create', {}), 0)
  const stage = (is_resumed: boolean) => ({ claim: claimOf(scope, 'step', {}), is_resumed })
  return {
    sale: create,
    hold: create,
    capture: (node, is) => node.payments.operate(own(), id, { kind: 'capture', is_final: true }, stage(is)),
    void: (node, is) => node.payments.cancel(own(), id, {}, stage(is)),
    increment: (node, is) =>
      node.payments.operate(own(), id, { kind: 'increment', amount: AMOUNT * 2 }, stage(is)),
    refund: (node, is) =>
      node.payments.refund(
        own(),
        { payment: id, amount: AMOUNT / 2, notes: { reason: null, reference: null, metadata: {} } },
        stage(is),
      ),
    inquire: async () => undefined,
  }
}

export async function newPayment(
  { node: { payments } }: Bench,
  scope: OpenScope,
  id: Id<'pay'>,
  is_manual: boolean,
): Promise<NewPayment> {
  const token = (await payments.parties.testCard(scope, 'pm_card_visa')) ?? null
  const merchant = await payments.parties.defaultMerchant(scope)
  return {
    id,
    amount: AMOUNT,
    currency: 'USD',
    merchant,
    customer: null,
    method: null,
    token,
    reference: null,
    is_manual,
    is_confirmed: true,
    asked: ASKED,
  }
}

type Books = {
  readonly authorizations: readonly { captured: string; refunded: string; open: string; reference: string }[]
  readonly operations: readonly {
    operation_reference: string
    outcome: string
    operation: string
    state: string
  }[]
}
const sum = (texts: readonly string[]): number => texts.reduce((total, text) => total + Number(text), 0)

/** How it ended, in one line; `fault` says what is wrong with it. */
export async function judge(
  bench: Bench,
  connector: string,
  { cell, scope, payment }: Run,
): Promise<{ end: string; fault?: string }> {
  const books = (await bench.control(scope, connector, 'GET', '/books')) as unknown as Books
  const { rows } = await bench.database.admin.query<{ posted: string; held: string }>(
    `select coalesce(sum(b.debits_posted - b.credits_posted), 0) as posted,
        coalesce(sum(b.debits_pending), 0) as held, coalesce(sum(b.credits_pending), 0) as leaving
      from ledger.account a join ledger.balance b on b.tenant_id = a.tenant_id and b.account_id = a.id
      where a.tenant_id = $1 and a.path like 'acquirers:%'`,
    [String(scope.tenant_id)],
  )
  const found = await bench.node.payments.find(bench.scopeOf(scope), payment)
  if (!found.ok) return { end: 'no payment', fault: 'the payment is not there' }
  const { standing } = found.value
  const { authorizations } = books
  const theirs = {
    posted: sum(authorizations.map((one) => one.captured)) - sum(authorizations.map((one) => one.refunded)),
    held: sum(authorizations.map((one) => one.open)),
  }
  const ours = { posted: Number(rows[0]?.posted), held: Number(rows[0]?.held) }
  const end = `${standing.state} ours ${ours.posted}/${ours.held} theirs ${theirs.posted}/${theirs.held}`
  const attempts = authorizations.filter(({ reference }) => reference === payment).length
  if (attempts > 1) return { end, fault: `${attempts} authorisations of one payment` }
  if (standing.open_operation !== null || standing.state === 'processing' || standing.refunding > 0)
    return { end, fault: 'it never ended' }
  if (!ends[cell.step].includes(standing.state)) return { end, fault: 'no declared end' }
  const isEqual = ours.posted === theirs.posted && ours.held === theirs.held
  return isEqual ? { end } : { end, fault: 'the books differ' }
}

const ends: Readonly<Record<Step, readonly string[]>> = {
  sale: ['succeeded', 'declined', 'reversed'],
  hold: ['authorized', 'declined', 'reversed'],
  capture: ['succeeded', 'authorized', 'reversed'],
  void: ['canceled', 'authorized'],
  increment: ['authorized'],
  refund: ['succeeded'],
  inquire: ['succeeded', 'reversed'],
}
