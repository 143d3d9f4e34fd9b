import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { simulatedAccounts } from '../apps/server/simulated_acquirers.ts'
import { present } from '../kernel/assert.ts'
import { type Id, newId, uuidOf } from '../kernel/id.ts'
import { claimOf } from '../modules/ledger/testing.ts'
import type { PaymentView } from '../modules/payments/index.ts'
import type { Instant } from '../kernel/world.ts'
import type { OpenScope } from '../platform/scope.ts'
import { type Bench, type Node, openBench } from './payments_bench.ts'
import { newPayment } from './payments_cells.ts'
import { createScripted, hows } from './payments_scripted.ts'

// Goal: whatever is asked of payments, in whatever order, and whatever their acquirer does with it, the ledger says what the
// payments say, an effect happens once, what has ended stays ended, and in the end our books are the acquirer's.
// Method: drawn orders of commands, callbacks and moves of the clock on the real modules and a real database, against an
// acquirer that keeps books of its own and answers, declines, loses, delays, repeats and lies as it was drawn.
const scripted = createScripted()
let bench: Bench
let node: Node
before(async () => {
  bench = await openBench({ accounts: simulatedAccounts.slice(0, 1) })
  node = bench.startNode(scripted.wrap)
})
after(() => bench.close())

const how = fc.constantFrom(...hows, 'yes' as const, 'yes' as const)
const which = fc.nat(7)
const percent = fc.integer({ min: 1, max: 100 })
const action = fc.oneof(
  fc.record({ act: fc.constant('make' as const), is_manual: fc.boolean(), is_confirmed: fc.boolean(), how }),
  fc.record({ act: fc.constant('confirm' as const), which, how }),
  fc.record({ act: fc.constant('capture' as const), which, percent, is_final: fc.boolean(), how }),
  fc.record({ act: fc.constant('increment' as const), which, percent, how }),
  // Twice: what gives a hold back in parts is the rarest to come after a capture.
  fc.record({ act: fc.constant('cancel' as const), which, percent, how }),
  fc.record({ act: fc.constant('cancel' as const), which, percent, how }),
  fc.record({ act: fc.constant('refund' as const), which, percent, how }),
  fc.record({
    act: fc.constant('callback' as const),
    which,
    is_true: fc.boolean(),
    is_repeat: fc.boolean(),
  }),
  fc.record({
    act: fc.constant('clock' as const),
    ms: fc.constantFrom(6_000, 70_000, 86_400_000, 691_200_000),
  }),
)
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never

type Play = {
  readonly scope: OpenScope
  readonly payments: Id<'pay'>[]
  turns: number
  seen: Map<string, string>
  /** Until when what is held may be captured. */
  until: Map<string, Instant>
}
const ended: ReadonlySet<string> = new Set(['canceled', 'expired', 'blocked', 'reversed'])

const viewsOf = ({ scope, payments }: Play): Promise<PaymentView[]> =>
  Promise.all(
    payments.map(async (id) => {
      const found = await node.payments.find(bench.scopeOf(scope), id)
      assert.ok(found.ok)
      return found.value
    }),
  )

async function act(play: Play, one: Action): Promise<unknown> {
  if (one.act === 'clock') return bench.advance(one.ms, node)
  if (one.act === 'callback') return callBack(play, one)
  scripted.next(one.how)
  const scope = bench.scopeOf(play.scope)
  const stage = { claim: claimOf(scope, `turn ${++play.turns}`, {}), is_resumed: false }
  if (one.act === 'make') {
    const id = newId('pay', bench.world)
    // Each for another amount: the schemes' law on trying again is about the same one.
    const amount = 10_000 + play.turns
    const asked = { ...(await newPayment(bench, scope, id, one.is_manual)), id, amount }
    await node.payments.create(scope, { ...asked, is_confirmed: one.is_confirmed }, stage.claim, 0)
    const isMade = (await node.payments.find(scope, id)).ok
    return isMade ? play.payments.push(id) : undefined
  }
  const id = play.payments[one.which % Math.max(1, play.payments.length)]
  if (id === undefined) return undefined
  const [view] = (await viewsOf({ ...play, payments: [id] })) as [PaymentView]
  const { authorized, captured } = view.standing
  switch (one.act) {
    case 'confirm':
      return node.payments.confirm(scope, id, {})
    case 'capture': {
      const amount = Math.ceil(((authorized - captured) * one.percent) / 100)
      const command = { kind: 'capture', amount, is_final: one.is_final } as const
      return amount === 0 ? undefined : node.payments.operate(scope, id, command, stage)
    }
    case 'increment': {
      const amount = authorized + one.percent * 100
      return node.payments.operate(scope, id, { kind: 'increment', amount }, stage)
    }
    case 'cancel': {
      const part = Math.ceil(((authorized - captured) * one.percent) / 100)
      return node.payments.cancel(scope, id, part === 0 || one.percent > 50 ? {} : { amount: part }, stage)
    }
    case 'refund': {
      const amount = Math.ceil((captured * one.percent) / 200)
      const notes = { reason: null, reference: null, metadata: {} }
      return node.payments.refund(scope, { payment: id, amount, notes }, stage)
    }
    default:
      return one satisfies never
  }
}

/** A lie is told only of what has been decided with us too: what waits for a message believes the first one. */
async function callBack(play: Play, one: Action & { act: 'callback' }): Promise<void> {
  const { tenant_id } = play.scope
  const decided = scripted.decided(tenant_id)
  const reference = decided[one.which % Math.max(1, decided.length)]
  if (reference === undefined) return
  const { rows } = await bench.database.admin.query<{ known: boolean }>(
    `select exists (select from payments.outcome u join payments.operation y on y.tenant_id = u.tenant_id and y.id = u.operation_id
      where u.tenant_id = $1 and u.is_applied and u.result not in ('pending', 'unknown')
        and y.id = (select id from payments.operation x where x.tenant_id = $1 and x.id = $2)) as known`,
    [String(tenant_id), uuidFrom(reference)],
  )
  const is_true = one.is_true || rows[0]?.known !== true
  const message_id = one.is_repeat ? `same of ${reference} ${is_true}` : `turn ${++play.turns}`
  const body = scripted.message(tenant_id, reference, message_id, is_true)
  const door = present(node.payments.doors[0], 'the door of callbacks')
  const { status } = await door.open({
    params: { address: 'any' },
    headers: {},
    body,
    request_id: newId('req', bench.world),
  } as never)
  assert.ok(status === 200 || status === 503, `a callback is heard, or comes again: ${status}`)
}
const uuidFrom = (reference: string): string => uuidOf(`opn_${reference}`)

/** What the ledger says of the acquirer: owed, held, and set aside for refunds. */
async function ledgerOf({ scope }: Play) {
  const { rows } = await bench.database.admin.query<Record<'posted' | 'held' | 'aside', string>>(
    `select coalesce(sum(b.debits_posted - b.credits_posted), 0) as posted, coalesce(sum(b.debits_pending), 0) as held,
        coalesce(sum(b.credits_pending), 0) as aside
      from ledger.account a join ledger.balance b on b.tenant_id = a.tenant_id and b.account_id = a.id
      where a.tenant_id = $1 and a.path like 'acquirers:%'`,
    [String(scope.tenant_id)],
  )
  const row = present(rows[0], 'sums')
  return { posted: Number(row.posted), held: Number(row.held), aside: Number(row.aside) }
}

async function inspect(play: Play): Promise<void> {
  const views = await viewsOf(play)
  const sum = (of: (standing: PaymentView['standing']) => number): number =>
    views.reduce((total, { standing }) => total + of(standing), 0)
  assert.deepEqual(await ledgerOf(play), {
    posted: sum(({ captured, refunded }) => captured - refunded),
    held: sum(({ hold, authorized, captured }) => (hold === null ? 0 : authorized - captured)),
    aside: sum(({ refunding }) => refunding),
  })
  assert.deepEqual(scripted.faults(play.scope.tenant_id), [])
  for (const { order, standing } of views) {
    const before_it = play.seen.get(order.id)
    if (before_it !== undefined && ended.has(before_it)) assert.equal(standing.state, before_it)
    play.seen.set(order.id, standing.state)
    if (standing.capture_before !== null) play.until.set(order.id, standing.capture_before)
  }
}

/** Every inquiry has been made by then, and what was to be given back has been tried again. */
const WAITS_MS = [70_000, 15_000_000, 4_000_000, 15_000_000]

async function runAll(actions: readonly Action[]): Promise<void> {
  const play: Play = {
    scope: await bench.newTenant(),
    payments: [],
    turns: 0,
    seen: new Map(),
    until: new Map(),
  }
  for (const one of actions) {
    await act(play, one)
    await inspect(play)
  }
  for (const ms of WAITS_MS) await bench.advance(ms, node)
  await inspect(play)
  for (const { standing, order } of await viewsOf(play)) {
    assert.equal(standing.open_operation, null, `${order.id} never ended`)
    assert.equal(standing.refunding, 0, `a refund of ${order.id} never ended`)
  }
  const now = bench.scopeOf(play.scope).world.now()
  for (const [id, until] of play.until) if (until <= now) scripted.lapse(play.scope.tenant_id, id)
  const { posted, held } = await ledgerOf(play)
  assert.deepEqual({ posted, held }, scripted.books(play.scope.tenant_id))
  bench.leave(play.scope)
}

test('payments survive any order of commands, callbacks, inquiries and time, and the books agree', async () => {
  // Every order begins with a hold, so that there is something to capture, raise and give back.
  const held: Action = { act: 'make', is_manual: true, is_confirmed: true, how: 'yes' }
  const actions = fc.array(action, { minLength: 6, maxLength: 16 }).map((rest): Action[] => [held, ...rest])
  await fc.assert(fc.asyncProperty(actions, runAll), { numRuns: 20, seed: 3, endOnFailure: true })
})
