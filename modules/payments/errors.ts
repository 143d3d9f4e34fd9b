import { type CodeOf, type ErrorRow, errors } from '../../kernel/result.ts'

/** Everything that payments refuse. */
export const paymentErrors = errors({
  card_declined: {
    status: 402,
    retry: 'new_key',
    text: 'The card was declined; `decline_code` and `advice` say why and whether to try again.',
  },
  payment_blocked: {
    status: 402,
    retry: 'never',
    text: 'The payment was refused by the risk rules of this account; nothing was sent to the acquirer.',
  },
  retry_not_allowed: {
    status: 402,
    retry: 'new_key',
    text: 'The card scheme does not allow this card to be tried again now; `detail` says which rule, and from when.',
  },
  no_acquirer: {
    status: 422,
    retry: 'new_key',
    text: 'No acquirer account can take this payment; `detail` says why for each.',
  },
  acquirer_unavailable: {
    status: 503,
    retry: 'same_key',
    text: 'No acquirer could be reached. Nothing was sent, so nothing moved.',
  },
  acquirer_rejected: {
    status: 422,
    retry: 'new_key',
    text: 'The acquirer refused the request itself; the card’s issuer never saw it and nothing moved.',
  },
  payment_not_found: { status: 404, retry: 'never', text: 'No payment has this id.' },
  payment_exists: { status: 409, retry: 'new_key', text: 'This id belongs to another payment.' },
  payment_changed: {
    status: 409,
    retry: 'same_key',
    text: 'The payment changed while this was being done; nothing was sent. Read it and repeat.',
  },
  operation_open: {
    status: 409,
    retry: 'same_key',
    text: 'Another operation of this payment waits for its outcome.',
  },
  wrong_state: {
    status: 409,
    retry: 'never',
    text: 'The payment does not stand where this could be done; `detail` says what can.',
  },
  amount_too_large: {
    status: 422,
    retry: 'new_key',
    text: 'More than what is left of the payment.',
  },
  too_many_captures: {
    status: 422,
    retry: 'new_key',
    text: 'The acquirer takes no further capture of this payment.',
  },
  not_supported: {
    status: 422,
    retry: 'new_key',
    text: 'The acquirer of this payment does not offer that.',
  },
  unknown_payment_method: {
    status: 422,
    retry: 'new_key',
    text: 'No card token or payment method has this id.',
  },
  merchant_not_active: { status: 422, retry: 'new_key', text: 'The merchant is suspended.' },
  transaction_link_required: {
    status: 422,
    retry: 'new_key',
    text: 'Mastercard asks for the transaction link id of the first payment in every merchant-initiated one.',
  },
  decision_not_found: { status: 404, retry: 'never', text: 'No attempt has this id.' },
  refund_not_found: { status: 404, retry: 'never', text: 'No refund has this id.' },
})
export type PaymentCode = CodeOf<typeof paymentErrors>

export const errorRows = (...codes: readonly PaymentCode[]): Record<string, ErrorRow> =>
  Object.fromEntries(codes.map((code) => [code, paymentErrors.table[code]]))
