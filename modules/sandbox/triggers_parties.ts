import { made } from './stage_money.ts'
import type { Stagehand } from './stagehand.ts'
import type { TriggerTable } from './trigger.ts'

const merchant = async (stage: Stagehand, object: string | null): Promise<string> =>
  object ??
  made(
    await stage.call('POST /v1/merchants', {
      body: { name: 'Bakery Jansen', city: 'Utrecht', country: 'NL', mcc: '5462' },
    }),
  )
const customer = async (stage: Stagehand, object: string | null): Promise<string> =>
  object ??
  made(await stage.call('POST /v1/customers', { body: { name: 'Anna de Vries', email: 'anna@example.com' } }))
const method = async (stage: Stagehand, object: string | null): Promise<string> =>
  object ??
  made(
    await stage.call('POST /v1/payment-methods', {
      body: { token: 'pm_card_visa', customer: await customer(stage, null) },
    }),
  )

/** Who sells, who pays, and with what. */
export const partyTriggers: TriggerTable = {
  'merchant.created': { how: 'Makes a merchant.', about: [], play: (stage) => merchant(stage, null) },
  'merchant.updated': {
    how: 'Changes the name of a merchant.',
    about: ['mer'],
    async play(stage, object) {
      const id = await merchant(stage, object)
      await stage.call('PATCH /v1/merchants/{id}', { params: { id }, body: { name: `Bakery ${stage.word}` } })
      return id
    },
  },
  'merchant.suspended': {
    how: 'Suspends a merchant: it takes no new payments until it is resumed.',
    about: ['mer'],
    async play(stage, object) {
      const id = await merchant(stage, object)
      await stage.call('POST /v1/merchants/{id}/suspend', { params: { id } })
      return id
    },
  },
  'customer.created': { how: 'Makes a customer.', about: [], play: (stage) => customer(stage, null) },
  'customer.updated': {
    how: 'Changes the name of a customer.',
    about: ['cus'],
    async play(stage, object) {
      const id = await customer(stage, object)
      await stage.call('PATCH /v1/customers/{id}', { params: { id }, body: { name: `Anna ${stage.word}` } })
      return id
    },
  },
  'customer.deleted': {
    how: 'Deletes a customer; what is known of the person is erased.',
    about: ['cus'],
    async play(stage, object) {
      const id = await customer(stage, object)
      await stage.call('DELETE /v1/customers/{id}', { params: { id } })
      return id
    },
  },
  'payment_method.attached': {
    how: 'Makes a payment method of a test card for a customer.',
    about: ['pm'],
    async play(stage, object) {
      if (object === null) return method(stage, null)
      const body = { customer: await customer(stage, null) }
      await stage.call('POST /v1/payment-methods/{id}/attach', { params: { id: object }, body })
      return object
    },
  },
  'payment_method.updated': {
    how: 'Changes the billing name of a payment method.',
    about: ['pm'],
    async play(stage, object) {
      const id = await method(stage, object)
      const body = { billing: { name: `Anna ${stage.word}` } }
      await stage.call('PATCH /v1/payment-methods/{id}', { params: { id }, body })
      return id
    },
  },
  'payment_method.detached': {
    how: 'Detaches a payment method, for ever.',
    about: ['pm'],
    async play(stage, object) {
      const id = await method(stage, object)
      await stage.call('POST /v1/payment-methods/{id}/detach', { params: { id } })
      return id
    },
  },
}
