import type { Day } from '../../../../kernel/world.ts'
import {
  achReturnStage,
  federalReserve,
  plusDays,
  readAchReturnCode,
} from '../../../../modules/rails/index.ts'
import { type Draw, draw, pick } from '../../draw.ts'
import type { BankSettings } from '../../worlds.ts'
import { type Cleared, morningOf, operatorAnswers } from './clearing.ts'
import type { AchEntry } from './codec.ts'
import { changeShares, returnShares } from './facts.ts'

/** What comes back about an entry, and when. */
export type Answer = {
  readonly comes_at: number
  readonly kind: 'return' | 'notification'
  readonly code: string
  /** Whether the receiving bank kept its window. */
  readonly is_in_time: boolean
  /** The second of two. */
  readonly is_copy: boolean
}
type Asked = {
  /** When the bank had the file. */
  readonly at: number
  readonly cleared: Cleared
  readonly entry: Pick<
    AchEntry,
    'account_number' | 'direction' | 'amount' | 'trace_number' | 'identification_number'
  >
  readonly sec: string
  readonly seed: string
  readonly shares: Pick<BankSettings, 'return_ppm' | 'noc_ppm'>
}

const SPECIAL = /^99(00|01|02|03|08)(\d\d)\d{4}$/
const WINDOW_DAYS = 2
const PPM = 1_000_000

/**
 * What the receiving bank or the operator does with an entry: nothing, which is to pay it, or what its account number orders,
 * or what is drawn by the seed of the world.
 */
export function answersTo(asked: Asked): readonly Answer[] {
  const [, how, digits = ''] = SPECIAL.exec(asked.entry.account_number.trim()) ?? []
  if (how === undefined) return drawn(asked)
  if (how === '08') return notify(asked, `C${digits}`)
  const code = `R${digits}`
  if (digits === '00' || (achReturnStage(code) ?? 'return') !== 'return') return []
  return ordered(asked, how, code)
}

const answer = (comes_at: number, code: string, more: Partial<Answer> = {}): Answer => ({
  comes_at,
  kind: 'return',
  code,
  is_in_time: true,
  is_copy: false,
  ...more,
})

function ordered({ at, cleared }: Asked, how: string, code: string): readonly Answer[] {
  const { settles_on } = cleared
  const first = isOfOperator(code)
    ? operatorAnswers(at)
    : morningOf(federalReserve.nextBankingDay(settles_on))
  switch (how) {
    case '01':
      return [answer(isOfOperator(code) ? first : morningOf(lastDay(code, settles_on)), code)]
    case '02':
      return [answer(morningOf(federalReserve.nextBankingDay(lastDay(code, settles_on))), code, late)]
    case '03': {
      const second = isOfOperator(code) ? operatorAnswers(first) : morningOf(twoDaysAfter(settles_on))
      return [answer(first, code), answer(second, code, { is_copy: true })]
    }
    default:
      return [answer(first, code)]
  }
}
const late: Partial<Answer> = { is_in_time: false }
const twoDaysAfter = (day: Day): Day => federalReserve.addBankingDays(day, 2)

/** An operator looks at entries before any bank does: what it returns comes in its next file. */
const isOfOperator = (code: string): boolean => readAchReturnCode(code).window.kind === 'next_file'

/** The last banking day on which a return of this code is in time at the originator's bank. */
function lastDay(code: string, settles_on: Day): Day {
  const { window } = readAchReturnCode(code)
  if (window.kind === 'calendar_days') return federalReserve.nextBankingDay(plusDays(settles_on, window.days))
  return federalReserve.addBankingDays(settles_on, window.kind === 'banking_days' ? window.days : WINDOW_DAYS)
}

const notify = ({ cleared }: Asked, code: string): readonly Answer[] => [
  answer(morningOf(federalReserve.nextBankingDay(cleared.settles_on)), code, { kind: 'notification' }),
]

function drawn(asked: Asked): readonly Answer[] {
  const { shares, seed, entry } = asked
  if (shares.return_ppm + shares.noc_ppm === 0 || entry.amount === 0n) return []
  const words = [entry.trace_number, entry.account_number, entry.identification_number, String(entry.amount)]
  const chance = draw(seed, 'ach answer', ...words)
  if (chance.share(0) * PPM < shares.return_ppm) return [drawnReturn(asked, chance)]
  if (chance.share(1) * PPM < shares.noc_ppm) return notify(asked, pick(changeShares, chance.share(2)))
  return []
}

const companyClasses: readonly string[] = ['CCD', 'CTX']

function drawnReturn({ at, cleared, entry, sec }: Asked, chance: Draw): Answer {
  const debit = companyClasses.includes(sec) ? 'company_debit' : 'consumer_debit'
  const code = pick(returnShares[entry.direction === 'credit' ? 'credit' : debit], chance.share(2))
  if (isOfOperator(code)) return answer(operatorAnswers(at), code)
  const { settles_on } = cleared
  const { window } = readAchReturnCode(code)
  if (window.kind !== 'calendar_days')
    return answer(morningOf(federalReserve.addBankingDays(settles_on, chance.share(3) < 0.7 ? 1 : 2)), code)
  // A receiver who did not agree to it finds out within the window, mostly when a statement comes.
  const days = 3 + Math.floor(chance.share(3) * (window.days - 3))
  return answer(morningOf(federalReserve.onOrAfter(plusDays(settles_on, days))), code)
}
