import {
  type AcquirerAccount,
  type Authorize,
  type CardRequest,
  cardPlaceholders,
  type WireRequest,
} from '../../modules/rails/index.ts'
import { decimalOf } from './amount.ts'

const actions = {
  capture: 'captures',
  void: 'cancels',
  increment: 'amountUpdates',
  refund: 'refunds',
} as const
const types = {
  authorize: 'PAYMENT',
  capture: 'CAPTURE',
  void: 'CANCEL',
  increment: 'AMOUNT_UPDATE',
  refund: 'REFUND',
} as const

export const headersOf = (account: AcquirerAccount): Record<string, string> => ({
  'x-api-key': account.api_key,
  'x-merchant-account': account.merchant_number,
  'content-type': 'application/json',
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
    const path = `/transactions/${types[request.about]}/${request.operation_reference}`
    return { transport: 'http', method: 'GET', path, headers, body: '' }
  }
  const common = {
    merchantAccount: account.merchant_number,
    merchantReference: request.reference,
    requestReference: request.operation_reference,
    amount: { value: decimalOf(request.amount), currency: request.amount.currency },
  }
  if (request.operation === 'authorize') {
    const body = asciiJson({ ...common, ...paymentOf(account, request) })
    return { transport: 'http', method: 'POST', path: '/payments', headers, body }
  }
  const path = `/payments/${encodeURIComponent(request.acquirer_reference)}/${actions[request.operation]}`
  const last = request.operation === 'capture' ? { lastCapture: request.is_final } : {}
  const body = asciiJson({ ...common, originalRequestReference: request.original_reference, ...last })
  return { transport: 'http', method: 'POST', path, headers, body }
}

function paymentOf(account: AcquirerAccount, request: Authorize): Record<string, unknown> {
  const { initiated, three_ds: proof, acceptor } = request
  return {
    paymentMethod: {
      type: 'card',
      number: cardPlaceholders.number,
      expiry: { month: cardPlaceholders.expiry_month, year: cardPlaceholders.expiry_year },
      ...(request.has_cvc ? { securityCode: cardPlaceholders.cvc } : {}),
    },
    merchant: { name: acceptor.name, city: acceptor.city, country: acceptor.country, mcc: acceptor.mcc },
    captureMode: request.is_captured ? 'IMMEDIATE' : 'LATER',
    authorisationType: request.is_estimate ? 'PRE' : 'FINAL',
    acceptPartial: request.allows_partial,
    storedCredential: request.is_first_of_many,
    notificationUrl: account.callback_url,
    ...(initiated === null
      ? {}
      : {
          merchantInitiated: {
            reason: initiated.reason.toUpperCase(),
            schemeTransactionId: initiated.network_transaction_id,
            schemeLinkId: initiated.transaction_link_id,
          },
        }),
    ...(proof === null
      ? {}
      : {
          authentication: {
            version: proof.version,
            eci: proof.eci,
            cavv: proof.cavv,
            dsTransId: proof.ds_transaction_id,
          },
        }),
    ...(request.exemption === null ? {} : { scaExemption: request.exemption.toUpperCase() }),
  }
}
