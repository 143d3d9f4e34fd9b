import { USD, made, openBankAccount, openFundedAccount } from './stage_money.ts'
import type { Stagehand } from './stagehand.ts'
import { TriggerRefused } from './stagehand.ts'
import type { TriggerTable } from './trigger.ts'

/** The simulated bank's connection for dollars, which every sandbox has. */
async function connection(stage: Stagehand): Promise<string> {
  const { data: connections } = await stage.call('GET /v1/bank-connections')
  const found = (connections as readonly { id: string; currency: string; state: string }[]).find(
    ({ currency, state }) => currency === 'USD' && state === 'enabled',
  )
  if (found === undefined)
    throw new TriggerRefused('simulator_unavailable', 'The sandbox has no enabled bank connection for USD.')
  return found.id
}

/** A payment of 10.50 by ACH, from an account that has it. */
async function order(stage: Stagehand): Promise<string> {
  const body = {
    orders: [
      {
        connection: await connection(stage),
        kind: 'credit_transfer',
        rail: 'ach',
        bank_account: await openBankAccount(stage),
        account: await openFundedAccount(stage),
        amount: USD('1050'),
      },
    ],
  }
  const { data: orders } = await stage.call('POST /v1/payment-orders', { body })
  return made((orders as readonly { readonly [name: string]: unknown }[])[0] ?? {})
}

const AHEAD = 'Make one and move the clock past its `settles_at`: POST /v1/sandbox/clock/advance.'
const BY_NUMBER =
  'The simulated bank sends back what goes to certain account numbers, such as 9900010000: see the guide of the simulator.'

/** Payments to, and collections from, bank accounts. */
export const paymentOrderTriggers: TriggerTable = {
  'payment_order.scheduled': { how: 'Orders a payment of 10.50 by ACH.', about: [], play: order },
  'payment_order.cancelled': {
    how: 'Orders a payment, unless one is named, and cancels it.',
    about: ['por'],
    async play(stage, object) {
      const id = object ?? (await order(stage))
      await stage.call('POST /v1/payment-orders/{id}/cancel', {
        params: { id },
        body: { because: 'a trigger' },
      })
      return id
    },
  },
  'payment_order.submitted': { reason: `The bank answers files. ${AHEAD}` },
  'payment_order.settled': { reason: AHEAD },
  'payment_order.unknown': {
    reason: 'Let a fault strike the bank, such as drop_after_upload: PUT /v1/sandbox/faults.',
  },
  'payment_order.returned': { reason: BY_NUMBER },
  'payment_order.rejected': { reason: BY_NUMBER },
  'payment_order.reversed': { reason: `Reverse an order that settled. ${AHEAD}` },
  'payment_order.released': {
    reason: 'Collect with `releases_after`, and move the clock past `return_closes_at`.',
  },
}
