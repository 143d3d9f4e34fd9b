import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { newId } from '../../kernel/id.ts'
import { money } from '../../kernel/money.ts'
import { simWorld } from '../../kernel/world.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { TransferOrder } from '../ledger/index.ts'
import type { CardOutcome } from '../rails/index.ts'
import { newAttempt } from './attempts.ts'
import { learn, type News, type Told } from './learn.ts'
import { firstView } from './new_payment.ts'
import type { Operation, PaymentOrder, PaymentView } from './payment.ts'
import { paymentMachine } from './payment.machine.ts'

const world = simWorld(3n)
const tenant_id = 1n as TenantId

const order = (more: Partial<PaymentOrder> = {}): PaymentOrder => ({
  id: newId('pay', world),
  merchant: newId('mer', world),
  customer: null,
  payment_method: null,
  token: newId('tok', world),
  reference: 'order-1',
  amount: 1_000,
  currency: 'USD',
  is_manual: false,
  asked: {
    channel: 'ecommerce',
    initiated_by: 'customer',
    mit: null,
    setup_future_usage: false,
    three_ds: 'automatic',
    allows_partial: false,
    is_estimate: false,
  },
  created_at: world.now(),
  ...more,
})

/** A payment whose first attempt was sent. */
const sent = (more: Partial<PaymentOrder> = {}): PaymentView =>
  firstView(order(more), 'processing', {
    attempt: newAttempt({ id: newId('att', world), number: 1, account: newId('aca', world) }),
  })

const authorization = ({ order: { amount }, attempt }: PaymentView): Operation => {
  assert(attempt !== null)
  return { id: attempt.id, kind: 'authorize', account: attempt.account, amount, is_final: true }
}

const approved = (operation: Operation, amount: number | null = operation.amount): CardOutcome => ({
  kind: 'approved',
  acquirer_reference: 'acq-1',
  echo: {
    operation_reference: operation.id.slice(4),
    amount: amount === null ? null : money(BigInt(amount), 'USD'),
  },
  auth_code: '123456',
  network_transaction_id: null,
  transaction_link_id: null,
  cvc_check: 'match',
  address_check: 'not_checked',
})
const declined: CardOutcome = {
  kind: 'declined',
  network_code: '51',
  advice_code: null,
  acquirer_reference: null,
  echo: { operation_reference: null, amount: null },
}

function hear(
  view: PaymentView,
  operation: Operation,
  news: News,
  known: Told['known'] = null,
): { view: PaymentView; transfers: readonly TransferOrder[] } {
  const lesson = learn(view, {
    tenant_id,
    operation,
    news,
    via: 'answer',
    at: world.now(),
    outcome_id: 'x',
    known,
  })
  return { view: { ...view, standing: lesson.after }, transfers: lesson.transfers }
}
const begin = (view: PaymentView, operation: Operation): PaymentView => ({
  ...view,
  standing: { ...view.standing, version: view.standing.version + 1, open_operation: operation.id },
})
const following = (
  view: PaymentView,
  kind: Operation['kind'],
  amount: number,
  is_final = false,
): Operation => ({
  id: newId('opn', world),
  kind,
  account: view.attempt?.account ?? newId('aca', world),
  amount,
  is_final,
})

const pair = (view: PaymentView): [PaymentView, Operation, News] => {
  const operation = authorization(view)
  return [view, operation, approved(operation)]
}

test('an approval of an automatic capture moves the money and ends well', () => {
  const { view, transfers } = hear(...pair(sent()))
  assert.equal(view.standing.state, 'succeeded')
  assert.equal(view.standing.captured, 1_000)
  assert.equal(view.standing.open_operation, null)
  assert.deepEqual(
    transfers.map(({ kind, code }) => [kind, code]),
    [['single', 'card_payment']],
  )
})

test('an approval of a manual capture only holds, and says until when', () => {
  const { view, transfers } = hear(...pair(sent({ is_manual: true })))
  assert.equal(view.standing.state, 'authorized')
  assert.equal(view.standing.captured, 0)
  assert(view.standing.capture_before !== null && view.standing.capture_before > world.now())
  assert.deepEqual(
    transfers.map(({ kind }) => kind),
    ['pending'],
  )
})

test('an answer about another amount, currency or operation is not believed: the outcome is unknown', () => {
  const view = sent()
  const operation = authorization(view)
  const base = approved(operation)
  assert(base.kind === 'approved')
  const wrong: CardOutcome[] = [
    approved(operation, 999),
    approved(operation, 1_001),
    { ...base, echo: { ...base.echo, amount: money(1_000n, 'EUR') } },
    { ...base, echo: { ...base.echo, operation_reference: 'somebody-elses' } },
  ]
  for (const news of wrong) {
    const heard = hear(view, operation, news)
    assert.equal(heard.view.standing.state, 'processing')
    assert.equal(heard.view.standing.open_operation, operation.id, 'it is still open, and is asked for')
    assert.deepEqual(heard.transfers, [])
  }
})

test('a partial approval is taken when it was allowed', () => {
  const allowing = sent({ asked: { ...order().asked, allows_partial: true } })
  const operation = authorization(allowing)
  const { view } = hear(allowing, operation, approved(operation, 400))
  assert.equal(view.standing.state, 'succeeded')
  assert.equal(view.standing.captured, 400)
})

test('a time-out is not a failure', () => {
  const view = sent()
  const heard = hear(view, authorization(view), { kind: 'unknown', why: 'no answer' })
  assert.equal(heard.view.standing.state, 'processing')
  assert.notEqual(heard.view.standing.open_operation, null)
})

test('a late approval of a declined payment moves the money', () => {
  const view = sent()
  const operation = authorization(view)
  const first = hear(view, operation, declined).view
  assert.equal(first.standing.state, 'declined')
  const late = hear(first, operation, approved(operation))
  assert.equal(late.view.standing.state, 'succeeded')
  assert.equal(late.transfers.length, 1)
})

test('a reversal after success takes back what was captured', () => {
  const view = sent()
  const operation = authorization(view)
  const done = hear(view, operation, approved(operation)).view
  const taken = hear(done, operation, { kind: 'reversed', acquirer_reference: 'acq-1' }, 'approved')
  assert.equal(taken.view.standing.state, 'reversed')
  assert.deepEqual(
    taken.transfers.map(({ code }) => code),
    ['card_reversal'],
  )
})

test('nothing leads out of a terminal state, whatever is told', () => {
  for (const state of paymentMachine.terminal()) {
    const view = sent()
    const operation = authorization(view)
    const ended = {
      ...view,
      standing: { ...view.standing, state: state as 'canceled', open_operation: null },
    }
    for (const news of [
      approved(operation),
      declined,
      { kind: 'reversed', acquirer_reference: 'a' } as const,
    ]) {
      const heard = hear(ended, operation, news)
      assert.equal(heard.view.standing.state, state)
      assert.deepEqual(heard.transfers, [])
    }
  }
})

/** What the transfers of a payment hold and have moved. */
function createBooks() {
  let held = 1_000
  let moved = 0
  return {
    held: () => held,
    moved: () => moved,
    book(transfers: readonly TransferOrder[]): void {
      for (const transfer of transfers) {
        const amount = Number(transfer.amount ?? 0)
        if (transfer.kind === 'pending') held = amount
        if (transfer.kind === 'void') held = 0
        if (transfer.kind === 'post') {
          moved += amount
          held = transfer.is_final === true ? 0 : held - amount
        }
        if (transfer.kind === 'single') moved -= amount
      }
    },
  }
}

function newsOf(operation: Operation, outcome: string): News {
  if (outcome === 'approved' || outcome === 'repeat') return approved(operation)
  if (outcome === 'declined') return declined
  if (outcome === 'reversed') return { kind: 'reversed', acquirer_reference: 'a' }
  return { kind: 'unknown', why: 'no answer' }
}

test('amounts stay within what was authorised under any order of captures, voids, increments and reversals', () => {
  const step = fc.record({
    kind: fc.constantFrom('capture' as const, 'void' as const, 'increment' as const),
    share: fc.integer({ min: 1, max: 100 }),
    is_final: fc.boolean(),
    outcome: fc.constantFrom('approved', 'declined', 'unknown', 'repeat', 'reversed'),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      let view = hear(...pair(sent({ is_manual: true }))).view
      const books = createBooks()
      for (const { kind, share, is_final, outcome } of steps) {
        const { standing } = view
        if (!['authorized', 'partially_captured'].includes(standing.state)) break
        const left = standing.authorized - standing.captured
        const part = Math.max(1, Math.floor((left * share) / 100))
        if (kind === 'increment' && standing.state !== 'authorized') continue
        const amount = kind === 'increment' ? standing.authorized + share : part
        const operation = following(view, kind, amount, is_final || amount === left)
        view = begin(view, operation)
        const news = newsOf(operation, outcome)
        const heard = hear(view, operation, news)
        view = heard.view
        books.book(heard.transfers)
        if (outcome === 'unknown') break
      }
      const { authorized, captured, state } = view.standing
      assert(captured <= authorized)
      if (state !== 'reversed') assert.equal(books.moved(), captured)
      else assert.equal(books.moved(), 0)
      const isOpen = state === 'authorized' || state === 'partially_captured'
      assert.equal(books.held(), isOpen ? authorized - captured : 0)
    }),
  )
})
