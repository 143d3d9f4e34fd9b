import type { Day } from '../../../../kernel/world.ts'
import { balanceOf } from '../accounts.ts'
import { clocks, compactDay, localDay } from '../days.ts'
import type { BankGround, BankPlay } from '../ground.ts'
import { movementsOn } from '../movements.ts'
import { putOutbound } from '../outbound.ts'
import { LATE_COPY, planLateStatement, planNextStatement } from '../statement_calendar.ts'
import type { Iso, Statement } from './codec.ts'
import { entryOf, euroAccount } from './entries.ts'
import { euros, isoNow, messageId, written } from './write.ts'

/** The statement of a TARGET day, on the morning of the next; also of days on which nothing moved. */
export const playStatement =
  (iso: Iso): BankPlay =>
  (ground, given) => {
    const day = given['day'] as Day
    planNextStatement(ground, 'bank_sepa_statement', day)
    const name = `CAMT053_${compactDay(localDay(ground.at, 'EUR'))}`
    const missing = ground.faults.strike(ground, 'statement_missing', name)
    const wrong = missing ?? ground.faults.strike(ground, 'statement_wrong_total', name)
    if (wrong !== undefined) planLateStatement(ground, 'bank_sepa_statement_late', wrong, { day, name })
    if (missing !== undefined) return { day, is_missing: true }
    const wrong_by = wrong === undefined ? 0 : 100
    const names = [putOutbound(ground, `${name}_1.xml`, statementOf(iso, ground, { day, copy: 1, wrong_by }))]
    if (ground.faults.strike(ground, 'statement_twice', name) !== undefined)
      names.push(putOutbound(ground, `${name}_2.xml`, statementOf(iso, ground, { day, copy: 2, wrong_by })))
    return { day, names }
  }

/** The right statement of a day whose own was lost or wrong. */
export const playLateStatement =
  (iso: Iso): BankPlay =>
  (ground, given) => {
    const day = given['day'] as Day
    const content = statementOf(iso, ground, { day, copy: LATE_COPY, wrong_by: 0 })
    return { day, names: [putOutbound(ground, `${String(given['name'])}_late.xml`, content)] }
  }

type Asked = { readonly day: Day; readonly copy: number; readonly wrong_by: number }

function statementOf(iso: Iso, ground: BankGround, { day, copy, wrong_by }: Asked): string {
  const created_at = isoNow(ground)
  const opening = balanceOf(ground, 'EUR', clocks.EUR.calendar.previousBankingDay(day))
  const closing = balanceOf(ground, 'EUR', day)
  return written(iso, 'camt.053', {
    message_id: messageId(ground, 'camt.053', day, copy),
    created_at,
    statements: [
      {
        // The same day in a second file is the same statement.
        id: messageId(ground, 'statement', day),
        electronic_sequence_number: sequenceOf(day),
        created_at,
        account: euroAccount(ground),
        balances: [balance('OPBD', opening, day), balance('CLBD', closing + wrong_by, day)],
        entries: movementsOn(ground, 'EUR', day).map((row) => entryOf(ground, row)),
      },
    ],
  })
}

const FIRST_DAY = '2020-01-02' as Day

const first = { on: FIRST_DAY, count: 1 }
/** The day that was counted last: a later one goes on from there, and years are not counted for every statement. */
let last = first

/** Counts TARGET days: without a gap, and the same for the same day. */
function sequenceOf(day: Day): number {
  let { on, count } = day < last.on ? first : last
  for (; on < day; on = clocks.EUR.calendar.nextBankingDay(on)) count++
  last = { on, count }
  return count
}

const balance = (code: string, amount: number, date: Day): Statement['balances'][number] => ({
  type: { code },
  amount: euros(amount),
  credit_debit: amount < 0 ? 'DBIT' : 'CRDT',
  date,
})
