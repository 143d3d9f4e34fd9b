import type { Decline } from '../rails/index.ts'
import type { Asked } from './payment.ts'

/** The issuer wants authentication: Visa 1A and 70, Mastercard 65 (payment-codes.md 4.6). */
export const isSoftDecline = ({ code }: Pick<Decline, 'code'>): boolean => code === 'authentication_required'

/** The payer is there, at a browser, and the merchant allows it. */
export const canAskCardholder = ({ initiated_by, channel, three_ds }: Asked): boolean =>
  initiated_by === 'customer' && channel === 'ecommerce' && three_ds !== 'never'
