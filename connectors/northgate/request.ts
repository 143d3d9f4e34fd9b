import {
  type AcquirerAccount,
  type Authorize,
  type CardRequest,
  cardPlaceholders,
  type WireRequest,
} from '../../modules/rails/index.ts'

const paths = {
  capture: 'captures',
  void: 'reversals',
  increment: 'increments',
  refund: 'refunds',
} as const

export const headersOf = (account: AcquirerAccount): Record<string, string> => ({
  authorization: `Bearer ${account.api_key}`,
  'content-type': 'application/json',
  'northgate-merchant': account.merchant_number,
})

/** JSON whose every character is ASCII, so that a Latin-1 body carries it exactly. */
const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

export function buildRequest(account: AcquirerAccount, request: CardRequest): WireRequest {
  const headers = headersOf(account)
  if (request.operation === 'inquire') {
    const path = `/api/operations/${request.about}/${request.operation_reference}`
    return { transport: 'http', method: 'GET', path, headers, body: '' }
  }
  const path =
    request.operation === 'authorize'
      ? '/api/authorizations'
      : `/api/authorizations/${encodeURIComponent(request.acquirer_reference)}/${paths[request.operation]}`
  const common = {
    merchant_number: account.merchant_number,
    reference: request.reference,
    operation_reference: request.operation_reference,
    amount: String(request.amount.minor),
    currency: request.amount.currency,
  }
  const body = asciiJson({ ...common, ...particularsOf(request) })
  return { transport: 'http', method: 'POST', path, headers, body }
}

function particularsOf(request: Exclude<CardRequest, { operation: 'inquire' }>): Record<string, unknown> {
  if (request.operation === 'authorize') return authorizationOf(request)
  const original_reference = request.original_reference
  return request.operation === 'capture'
    ? { original_reference, is_final: request.is_final }
    : { original_reference }
}

function authorizationOf(request: Authorize): Record<string, unknown> {
  return {
    card: {
      number: cardPlaceholders.number,
      expiry_month: cardPlaceholders.expiry_month,
      expiry_year: cardPlaceholders.expiry_year,
      ...(request.has_cvc ? { cvc: cardPlaceholders.cvc } : {}),
    },
    acceptor: request.acceptor,
    capture: request.is_captured,
    allow_partial: request.allows_partial,
    estimate: request.is_estimate,
    store_credential: request.is_first_of_many,
    ...(request.initiated === null ? {} : { initiated: request.initiated }),
    ...(request.three_ds === null ? {} : { three_ds: threeDsOf(request.three_ds) }),
    ...(request.exemption === null ? {} : { exemption: request.exemption }),
  }
}

const threeDsOf = (proof: NonNullable<Authorize['three_ds']>): Record<string, unknown> => ({
  version: proof.version,
  eci: proof.eci,
  cavv: proof.cavv,
  ds_transaction_id: proof.ds_transaction_id,
})
