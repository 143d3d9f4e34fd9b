import type { CardWorld } from '../worlds.ts'
import { draw, lettersOf } from '../draw.ts'
import { type BankCurrency, bankCurrencies, larkfield, OPENING_MINOR } from './facts.ts'
import type { BankGround } from './ground.ts'
import { beginStatements } from './statement_calendar.ts'

/** The details of a world's account: always the same for a merchant number. */
export type AccountDetails = {
  readonly currency: BankCurrency
  readonly account_number: string
  /** USD only. */
  readonly routing_number?: string
  /** EUR only. */
  readonly iban?: string
  readonly bic?: string
}

export function accountDetails(merchant_number: string, currency: BankCurrency): AccountDetails {
  const { hex } = draw('bank account', merchant_number, currency)
  const account_number = `4${lettersOf(hex, '0123456789', 9)}`
  if (currency === 'USD') return { currency, account_number, routing_number: larkfield.routing_number }
  const iban = germanIban(larkfield.bank_code, account_number)
  return { currency, account_number, iban, bic: larkfield.bic }
}

/** Check digits by ISO 7064 MOD 97-10; D is 13, E is 14. */
function germanIban(bank_code: string, account_number: string): string {
  const check = 98n - (BigInt(`${bank_code}${account_number}131400`) % 97n)
  return `DE${String(check).padStart(2, '0')}${bank_code}${account_number}`
}

/**
 * Opens the world's accounts when its bank is used for the first time, and what begins with that, such as statements. A
 * repeat does nothing.
 */
export function openAccounts(ground: BankGround): void {
  const { store, one, at } = ground
  if (isOpen(ground)) return
  for (const currency of bankCurrencies)
    store.insert('bank_account', {
      world: one.merchant_number,
      currency,
      opening: OPENING_MINOR,
      opened_at: at,
    })
  beginStatements(ground)
}

const isOpen = ({ store, one }: BankGround): boolean =>
  store.one('select currency from bank_account where world = ? limit 1', one.merchant_number) !== undefined

/** What the account holds at the end of a day, or now; in minor units. */
export function balanceOf(ground: BankGround, currency: BankCurrency, until_day = '9999-12-31'): number {
  const { store, one } = ground
  const row = store.one<{ opening: number; moved: number }>(
    `select opening, (select coalesce(sum(amount), 0) from bank_movement m
       where m.world = a.world and m.currency = a.currency and m.booked_on <= ?) as moved
     from bank_account a where world = ? and currency = ?`,
    until_day,
    one.merchant_number,
    currency,
  )
  return row === undefined ? OPENING_MINOR : row.opening + row.moved
}

/** For the control interface. */
export const accountsView = (ground: BankGround, one: CardWorld): object[] =>
  bankCurrencies.map((currency) => ({
    ...accountDetails(one.merchant_number, currency),
    balance: String(balanceOf(ground, currency)),
  }))
