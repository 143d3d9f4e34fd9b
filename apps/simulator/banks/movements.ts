import { instant, instantText } from '../../../kernel/world.ts'
import type { Ground } from '../ground.ts'
import { openAccounts } from './accounts.ts'
import { bookingDay } from './days.ts'
import type { BankCurrency } from './facts.ts'
import type { BankGround } from './ground.ts'
import { beginStatementsOf } from './statement_calendar.ts'

export type Movement = {
  readonly currency: BankCurrency
  /** Signed, in minor units: what the customer's account gets. */
  readonly amount: number
  /** What it was, such as `ach_credit`; each writer of statements has a table from these to its own codes. */
  readonly code: string
  /** One line for the customer. */
  readonly text: string
  readonly refs: Readonly<Record<string, string>>
  /** The day of its statement when absent. */
  readonly value_on?: string
}
export type MovementRow = {
  readonly world: string
  readonly currency: BankCurrency
  readonly seq: number
  readonly booked_on: string
  readonly value_on: string
  readonly booked_at: number
  readonly amount: number
  readonly code: string
  readonly text: string
  /** JSON. */
  readonly refs: string
}

/** Moves money on the world's account, now. Each call is a line of the statement of its banking day; nothing moves for 0. */
export function bookMovement(ground: BankGround, movement: Movement): void {
  const { store, one, at } = ground
  if (movement.amount === 0) return
  openAccounts(ground)
  beginStatementsOf(ground, movement.currency)
  const booked_on = bookingDay(at, movement.currency)
  const last = store.one<{ seq: number | null }>(
    'select max(seq) as seq from bank_movement where world = ? and currency = ?',
    one.merchant_number,
    movement.currency,
  )
  store.insert('bank_movement', {
    world: one.merchant_number,
    currency: movement.currency,
    seq: (last?.seq ?? 0) + 1,
    booked_on,
    value_on: movement.value_on ?? booked_on,
    booked_at: at,
    amount: movement.amount,
    code: movement.code,
    text: movement.text,
    refs: JSON.stringify(movement.refs),
  } satisfies MovementRow)
}

/** In the order in which they were booked. */
export const movementsOn = ({ store, one }: BankGround, currency: BankCurrency, day: string): MovementRow[] =>
  store.all<MovementRow>(
    'select * from bank_movement where world = ? and currency = ? and booked_on = ? order by seq',
    one.merchant_number,
    currency,
    day,
  )

/** For the control interface: every movement of a world, amounts as text. */
export const movementsView = ({ store, one }: Ground): object[] =>
  store
    .all<MovementRow>(
      'select * from bank_movement where world = ? order by currency, seq',
      one.merchant_number,
    )
    .map(({ world: _world, amount, refs, booked_at, ...row }) => ({
      ...row,
      booked_at: instantText(instant(booked_at)),
      amount: String(amount),
      refs: JSON.parse(refs) as object,
    }))
