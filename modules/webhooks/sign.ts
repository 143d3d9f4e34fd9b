import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import { assert } from '../../kernel/assert.ts'
import { type Secret, secret } from '../../kernel/secret.ts'
import type { Instant, World } from '../../kernel/world.ts'
import type { SignatureForm } from './endpoint.ts'
import { SECRET_BYTES } from './limits.ts'

const PREFIX = 'whsec_'

/** `whsec_` and 32 random bytes in base 64. Source: Standard Webhooks 1.0.0, which allows 24 to 64. */
export const newSecret = (world: World): Secret =>
  secret(PREFIX + Buffer.from(world.random(SECRET_BYTES)).toString('base64'))

/** A secret made ready once: building a key costs as much as signing with it. */
export type SigningKey = {
  readonly key: KeyObject
  /** The whole text is the key in Stripe's form. */
  readonly stripe_key: KeyObject
  /** Null: the current one. */
  readonly valid_until: Instant | null
}

export function signingKey(plain: Secret, valid_until: Instant | null): SigningKey {
  const text = plain.reveal()
  assert(text.startsWith(PREFIX), 'a webhook secret begins with whsec_')
  return {
    key: createSecretKey(Buffer.from(text.slice(PREFIX.length), 'base64')),
    stripe_key: createSecretKey(Buffer.from(text)),
    valid_until,
  }
}

/** The value of `webhook-signature`, or of `Stripe-Signature`: one signature for each key that is still valid. */
export function signatureOf(
  form: SignatureForm,
  keys: readonly SigningKey[],
  message: { readonly id: string; readonly timestamp: number; readonly body: string; readonly now: Instant },
): string {
  const { id, timestamp, body, now } = message
  const valid = keys.filter(({ valid_until }) => valid_until === null || valid_until > now)
  if (form === 'standard') {
    const signed = `${id}.${timestamp}.${body}`
    return valid.map(({ key }) => `v1,${createHmac('sha256', key).update(signed).digest('base64')}`).join(' ')
  }
  const signed = `${timestamp}.${body}`
  const parts = valid.map(
    ({ stripe_key }) => `v1=${createHmac('sha256', stripe_key).update(signed).digest('hex')}`,
  )
  return [`t=${timestamp}`, ...parts].join(',')
}

/** Everything that is sent beside the body; flat names and values. `signatures` as they were made. */
export const requestHeaders = (of: {
  readonly id: string
  readonly timestamp: number
  readonly delivery_id: string
  readonly standard: string
  readonly stripe: string | null
}): string[] => [
  'content-type',
  'application/json',
  'user-agent',
  'Florin-Webhooks/1',
  'webhook-id',
  of.id,
  'webhook-timestamp',
  String(of.timestamp),
  'webhook-signature',
  of.standard,
  'florin-delivery',
  of.delivery_id,
  ...(of.stripe === null ? [] : ['stripe-signature', of.stripe]),
]
