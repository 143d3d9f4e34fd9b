import { dated } from '../dated.ts'

/** What must be done about Mastercard’s transaction link id. `warn`: keep it, and say when it is missing. */
export type LinkIdMode = 'ignore' | 'warn' | 'enforce'

export const linkIdModes = dated<LinkIdMode>([
  {
    source: 'before the mandate',
    effective_from: '2020-01-01',
    review_by: '2026-12-31',
    value: 'ignore',
  },
  {
    source:
      'Mastercard transaction link id: to be kept from cardholder-initiated payments (Stripe, Worldpay, Braintree, Xendit)',
    effective_from: '2026-06-02',
    review_by: '2026-12-31',
    value: 'warn',
  },
  {
    source:
      'Mastercard transaction link id: required on every merchant-initiated payment, beside the trace id',
    effective_from: '2026-10-23',
    review_by: '2027-06-30',
    value: 'enforce',
  },
])
