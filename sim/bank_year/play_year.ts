import { realWorld, simWorld } from '../../kernel/world.ts'
import { createDice, type Dice } from '../dice.ts'
import { bindAccount, type BoundTrade, checkBooks, checkEnd, checkNight, tallyOf } from './checks.ts'
import { type House, openHouse } from './house.ts'
import { faultSome, orderSome, type Trade } from './trade.ts'
import { achTrade } from './trade_ach.ts'
import { recallSome, reverseSome, sepaTrade } from './trade_sepa.ts'

type Count = {
  orders: number
  recalls: number
  reversals: number
  faults: number
  kills: number
  /** Proofs that were looked at and held. */
  proofs: number
}
export type YearReport = Readonly<Count> & {
  readonly days: number
  /** What bank and books are apart in the end, by currency, in minor units: open breaks name it. */
  readonly left_open: Readonly<Record<string, string>>
  readonly tallies: Readonly<Record<string, Readonly<Record<string, number>>>>
}
const DAY_MS = 86_400_000
/** What the bank holds for everybody from the beginning; the ledger begins with the same. */
const FUNDS = '10000000000'
/** Unauthorised debits come back within sixty days, and some banks are late. */
const QUIET_DAYS = 75

type Asked = { readonly seed: bigint; readonly days: number; readonly say: (line: string) => void }

/**
 * A year of bank days in dollars and euros: payments and collections, returns on time, late and twice, corrections, recalls,
 * reversals, files that are lost in the middle, a bank that is silent, statements that come twice or not at all, and a program that is
 * killed. Each night's proof has to explain the bank's balances to the cent, and in the end bank and books are equal but for
 * what open breaks name. Throws for anything else.
 */
export async function playYear({ seed, days, say }: Asked): Promise<YearReport> {
  const dice = createDice(simWorld(seed))
  const house = await openHouse(realWorld())
  try {
    const trades = [await openTrade(house, 'USD', achTrade), await openTrade(house, 'EUR', sepaTrade)]
    // What was there before is no business of the year's.
    await house.goTo((await house.now()) + DAY_MS)
    const starts_on = new Date(await house.now()).toISOString().slice(0, 10)
    const bound = new Map<Trade, BoundTrade>()
    const count: Count = { orders: 0, recalls: 0, reversals: 0, faults: 0, kills: 0, proofs: 0 }
    for (let day = 0; day < days + QUIET_DAYS; day++) {
      if (day >= days) await quietDay(house, day)
      else await busyDay(house, dice, trades, count, day)
      await bindUnbound(house, trades, bound, starts_on)
      for (const account of bound.values()) count.proofs += await checkNight(house, account, day)
      if (day % 30 === 29) {
        await checkBooks(house)
        say(`day ${day + 1}: ${JSON.stringify(count)}, every proof held`)
      }
    }
    const left_open = await checkEnd(house, [...bound.values()])
    return { days, ...count, left_open, tallies: await tallyOf(house) }
  } finally {
    await house.close()
  }
}

async function bindUnbound(
  house: House,
  trades: readonly Trade[],
  bound: Map<Trade, BoundTrade>,
  starts_on: string,
): Promise<void> {
  for (const trade of trades.filter((one) => !bound.has(one))) {
    const account = await bindAccount(house, trade, starts_on)
    if (account !== undefined) bound.set(trade, account)
  }
}

async function busyDay(
  house: House,
  dice: Dice,
  trades: readonly Trade[],
  count: Count,
  day: number,
): Promise<void> {
  if (day % 7 === 0) count.faults += (await faultSome(house, dice)).length
  for (const trade of trades) count.orders += await orderSome(house, dice, trade)
  count.recalls += await recallSome(house, dice)
  count.reversals += await reverseSome(house, dice)
  const isKilled = dice.chance(3)
  if (isKilled) count.kills++
  await house.goTo((await house.now()) + DAY_MS, isKilled ? house.program.killAndRestart : undefined)
}

/** Nobody orders anything any more and nothing goes wrong; what is under way comes to its end. */
async function quietDay(house: House, day: number): Promise<void> {
  if (day % 7 === 0) await house.put('/v1/sandbox/faults', { faults: [] })
  await house.goTo((await house.now()) + DAY_MS)
}

/** The company's money in a currency, which lies at the simulated bank. */
async function openTrade(
  house: House,
  currency: Trade['currency'],
  trade: (of: Pick<Trade, 'connection' | 'account'>) => Trade,
): Promise<Trade> {
  const connection = house.connections.find((one) => one.currency === currency)
  if (connection === undefined) throw new Error(`there is no connection for ${currency}`)
  const account = await house.openAccount(currency, `company:${currency.toLowerCase()}`, 'credit')
  await house.post('/v1/ledger/transfers', {
    debit_account: connection.bank_account,
    credit_account: account,
    amount: { value: FUNDS, currency },
  })
  return trade({ connection, account })
}
