import { createHmac, timingSafeEqual } from 'node:crypto'
import { FlorinError } from './errors.ts'

/** How far a message's time may lie from ours. Source: Standard Webhooks 1.0.0. */
const TOLERANCE_S = 300
const SECRET_PREFIX = 'whsec_'

/** The message is not what it says it is, or nobody can tell. */
export class SignatureError extends FlorinError {
  override readonly name: string = 'SignatureError'
}

/** An event as webhooks, lists and the stream carry it. */
export type FlorinEvent = {
  readonly id: string
  readonly type: string
  readonly api_version: string
  readonly created_at: string
  readonly tenant_id: string
  /** Counts the events of the object from 1 without gaps. */
  readonly sequence: number
  readonly previous_id: string | null
  readonly correlation_id: string | null
  readonly data: { readonly object: Readonly<Record<string, unknown>>; readonly previous?: unknown }
}
type Lookup = { get(name: string): string | null }
type Headers = Lookup | Readonly<Record<string, string | readonly string[] | undefined>>

/**
 * The event in a webhook, once its signature and time were checked. `raw_body` is the body as it arrived: parsed and
 * written anew it would not match. During a rotation give both secrets. Errors: SignatureError.
 */
export function verifyWebhook(
  raw_body: string | Uint8Array,
  headers: Headers,
  secret: string | readonly string[],
  now_s: number,
): FlorinEvent {
  const text = typeof raw_body === 'string' ? raw_body : Buffer.from(raw_body).toString('utf8')
  const [id, timestamp, given] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    headerOf(headers, name),
  )
  if (id === undefined || timestamp === undefined || given === undefined)
    throw new SignatureError('webhook-id, webhook-timestamp and webhook-signature must all be there')
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(Number(timestamp) - now_s) > TOLERANCE_S)
    throw new SignatureError('the message is older, or newer, than five minutes')
  const secrets = typeof secret === 'string' ? [secret] : secret
  const expected = secrets.map((one) => signatureOf({ id, timestamp: Number(timestamp), body: text }, one))
  const isOurs = given.split(' ').some((one) => expected.some((other) => isSame(one, other)))
  if (!isOurs) throw new SignatureError('no signature fits: is it the secret of this endpoint?')
  return JSON.parse(text) as FlorinEvent
}

/** The value of `webhook-signature` for one secret (`whsec_…`). */
export function signatureOf(
  message: { readonly id: string; readonly timestamp: number; readonly body: string },
  secret: string,
): string {
  if (!secret.startsWith(SECRET_PREFIX)) throw new SignatureError('a webhook secret begins with whsec_')
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64')
  const signed = `${message.id}.${message.timestamp}.${message.body}`
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

function headerOf(headers: Headers, name: string): string | undefined {
  if (isLookup(headers)) return headers.get(name) ?? undefined
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
  return typeof found === 'string' ? found : found?.[0]
}

const isLookup = (headers: Headers): headers is Lookup => typeof headers['get'] === 'function'
