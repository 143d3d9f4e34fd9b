import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { simulatedAccounts } from '../apps/server/simulated_acquirers.ts'
import { type Bench, type Json, openBench } from './payments_bench.ts'
import { type Answer, type Client, paymentClients } from './payments_client.ts'

// Goal: a decline counts against a card once, whether it comes with the answer, by a callback, or when the acquirer is asked:
// for the schemes' law on trying again, and for the risk rules.
// Method: the same declined card at an acquirer that answers at once, at one whose answer is lost, and at one that calls
// back; then what is allowed and seen.
let direct: Bench
let later: Bench
before(async () => {
  const at = (connector: string) => simulatedAccounts.filter((one) => one.connector === connector)
  direct = await openBench({ timeout_ms: 700, accounts: at('northgate') })
  later = await openBench({ accounts: at('tidewater') })
})
after(async () => {
  await direct.close()
  await later.close()
})

const declinedCard = (payment_method: string) => ({ payment_method })

type Way = readonly [
  name: string,
  benchNow: () => Bench,
  decline: (client: Client, card: string) => Promise<Answer>,
]
const ways: readonly Way[] = [
  ['with the answer', () => direct, ({ pay }, card) => pay(declinedCard(card))],
  [
    'by an inquiry',
    () => direct,
    async ({ pay, put }, card) => {
      await pay({ amount: { value: '5', currency: 'USD' } })
      await put({ kind: 'answer_lost', operation: 'authorize', count: 1, id: 'a' })
      return pay(declinedCard(card), 'lost')
    },
  ],
  ['by a callback', () => later, ({ pay }, card) => pay(declinedCard(card), 'lost')],
]

async function seenBy({ call, pay }: Client, card: string): Promise<Json> {
  const asked = await pay({ ...declinedCard(card), amount: { value: '77', currency: 'USD' } }, 'lost-again')
  const { id = '', payment = id } = JSON.parse(asked.text) as { id?: string; payment?: string }
  const { body } = await call('GET', `/v1/routing/decisions?payment=${payment}`)
  return (body.data[0] as unknown as { risk: { seen: Json } }).risk.seen
}

for (const [name, benchNow, decline] of ways) {
  test(`a stolen card that was declined ${name} may not be tried again`, async () => {
    const client = await paymentClients(benchNow).newClient()
    await decline(client, 'pm_card_visa_stolen_card')
    for (const ms of [6_000, 60_000]) await benchNow().advance(ms)
    const again = await client.pay(declinedCard('pm_card_visa_stolen_card'))
    assert.deepEqual([again.status, again.body.code], [402, 'retry_not_allowed'], again.text)
    assert.match(again.text, /"network_code":"43"/)
  })

  test(`a decline that came ${name} counts once for the risk rules`, async () => {
    const client = await paymentClients(benchNow).newClient()
    await decline(client, 'pm_card_visa_insufficient_funds')
    for (const ms of [6_000, 60_000, 600_000]) await benchNow().advance(ms)
    assert.equal((await seenBy(client, 'pm_card_visa_insufficient_funds'))['card.declines_24h'], 1)
  })
}
