import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { dayOf, instantText, parseInstant, plusMs, simWorld, type World } from '../../kernel/world.ts'
import { assert } from '../../kernel/assert.ts'
import type { Cut, Piece } from './piece.ts'

/** About what a day of the Fraud Detection Handbook has. */
const ROWS_A_DAY = 9_500
const CUSTOMERS = 5_000
const TERMINALS = 10_000
const FIRST_DAY = '2018-07-01T00:00:00Z'
const DAY_MS = 86_400_000
const HEADER = 'TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT,TX_FRAUD,TX_FRAUD_SCENARIO'

/** Writes made-up transactions in the form of the Fraud Detection Handbook: the same ones for the same seed. */
export async function writeSeeded({
  days,
  rows,
  seed,
  folder,
}: Cut & { readonly seed: number }): Promise<Piece> {
  const { text, ...made } = seededRows({ days, rows, seed })
  const file = join(folder, `made_up_${seed}.csv`)
  await writeFile(file, text)
  return { file, ...made }
}

/** The file as text, how many rows it has and of which days. Nobody is a fraud in it. */
export function seededRows({ days, rows, seed }: Omit<Cut, 'folder'> & { readonly seed: number }) {
  const dice = diceOf(simWorld(BigInt(seed)))
  const start = parseInstant(FIRST_DAY)
  assert(start !== undefined, 'the first day is a time')
  const count = Math.min(rows, days * ROWS_A_DAY)
  const step_ms = DAY_MS / ROWS_A_DAY
  const named = new Set<string>()
  const lines = [HEADER]
  for (let row = 0; row < count; row++) {
    const at = plusMs(start, row * step_ms)
    named.add(dayOf(at))
    const time = instantText(at).slice(0, 19).replace('T', ' ')
    lines.push(`${row},${time},${dice(CUSTOMERS)},${dice(TERMINALS)},${amountOf(dice)},0,0`)
  }
  return { text: `${lines.join('\n')}\n`, rows: count, days: [...named] }
}

type Dice = (limit: number) => number

/** Whole numbers from 0 to below `limit`, at most 2^32. */
const diceOf =
  ({ random }: World): Dice =>
  (limit) =>
    Math.floor((Buffer.from(random(4)).readUInt32BE(0) / 2 ** 32) * limit)

/** Mostly some tens, seldom some hundreds: the mean of four draws, one in thirty of them ten times as much. */
function amountOf(dice: Dice): string {
  const cents = 100 + dice(5_000) + dice(4_000) + dice(3_000) + dice(2_000)
  const all = dice(30) === 0 ? cents * 5 : cents
  return `${Math.floor(all / 100)}.${String(all % 100).padStart(2, '0')}`
}
