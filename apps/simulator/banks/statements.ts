import { ownOf } from '../../../kernel/own.ts'
import type { Day } from '../../../kernel/world.ts'
import { accountDetails, balanceOf } from './accounts.ts'
import { type Bai2Line, writeBai2 } from './bai2.ts'
import { clocks, compactDay, localDay, localTime } from './days.ts'
import { larkfield } from './facts.ts'
import type { BankEvents, BankGround } from './ground.ts'
import { type MovementRow, movementsOn } from './movements.ts'
import { putOutbound } from './outbound.ts'
import { LATE_COPY, planLateStatement, planNextStatement } from './statement_calendar.ts'

/** The type codes of BAI2 by what a movement was: for money that came, and for money that went. */
const typeCodes: Readonly<Record<string, readonly [credit: string, debit: string]>> = {
  ach: ['165', '455'],
  ach_return: ['168', '468'],
  wire: ['195', '495'],
  instant: ['195', '495'],
}
const anyOther = ['399', '699'] as const

const lineOf = (row: MovementRow): Bai2Line => {
  const refs = JSON.parse(row.refs) as Readonly<Record<string, string>>
  const [credit, debit] = ownOf(typeCodes, row.code) ?? anyOther
  return {
    type_code: row.amount > 0 ? credit : debit,
    amount: Math.abs(row.amount),
    value_on: row.value_on,
    bank_reference: `LK${compactDay(row.booked_on as Day)}${String(row.seq).padStart(6, '0')}`,
    customer_reference: refs['file_reference'] ?? '',
    text: row.text,
  }
}

/** The statement of a banking day, on the morning of the next; also of days on which nothing moved. */
function playStatement(ground: BankGround, day: Day): object {
  planNextStatement(ground, 'bank_statement_bai2', day)
  const name = `BAI2_${compactDay(localDay(ground.at, 'USD'))}`
  const missing = ground.faults.strike(ground, 'statement_missing', name)
  const wrong = missing ?? ground.faults.strike(ground, 'statement_wrong_total', name)
  if (wrong !== undefined) planLateStatement(ground, 'bank_statement_bai2_late', wrong, { day, name })
  if (missing !== undefined) return { day, is_missing: true }
  const wrong_by = wrong === undefined ? 0 : 100
  const names = [putOutbound(ground, `${name}_1.bai`, bai2Of(ground, day, 1, wrong_by))]
  if (ground.faults.strike(ground, 'statement_twice', name) !== undefined)
    names.push(putOutbound(ground, `${name}_2.bai`, bai2Of(ground, day, 2, wrong_by)))
  return { day, names }
}

/** The right statement of a day whose own was lost or wrong. */
const playLateStatement = (ground: BankGround, day: Day, name: string): object => ({
  day,
  names: [putOutbound(ground, `${name}_late.bai`, bai2Of(ground, day, LATE_COPY, 0))],
})

function bai2Of(ground: BankGround, as_of: Day, file_id: number, wrong_by: number): string {
  const { merchant_number } = ground.one
  return writeBai2({
    sender: larkfield.routing_number,
    receiver: merchant_number,
    created_on: localDay(ground.at, 'USD'),
    created_time: localTime(ground.at, 'USD'),
    file_id,
    originator: larkfield.routing_number,
    as_of,
    currency: 'USD',
    account_number: accountDetails(merchant_number, 'USD').account_number,
    opening: balanceOf(ground, 'USD', clocks.USD.calendar.previousBankingDay(as_of)),
    closing: balanceOf(ground, 'USD', as_of),
    lines: movementsOn(ground, 'USD', as_of).map(lineOf),
    wrong_by,
  })
}

export const statementEvents: BankEvents = {
  bank_statement_bai2: (ground, { day }) => ({ ...playStatement(ground, day as Day) }),
  bank_statement_bai2_late: (ground, { day, name }) => ({
    ...playLateStatement(ground, day as Day, String(name)),
  }),
}
