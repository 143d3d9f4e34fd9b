import { timingSafeEqual } from 'node:crypto'
import { instant, instantText } from '../../kernel/world.ts'
import { booksOf } from './books.ts'
import { disputeView } from './dispute_view.ts'
import type { Host, HttpAsked, HttpSaid } from './http_host.ts'
import { openHttpHost } from './http_host.ts'
import { planAskBack } from './instant/ask_back.ts'
import { planIncoming } from './instant/incoming.ts'
import { readIncoming } from './instant/read_incoming.ts'
import type { Happened } from './play_event.ts'
import { readFaults, readInstant, readSettings } from './read_control.ts'
import { objectOf } from './read_fields.ts'
import { groundNow, type House } from './serve.ts'
import { pullTrigger } from './triggers.ts'
import type { CardWorld } from './worlds.ts'

const said = (status: number, value: unknown): HttpSaid => ({ status, body: JSON.stringify(value) })
const refusal = (status: number, error: string, text: string): HttpSaid => said(status, { error, text })
const HAPPENED_MAX = 1_000

type Control = House & {
  readonly token: string
  /** Opens and closes the doors of acquirers as the faults say. */
  readonly applyRefusals: () => Promise<void>
}

/** The control interface: see docs/guides/simulator.md. Only for whoever holds the token. */
export const openControl = (control: Control, port: number): Promise<Host> =>
  openHttpHost(port, (asked) => serve(control, asked))

function isTokenGood(token: string, given: string | undefined): boolean {
  const [a, b] = [Buffer.from(`Bearer ${token}`), Buffer.from(given ?? '')]
  return a.length === b.length && timingSafeEqual(a, b)
}

async function serve(control: Control, asked: HttpAsked): Promise<HttpSaid> {
  const [noun, merchant_number = '', action = ''] = asked.path
  if (noun === 'healthz') return said(200, { status: 'ok' })
  if (!isTokenGood(control.token, asked.headers.authorization))
    return refusal(401, 'unauthorized', 'The token is not right.')
  if (noun !== 'worlds' || !/^[A-Za-z0-9]{1,15}$/.test(merchant_number))
    return refusal(404, 'not_found', 'There is nothing here.')
  const body = readBody(asked.body)
  if (body === undefined) return refusal(400, 'invalid_json', 'The body is no JSON object.')
  const found = control.worlds.find(merchant_number)
  if (action === '' && asked.method === 'PUT') return putWorld(control, merchant_number, body)
  if (found === undefined) return refusal(404, 'world_not_found', 'There is no such world.')
  return act(control, found, { action, method: asked.method, body })
}

/** The caller is trusted, and may write a share as 0.25. */
function readBody(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return text === '' ? {} : objectOf(JSON.parse(text))
  } catch {
    return undefined
  }
}

type Act = { action: string; method: string; body: Readonly<Record<string, unknown>> }

async function act(control: Control, one: CardWorld, { action, method, body }: Act): Promise<HttpSaid> {
  switch (`${method} ${action}`) {
    case 'GET ':
      return said(200, worldView(control, one))
    case 'POST clock':
      return moveClock(control, one, body['to'])
    case 'GET next-due':
      return said(200, nextDue(control, one))
    case 'PUT faults':
    case 'DELETE faults':
      return putFaults(control, one, method === 'PUT' ? (body['faults'] ?? []) : [])
    case 'GET faults':
      return said(200, { faults: control.faults.list(one) })
    case 'GET books':
      return said(200, booksOf(groundNow(control, one)))
    case 'GET bank':
      return said(200, await control.bank.view(one))
    case 'POST instant-payments':
      return payCustomer(control, one, body)
    case 'POST instant-recalls':
      return askCustomerBack(control, one, body)
    case 'POST triggers':
      return trigger(control, one, body)
    case 'POST reset':
      await one.playing
      await control.worlds.reset(one)
      control.bank.forget(one)
      control.faults.forget(one)
      await control.applyRefusals()
      return said(200, worldView(control, one))
    default:
      return refusal(404, 'not_found', 'There is nothing here.')
  }
}

async function putWorld(
  control: Control,
  merchant_number: string,
  body: Readonly<Record<string, unknown>>,
): Promise<HttpSaid> {
  const settings = readSettings(body, control.worlds.find(merchant_number)?.settings)
  if (typeof settings === 'string') return refusal(422, 'invalid_field', `${settings} is not valid.`)
  const one = await control.worlds.put(merchant_number, settings)
  control.player.kick(one)
  return said(200, worldView(control, one))
}

function worldView({ worlds }: House, one: CardWorld): object {
  const { seed, callback_urls, bank, clock } = one.settings
  const frozen_at = clock.frozen_at === null ? null : instantText(clock.frozen_at)
  return {
    merchant_number: one.merchant_number,
    seed,
    callback_urls,
    bank,
    clock: {
      frozen_at,
      offset_us: clock.offset_us,
      now: instantText(worlds.now(one)),
    },
  }
}

/** `overdue`: what should have happened and did not yet, such as callbacks that nobody accepts. */
function nextDue({ worlds, store }: House, one: CardWorld): object {
  const now = worlds.now(one)
  const row = store.one<{ due: number | null; expiry: number | null; overdue: number }>(
    `select (select min(at) from due where world = ?1 and at > ?2) as due,
       (select min(expires_at) from authorization where world = ?1 and is_closed = 0 and expires_at > ?2) as expiry,
       (select count(*) from due where world = ?1 and at <= ?2) as overdue`,
    one.merchant_number,
    now,
  )
  const next = Math.min(row?.due ?? Number.POSITIVE_INFINITY, row?.expiry ?? Number.POSITIVE_INFINITY)
  const next_due_at = Number.isFinite(next) ? instantText(instant(next)) : null
  return { now: instantText(now), next_due_at, overdue: row?.overdue ?? 0 }
}

async function moveClock(control: Control, one: CardWorld, to: unknown): Promise<HttpSaid> {
  const at = readInstant(to)
  if (at === undefined) return refusal(422, 'invalid_field', 'to is not an instant.')
  if (at < control.worlds.now(one)) return refusal(409, 'clock_goes_back', 'A clock never goes back.')
  await control.bank.scan(one)
  const { happened, undelivered, is_complete } = await control.player.advance(one, at)
  return said(200, {
    ...nextDue(control, one),
    undelivered,
    is_complete,
    count: happened.length,
    happened: happened.slice(0, HAPPENED_MAX).map(withText),
  })
}

const withText = (one: Happened): object => ({ ...one, at: instantText(instant(one.at)) })

async function putFaults(control: Control, one: CardWorld, value: unknown): Promise<HttpSaid> {
  const faults = readFaults(value)
  if (typeof faults === 'string') return refusal(422, 'invalid_field', `${faults} is not valid.`)
  await control.store.turn(() => control.faults.put(one, faults))
  await control.applyRefusals()
  return said(200, { faults: control.faults.list(one) })
}

/** Somebody pays the customer over an instant rail, now: `{rail, account_number, amount, end_to_end_id?, debtor_name?}`. */
async function payCustomer(
  control: Control,
  one: CardWorld,
  body: Readonly<Record<string, unknown>>,
): Promise<HttpSaid> {
  const incoming = readIncoming(body)
  if (typeof incoming === 'string') return refusal(422, 'invalid_field', `${incoming} is not valid.`)
  const message_id = await control.store.turn(() => planIncoming(groundNow(control, one), incoming))
  await control.player.catchUp(one)
  return said(200, { message_id })
}

/** A bank asks the customer for a payment back that it took: `{message_id, reason?, because?}`. */
async function askCustomerBack(
  control: Control,
  one: CardWorld,
  body: Readonly<Record<string, unknown>>,
): Promise<HttpSaid> {
  const message_id = await control.store.turn(() => planAskBack(groundNow(control, one), body))
  if (message_id === undefined) return refusal(404, 'payment_not_found', 'The customer took no such payment.')
  await control.player.catchUp(one)
  return said(200, { message_id })
}

async function trigger(
  control: Control,
  one: CardWorld,
  body: Readonly<Record<string, unknown>>,
): Promise<HttpSaid> {
  const result = await control.store.turn(() => pullTrigger(groundNow(control, one), objectOf(body)))
  if (result.kind === 'refused') return refusal(result.status, result.code, result.text)
  await control.player.catchUp(one)
  const happened = result.happened.map(withText)
  return said(200, {
    happened,
    ...(result.dispute === undefined ? {} : { dispute: disputeView(result.dispute) }),
  })
}
