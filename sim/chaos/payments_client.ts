import { pause, type World } from '../../kernel/world.ts'
import type { Dice } from '../dice.ts'

/** One request, sent again under its key until its answer is final. */
export type Asked = {
  readonly key: string
  readonly path: string
  readonly body: string
  /** 0 until a final answer came. */
  status: number
  /** The first final answer. */
  answer: string
  tries: number
  /** What was said last, for whoever looks for the reason. */
  last: string
}
export type Caller = { readonly origin: string; readonly secret_key: string; readonly world: World }
type Answer = { readonly status: number; readonly text: string; readonly is_replay: boolean }

const RETRY_PAUSE_MS = 50
const CLOCK_LOOKS_MAX = 200
const ANSWER_MS_MAX = 30_000
/** After so many tries a client leaves a key for the end of the run: only an inquiry can tell what became of it. */
const TRIES_MAX = 5

/** Waits while nobody listens: going on to other keys meanwhile would leave thousands that were never sent. */
async function reach(
  world: World,
  url: string,
  init: RequestInit & { signal: AbortSignal },
): Promise<Response> {
  for (;;)
    try {
      return await fetch(url, init)
    } catch (error) {
      const { cause } = error as { cause?: { code?: string } }
      if (cause?.code !== 'ECONNREFUSED' || init.signal.aborted) throw error
      await pause(world, RETRY_PAUSE_MS)
    }
}

/** One request; undefined when no answer came. */
export async function post(
  { origin, secret_key, world }: Caller,
  { key, path, body }: Pick<Asked, 'key' | 'path' | 'body'>,
): Promise<Answer | undefined> {
  const giveUp = new AbortController()
  const cancel = world.after(ANSWER_MS_MAX, () => giveUp.abort())
  const headers = {
    authorization: `Bearer ${secret_key}`,
    'idempotency-key': key,
    'content-type': 'application/json',
    prefer: 'wait=1',
  }
  try {
    const init = { method: 'POST', headers, body, signal: giveUp.signal }
    const answer = await reach(world, `${origin}${path}`, init)
    const is_replay = answer.headers.get('idempotency-status') === 'replayed'
    return { status: answer.status, text: await answer.text(), is_replay }
  } catch {
    return undefined
  } finally {
    cancel()
  }
}

type Problem = { readonly code?: string; readonly payment?: string }
/** Refusals that a repeat of the key cannot change. */
const isRefusal = (status: number, { code, payment }: Problem): boolean =>
  status === 402 ||
  status === 422 ||
  code === 'wrong_state' ||
  // The payment is there, and what was tried of it is over.
  (code === 'acquirer_unavailable' && payment !== undefined)

/** Final, to be asked again, or a fault of the server. */
export function judge({ status, text }: Answer): 'final' | 'again' | 'fault' {
  if (status === 200 || status === 201 || status === 202) return 'final'
  if (isRefusal(status, JSON.parse(text) as Problem)) return 'final'
  return [409, 429, 503].includes(status) ? 'again' : 'fault'
}

/** Asks under one key until the answer is final, `tries` times at most. */
export async function ask(
  caller: Caller,
  one: Asked,
  { tries = TRIES_MAX, isAbandoned = () => false }: { tries?: number; isAbandoned?: () => boolean } = {},
): Promise<void> {
  for (let left = tries; left > 0 && !isAbandoned(); left--) {
    one.tries += 1
    const answer = await post(caller, one)
    one.last = answer === undefined ? 'nothing' : `${answer.status} ${answer.text}`
    const verdict = answer === undefined ? 'again' : judge(answer)
    if (answer !== undefined && verdict === 'fault')
      throw new Error(`${one.key} (${one.path}) was answered ${answer.status}: ${answer.text}`)
    if (answer !== undefined && verdict === 'final') {
      if (one.status === 0) [one.status, one.answer] = [answer.status, answer.text]
      return
    }
    await pause(caller.world, RETRY_PAUSE_MS)
  }
}

export type Client = {
  readonly caller: Caller
  readonly dice: Dice
  readonly sent: Asked[]
  readonly isAbandoned: () => boolean
}
type Picture = { readonly id: string; readonly status: string }

const cards = [
  'pm_card_visa',
  'pm_card_visa_debit',
  'pm_card_mastercard',
  'pm_card_mastercard_2series',
  'pm_card_mastercard_debit',
  'pm_card_discover',
] as const
const usd = (value: number) => ({ value: String(value), currency: 'USD' })
const AMOUNT_MAX = 20_000

/** Sends it, now and then twice at once, and answers what it made when it is known to stand. */
async function send(client: Client, key: string, path: string, body: object): Promise<Picture | undefined> {
  const one: Asked = { key, path, body: JSON.stringify(body), status: 0, answer: '', tries: 0, last: '' }
  client.sent.push(one)
  const { caller, isAbandoned } = client
  const times = client.dice.chance(15) ? 2 : 1
  await Promise.all(Array.from({ length: times }, () => ask(caller, one, { isAbandoned })))
  return one.status === 200 || one.status === 201 ? (JSON.parse(one.answer) as Picture) : undefined
}

/** A payment's life, as far as it comes: made, captured at once or later, whole or in part, given up, given back. */
export async function playPayment(client: Client, key: string): Promise<void> {
  const { dice } = client
  const amount = 100 + dice.below(AMOUNT_MAX)
  const isManual = dice.chance(50)
  const made = await send(client, key, '/v1/payments', {
    amount: usd(amount),
    payment_method: dice.pick(cards),
    capture_method: isManual ? 'manual' : 'automatic',
    reference: key,
    three_ds: 'never',
  })
  if (made === undefined) return
  const captured = isManual ? await playCapture(client, key, made, amount) : amount
  if (captured > 0 && dice.chance(50)) await playRefunds(client, key, made, captured)
}

/** What was captured for certain. */
async function playCapture(client: Client, key: string, made: Picture, amount: number): Promise<number> {
  const { dice } = client
  if (made.status !== 'authorized' || dice.chance(10)) return 0
  if (dice.chance(25)) {
    await send(client, `${key}-cancel`, `/v1/payments/${made.id}/cancel`, {})
    return 0
  }
  const part = dice.chance(50) ? amount : 1 + dice.below(amount)
  const done = await send(client, `${key}-capture`, `/v1/payments/${made.id}/capture`, {
    amount: usd(part),
    final: dice.chance(50),
  })
  return done === undefined ? 0 : part
}

async function playRefunds(client: Client, key: string, made: Picture, captured: number): Promise<void> {
  const count = client.dice.chance(70) ? 1 : 2
  for (let index = 0; index < count; index++)
    await send(client, `${key}-refund-${index}`, '/v1/refunds', {
      payment: made.id,
      amount: usd(1 + client.dice.below(captured)),
    })
}

/** Moves the sandbox's clock forward and waits until it has arrived, with everything that was due on the way. */
export async function advance(caller: Caller, key: string, by_ms: number): Promise<void> {
  const body = JSON.stringify({ by_ms })
  await post(caller, { key, path: '/v1/sandbox/clock/advance', body })
  for (let look = 0; look < CLOCK_LOOKS_MAX; look++) {
    const headers = { authorization: `Bearer ${caller.secret_key}` }
    const answer = await fetch(`${caller.origin}/v1/sandbox/clock`, { headers })
    const { status } = (await answer.json()) as { status?: string }
    if (status !== 'advancing') return
    await pause(caller.world, RETRY_PAUSE_MS)
  }
}
