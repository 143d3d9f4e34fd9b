import assert from 'node:assert/strict'
import { readFeed } from '../platform/outbox/outbox.ts'
import type { OpenScope } from '../platform/scope.ts'
import type { Bench, Json } from './payments_bench.ts'

export type Answer = { readonly status: number; readonly text: string; readonly body: Body }
export type Body = {
  readonly id: string
  readonly status: string
  readonly code?: string
  readonly detail?: string
  readonly decline_code?: string
  readonly payment?: string
  readonly payment_method?: string
  readonly capture_before: string | null
  readonly attempts: number
  readonly has_open_operation: boolean
  readonly data: readonly ({ readonly id: string } & Json)[]
  readonly next_cursor: string | null
} & Readonly<Record<'amount_authorized' | 'amount_captured' | 'amount_refunded', { readonly value: string }>>
export type Client = {
  readonly scope: OpenScope
  /** A POST without a key of its own gets a fresh one; `lost` also waits for no outcome. */
  call(method: string, path: string, body?: object, key?: string): Promise<Answer>
  /** Ten dollars with a card that works, unless `more` says otherwise. */
  pay(more?: object, key?: string): Promise<Answer>
  /** Something done with a payment: `of(paid, 'capture')`. */
  of(payment: Answer, what: string, body?: object, key?: string): Promise<Answer>
  look(payment: Answer): Promise<Body>
  /** Faults at the first acquirer. */
  put(...faults: object[]): Promise<unknown>
}

/** Who calls the API of a bench, and what its books and its feed show of them. */
export function paymentClients(benchNow: () => Bench) {
  let keys = 0
  function client(scope: OpenScope): Client {
    const call: Client['call'] = async (method, path, body, key) => {
      const response = await fetch(`${benchNow().address}${path}`, {
        method,
        headers: {
          authorization: `Bearer sk_${scope.tenant_id}`,
          ...(key === 'lost' ? { prefer: 'wait=0' } : {}),
          ...(body === undefined
            ? {}
            : { 'content-type': 'application/json', 'idempotency-key': key ?? `key-${(keys += 1)}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      return { status: response.status, text, body: JSON.parse(text) as Body }
    }
    return {
      scope,
      call,
      pay: (more = {}, key) =>
        call('POST', '/v1/payments', { amount: usd(1_000), payment_method: 'pm_card_visa', ...more }, key),
      of: (payment, what, body = {}, key) =>
        call('POST', `/v1/payments/${payment.body.id}/${what}`, body, key),
      look: async (payment) => (await call('GET', `/v1/payments/${payment.body.id}`)).body,
      put: (...faults) => benchNow().control(scope, 'northgate', 'PUT', '/faults', { faults }),
    }
  }
  return {
    usd,
    manual: { capture_method: 'manual' },
    newClient: async () => client(await benchNow().newTenant()),
    moved: (scope: OpenScope) => moved(benchNow(), scope),
    told: (scope: OpenScope) => told(benchNow(), scope),
    /** How many authorisations the acquirers have: a tenant's simulated ones share one world. */
    async authorized(scope: OpenScope): Promise<number> {
      const { authorizations } = await benchNow().control(scope, 'northgate', 'GET', '/books')
      return (authorizations as unknown[]).length
    },
  }
}

const usd = (minor: number) => ({ value: String(minor), currency: 'USD' })

/** What the ledger recorded for the tenant: kind, code and amount, in order. */
async function moved({ database }: Bench, { tenant_id }: OpenScope): Promise<string[]> {
  const { rows } = await database.admin.query<{ line: string }>(
    `select (array['single', 'pending', 'post', 'void', 'expire'])[kind] || ' ' || code || ' ' || amount as line
      from ledger.transfer where tenant_id = $1 and result = 0 order by debit_version`,
    [String(tenant_id)],
  )
  return rows.map(({ line }) => line)
}

/** What payments told of the tenant, in order; the feed has no gaps. */
async function told({ database }: Bench, { tenant_id }: OpenScope): Promise<string[]> {
  const facts = await database.db.withTenant(tenant_id, (tx) => readFeed(tx, tenant_id, 0n, 1_000))
  assert.deepEqual(
    facts.map(({ seq }) => Number(seq)),
    facts.map((_, place) => place + 1),
  )
  return facts.filter(({ type }) => type.startsWith('payments.')).map(({ type }) => type.slice(9))
}
