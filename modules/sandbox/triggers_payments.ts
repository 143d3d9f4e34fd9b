import { USD } from './stage_money.ts'
import { newId } from '../../kernel/id.ts'
import type { Stagehand } from './stagehand.ts'
import { TriggerRefused } from './stagehand.ts'
import type { TriggerTable } from './trigger.ts'

/** Refusals with which a payment exists all the same. */
const outcomes = ['card_declined', 'payment_blocked'] as const

/** Makes a payment for the event, unless one is named; its id. */
async function payment(stage: Stagehand, object: string | null, more: object = {}): Promise<string> {
  if (object !== null) return object
  const id = newId('pay', stage.scope.world)
  // Many alike look strange to the risk rules, which would have the cardholder asked.
  const body = { id, amount: USD('1050'), payment_method: 'pm_card_visa', three_ds: 'never', ...more }
  await stage.call('POST /v1/payments', { body }, outcomes)
  return id
}
const held = (stage: Stagehand, object: string | null, more: object = {}): Promise<string> =>
  payment(stage, object, { capture_method: 'manual', ...more })

/** The payment's authorisation, as its acquirer knows it. */
async function atAcquirer(stage: Stagehand, id: string) {
  const { attempt } = await stage.call('GET /v1/payments/{id}', { params: { id } })
  const sent = attempt as { id: string; acquirer_account: string } | null
  if (sent === null) throw new TriggerRefused('trigger_failed', 'The payment was never sent.')
  const connector = await stage.connectorOf(sent.acquirer_account)
  return { connector, operation_reference: sent.id.slice('att_'.length) }
}

/** Makes the cardholder dispute a payment. */
export async function disputedPayment(stage: Stagehand, object: string | null) {
  const id = await payment(stage, object)
  const { case_reference } = await stage.pull({ kind: 'open_dispute', ...(await atAcquirer(stage, id)) })
  return { payment: id, case_reference: case_reference ?? '' }
}

/** A payment by somebody who stands on a list with this effect. The list is deleted again. */
async function listed(stage: Stagehand, effect: 'block' | 'review'): Promise<string> {
  const email = `${stage.word}@example.com`
  const { id: list } = await stage.call('POST /v1/risk/lists', {
    body: { name: `Trigger ${stage.word}`, kind: 'email', effect },
  })
  const params = { id: String(list) }
  await stage.call('POST /v1/risk/lists/{id}/items', { params, body: { items: [{ value: email }] } })
  const id = await payment(stage, null, { payer: { email } })
  await stage.call('DELETE /v1/risk/lists/{id}', { params })
  return id
}

const refund = async (stage: Stagehand, object: string | null, card: string): Promise<string> => {
  const body = { payment: await payment(stage, object, { payment_method: card }) }
  return String((await stage.call('POST /v1/refunds', { body }))['id'])
}

/** Payments and refunds. */
export const paymentTriggers: TriggerTable = {
  'payment.created': {
    how: 'Makes a payment that waits to be confirmed.',
    about: [],
    play: (stage) => payment(stage, null, { confirm: false }),
  },
  'payment.requires_action': {
    how: 'Makes a payment that has to be authenticated.',
    about: [],
    play: (stage) =>
      payment(stage, null, {
        payment_method: 'pm_card_visa_three_ds_always',
        three_ds: 'required',
        return_url: 'https://example.com/back',
      }),
  },
  'payment.in_review': {
    how: 'Makes a payment of somebody who stands on a list with the effect `review`.',
    about: [],
    play: (stage) => listed(stage, 'review'),
  },
  'payment.approved': {
    how: 'Approves a payment that was put to review.',
    about: ['pay'],
    async play(stage, object) {
      const id = object ?? (await listed(stage, 'review'))
      await stage.call('POST /v1/payments/{id}/approve', { params: { id }, body: {} })
      return id
    },
  },
  'payment.blocked': {
    how: 'Makes a payment of somebody who stands on a list with the effect `block`.',
    about: [],
    play: (stage) => listed(stage, 'block'),
  },
  'payment.processing': {
    how: 'Makes a payment whose answer is lost on its way; an inquiry finds out what came of it.',
    about: [],
    async play(stage) {
      await stage.addFault({ kind: 'answer_lost', operation: 'authorize' })
      return payment(stage, null)
    },
  },
  'payment.authorized': {
    how: 'Makes a payment that waits to be captured.',
    about: [],
    play: (stage) => held(stage, null),
  },
  'payment.updated': {
    how: 'Raises what a payment holds.',
    about: ['pay'],
    async play(stage, object) {
      const id = await held(stage, object, { is_estimate: true })
      const params = { id }
      const { amount_authorized } = await stage.call('GET /v1/payments/{id}', { params })
      const { value, currency } = amount_authorized as { value: string; currency: string }
      const body = { amount: { value: String(BigInt(value) + 100n), currency } }
      await stage.call('POST /v1/payments/{id}/increment', { params, body })
      return id
    },
  },
  'payment.partially_captured': {
    how: 'Captures a part of what a payment holds.',
    about: ['pay'],
    async play(stage, object) {
      const id = await held(stage, object)
      const { amount_authorized } = await stage.call('GET /v1/payments/{id}', { params: { id } })
      const { value, currency } = amount_authorized as { value: string; currency: string }
      const body = { amount: { value: String(BigInt(value) / 2n), currency }, is_final: false }
      await stage.call('POST /v1/payments/{id}/capture', { params: { id }, body })
      return id
    },
  },
  'payment.succeeded': {
    how: 'Makes a payment, or captures one that waits for it.',
    about: ['pay'],
    async play(stage, object) {
      if (object !== null) await stage.call('POST /v1/payments/{id}/capture', { params: { id: object } })
      return payment(stage, object)
    },
  },
  'payment.declined': {
    how: 'Makes a payment with a card that is declined.',
    about: [],
    play: (stage) => payment(stage, null, { payment_method: 'pm_card_visa_declined' }),
  },
  'payment.canceled': {
    how: 'Gives up a payment that is held.',
    about: ['pay'],
    async play(stage, object) {
      const id = await held(stage, object)
      await stage.call('POST /v1/payments/{id}/cancel', { params: { id } })
      return id
    },
  },
  'payment.expired': {
    reason:
      'What nobody captures is given back a day before it lapses, so you hear payment.canceled instead: make a payment with capture_method manual and advance the clock by eight days.',
  },
  'payment.operation_failed': {
    how: 'Captures a payment at an acquirer that loses the request; inquiries find out within a minute of the sandbox’s clock.',
    about: ['pay'],
    async play(stage, object) {
      const id = await held(stage, object)
      await stage.addFault({ kind: 'error_before_effect', operation: 'capture' })
      await stage.call('POST /v1/payments/{id}/capture', { params: { id } })
      return id
    },
  },
  'payment.reversed': {
    how: 'The acquirer takes back a payment that it had approved.',
    about: ['pay'],
    async play(stage, object) {
      const id = await payment(stage, object)
      await stage.pull({ kind: 'late_reversal', ...(await atAcquirer(stage, id)) })
      return id
    },
  },
  'refund.pending': {
    how: 'Gives a payment back to a card whose issuer takes its time.',
    about: [],
    play: (stage) => refund(stage, null, 'pm_card_visa_refund_succeeds_later'),
  },
  'refund.succeeded': {
    how: 'Gives a payment back.',
    about: ['pay'],
    play: (stage, object) => refund(stage, object, 'pm_card_visa'),
  },
  'refund.failed': {
    how: 'Gives a payment back to a card whose issuer sends it back.',
    about: ['pay'],
    async play(stage, object) {
      const id = await refund(stage, object, 'pm_card_visa')
      const { payment: paid } = await stage.call('GET /v1/refunds/{id}', { params: { id } })
      const { connector } = await atAcquirer(stage, String(paid))
      await stage.pull({ kind: 'fail_refund', connector, operation_reference: id.slice('ref_'.length) })
      return id
    },
  },
}
