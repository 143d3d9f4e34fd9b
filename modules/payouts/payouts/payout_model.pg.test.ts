// Goal: whatever people, banks and workers do and in whatever order, a payout is held once until it is over, ordered only when
// enough others agreed, and never agreed to by whoever asked.
// Method: random steps on the real database, beside a model of one payout that knows what must be true after each step.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { present } from '../../../kernel/assert.ts'
import type { Id } from '../../../kernel/id.ts'
import { type Happening, openPayoutBench, type PayoutBench } from '../payouts_testing.ts'
import type { PayoutState } from './payout.machine.ts'
import type { Payout } from './payout.ts'

let bench: PayoutBench
before(async () => {
  bench = await openPayoutBench(54n)
})
after(() => bench.close())

const AMOUNT = 1_000
const steps = [
  'approve_own',
  'approve_0',
  'approve_1',
  'approve_2',
  'deny_1',
  'cancel',
  'work',
  'hear',
  'submit',
  'deliver',
  'lose',
  'settle',
  'return',
  'restore',
  'reject',
  'reject_route',
] as const
type Step = (typeof steps)[number]

/** Whatever is refused is refused: what counts is what is true afterwards. */
async function take(step: Step, id: Id<'pyo'>, agreed: Set<number>): Promise<void> {
  const payout = await bench.read(id)
  const vote = async (who: number, decision: 'approve' | 'deny'): Promise<void> => {
    const scope = who < 0 ? bench.scope : present(bench.others[who], 'a key')
    const asked = { decision, because: null }
    const approval = payout.approval
    if (approval === null) return
    const voted = await bench.payouts.decideApproval(scope, approval, asked, { is_repeat: false })
    if (voted.ok && decision === 'approve') agreed.add(who)
  }
  const happen = async (...moves: Happening[]): Promise<void> => {
    if (payout.order !== null) await bench.happen(id, ...moves).catch(() => undefined)
  }
  switch (step) {
    case 'approve_own':
      return vote(-1, 'approve')
    case 'approve_0':
    case 'approve_1':
    case 'approve_2':
      return vote(Number(step.at(-1)), 'approve')
    case 'deny_1':
      return vote(1, 'deny')
    case 'cancel':
      return void (await bench.payouts.cancelPayout(bench.scope, id, 'a test'))
    case 'work':
      return bench.drain()
    case 'hear':
      return bench.hear()
    case 'reject_route':
      return happen({ event: 'reject', next_action: 'RETRY_OTHER_ROUTE' })
    default:
      return happen(step)
  }
}

/** Most runs begin well, so that late states are met as often as early ones. */
const agreedTo: readonly Step[] = ['approve_0', 'approve_1', 'work']
const paid: readonly Step[] = [...agreedTo, 'submit', 'deliver', 'settle', 'hear']
const runs = fc
  .tuple(
    fc.constantFrom<readonly Step[]>([], agreedTo, paid),
    fc.array(fc.constantFrom(...steps), { minLength: 4, maxLength: 10 }),
  )
  .map(([begin, rest]) => [...begin, ...rest])

const waits: readonly PayoutState[] = ['needs_approval', 'approved', 'ordered']

/** What has to be true of one payout and the money of its account, which began with `funds`. */
async function assertSound(payout: Payout, needed: number, agreed: ReadonlySet<number>, funds: bigint) {
  assert.ok(!agreed.has(-1), 'whoever asked agreed')
  if (payout.attempts > 0 || payout.state === 'approved')
    assert.ok(agreed.size >= needed, 'ordered without those who are needed')
  const { posted, available } = await bench.balance(bench.payer)
  const orders = await bench.rails.listOrders(bench.scope, {}, { after: undefined, limit: 100 })
  const own = orders.filter(({ metadata }) => metadata['payout'] === payout.id)
  assert.equal(own.length, payout.attempts)
  const alive = own.filter(({ state }) => !['rejected', 'cancelled'].includes(state))
  assert.ok(alive.length <= 1, 'two orders of one payout are alive')
  const [order] = alive
  const isPaid = order?.state === 'settled'
  const isHeld =
    payout.hold !== null || ['scheduled', 'submitting', 'submitted', 'unknown'].includes(order?.state ?? '')
  assert.equal(posted, funds - (isPaid ? BigInt(AMOUNT) : 0n))
  assert.equal(posted - available, isHeld ? BigInt(AMOUNT) : 0n, 'what is held is what is not settled, once')
  if (payout.hold !== null) assert.ok(waits.includes(payout.state) && alive.length === 0)
}

test('a payout is held once until it is over, and ordered only when enough others agreed', async () => {
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.nat(2), runs, async (needed, taken) => {
      await bench.setPolicy({ approvers_otherwise: needed })
      const funds = (await bench.balance(bench.payer)).posted
      const { id } = await bench.make({ amount: AMOUNT, speed: 'cheapest' })
      const agreed = new Set<number>()
      for (const step of taken) {
        await take(step, id, agreed)
        const payout = await bench.read(id)
        seen.add(payout.state)
        await assertSound(payout, needed, agreed, funds)
      }
      await endOf(id)
    }),
    { numRuns: 30, seed: 7, endOnFailure: true },
  )
  for (const state of ['needs_approval', 'approved', 'ordered', 'settled', 'failed', 'denied', 'cancelled'])
    assert.ok(seen.has(state), `${state} was never reached`)
})

/** So that the next run begins with nothing held. */
async function endOf(id: Id<'pyo'>): Promise<void> {
  await bench.hear()
  await bench.payouts.cancelPayout(bench.scope, id, 'the end')
  for (const event of ['deliver', 'settle', 'reject'] as const) {
    const { order } = await bench.read(id)
    if (order !== null) await bench.happen(id, event).catch(() => undefined)
  }
  await bench.hear()
  const { posted, available } = await bench.balance(bench.payer)
  assert.equal(posted, available, 'nothing stays held when all is over')
}
