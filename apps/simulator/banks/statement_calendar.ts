import type { Day } from '../../../kernel/world.ts'
import type { Fault } from '../faults.ts'
import { bookingDay, clocks, localInstant } from './days.ts'
import type { BankCurrency } from './facts.ts'
import { type BankGround, scheduleBank } from './ground.ts'

type StatementPlan = {
  readonly kind: string
  readonly currency: BankCurrency
  readonly time: string
  /** With the first use of the bank, or of the account of that currency. */
  readonly begins_with: 'bank' | 'account'
}

/** Which statements come, and when on the bank's wall: each is of the banking day before. */
const statementPlans: readonly StatementPlan[] = [
  { kind: 'bank_statement_bai2', currency: 'USD', time: '06:00', begins_with: 'bank' },
  { kind: 'bank_sepa_statement', currency: 'EUR', time: '06:00', begins_with: 'account' },
]

/** Plans the first statements: those of the day on which the bank is first used. */
export function beginStatements(ground: BankGround): void {
  for (const plan of statementPlans)
    if (plan.begins_with === 'bank') scheduleStatement(ground, plan, bookingDay(ground.at, plan.currency))
}

/** The same for an account that is used for the first time. A repeat does nothing: the next one is on the calendar. */
export function beginStatementsOf(ground: BankGround, currency: BankCurrency): void {
  const { store, one } = ground
  for (const plan of statementPlans) {
    if (plan.begins_with !== 'account' || plan.currency !== currency) continue
    const planned = store.one(
      'select id from due where world = ? and kind = ?',
      one.merchant_number,
      plan.kind,
    )
    if (planned === undefined) scheduleStatement(ground, plan, bookingDay(ground.at, currency))
  }
}

/** After the statement of `day` has been made: plans that of the next banking day. */
export function planNextStatement(ground: BankGround, kind: string, day: Day): void {
  for (const plan of statementPlans)
    if (plan.kind === kind)
      scheduleStatement(ground, plan, clocks[plan.currency].calendar.nextBankingDay(day))
}

/** Of the files of a day: those of the morning are 1 and 2. */
export const LATE_COPY = 3
/** What a late statement is made of: its day, and how the files of its morning are called. */
export type LateStatement = { readonly day: Day; readonly name: string }

/** After a fault has struck a statement: plans the right one `ms` later. A fault without `ms` is never made good. */
export function planLateStatement(
  ground: BankGround,
  kind: string,
  { ms }: Fault,
  late: LateStatement,
): void {
  if (ms !== null) scheduleBank(ground, ground.at + ms * 1000, kind, late)
}

function scheduleStatement(ground: BankGround, { kind, currency, time }: StatementPlan, day: Day): void {
  const comes_on = clocks[currency].calendar.nextBankingDay(day)
  scheduleBank(ground, localInstant(comes_on, time, currency), kind, { day })
}
