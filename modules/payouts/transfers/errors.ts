import { errors } from '../../../kernel/result.ts'

export const transferErrors = errors({
  tenant_transfer_not_found: {
    status: 404,
    retry: 'never',
    text: 'No transfer between tenants has this id.',
  },
  tenant_transfer_not_allowed: {
    status: 403,
    retry: 'new_key',
    text: 'No tenant of your organization with this id lets you send to this account: it has to make a transfer grant first.',
  },
  tenant_transfer_not_valid: {
    status: 422,
    retry: 'new_key',
    text: 'The transfer cannot be made; `errors` lists every field and why.',
  },
  tenant_transfer_not_covered: {
    status: 422,
    retry: 'new_key',
    text: 'The ledger refused to take the money from the account; `detail` says why.',
  },
  tenant_transfer_differs: {
    status: 409,
    retry: 'new_key',
    text: 'This id belongs to a transfer that was made with other content; `param` names the first difference.',
  },
  transfer_grant_not_found: { status: 404, retry: 'never', text: 'No transfer grant has this id.' },
  transfer_grant_not_valid: {
    status: 422,
    retry: 'new_key',
    text: 'Only another tenant of your organization, live like you or a sandbox like you, can be let send here.',
  },
})
