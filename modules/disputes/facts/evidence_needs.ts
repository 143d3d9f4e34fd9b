import type { DisputeCategory } from '../../rails/index.ts'

/** What evidence is made of: what the merchant gives, and what Florin knows by itself. */
export type EvidenceNeed =
  | 'receipt'
  | 'product_description'
  | 'refund_policy'
  | 'customer_communication'
  | 'delivery'
  | 'service_dates'
  | 'explanation'
  | 'payer_identity'
  | 'authentication'
  | 'earlier_payments'

type Need = { readonly need: EvidenceNeed; readonly weight: number; readonly text: string }

/** Issuers read these first, per reason; weights are ours and only order what is missing. */
export const evidenceNeeds: {
  readonly source: string
  readonly effective_from: string
  readonly review_by: string
  readonly value: Readonly<Record<DisputeCategory, readonly Need[]>>
} = {
  source: 'Visa and Mastercard dispute guides for merchants (general knowledge); the weights are Florin’s',
  effective_from: '2024-04-13',
  review_by: '2027-04-30',
  value: {
    fraudulent: [
      { need: 'earlier_payments', weight: 4, text: 'Earlier payments of the same card by the same person.' },
      { need: 'payer_identity', weight: 3, text: 'The payer’s address on the net, device and e-mail.' },
      { need: 'authentication', weight: 3, text: 'A CVC or address that matched, or 3-D Secure.' },
      { need: 'delivery', weight: 3, text: 'Proof that it was delivered to the cardholder.' },
      { need: 'product_description', weight: 2, text: 'What was bought.' },
      { need: 'receipt', weight: 1, text: 'The receipt.' },
    ],
    product_not_received: [
      { need: 'delivery', weight: 5, text: 'Carrier, tracking number, and when and where it was delivered.' },
      { need: 'service_dates', weight: 2, text: 'Of a service: when it was rendered.' },
      { need: 'customer_communication', weight: 2, text: 'What was written with the customer.' },
      { need: 'receipt', weight: 1, text: 'The receipt.' },
    ],
    product_unacceptable: [
      { need: 'product_description', weight: 4, text: 'What was offered.' },
      { need: 'customer_communication', weight: 3, text: 'What was written with the customer.' },
      { need: 'refund_policy', weight: 3, text: 'Terms of return, and that they were shown.' },
      { need: 'delivery', weight: 2, text: 'Proof of delivery.' },
    ],
    subscription_canceled: [
      { need: 'refund_policy', weight: 4, text: 'Terms of cancellation, and that they were agreed to.' },
      { need: 'service_dates', weight: 3, text: 'When the service was used.' },
      { need: 'customer_communication', weight: 3, text: 'That it was not cancelled, or when.' },
    ],
    credit_not_processed: [
      { need: 'refund_policy', weight: 4, text: 'Why no refund is owed, or that it was made.' },
      { need: 'customer_communication', weight: 3, text: 'What was written with the customer.' },
      { need: 'receipt', weight: 2, text: 'The receipt of the refund.' },
    ],
    duplicate: [
      { need: 'explanation', weight: 4, text: 'Why both payments are good.' },
      { need: 'receipt', weight: 4, text: 'Receipts of both.' },
      { need: 'product_description', weight: 1, text: 'What each was for.' },
    ],
    unrecognized: [
      { need: 'product_description', weight: 3, text: 'What was bought.' },
      { need: 'receipt', weight: 3, text: 'The receipt.' },
      { need: 'payer_identity', weight: 3, text: 'The payer’s address on the net, device and e-mail.' },
    ],
    noncompliant: [{ need: 'explanation', weight: 4, text: 'Which rule was kept, and how.' }],
    general: [
      { need: 'explanation', weight: 3, text: 'What happened.' },
      { need: 'receipt', weight: 2, text: 'The receipt.' },
    ],
  },
}
