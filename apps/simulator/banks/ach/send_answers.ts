import type { BankGround, Told } from '../ground.ts'
import { compactDay, localDay, localTime } from '../days.ts'
import { bookMovement } from '../movements.ts'
import { putOutbound } from '../outbound.ts'
import { type AnswerRow, itemOf, noteSent, waitingAnswers } from './answers.ts'
import { answerTrace, writeAnswerFile } from './answer_file.ts'
import type { Nacha } from './codec.ts'
import { answerTimes } from './facts.ts'
import { DAY_US, HOUR_US } from '../../limits.ts'

/** A file that a fault keeps back comes after those of the next day. */
const OUT_OF_ORDER_US = DAY_US + HOUR_US

/** Sends what waits for this file, and moves the money of its returns: one movement for each direction. */
export function sendAnswers(ground: BankGround, nacha: Nacha): Told {
  const rows = waitingAnswers(ground)
  if (rows.length === 0) return undefined
  const created_on = localDay(ground.at, 'USD')
  const created_time = localTime(ground.at, 'USD')
  const place = answerTimes.findIndex((time) => time.replace(':', '') === created_time) + 1
  const stem = `ACHRET_${compactDay(created_on)}`
  const file = { created_on, created_time, rows }
  const wanted = `${stem}_${place}.ach`
  const isLate = ground.faults.strike(ground, 'returns_out_of_order', wanted) !== undefined
  const more = isLate ? { ready_at: ground.at + OUT_OF_ORDER_US } : {}
  const name = putOutbound(ground, wanted, writeAnswerFile(nacha, { ...file, modifier: 'A' }), more)
  const names = [name]
  if (ground.faults.strike(ground, 'returns_twice', wanted) !== undefined)
    names.push(
      putOutbound(
        ground,
        `${stem}_${place + answerTimes.length}.ach`,
        writeAnswerFile(nacha, { ...file, modifier: 'B' }),
      ),
    )
  for (const row of rows) noteSent(ground, row.id, answerTrace(nacha, row), created_on)
  for (const direction of ['debit', 'credit'] as const) bookAnswers(ground, rows, direction, name)
  return { names, answers: rows.length }
}

/** A debit that comes back takes the money away again, a credit brings it back. */
function bookAnswers(
  ground: BankGround,
  rows: readonly AnswerRow[],
  direction: 'debit' | 'credit',
  name: string,
): void {
  const amounts = rows
    .filter(({ kind }) => kind !== 'notification')
    .map((row) => itemOf(row).entry)
    .filter((entry) => entry.direction === direction)
    .map(({ amount }) => Number(amount))
  const total = amounts.reduce((sum, amount) => sum + amount, 0)
  const file_reference = name.replace(/\.ach$/, '')
  bookMovement(ground, {
    currency: 'USD',
    amount: direction === 'debit' ? -total : total,
    code: 'ach_return',
    text: `ACH RETURNED ${direction.toUpperCase()}S FILE ${file_reference} ${amounts.length} ITEMS`,
    refs: { file_reference, file_name: name, direction, entries: String(amounts.length) },
  })
}
