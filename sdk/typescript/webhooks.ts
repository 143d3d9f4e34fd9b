import { FlorinError } from './errors.ts'
import type { WebhookEvent } from './generated/types.gen.ts'
import { systemRuntime } from './runtime.ts'

/** How far a message's time may lie from ours. Source: Standard Webhooks 1.0.0. */
const TOLERANCE_S = 300
const SECRET_PREFIX = 'whsec_'
const HMAC = { name: 'HMAC', hash: 'SHA-256' }

/** The message is not what it says it is, or nobody can tell. */
export class SignatureError extends FlorinError {
  override readonly name: string = 'SignatureError'
}

/** An event of any type, one of a later release too. */
export type FlorinEvent = Omit<WebhookEvent, 'type' | 'data'> & {
  readonly type: string
  readonly data: { readonly object: Readonly<Record<string, unknown>>; readonly previous?: unknown }
}
type Lookup = { get(name: string): string | null }
type Headers = Lookup | Readonly<Record<string, string | readonly string[] | undefined>>
type Bytes = Uint8Array<ArrayBuffer>

/**
 * The event in a webhook, once its signature and time were checked. `raw_body` is the body as it arrived: parsed and
 * written anew it would not match. During a rotation give both secrets. `now_s` is the time in seconds, that of the machine
 * when absent. A webhook may come twice, always with the same id. Errors: SignatureError.
 */
export async function verifyWebhook(
  raw_body: string | Uint8Array,
  headers: Headers,
  secret: string | readonly string[],
  now_s: number = systemRuntime().now() / 1_000_000,
): Promise<WebhookEvent> {
  const body = typeof raw_body === 'string' ? new TextEncoder().encode(raw_body) : raw_body
  const [id, timestamp, given] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    headerOf(headers, name),
  )
  if (id === undefined || timestamp === undefined || given === undefined)
    throw new SignatureError('webhook-id, webhook-timestamp and webhook-signature must all be there')
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(Number(timestamp) - now_s) > TOLERANCE_S)
    throw new SignatureError('the message is older, or newer, than five minutes')
  const signed = signedBytes(id, timestamp, body)
  const signatures = given.split(' ').flatMap((one) => (one.startsWith('v1,') ? [one.slice(3)] : []))
  for (const one of typeof secret === 'string' ? [secret] : secret) {
    const key = await keyOf(one, 'verify')
    // Compares in the same time wherever two signatures differ.
    const fits = signatures.map((text) => crypto.subtle.verify(HMAC.name, key, fromBase64(text), signed))
    if ((await Promise.all(fits)).includes(true))
      return JSON.parse(new TextDecoder().decode(body)) as WebhookEvent
  }
  throw new SignatureError('no signature fits: is it the secret of this endpoint?')
}

/** The value of `webhook-signature` for one secret (`whsec_…`). */
export async function signatureOf(
  message: { readonly id: string; readonly timestamp: number; readonly body: string },
  secret: string,
): Promise<string> {
  const key = await keyOf(secret, 'sign')
  const body = new TextEncoder().encode(message.body)
  const signed = signedBytes(message.id, String(message.timestamp), body)
  const mac = new Uint8Array(await crypto.subtle.sign(HMAC.name, key, signed))
  return `v1,${btoa(String.fromCharCode(...mac))}`
}

function keyOf(secret: string, use: 'sign' | 'verify') {
  if (!secret.startsWith(SECRET_PREFIX)) throw new SignatureError('a webhook secret begins with whsec_')
  return crypto.subtle.importKey('raw', fromBase64(secret.slice(SECRET_PREFIX.length)), HMAC, false, [use])
}

function signedBytes(id: string, timestamp: string, body: Uint8Array): Bytes {
  const before = new TextEncoder().encode(`${id}.${timestamp}.`)
  const signed = new Uint8Array(before.length + body.length)
  signed.set(before)
  signed.set(body, before.length)
  return signed
}

/** Empty for what is no base 64: it fits nothing. */
function fromBase64(text: string): Bytes {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
  } catch {
    return new Uint8Array()
  }
}

function headerOf(headers: Headers, name: string): string | undefined {
  if (isLookup(headers)) return headers.get(name) ?? undefined
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
  return typeof found === 'string' ? found : found?.[0]
}

const isLookup = (headers: Headers): headers is Lookup => typeof headers['get'] === 'function'
