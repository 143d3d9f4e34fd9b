import { ok } from '../kernel/result.ts'
import type { CallbackNews, CardOutcome, CardRequest, Rails } from '../modules/rails/index.ts'
import type { TenantId } from '../platform/scope.ts'

/**
 * What an acquirer does with the next request: `lost` ones do it and the answer never comes; `vanished` never arrive, and
 * nobody knows that; `later` ones are taken in, and told of only when it is asked or calls back.
 */
export const hows = [
  'yes',
  'no',
  'lost_yes',
  'lost_no',
  'vanished',
  'later_yes',
  'later_no',
  'not_sent',
] as const
export type How = (typeof hows)[number]

/** What an acquirer has of one payment. Minor units. */
type Book = { authorized: number; held: number; captured: number; refunded: number; yeses: number }
type Done = { readonly request: Moving; readonly isYes: boolean; readonly account: string }
type Moving = Exclude<CardRequest, { operation: 'inquire' }>

/** An acquirer that keeps its books and does as it is told; each tenant's is its own. */
export type Scripted = {
  wrap(rails: Rails): Rails
  /** For the next request alone; `yes` when nothing was said. */
  next(how: How): void
  /** References of what it has decided, in order. */
  decided(tenant_id: TenantId): readonly string[]
  /** A message about one of them, as it would be posted: what is true, or the opposite. */
  message(tenant_id: TenantId, reference: string, message_id: string, isTrue: boolean): string
  /** The time of a hold is over: the network lets it go, whatever the acquirer refused to give back. */
  lapse(tenant_id: TenantId, reference: string): void
  /** Sums over all payments. */
  books(tenant_id: TenantId): { readonly posted: number; readonly held: number }
  /** What it must never have seen. */
  faults(tenant_id: TenantId): readonly string[]
}
type Own = { readonly books: Map<string, Book>; readonly done: Map<string, Done>; readonly faults: string[] }

const nothing = { operation_reference: null, amount: null }
const yes = (reference: string): CardOutcome => ({
  kind: 'approved',
  acquirer_reference: reference,
  auth_code: null,
  network_transaction_id: null,
  transaction_link_id: null,
  cvc_check: 'not_checked',
  address_check: 'not_checked',
  echo: nothing,
})
/** An issuer declines; of what it had approved before, the acquirer refuses a change. */
const no = (operation: Moving['operation'], reference: string): CardOutcome =>
  operation === 'authorize' || operation === 'increment' || operation === 'refund'
    ? {
        kind: 'declined',
        network_code: '51',
        advice_code: null,
        acquirer_reference: reference,
        echo: nothing,
      }
    : { kind: 'rejected', code: 'refused', text: 'not now' }
const outcomeOf = ({ request, isYes }: Done): CardOutcome =>
  isYes ? yes(request.operation_reference) : no(request.operation, request.operation_reference)

function effect({ books, faults }: Own, request: Moving): void {
  const { reference, operation } = request
  const amount = Number(request.amount.minor)
  const book = books.get(reference) ?? { authorized: 0, held: 0, captured: 0, refunded: 0, yeses: 0 }
  books.set(reference, book)
  switch (operation) {
    case 'authorize':
      book.yeses += 1
      book.authorized = amount
      book[request.is_captured ? 'captured' : 'held'] = amount
      break
    case 'capture':
      book.captured += amount
      book.held = request.is_final ? 0 : book.held - amount
      break
    case 'increment':
      book.authorized = amount
      book.held = amount - book.captured
      break
    case 'void':
      book.held -= amount
      break
    case 'refund':
      book.refunded += amount
      break
    default:
      operation satisfies never
  }
  if (book.yeses > 1) faults.push(`two authorisations of ${reference}`)
  if (book.held < 0 || book.refunded > book.captured || book.captured > book.authorized)
    faults.push(`${operation} of ${amount} does not fit ${JSON.stringify(book)}`)
}

type Asked = { how: How }

/** What comes of a request, and what it does to the books. */
const callOf =
  (ownOf: (tenant_id: TenantId) => Own, turn: Asked): Rails['call'] =>
  async ({ tenant_id }, account, _token, request) => {
    const own = ownOf(tenant_id)
    const known = own.done.get(request.operation_reference)
    if (request.operation === 'inquire') return known === undefined ? { kind: 'not_found' } : outcomeOf(known)
    if (known !== undefined)
      own.faults.push(`${request.operation} ${request.operation_reference} was sent twice`)
    const { how } = turn
    turn.how = 'yes'
    if (how === 'not_sent') return { kind: 'not_sent', why: 'no line' }
    if (how === 'vanished') return { kind: 'unknown', why: 'it never arrived' }
    const done = { request, isYes: how.endsWith('yes'), account }
    own.done.set(request.operation_reference, done)
    if (done.isYes) effect(own, request)
    if (how.startsWith('lost')) return { kind: 'unknown', why: 'the answer was lost' }
    return how.startsWith('later')
      ? { kind: 'pending', acquirer_reference: request.operation_reference }
      : outcomeOf(done)
  }

export function createScripted(): Scripted {
  const tenants = new Map<TenantId, Own>()
  const turn: Asked = { how: 'yes' }
  const ownOf = (tenant_id: TenantId): Own => {
    const known = tenants.get(tenant_id)
    if (known !== undefined) return known
    const made: Own = { books: new Map(), done: new Map(), faults: [] }
    tenants.set(tenant_id, made)
    return made
  }
  const call = callOf(ownOf, turn)
  return {
    // Whoever reads a message finds in it what `message` wrote.
    wrap: (rails) => ({
      ...rails,
      call,
      callback: async (_address, { body }) => ok(JSON.parse(body.toString('utf8'), revive) as Told),
    }),
    next(how) {
      turn.how = how
    },
    decided: (tenant_id) => [...ownOf(tenant_id).done.keys()],
    message(tenant_id, reference, message_id, isTrue) {
      const done = ownOf(tenant_id).done.get(reference)
      if (done === undefined) throw new Error(`nothing is known of ${reference}`)
      const outcome = outcomeOf({ ...done, isYes: done.isYes === isTrue })
      const news = [
        { message_id, operation_reference: reference, about: done.request.operation, outcome, at: 0 },
      ]
      return JSON.stringify({ tenant_id: String(tenant_id), account: done.account, news })
    },
    lapse(tenant_id, reference) {
      const book = ownOf(tenant_id).books.get(reference)
      if (book !== undefined) book.held = 0
    },
    books(tenant_id) {
      const all = [...ownOf(tenant_id).books.values()]
      return {
        posted: all.reduce((sum, { captured, refunded }) => sum + captured - refunded, 0),
        held: all.reduce((sum, { held }) => sum + held, 0),
      }
    },
    faults: (tenant_id) => ownOf(tenant_id).faults,
  }
}

type Told = {
  readonly tenant_id: TenantId
  readonly account: Parameters<Rails['call']>[1]
  readonly news: readonly CallbackNews[]
}
const revive = (key: string, value: unknown): unknown => (key === 'tenant_id' ? BigInt(String(value)) : value)
