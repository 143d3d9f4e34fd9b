import assert from 'node:assert/strict'
import { present } from '../../kernel/assert.ts'
import { type Id, newId } from '../../kernel/id.ts'
import { createEventBus } from '../../platform/bus/event_bus.ts'
import { createWorker } from '../../platform/jobs/worker.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { testAudit } from '../audit/testing.ts'
import type { Auth } from '../auth/index.ts'
import { scopeOf, testAuth } from '../auth/testing.ts'
import { moveOrders, type OrderBench, openOrderBench, testSealer } from '../rails/testing.ts'
import { createPayouts, type Payouts } from './index.ts'
import type { PolicyTerms } from './approvals/approval_policy.ts'
import type { NewPayout, Payout } from './payouts/payout.ts'

/** Payouts over rails with a connection, a payer with money and a bank account; three keys that may approve. */
export type PayoutBench = Omit<OrderBench, 'make'> & {
  readonly auth: Auth
  readonly payouts: Payouts
  /** Keys of others than the bench's `scope`. */
  readonly others: readonly [OpenScope, OpenScope, OpenScope]
  /** 100.00 over a file to the bench's bank account, unless said otherwise. */
  ask(more?: Partial<NewPayout>): NewPayout
  /** Made and not worked on yet. */
  make(more?: Partial<NewPayout>): Promise<Payout>
  read(id: Id<'pyo'>): Promise<Payout>
  /** Does every job that is due, of payouts only: no file is gathered. */
  drain(): Promise<void>
  /** Has payouts hear what rails told, and do what follows. */
  hear(): Promise<void>
  /** What happens to a payout's order. */
  happen(id: Id<'pyo'>, ...moves: readonly Happening[]): Promise<void>
  /** Other rules, as a person would give them; `approved` by others where they have to. */
  setPolicy(terms: Partial<PolicyTerms>): Promise<void>
  /** What can be spent of the payer's account. */
  spendable(): Promise<bigint>
  key(name: string): Promise<OpenScope>
}
type OrderMove = Parameters<typeof moveOrders>[2][number]
export type Happening = OrderMove['event'] | Omit<OrderMove, 'id'>

export const noPolicy: PolicyTerms = {
  thresholds: [],
  approvers_otherwise: 0,
  approval_hours: 72,
  cooling_days: 0,
  cooling: 'wait',
  payee_check: 'off',
  tries_other_rails: true,
  costs: [],
}

export async function openPayoutBench(seed: bigint): Promise<PayoutBench> {
  const bench = await openOrderBench(seed)
  const { world, scope, rails, ledger } = bench
  const { db } = bench.database
  const auth = testAuth(db, world)
  const audit = testAudit(db, world)
  const payouts = createPayouts({ db, world, audit, auth, ledger, rails, log: { error: () => undefined } })
  const worker = createWorker({ db, world, kinds: payouts.jobs })
  const bus = createEventBus({ db, world, observe: () => undefined })
  payouts.follow(bus)
  const key = keyMaker(bench, auth)
  const drain = async (): Promise<void> => {
    while ((await worker.drain()) > 0);
  }
  const read = async (id: Id<'pyo'>): Promise<Payout> => {
    const found = await payouts.findPayout(scope, id)
    return present(found.ok ? found.value : undefined, 'the payout')
  }
  const ask = (more: Partial<NewPayout> = {}): NewPayout => ({ ...newPayout(bench), ...more })
  const others = [await key('anna'), await key('bert'), await key('cleo')] as const
  return {
    ...bench,
    auth,
    payouts,
    others,
    ask,
    read,
    drain,
    key,
    async make(more) {
      const made = await payouts.createPayout(scope, ask(more))
      return made.ok ? made.value : assert.fail(JSON.stringify(made.error))
    },
    async hear() {
      while ((await bus.runOnce()) > 0);
      await drain()
    },
    happen: async (id, ...moves) => happen(bench, present((await read(id)).order, 'an order'), moves),
    setPolicy: (terms) => setPolicy(payouts, { scope, others }, { ...noPolicy, ...terms }),
    spendable: async () => (await bench.balance(bench.payer)).available,
    async close() {
      await worker.stop()
      await bus.close()
      await auth.close()
      await bench.close()
    },
  }
}

/** By the bank: rails moves the order and tells it. */
async function happen(bench: OrderBench, order: Id<'por'>, moves: readonly Happening[]): Promise<void> {
  const { db } = bench.database
  const audit = testAudit(db, bench.world)
  const deps = { ...bench, db, audit, log: { error: () => undefined }, sealer: testSealer }
  for (const move of moves) {
    const one = typeof move === 'string' ? { event: move } : move
    const { moved } = await moveOrders(deps as never, bench.scope, [{ id: order, ...one }])
    assert.equal(moved.length, 1, one.event)
  }
}

const newPayout = ({ world, bank_account, payer }: OrderBench): NewPayout => ({
  id: newId('pyo', world),
  bank_account,
  account: payer,
  amount: 10_000,
  currency: 'USD',
  speed: 'standard',
  asked_connection: null,
  description: 'PAYOUT',
  remittance: null,
  metadata: {},
})

const keyMaker =
  ({ scope, within }: OrderBench, auth: Auth) =>
  async (name: string): Promise<OpenScope> => {
    const made = await within((tx) => auth.createKey({ ...tx, actor: scope.actor }, { kind: 'secret', name }))
    return scopeOf(auth, present(made.ok ? made.value : undefined, 'a key').secret.reveal())
  }

async function setPolicy(
  payouts: Payouts,
  { scope, others }: Pick<PayoutBench, 'scope' | 'others'>,
  terms: PolicyTerms,
): Promise<void> {
  const made = await payouts.proposePolicy(scope, terms)
  if (!made.ok) assert.fail(made.error.code)
  const { approval } = made.value
  for (const other of others.slice(0, approval?.needed ?? 0)) {
    const asked = { decision: 'approve', because: null } as const
    const voted = await payouts.decideApproval(other, present(approval, 'it').id, asked, { is_repeat: false })
    assert.ok(voted.ok)
  }
}
