import { type CodeOf, type ErrorRow, errors } from '../../kernel/result.ts'

export const partyErrors = errors({
  merchant_not_found: { status: 404, retry: 'never', text: 'No merchant has this id.' },
  merchant_differs: {
    status: 409,
    retry: 'new_key',
    text: 'This id belongs to a merchant that was created with other content; `param` names the first difference.',
  },
  customer_not_found: { status: 404, retry: 'never', text: 'No customer has this id.' },
  customer_differs: {
    status: 409,
    retry: 'new_key',
    text: 'This id belongs to a customer that was created with other content; `param` names the first difference.',
  },
  customer_deleted: { status: 409, retry: 'never', text: 'The customer was deleted; only its id is left.' },
  reference_taken: {
    status: 409,
    retry: 'new_key',
    text: 'Another object of this kind has the reference; `detail` names it.',
  },
  payment_method_not_found: { status: 404, retry: 'never', text: 'No payment method has this id.' },
  payment_method_differs: {
    status: 409,
    retry: 'new_key',
    text: 'This id belongs to a payment method that was created with other content; `param` names the first difference.',
  },
  payment_method_detached: {
    status: 409,
    retry: 'never',
    text: 'The payment method was detached and cannot be used again; make another one of the card’s token.',
  },
  payment_method_attached: {
    status: 409,
    retry: 'never',
    text: 'The payment method belongs to another customer.',
  },
  payment_method_not_own: {
    status: 409,
    retry: 'new_key',
    text: 'The payment method is not attached to this customer.',
  },
  payment_method_limit_reached: {
    status: 409,
    retry: 'never',
    text: 'The customer has as many payment methods as it may have; detach one first.',
  },
  consent_without_customer: {
    status: 409,
    retry: 'new_key',
    text: 'Consent to payments that the merchant starts needs a customer: attach the payment method first.',
  },
  card_token_unknown: {
    status: 404,
    retry: 'never',
    text: 'The vault has no card under this token; test names such as `pm_card_visa` are for sandboxes.',
  },
  party_metadata_too_large: {
    status: 422,
    retry: 'new_key',
    text: 'With this change the object would have more than 50 keys of metadata.',
  },
})
export type PartyCode = CodeOf<typeof partyErrors>

/** The rows of some codes, for the routes that can answer with them. */
export const partyErrorRows = (...codes: readonly PartyCode[]): Record<string, ErrorRow> =>
  Object.fromEntries(codes.map((code) => [code, partyErrors.table[code]]))
