import type { Id } from '../../../kernel/id.ts'
import { money } from '../../../kernel/money.ts'
import type { Instant } from '../../../kernel/world.ts'
import type { RiskInput } from '../input.ts'
import { nothingSeen, type RiskView } from '../view.ts'
import { type Counts, type Entity, type Window, windows } from '../windows.ts'

export const START_AT = 1_796_000_000_000_000 as Instant

/** A customer in Germany pays 120.00 EUR to a shop in Germany with a card that nobody has seen before. */
export const plainPayment: RiskInput = {
  amount: money(12_000n, 'EUR'),
  at: START_AT,
  fingerprint: '00112233445566778899aabbccddeeff',
  bin: '41111111',
  scheme: 'visa',
  card_country: 'DE',
  funding: 'credit',
  customer: 'cus_01k0000000000000000000000a' as Id<'cus'>,
  merchant: 'mer_01k0000000000000000000000a' as Id<'mer'>,
  merchant_country: 'DE',
  mcc: '5812',
  device: 'device-1',
  ip: '192.0.2.7',
  ip_country: 'DE',
  billing_country: 'DE',
  shipping_country: null,
  address: 'hauptstr 1 10115 berlin de',
  email: 'Anna@Example.com',
  initiator: 'customer',
  channel: 'ecommerce',
}

/** The same, from a card outside Europe: no law on authentication stands in the way. */
export const overseas: RiskInput = {
  ...plainPayment,
  card_country: 'US',
  ip_country: 'US',
  billing_country: 'US',
}

/** A view in which one count is what it is, and nothing else was seen. */
export function seen(entity: Entity, what: 'attempts' | 'declines', window: Window, count: number): RiskView {
  const none = windows.map(() => 0)
  const counts: Counts = { attempts: none, declines: none }
  const changed = windows.map((one) => (one === window ? count : 0))
  return { ...nothingSeen, counts: { [entity]: { ...counts, [what]: changed } } }
}
