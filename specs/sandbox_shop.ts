import assert from 'node:assert/strict'
import type { Answer, Json, SandboxApp } from './sandbox_app.ts'

export type Clock = {
  readonly now: string
  readonly status: string
  readonly is_frozen: boolean
  readonly ahead_ms: number
}
type Move = { readonly by_ms: number } | { readonly to: string }

/** What specs do in a sandbox: sell, and let time go by. */
export type Shop = {
  /** The key of a fresh sandbox whose clock stands. */
  frozen(): Promise<string>
  /** A call that has to succeed; its body. */
  post(key: string, path: string, body: object): Promise<Json>
  /** A payment of 10.50 USD by a Visa test card, unless told otherwise; a declined one is a payment too. */
  pay(key: string, more?: object): Promise<Json & { readonly id: string }>
  readClock(key: string): Promise<Answer<Clock>>
  advance(move: Move, key: string, more?: Record<string, string>): Promise<Answer<Clock>>
  /** Sends the clock forward and looks until it has arrived. */
  goForward(move: Move, key: string): Promise<Clock>
}

export function openShop(api: SandboxApp): Shop {
  const readClock = (key: string) => api.call<Clock>('GET', '/v1/sandbox/clock', undefined, key)
  const advance: Shop['advance'] = (move, key, more = { prefer: 'wait=30' }) =>
    api.call<Clock>('POST', '/v1/sandbox/clock/advance', move, key, more)
  return {
    readClock,
    advance,
    async frozen() {
      const key = await api.newSandbox()
      assert.equal((await api.call('POST', '/v1/sandbox/clock/freeze', {}, key)).status, 200)
      return key
    },
    async post(key, path, body) {
      const made = await api.call('POST', path, body, key, { prefer: 'wait=0' })
      assert.ok([200, 201, 202].includes(made.status), `${path}: ${JSON.stringify(made.body)}`)
      return made.body
    },
    async pay(key, more = {}) {
      const amount = { value: '1050', currency: 'USD' }
      const body = { amount, payment_method: 'pm_card_visa', three_ds: 'never', ...more }
      // An acquirer that answers later does so on the sandbox's clock, which stands.
      const made = await api.call<Json & { readonly id: string }>('POST', '/v1/payments', body, key, {
        prefer: 'wait=0',
      })
      assert.ok([201, 202, 402].includes(made.status), JSON.stringify(made.body))
      return made.body
    },
    async goForward(move, key) {
      const asked = await advance(move, key)
      assert.ok(asked.status === 200 || asked.status === 202, JSON.stringify(asked.body))
      for (;;) {
        const { body } = await readClock(key)
        if (body.status === 'ready') return body
      }
    },
  }
}
