import type { IncomingMessage, ServerResponse } from 'node:http'
import { listen } from '../../../../sdk/typescript/testing.ts'

type Json = Record<string, unknown>
type Kept = { readonly status: number; readonly text: string; readonly asked: string }
export type OddPayment = { id: string; status: string; amount: { value: string; currency: string } } & Json

/**
 * An API that keeps books of its own and misbehaves: it is busy, loses answers after the work was done, answers late.
 * What it remembers is what the world would have: the payments that were really made.
 */
export type OddFlorin = {
  readonly url: string
  readonly payments: Map<string, OddPayment>
  readonly customers: Map<string, string>
  readonly merchants: Map<string, string>
  readonly cards: Set<string>
  readonly clock: { now: number; moves: number }
  /** How it behaves: each is true for how many of a hundred requests. */
  readonly oddities: { busy: number; lost: number }
  holds: boolean
  close(): Promise<void>
}

export async function oddFlorin(): Promise<OddFlorin> {
  const state: Omit<OddFlorin, 'url' | 'close'> = {
    payments: new Map(),
    customers: new Map(),
    merchants: new Map(),
    cards: new Set(),
    clock: { now: Date.UTC(2026, 10, 21), moves: 0 },
    oddities: { busy: 0, lost: 0 },
    holds: true,
  }
  const kept = new Map<string, Kept>()
  let requests = 0
  const isOdd = (share: number, salt: number): boolean => (requests * 37 + salt) % 100 < share
  const server = await listen((request, response, body) => {
    requests++
    if (isOdd(state.oddities.busy, 13))
      return problem(response, 503, 'overloaded', { retry: 'same_key' }, '1')
    const key = request.headers['idempotency-key'] as string | undefined
    const before = key === undefined ? undefined : kept.get(key)
    if (before !== undefined && before.asked !== body) return problem(response, 422, 'idempotency_mismatch')
    const { status, text } = before ?? work(state, request, body)
    if (key !== undefined) kept.set(key, { status, text, asked: body })
    if (isOdd(state.oddities.lost, 71)) return void request.socket.destroy()
    response.writeHead(status, {
      'content-type': status < 400 ? 'application/json' : 'application/problem+json',
      ...(before === undefined ? {} : { 'idempotency-status': 'replayed' }),
    })
    response.end(text)
  })
  return Object.assign(state, { url: server.url, close: server.close })
}

type State = Omit<OddFlorin, 'url' | 'close'>
type Worked = { readonly status: number; readonly text: string }
const answer = (status: number, body: unknown): Worked => ({ status, text: JSON.stringify(body) })
const refusal = (status: number, code: string, more: Json = {}): Worked =>
  answer(status, { code, status, title: code, detail: `It is ${code}.`, ...more })

function problem(
  response: ServerResponse,
  status: number,
  code: string,
  more: Json = {},
  retry_after?: string,
): void {
  response.writeHead(status, {
    'content-type': 'application/problem+json',
    'florin-should-retry': String(more['retry'] === 'same_key'),
    ...(retry_after === undefined ? {} : { 'retry-after': retry_after }),
  })
  response.end(refusal(status, code, more).text)
}

function work(state: State, request: IncomingMessage, text: string): Worked {
  const url = new URL(request.url ?? '/', 'http://odd')
  const body = (text === '' ? {} : JSON.parse(text)) as Json
  const kind = url.pathname.split('/')[2] ?? ''
  if (url.pathname === '/v1/tenant') return answer(200, { id: 'ten_1', name: 'Odd', mode: 'sandbox' })
  if (url.pathname === '/v1/ledger/proof')
    return answer(200, {
      holds: state.holds,
      through_seq: 9,
      invariants: [{ name: 'sums', checked: 1, violations: state.holds ? 0 : 1 }],
    })
  if (url.pathname.startsWith('/v1/sandbox/clock')) return clock(state, body)
  if (kind === 'customers' || kind === 'merchants') return party(state[kind], kind, url, body)
  if (kind === 'tokens') {
    const { number } = body['card'] as { number: string }
    state.cards.add(number)
    return answer(201, { id: `tok_${number}` })
  }
  if (kind === 'payments') return request.method === 'GET' ? resolved(state, url) : paid(state, body)
  return refusal(404, 'route_not_found')
}

function clock({ clock: own }: State, { to }: Json): Worked {
  if (typeof to === 'string') {
    own.now = Date.parse(to)
    own.moves++
  }
  return answer(200, { now: new Date(own.now).toISOString(), is_frozen: false, ahead_ms: 0 })
}

function party(known: Map<string, string>, kind: string, url: URL, body: Json): Worked {
  const asked = url.searchParams.get('reference')
  if (asked !== null)
    return answer(200, { data: [{ id: known.get(asked) }], has_more: false, next_cursor: null })
  const reference = String(body['reference'])
  if (known.has(reference)) return refusal(409, 'reference_taken')
  const id = `${kind.slice(0, 3)}_${known.size + 1}`
  known.set(reference, id)
  return answer(201, { id })
}

/** The amount says what happens: its last digit. */
function paid(state: State, body: Json): Worked {
  const id = `pay_${state.payments.size + 1}`
  const amount = body['amount'] as OddPayment['amount']
  const statuses: Readonly<Record<string, string>> = {
    1: 'declined',
    2: 'processing',
    3: 'blocked',
    4: 'in_review',
    5: 'requires_action',
  }
  const last = amount.value.slice(-1)
  if (last === '6') return refusal(422, 'no_acquirer')
  const payment: OddPayment = { ...body, id, amount, status: statuses[last] ?? 'succeeded' }
  state.payments.set(id, payment)
  if (payment.status === 'declined')
    return refusal(402, 'card_declined', {
      payment: id,
      decline_code: 'insufficient_funds',
      retry: 'new_key',
    })
  if (payment.status === 'blocked') return refusal(402, 'payment_blocked', { payment: id, retry: 'never' })
  return answer(payment.status === 'processing' ? 202 : 201, payment)
}

/** Whoever asks a second time learns what became of it. */
function resolved(state: State, url: URL): Worked {
  const payment = state.payments.get(url.pathname.split('/')[3] ?? '')
  if (payment === undefined) return refusal(404, 'payment_not_found')
  if (payment.status === 'processing' && payment['was_asked'] === true) payment.status = 'succeeded'
  payment['was_asked'] = true
  return answer(200, payment)
}
