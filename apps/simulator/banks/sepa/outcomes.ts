import { ownOf } from '../../../../kernel/own.ts'
import type { Day } from '../../../../kernel/world.ts'
import { plusDays } from '../../../../modules/rails/index.ts'
import { draw, pick } from '../../draw.ts'
import { clocks, localInstant } from '../days.ts'
import {
  OTHER_CODE,
  recallDays,
  refundDays,
  refusalCodes,
  returnDays,
  returnShares,
  sepaTimes,
  SILENT_DAYS,
  specialCodes,
} from './facts.ts'

export type Scheme = keyof typeof returnDays
/** What becomes of a payment. */
export type Outcome =
  | { readonly kind: 'paid' }
  /** Told in the pain.002, before any money moves. */
  | { readonly kind: 'rejected'; readonly code: string }
  /** Nothing is said of it, and it is rejected days later. */
  | { readonly kind: 'silent'; readonly rejected_at: number; readonly code: string }
  | { readonly kind: 'returned'; readonly at: number; readonly code: string }

export type Asked = {
  readonly scheme: Scheme
  /** The other side’s account. */
  readonly iban: string
  readonly executes_on: Day
  /** What a draw depends on. */
  readonly words: readonly string[]
  readonly seed: string
  readonly return_ppm: number
}

const calendar = clocks.EUR.calendar
const morning = (day: Day): number => localInstant(day, sepaTimes.answers, 'EUR')
const SPECIAL = /9([1-46])(\d\d)$/
const PPM = 1_000_000

/** By the last four digits of the other side's IBAN, or drawn by the seed of the world; everything else is paid. Pure. */
export function outcomeOf(asked: Asked): Outcome {
  const { iban, executes_on } = asked
  const [, how, digits = ''] = SPECIAL.exec(iban) ?? []
  const code = ownOf(specialCodes, digits) ?? OTHER_CODE
  switch (how) {
    case '1':
      return { kind: 'rejected', code }
    case '2':
      return { kind: 'returned', code, at: morning(calendar.nextBankingDay(executes_on)) }
    case '3':
      return { kind: 'returned', code, at: morning(lateDay(asked, code, 'within')) }
    case '4':
      return { kind: 'returned', code, at: morning(lateDay(asked, code, 'beyond')) }
    case '6': {
      const rejected_at = morning(calendar.addBankingDays(executes_on, SILENT_DAYS))
      return { kind: 'silent', code: 'TM01', rejected_at }
    }
    default:
      return drawn(asked)
  }
}

/** The last day of a window, or one behind it; refunds come some weeks or months later. */
function lateDay({ scheme, executes_on }: Asked, code: string, side: 'within' | 'beyond'): Day {
  if (scheme === 'CORE' && (code === 'MD06' || code === 'MD01'))
    return calendar.onOrAfter(plusDays(executes_on, refundDays[code][side]))
  const days = returnDays[scheme] + (side === 'within' ? 0 : 1)
  return calendar.addBankingDays(executes_on, days)
}

function drawn(asked: Asked): Outcome {
  const { return_ppm, seed, words, scheme, executes_on } = asked
  if (return_ppm === 0) return { kind: 'paid' }
  const chance = draw(seed, 'sepa answer', ...words)
  if (chance.share(0) * PPM >= return_ppm) return { kind: 'paid' }
  const code = pick(returnShares[scheme === 'SCT' ? 'ct' : 'dd'], chance.share(1))
  const isRefund = scheme === 'CORE' && (code === 'MD06' || code === 'MD01')
  const on = isRefund
    ? calendar.onOrAfter(
        plusDays(executes_on, 7 + Math.floor(chance.share(2) * (refundDays[code].within - 7))),
      )
    : calendar.addBankingDays(executes_on, 1 + Math.floor(chance.share(2) * returnDays[scheme]))
  return { kind: 'returned', code, at: morning(on) }
}

/** What a recalled payment's bank does. */
export type RecallOutcome =
  | { readonly kind: 'gives_back'; readonly answers_at: number; readonly pays_at: number }
  | { readonly kind: 'refuses'; readonly answers_at: number; readonly code: string }
  | { readonly kind: 'silent' }

const RECALLED = /97(\d\d)$/
const NEVER = '99'

/** By the last four digits of the IBAN: 97xx; every other account gives the money back. Pure. */
export function recallOutcome(iban: string, on: Day): RecallOutcome {
  const digits = RECALLED.exec(iban)?.[1]
  const answers_at = morning(calendar.addBankingDays(on, recallDays.answer))
  if (digits === NEVER) return { kind: 'silent' }
  const code = digits === undefined ? undefined : ownOf(refusalCodes, digits)
  return code === undefined
    ? { kind: 'gives_back', answers_at, pays_at: morning(calendar.addBankingDays(on, recallDays.money)) }
    : { kind: 'refuses', answers_at, code }
}
