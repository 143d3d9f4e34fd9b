import { readStrictJson } from '../../kernel/json.ts'
import {
  cardPlaceholders,
  type ThreeDsAccount,
  type ThreeDsAnswer,
  type ThreeDsConnector,
  type ThreeDsProof,
  type WireAnswer,
} from '../../modules/rails/index.ts'

type Fields = Readonly<Record<string, unknown>>

/** 3-D Secure through the directory server of README.md: JSON over HTTP. */
export const threeds: ThreeDsConnector = {
  name: 'threeds',
  build: (account, request) => ({
    transport: 'http',
    method: 'POST',
    path: '/3ds/authentications',
    headers: headersOf(account),
    body: asciiJson({
      merchant_number: account.merchant_number,
      operation_reference: request.operation_reference,
      amount: String(request.amount.minor),
      currency: request.amount.currency,
      card: {
        number: cardPlaceholders.number,
        expiry_month: cardPlaceholders.expiry_month,
        expiry_year: cardPlaceholders.expiry_year,
      },
      return_url: request.return_url,
      challenge: request.wants_challenge,
    }),
  }),
  parse: readAnswer,
  buildResult: (account, id) => ({
    transport: 'http',
    method: 'GET',
    path: `/3ds/authentications/${encodeURIComponent(id)}`,
    headers: headersOf(account),
    body: '',
  }),
  parseResult: readAnswer,
}

const headersOf = (account: ThreeDsAccount): Record<string, string> => ({
  authorization: `Bearer ${account.api_key}`,
  'content-type': 'application/json',
  'three-ds-merchant': account.merchant_number,
})

/** JSON whose every character is ASCII, so that a Latin-1 body carries it exactly. */
const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

const textOf = (fields: Fields, name: string): string | null => {
  const value = fields[name]
  return typeof value === 'string' && value !== '' ? value : null
}

/** Never throws. What cannot be read is `unknown`, and is asked for again. */
function readAnswer({ status, body }: WireAnswer): ThreeDsAnswer {
  const read = readStrictJson(body)
  if (!read.ok || typeof read.value !== 'object' || read.value === null)
    return { kind: 'unknown', why: `HTTP ${status} without a JSON object` }
  const fields = read.value as Fields
  if (status === 200) return readAuthentication(fields)
  const code = textOf(fields, 'error')
  if (code === null || status >= 500 || status < 400) return { kind: 'unknown', why: `HTTP ${status}` }
  if (code === 'authentication_not_found') return { kind: 'not_found' }
  if (code === 'card_not_enrolled') return { kind: 'unavailable', why: code }
  return { kind: 'rejected', code, text: textOf(fields, 'text') ?? code }
}

function readAuthentication(fields: Fields): ThreeDsAnswer {
  const id = textOf(fields, 'id')
  if (id === null) return { kind: 'unknown', why: 'the answer has no id' }
  switch (textOf(fields, 'status')) {
    case 'authenticated':
    case 'attempted': {
      const proof = proofOf(fields)
      return proof === undefined
        ? { kind: 'unknown', why: 'a proof is not whole' }
        : { kind: 'proved', id, proof }
    }
    case 'challenge': {
      const challenge_url = textOf(fields, 'challenge_url')
      return challenge_url === null || !/^https?:\/\//.test(challenge_url)
        ? { kind: 'unknown', why: 'a challenge without an address' }
        : { kind: 'challenge', id, challenge_url }
    }
    case 'failed':
      return { kind: 'failed', id, why: 'failed' }
    case 'expired':
      return { kind: 'failed', id, why: 'expired' }
    case 'unavailable':
      return { kind: 'unavailable', why: 'the issuer cannot authenticate' }
    default:
      return { kind: 'unknown', why: 'the answer has no status that is known' }
  }
}

/** An attempt shifts the liability too: the issuer could have taken part. */
function proofOf(fields: Fields): ThreeDsProof | undefined {
  const [version, eci, cavv] = [textOf(fields, 'version'), textOf(fields, 'eci'), textOf(fields, 'cavv')]
  const ds_transaction_id = textOf(fields, 'ds_transaction_id')
  if (version === null || eci === null || ds_transaction_id === null) return undefined
  return {
    version,
    eci,
    cavv,
    ds_transaction_id,
    has_liability_shift: /^0[1256]$/.test(eci) && cavv !== null,
  }
}
