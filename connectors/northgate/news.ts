import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Instant, instant } from '../../kernel/world.ts'
import type { AcquirerAccount, CallbackNews, CardOperation } from '../../modules/rails/index.ts'
import { type Fields, readObject, readOperation, textOf } from './answer.ts'

/** A callback that is older, or dated further ahead, could be a replay. */
const AGE_SECONDS_MAX = 300
const abouts: readonly string[] = [
  'authorize',
  'capture',
  'void',
  'increment',
  'refund',
  'inquire',
  'reversal',
] satisfies CallbackNews['about'][]

type Message = {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly at: Instant
}

/** `northgate-signature: t=<seconds>,v1=<hex>[,v1=<hex>]`, HMAC-SHA-256 over `t.body`; one per secret in a rotation. */
export function readNews(account: AcquirerAccount, message: Message): readonly CallbackNews[] | undefined {
  if (!isSigned(account.callback_secrets, message)) return undefined
  const fields = readObject(message.body)
  const news = fields === undefined ? undefined : readOne(fields)
  return news === undefined ? undefined : [news]
}

function isSigned(secrets: readonly string[], { headers, body, at }: Message): boolean {
  const parts = (headers['northgate-signature'] ?? '').split(',')
  const seconds = /^t=(\d{1,12})$/.exec(parts[0] ?? '')?.[1]
  if (seconds === undefined || Math.abs(Number(seconds) - at / 1e6) > AGE_SECONDS_MAX) return false
  const given = parts.slice(1, 5).map((part) => Buffer.from(part.replace(/^v1=/, ''), 'hex'))
  return secrets.some((key) => {
    const wanted = createHmac('sha256', key).update(`${seconds}.${body}`, 'latin1').digest()
    return given.some((mac) => mac.length === wanted.length && timingSafeEqual(mac, wanted))
  })
}

function readOne(fields: Fields): CallbackNews | undefined {
  const message_id = textOf(fields, 'message_id')
  const operation_reference = textOf(fields, 'operation_reference')
  const about = textOf(fields, 'about')
  const at_us = fields['at_us']
  if (message_id === null || operation_reference === null || typeof at_us !== 'number') return undefined
  if (about === null || !abouts.includes(about) || !Number.isSafeInteger(at_us)) return undefined
  const acquirer_reference = textOf(fields, 'id')
  const isReversed = textOf(fields, 'status') === 'reversed' && acquirer_reference !== null
  return {
    message_id,
    operation_reference,
    about: about as CardOperation | 'reversal',
    outcome: isReversed ? { kind: 'reversed', acquirer_reference } : readOperation(fields),
    at: instant(at_us),
  }
}
