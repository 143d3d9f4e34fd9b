import type { BankGround } from '../ground.ts'
import type { Scheme } from './outcomes.ts'

/** A payment of a customer's file, as the bank has it. */
export type SepaPayment = {
  readonly world: string
  readonly id: number
  /** A reversal gives a collection back, and has the same end-to-end id. */
  readonly scheme: Scheme | 'REVERSAL'
  readonly file_name: string
  readonly message_id: string
  readonly message_name: string
  readonly payment_id: string
  readonly instruction_id: string | null
  readonly end_to_end_id: string
  /** Cents. */
  readonly amount: number
  /** The other side. */
  readonly name: string
  readonly iban: string
  readonly mandate_id: string | null
  readonly executes_on: string
  /** Null: it waits, or was rejected. */
  readonly executed_on: string | null
  readonly rejected_code: string | null
  readonly returns_at: number | null
  readonly return_code: string | null
  /** When it came back, or was given back by the customer. */
  readonly returned_on: string | null
}
export type NewPayment = Omit<SepaPayment, 'world' | 'id' | 'executed_on' | 'returned_on'>

/** Whether money comes to the customer or goes from it when such a payment is executed. */
export const signOf = ({ scheme }: Pick<SepaPayment, 'scheme'>): 1 | -1 =>
  scheme === 'CORE' || scheme === 'B2B' ? 1 : -1

export function insertPayments({ store, one }: BankGround, payments: readonly NewPayment[]): void {
  const last = store.one<{ id: number | null }>(
    'select max(id) as id from bank_sepa_payment where world = ?',
    one.merchant_number,
  )
  let id = last?.id ?? 0
  for (const payment of payments)
    store.insert('bank_sepa_payment', {
      world: one.merchant_number,
      id: ++id,
      ...payment,
      executed_on: null,
      returned_on: null,
    } satisfies SepaPayment)
}

export type GroupKey = Pick<SepaPayment, 'message_id' | 'payment_id' | 'executes_on'>

/** Payments of a group that were neither rejected nor executed. */
export const waitingOf = ({ store, one }: BankGround, group: GroupKey): SepaPayment[] =>
  store.all<SepaPayment>(
    `select * from bank_sepa_payment where world = ? and message_id = ? and payment_id = ? and executes_on = ?
       and executed_on is null and rejected_code is null order by id`,
    one.merchant_number,
    group.message_id,
    group.payment_id,
    group.executes_on,
  )

export const executedOf = ({ store, one }: BankGround, group: GroupKey): SepaPayment[] =>
  store.all<SepaPayment>(
    `select * from bank_sepa_payment where world = ? and message_id = ? and payment_id = ? and executes_on = ?
       and executed_on is not null order by id`,
    one.merchant_number,
    group.message_id,
    group.payment_id,
    group.executes_on,
  )

export const markExecuted = ({ store, one }: BankGround, group: GroupKey, day: string): void =>
  store.run(
    `update bank_sepa_payment set executed_on = ? where world = ? and message_id = ? and payment_id = ? and executes_on = ?
       and executed_on is null and rejected_code is null`,
    day,
    one.merchant_number,
    group.message_id,
    group.payment_id,
    group.executes_on,
  )

/** Executed payments that come back by now. */
export const comingBack = ({ store, one, at }: BankGround): SepaPayment[] =>
  store.all<SepaPayment>(
    `select * from bank_sepa_payment where world = ? and returns_at <= ? and returned_on is null and executed_on is not null
     order by id`,
    one.merchant_number,
    at,
  )

export const markReturned = ({ store, one }: BankGround, id: number, day: string): void =>
  store.run(
    'update bank_sepa_payment set returned_on = ? where world = ? and id = ?',
    day,
    one.merchant_number,
    id,
  )

export const planReturn = ({ store, one }: BankGround, id: number, at: number, code: string): void =>
  store.run(
    'update bank_sepa_payment set returns_at = ?, return_code = ? where world = ? and id = ?',
    at,
    code,
    one.merchant_number,
    id,
  )

export const reject = ({ store, one }: BankGround, id: number, code: string): void =>
  store.run(
    'update bank_sepa_payment set rejected_code = ? where world = ? and id = ?',
    code,
    one.merchant_number,
    id,
  )

export const paymentById = ({ store, one }: BankGround, id: number): SepaPayment | undefined =>
  store.one<SepaPayment>(
    'select * from bank_sepa_payment where world = ? and id = ?',
    one.merchant_number,
    id,
  )

/** The latest one with that name; never a reversal of it. */
export const paymentByName = ({ store, one }: BankGround, end_to_end_id: string): SepaPayment | undefined =>
  store.one<SepaPayment>(
    `select * from bank_sepa_payment where world = ? and end_to_end_id = ? and scheme <> 'REVERSAL'
     order by id desc limit 1`,
    one.merchant_number,
    end_to_end_id,
  )
