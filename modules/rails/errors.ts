import { type CodeOf, errors, type Failure } from '../../kernel/result.ts'

export const railsErrors = errors({
  acquirer_account_not_found: { status: 404, retry: 'never', text: 'No acquirer account has this id.' },
  connector_unknown: { status: 422, retry: 'new_key', text: 'No connector has this name.' },
  not_supported_by_connector: {
    status: 422,
    retry: 'new_key',
    text: 'The connector does not support what the account asks for.',
  },
  acquirer_address_refused: {
    status: 422,
    retry: 'new_key',
    text: 'An address of the account may not be dialled.',
  },
  acquirer_account_exists: {
    status: 409,
    retry: 'never',
    text: 'There is an account with this connector and merchant number already.',
  },
  acquirer_account_limit_reached: {
    status: 409,
    retry: 'never',
    text: 'The tenant has as many acquirer accounts as it may have.',
  },
  callback_address_unknown: { status: 404, retry: 'never', text: 'Nobody is called back at this address.' },
  callback_refused: {
    status: 401,
    retry: 'never',
    text: 'The signature of the callback is not good, or too old, or its text makes no sense.',
  },
})
export type RailsFailure = Failure<CodeOf<typeof railsErrors>>
