import { createHmac, timingSafeEqual } from 'node:crypto'
import { ownOf } from '../../kernel/own.ts'
import { type Instant, parseInstant } from '../../kernel/world.ts'
import {
  type AcquirerAccount,
  type CallbackNews,
  type OperationNews,
  readCase,
} from '../../modules/rails/index.ts'
import { type Fields, readObject, readTransaction, textOf } from './answer.ts'

/** A callback that is older, or dated further ahead, could be a replay. */
const AGE_SECONDS_MAX = 300
const abouts: Readonly<Record<string, OperationNews['about']>> = {
  PAYMENT: 'authorize',
  CAPTURE: 'capture',
  CANCEL: 'void',
  AMOUNT_UPDATE: 'increment',
  REFUND: 'refund',
  REVERSAL: 'reversal',
}
type Message = {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly at: Instant
}

/** `tidewater-signature: t=<seconds>,v1=<hex>[,v1=<hex>]`, HMAC-SHA-256 over `t.body`; one per secret in a rotation. */
export function readNews(account: AcquirerAccount, message: Message): readonly CallbackNews[] | undefined {
  if (!isSigned(account.callback_secrets, message)) return undefined
  const fields = readObject(message.body)
  const news = fields === undefined ? undefined : readOne(fields)
  return news === undefined ? undefined : [news]
}

function isSigned(secrets: readonly string[], { headers, body, at }: Message): boolean {
  const parts = (headers['tidewater-signature'] ?? '').split(',')
  const seconds = /^t=(\d{1,12})$/.exec(parts[0] ?? '')?.[1]
  if (seconds === undefined || Math.abs(Number(seconds) - at / 1e6) > AGE_SECONDS_MAX) return false
  const given = parts.slice(1, 5).map((part) => Buffer.from(part.replace(/^v1=/, ''), 'hex'))
  return secrets.some((key) => {
    const wanted = createHmac('sha256', key).update(`${seconds}.${body}`, 'latin1').digest()
    return given.some((mac) => mac.length === wanted.length && timingSafeEqual(mac, wanted))
  })
}

function readOne(fields: Fields): CallbackNews | undefined {
  if (textOf(fields, 'type') === 'DISPUTE') return readDispute(fields)
  const message_id = textOf(fields, 'notificationId')
  const operation_reference = textOf(fields, 'requestReference')
  const about = ownOf(abouts, textOf(fields, 'type') ?? '')
  const at = parseInstant(textOf(fields, 'eventDate') ?? '')
  if (message_id === null || operation_reference === null || about === undefined || at === undefined)
    return undefined
  const acquirer_reference = textOf(fields, 'pspReference')
  const isReversed = textOf(fields, 'state') === 'reversed' && acquirer_reference !== null
  const outcome = isReversed ? { kind: 'reversed' as const, acquirer_reference } : readTransaction(fields)
  return { message_id, operation_reference, about, outcome, at }
}

function readDispute(fields: Fields): CallbackNews | undefined {
  const message_id = textOf(fields, 'notificationId')
  const at = parseInstant(textOf(fields, 'eventDate') ?? '')
  const told = fields['dispute']
  if (message_id === null || at === undefined || typeof told !== 'object' || told === null) return undefined
  const found = readCase(told as Fields)
  return found === undefined ? undefined : { about: 'dispute', message_id, case: found, at }
}
