import { errors } from '../../../kernel/result.ts'

export const payeeErrors = errors({
  payee_verification_not_found: {
    status: 404,
    retry: 'never',
    text: 'No verification of a payee has this id.',
  },
  payee_verification_differs: {
    status: 409,
    retry: 'new_key',
    text: 'This id belongs to a verification that asked something else; `param` names the first difference.',
  },
  payee_verification_state: {
    status: 409,
    retry: 'never',
    text: 'The verification is not one that a payer is warned about and decides on; `detail` says why.',
  },
})

export const payeeProviderErrors = errors({
  payee_provider_not_found: { status: 404, retry: 'never', text: 'No provider has this id.' },
  payee_connector_unknown: { status: 422, retry: 'new_key', text: 'No connector has this name.' },
  payee_provider_address_refused: {
    status: 422,
    retry: 'new_key',
    text: 'The address of the provider may not be dialled.',
  },
  payee_provider_exists: {
    status: 409,
    retry: 'never',
    text: 'There is a provider with this connector and client id already.',
  },
  payee_provider_limit_reached: {
    status: 409,
    retry: 'never',
    text: 'The tenant has as many providers as it may have.',
  },
})
