import { type Day, type Instant, startOfDay } from '../../../kernel/world.ts'
import type { OrderRail } from '../bank_connections/bank_connection.ts'
import { type BankingCalendar, federalReserve, target } from '../calendars/calendar.ts'
import { plusDays } from '../calendars/days.ts'
import { fromTemporal, toTemporal, wallDay } from '../calendars/zone.ts'
import type { OrderKind } from '../payment_orders/payment_order.ts'
import { planOrder } from '../payment_orders/plan_order.ts'
import { achWindows } from '../rules/ach/facts/windows.ts'
import { nextCutoffs } from '../rules/ach/plan.ts'
import { instantClock } from '../rules/instant/clock.ts'
import { railLimitOn } from '../rules/instant/limits.ts'
import { type CutOff, railNatures, type RailNature, type RailView } from './rail.ts'

const YEAR_DAYS = 366
/** Ten digits of cents are what an entry of Nacha's format holds, and nine before the point what SEPA's messages may say. */
const ACH_AMOUNT_MAX = 9_999_999_999n
const SEPA_AMOUNT_MAX = 99_999_999_999n

const calendars: Readonly<Record<RailNature['calendar'], BankingCalendar>> = {
  federal_reserve: federalReserve,
  target,
}

/** What a rail can do at an instant, and until when it can be caught. Pure; the same instant has the same answer for ever. */
export function describeRail(id: OrderRail, at: Instant): RailView {
  const nature = railNatures[id]
  const calendar = calendars[nature.calendar]
  const today = wallDay(toTemporal(at), nature.time_zone)
  const { instant } = nature
  const isAch = id === 'ach'
  return {
    id,
    nature,
    amount_max:
      instant === null ? (isAch ? ACH_AMOUNT_MAX : SEPA_AMOUNT_MAX) : railLimitOn(instant, today).amount_max,
    same_day_amount_max: isAch ? achWindows(startOfDay(today)).value.same_day.amount_max : null,
    today,
    closed_for: instant === null ? (calendar.closedFor(today) ?? null) : null,
    next_banking_day: calendar.nextBankingDay(today),
    cut_offs: instant !== null ? [] : isAch ? achCutOffs(at) : [sepaCutOff(id, nature, at)],
    answers_within_ms: instant === null ? null : millisecondsOf(instant, at),
    holidays: instant === null ? holidaysAhead(calendar, today) : [],
  }
}

function millisecondsOf(rail: NonNullable<RailNature['instant']>, at: Instant): number {
  const { ends_at } = instantClock(rail, toTemporal(at))
  return (fromTemporal(ends_at) - at) / 1_000
}

const kindOf = { credit: 'credit_transfer', debit: 'direct_debit' } as const satisfies Record<
  string,
  OrderKind
>

const achCutOffs = (at: Instant): CutOff[] =>
  nextCutoffs(toTemporal(at)).map(({ window, directions, operator_deadline_at, settles_on }) => ({
    time_window: window,
    kinds: directions.map((direction) => kindOf[direction]),
    closes_at: fromTemporal(operator_deadline_at),
    settles_on,
  }))

/** The file that an order of this moment would take, had its debtor been told before. */
function sepaCutOff(rail: OrderRail, { kinds }: RailNature, at: Instant): CutOff {
  const [kind = 'credit_transfer'] = kinds
  const asked = { rail, kind, amount: 1, purpose: 'payment', sec_code: null, wish: 'next_day' } as const
  const plan = planOrder({ ...asked, lead_minutes: 0, pre_notification_days: 0 }, at)
  return {
    time_window: plan.time_window ?? rail,
    kinds,
    closes_at: plan.file_cutoff_at ?? at,
    settles_on: plan.settles_on,
  }
}

function holidaysAhead(calendar: BankingCalendar, from: Day): RailView['holidays'] {
  return Array.from({ length: YEAR_DAYS }, (_, days) => plusDays(from, days)).flatMap((on) => {
    const name = calendar.closedFor(on)
    return name === undefined || name === 'weekend' ? [] : [{ on, name }]
  })
}
