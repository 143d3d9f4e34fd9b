// Whatever happens to an order, and however often: its money is in one place, and moves as its state says.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Id } from '../../../kernel/id.ts'
import { type Day, instant, plusMs } from '../../../kernel/world.ts'
import type { TransferOrder } from '../../ledger/index.ts'
import { decideMove, targetOf } from './decide_move.ts'
import { holdOf, movementsOf, releaseOf } from './movements.ts'
import { paymentOrderEvents, paymentOrderStates } from './payment_order.machine.ts'
import type { OrderKind, PaymentOrder } from './payment_order.ts'

const id = <P extends 'por' | 'acc' | 'bcn' | 'bac' | 'man'>(prefix: P, digit: string): Id<P> =>
  `${prefix}_${digit.padStart(26, '0')}` as Id<P>
const places = {
  bank_account: id('acc', '1'),
  uncleared_account: id('acc', '2'),
  shortfall_account: id('acc', '3'),
}
const owner = id('acc', '4')
const at = instant(Date.parse('2026-11-30T12:00:00Z') * 1000)
const AMOUNT = 500

const newOrder = (kind: OrderKind, releases_after: boolean): PaymentOrder => ({
  id: id('por', '7'),
  connection: id('bcn', '1'),
  kind,
  rail: 'ach',
  bank_account: id('bac', '1'),
  mandate: kind === 'direct_debit' ? id('man', '1') : null,
  account: owner,
  amount: AMOUNT,
  currency: 'USD',
  sec_code: 'PPD',
  description: 'PAYMENT',
  remittance: null,
  end_to_end_id: 'E2E',
  wish: 'next_day',
  purpose: 'payment',
  sequence_type: null,
  funds: 'nowhere',
  releases_after,
  fallback_rail: null,
  attempt: 1,
  original: null,
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
  time_window: null,
  file_cutoff_at: at,
  effective_on: '2026-12-01' as Day,
  settles_on: '2026-12-01' as Day,
  settles_at: at,
  settled_at: null,
  return_closes_at: null,
  dispute_closes_at: null,
  metadata: {},
  created_at: at,
  updated_at: at,
})

/** A ledger that only counts: credits less debits of each account, and what is held. */
function createBooks() {
  const nets = new Map<string, number>()
  const holds = new Map<string, TransferOrder>()
  const ids = new Set<string>()
  const add = (account: string, amount: number) => nets.set(account, (nets.get(account) ?? 0) + amount)
  return {
    net: (account: string) => nets.get(account) ?? 0,
    held: () => holds.size,
    post(order: TransferOrder) {
      assert.ok(!ids.has(order.id), 'no transfer has the id of another')
      ids.add(order.id)
      if (order.kind === 'pending') return void holds.set(order.id, order)
      if (order.kind === 'single') {
        add(order.debit_account, -Number(order.amount))
        return add(order.credit_account, Number(order.amount))
      }
      assert.ok('pending_id' in order)
      const hold = holds.get(order.pending_id)
      assert.ok(hold?.kind === 'pending', 'what is settled was held')
      holds.delete(order.pending_id)
      if (order.kind !== 'post') return
      add(hold.debit_account, -Number(hold.amount))
      add(hold.credit_account, Number(hold.amount))
    },
  }
}

const moneyIsOut = (order: PaymentOrder): boolean => order.state === 'settled' || order.state === 'reversed'
const released = (order: PaymentOrder): PaymentOrder => ({
  ...order,
  steps: order.steps + 1,
  funds: 'account',
})
const isWaiting = ({ state }: PaymentOrder): boolean =>
  ['scheduled', 'submitting', 'submitted', 'unknown'].includes(state)

test('the money of an order is where its state says, whatever happens to it', () => {
  const steps = fc.array(
    fc.record({
      event: fc.constantFrom(...paymentOrderEvents, 'release' as const),
      is_refused: fc.boolean(),
    }),
    { maxLength: 25 },
  )
  const kinds = fc.constantFrom<OrderKind>('credit_transfer', 'direct_debit')
  fc.assert(
    fc.property(kinds, fc.boolean(), steps, (kind, releases_after, played) => {
      const books = createBooks()
      let order = newOrder(kind, releases_after)
      for (const transfer of holdOf(order, places)) books.post(transfer)
      for (const { event, is_refused } of played) {
        if (event === 'release') {
          if (order.kind === 'credit_transfer' || order.funds !== 'uncleared' || order.state !== 'settled')
            continue
          order = released(order)
          books.post(releaseOf(order, places))
        } else {
          const after = decideMove(order, { id: order.id, event }, plusMs(at, 1), is_refused)
          assert.equal(after?.state, targetOf(order.state, event))
          if (after === undefined) continue
          for (const transfer of movementsOf(order, { event }, after, places)) books.post(transfer)
          order = after
        }
        const out = moneyIsOut(order) ? AMOUNT : 0
        const sign = kind === 'credit_transfer' ? 1 : -1
        assert.ok(
          books.net(places.bank_account) * sign === out,
          'the bank has or has lost exactly the amount',
        )
        assert.equal(books.held(), kind === 'credit_transfer' && isWaiting(order) ? 1 : 0)
        const all = [places.bank_account, places.uncleared_account, places.shortfall_account, owner]
        assert.equal(
          all.reduce((sum, account) => sum + books.net(account), 0),
          0,
        )
        if (kind === 'direct_debit' && order.state === 'settled')
          assert.notEqual(order.funds, 'nowhere', 'collected money is somewhere')
      }
    }),
    { numRuns: 2_000 },
  )
})

test('states are stored in the order in which they are declared, for ever', () => {
  assert.deepEqual(
    [...paymentOrderStates],
    [
      'scheduled',
      'submitting',
      'submitted',
      'unknown',
      'settled',
      'returned',
      'rejected',
      'cancelled',
      'reversed',
    ],
  )
})
