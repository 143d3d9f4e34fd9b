import { type House, type Json, moneyOf } from './house.ts'
import type { Trade } from './trade.ts'

const DAY_MS = 86_400_000
/** A holiday beside a weekend, and a statement that the bank sends three days late. */
const STATEMENT_DAYS_MAX = 10

/** A trade whose account at the bank is reconciled. */
export type BoundTrade = {
  readonly trade: Trade
  readonly account: string
  readonly suspense: string
  readonly tolerance: string
}

/** Binds the bank's account to the ledger's once there is a statement that says how the bank names it. */
export async function bindAccount(
  house: House,
  trade: Trade,
  starts_on: string,
): Promise<BoundTrade | undefined> {
  const { currency, calendar, connection } = trade
  const first = (await house.all('/v1/bank-statements?state=loaded')).findLast(
    (one) => one['currency'] === currency,
  )
  if (first === undefined) return undefined
  const name = currency.toLowerCase()
  const suspense = await house.openAccount(currency, `liabilities:suspense:${name}`, 'credit')
  const tolerance = await house.openAccount(currency, `expenses:rounding:${name}`, 'debit')
  const made = await house.post('/v1/reconciliation/accounts', {
    statement: first['id'],
    ledger_account: connection.bank_account,
    suspense_account: suspense,
    fees_account: await house.openAccount(currency, `expenses:bank:${name}`, 'debit'),
    tolerance_account: tolerance,
    calendar,
    starts_on,
  })
  await house.goTo((await house.now()) + 60_000)
  return { trade, account: String(made['id']), suspense, tolerance }
}

async function newestProof(house: House, account: string): Promise<Json | undefined> {
  const page = await house.get(`/v1/reconciliation/proofs?reconciliation_account=${account}&limit=1`)
  return (page['data'] as readonly Json[])[0]
}

/** The newest proof explains the bank's balance; how many were looked at. */
export async function checkNight(house: House, { account }: BoundTrade, day: number): Promise<number> {
  const proof = await newestProof(house, account)
  if (proof === undefined) return 0
  if (proof['is_clean'] !== true) throw new Error(`day ${day}: the proof fails: ${JSON.stringify(proof)}`)
  const age_days = ((await house.now()) - Date.parse(String(proof['statement_on']))) / DAY_MS
  if (age_days > STATEMENT_DAYS_MAX)
    throw new Error(`day ${day}: no statement was loaded for ${Math.floor(age_days)} days`)
  return 1
}

export async function checkBooks(house: House): Promise<void> {
  const proof = await house.get('/v1/ledger/proof')
  if (proof['holds'] !== true) throw new Error(`the books do not balance: ${JSON.stringify(proof)}`)
}

/**
 * What the bank took or gave twice, because it sent a return again: nobody but the bank can put that right. Below zero it took
 * too much. By currency.
 */
async function returnedTwice(house: House): Promise<Readonly<Record<string, bigint>>> {
  const twice: Record<string, bigint> = {}
  const notices = await house.all('/v1/bank-notices')
  for (const notice of notices.filter(({ kind }) => kind === 'duplicate_return')) {
    const order = await house.get(`/v1/payment-orders/${String(notice['order'])}`)
    const { value, currency } = notice['amount'] as { readonly value: string; readonly currency: string }
    const taken = order['kind'] === 'direct_debit' ? -BigInt(value) : BigInt(value)
    twice[currency] = (twice[currency] ?? 0n) + taken
  }
  return twice
}

/**
 * Nothing is under way any more, and the newest statement says what the ledger says, but for what the bank sent back twice: that
 * is for a person to claim, and open breaks name all of it. Answers how much that is, by currency.
 */
export async function checkEnd(
  house: House,
  bound: readonly BoundTrade[],
): Promise<Readonly<Record<string, string>>> {
  await checkBooks(house)
  for (const state of ['scheduled', 'submitting', 'submitted', 'unknown']) {
    const left = await house.all(`/v1/payment-orders?state=${state}`)
    if (left.length > 0)
      throw new Error(`${left.length} orders are still ${state}: ${JSON.stringify(left[0])}`)
  }
  const open: Record<string, string> = {}
  const twice = await returnedTwice(house)
  for (const { trade, account, suspense, tolerance } of bound) {
    const proof = await newestProof(house, account)
    const balance = await house.get(`/v1/ledger/accounts/${trade.connection.bank_account}/balance`)
    const apart = moneyOf(proof?.['bank_closing']) - moneyOf(balance['posted'])
    const known = moneyOf(proof?.['bank_unmatched']) - moneyOf(proof?.['ledger_unmatched'])
    if (apart !== known)
      throw new Error(`${trade.currency}: bank and books are ${apart} apart, open breaks name ${known}`)
    const suspended = moneyOf((await house.get(`/v1/ledger/accounts/${suspense}/balance`))['posted'])
    // This bank keeps nothing of what it moves.
    const rounded = moneyOf((await house.get(`/v1/ledger/accounts/${tolerance}/balance`))['posted'])
    if (rounded !== 0n) throw new Error(`${trade.currency}: ${rounded} was lost among tolerances`)
    const [told, owed] = [apart + suspended, twice[trade.currency] ?? 0n]
    if (told !== owed) {
      const breaks = await house.all(
        `/v1/reconciliation/breaks?status=open&reconciliation_account=${account}`,
      )
      throw new Error(
        `${trade.currency}: open breaks tell of ${told}, the bank owes ${owed}: ${JSON.stringify(breaks)}`,
      )
    }
    open[trade.currency] = String(told)
  }
  return open
}

const tally = (rows: readonly Json[], ...fields: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const row of rows) {
    const name = fields.map((field) => String(row[field])).join(' ')
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

/** What became of everything, counted. */
export async function tallyOf(house: House): Promise<Record<string, Record<string, number>>> {
  const orders = await house.all('/v1/payment-orders')
  return {
    orders: tally(orders, 'rail', 'state'),
    reasons: tally(
      orders.filter(({ reason_code }) => reason_code !== null),
      'reason_code',
    ),
    breaks: tally(await house.all('/v1/reconciliation/breaks'), 'type', 'status'),
    notices: tally(await house.all('/v1/bank-notices'), 'kind'),
    recalls: tally(await house.all('/v1/recalls'), 'state'),
    changes: tally(await house.all('/v1/notifications-of-change'), 'code', 'state'),
  }
}
