import { Type as T } from 'typebox'
import { facts } from '../../platform/outbox/fact.ts'
import { CustomerReply, MerchantReply, PaymentMethodReply } from './parties_replies.ts'

/** `previous` holds the fields that changed, as they were. */
const Previous = T.Record(T.String(), T.Any())
const merchant = T.Object({ object: MerchantReply })
const changedMerchant = T.Object({ object: MerchantReply, previous: Previous })
const customer = T.Object({ object: CustomerReply })
const method = T.Object({ object: PaymentMethodReply })
const changedMethod = T.Object({ object: PaymentMethodReply, previous: Previous })

export const partyFacts = facts({
  'payments.merchant_created': { event: 'merchant.created', text: 'A merchant was created.', body: merchant },
  'payments.merchant_updated': {
    event: 'merchant.updated',
    text: 'A merchant was changed, or may take payments again after it was suspended.',
    body: changedMerchant,
  },
  'payments.merchant_suspended': {
    event: 'merchant.suspended',
    text: 'A merchant was suspended: it takes no new payments.',
    body: changedMerchant,
  },
  'payments.customer_created': { event: 'customer.created', text: 'A customer was created.', body: customer },
  'payments.customer_updated': {
    event: 'customer.updated',
    text: 'A customer was changed.',
    body: T.Object({ object: CustomerReply, previous: Previous }),
  },
  'payments.customer_deleted': {
    event: 'customer.deleted',
    text: 'A customer was deleted: everything of the person is erased, the id stays.',
    body: customer,
  },
  'payments.payment_method_attached': {
    event: 'payment_method.attached',
    text: 'A payment method belongs to a customer from now on.',
    body: method,
  },
  'payments.payment_method_detached': {
    event: 'payment_method.detached',
    text: 'A payment method was taken from its customer and is never used again.',
    body: changedMethod,
  },
  'payments.payment_method_updated': {
    event: 'payment_method.updated',
    text: 'A payment method’s billing details, consent or metadata were changed.',
    body: changedMethod,
  },
})
