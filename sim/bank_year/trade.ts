import type { Dice } from '../dice.ts'
import type { Connection, House, Json } from './house.ts'

/** What the year trades in over one connection: who can be paid and collected from. */
export type Trade = {
  readonly connection: Connection
  readonly currency: 'USD' | 'EUR'
  /** Whose banking days reconciliation counts. */
  readonly calendar: string
  /** Ledger: the company's money. */
  readonly account: string
  readonly parties: Map<string, Party>
  /** Somebody to trade with, by a number that says what their bank does. */
  draw(dice: Dice): string
  party(house: House, number: string): Promise<Party>
  /** What of an order is special to the rail. */
  order(dice: Dice, party: Party): Json
}
export type Party = { readonly bank_account: string; readonly mandate: string }

async function partyOf(house: House, trade: Trade, number: string): Promise<Party> {
  const known = trade.parties.get(number)
  if (known !== undefined) return known
  const party = await trade.party(house, number)
  trade.parties.set(number, party)
  return party
}

/** Whether a party can be traded with: its account is enabled and its mandate active. */
async function isUsable(house: House, { bank_account, mandate }: Party): Promise<boolean> {
  const [account, agreed] = await Promise.all([
    house.get(`/v1/bank-accounts/${bank_account}`),
    house.get(`/v1/mandates/${mandate}`),
  ])
  return account['state'] === 'enabled' && agreed['state'] === 'active'
}

const ORDERS_A_DAY_MAX = 6

/** A day's orders; how many. */
export async function orderSome(house: House, dice: Dice, trade: Trade): Promise<number> {
  const orders: Json[] = []
  for (let count = dice.below(ORDERS_A_DAY_MAX + 1); count > 0; count--) {
    const party = await partyOf(house, trade, trade.draw(dice))
    if (!(await isUsable(house, party))) continue
    orders.push({
      connection: trade.connection.id,
      bank_account: party.bank_account,
      account: trade.account,
      amount: { value: String(100 + dice.below(500_000)), currency: trade.currency },
      ...trade.order(dice, party),
    })
  }
  if (orders.length > 0) await house.post('/v1/payment-orders', { orders })
  return orders.length
}

const faults = [
  { kind: 'drop_after_upload', count: 1 },
  { kind: 'silent', count: 3, ms: 20 * 3_600_000 },
  { kind: 'half_written', count: 2 },
  { kind: 'statement_twice', count: 1 },
  { kind: 'statement_missing', count: 1, ms: 3 * 86_400_000 },
  { kind: 'statement_wrong_total', count: 1, ms: 2 * 86_400_000 },
  { kind: 'returns_twice', count: 1 },
  { kind: 'returns_out_of_order', count: 1 },
] as const

/** What goes wrong at the bank in a week; the faults of the week before are over. */
export async function faultSome(house: House, dice: Dice): Promise<readonly string[]> {
  const drawn = dice.chance(40) ? [dice.pick(faults)] : []
  await house.put('/v1/sandbox/faults', {
    faults: drawn.map((fault) => ({ ...fault, acquirer: 'larkfield' })),
  })
  return drawn.map(({ kind }) => kind)
}
