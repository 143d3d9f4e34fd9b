import { type Day, dayOf, type Instant } from '../../../kernel/world.ts'
import type { OrderRail } from '../bank_connections/bank_connection.ts'
import { wallDay, instantAt, fromTemporal, isBefore, toTemporal } from '../calendars/zone.ts'
import { planAch } from '../rules/ach/plan.ts'
import { planSepa } from '../rules/sepa/plan.ts'
import type { OrderKind, OrderPurpose, OrderWish, PaymentOrder } from './payment_order.ts'

export type PlanAsked = {
  readonly rail: OrderRail
  readonly kind: OrderKind
  readonly amount: number
  readonly purpose: OrderPurpose
  readonly sec_code: string | null
  readonly wish: OrderWish
  readonly lead_minutes: number
  /** SEPA collections: what the mandate agreed on. */
  readonly pre_notification_days: number | null
}
export type OrderPlan = Pick<
  PaymentOrder,
  'time_window' | 'file_cutoff_at' | 'effective_on' | 'settles_on' | 'settles_at'
>

/** Rails whose orders travel in files; the others carry each by itself. */
export const isFileRail = (rail: OrderRail): boolean =>
  rail !== 'sepa_instant' && rail !== 'rtp' && rail !== 'fednow'

/** Which file an order goes into and when it settles, by the rules of its rail. Pure; later instants never give earlier plans. */
export function planOrder(asked: PlanAsked, at: Instant): OrderPlan {
  switch (asked.rail) {
    case 'ach':
      return planAchOrder(asked, at)
    case 'sepa':
      return planTransfer(asked, at)
    case 'sepa_core':
    case 'sepa_b2b':
      return planCollection(asked, at, asked.rail === 'sepa_core' ? 'sdd_core' : 'sdd_b2b')
    default: {
      const day = dayOf(at)
      return { time_window: null, file_cutoff_at: null, effective_on: day, settles_on: day, settles_at: at }
    }
  }
}

const isDay = (wish: OrderWish): wish is Day => wish !== 'same_day' && wish !== 'next_day'

function planAchOrder(asked: PlanAsked, at: Instant): OrderPlan {
  const { kind, amount, purpose, sec_code, wish, lead_minutes } = asked
  const plan = planAch({
    at: toTemporal(at),
    direction: kind === 'credit_transfer' ? 'credit' : 'debit',
    amount: BigInt(amount),
    sec: sec_code ?? 'PPD',
    wish: isDay(wish) ? { on: wish } : wish,
    lead_minutes,
    is_prenote: purpose === 'prenote',
  })
  return {
    time_window: plan.window,
    file_cutoff_at: fromTemporal(plan.file_cutoff_at),
    effective_on: plan.effective_entry_date,
    settles_on: plan.settles_on,
    settles_at: fromTemporal(plan.settles_at),
  }
}

const BRUSSELS = 'Europe/Brussels'
/** A transfer's day is over, and a collection's begins, at these hours of Brussels; statements say the day alone. */
const TRANSFERRED_BY = '18:00'
const COLLECTED_FROM = '09:00'

const wishedDay = (wish: OrderWish, at: Instant): Day | null =>
  wish === 'same_day' ? wallDay(toTemporal(at), BRUSSELS) : wish === 'next_day' ? null : wish

function planTransfer({ wish, lead_minutes }: PlanAsked, at: Instant): OrderPlan {
  const plan = planSepa({ scheme: 'sct', at: toTemporal(at), on: wishedDay(wish, at), lead_minutes })
  if (plan.scheme !== 'sct') throw new Error('a credit transfer is planned as one')
  const ends = instantAt(plan.executes_on, TRANSFERRED_BY, BRUSSELS)
  const settles = isBefore(ends, plan.bank_cutoff_at) ? plan.bank_cutoff_at.add({ hours: 1 }) : ends
  return {
    time_window: 'sct',
    file_cutoff_at: fromTemporal(plan.file_cutoff_at),
    effective_on: plan.executes_on,
    settles_on: plan.executes_on,
    settles_at: fromTemporal(settles),
  }
}

function planCollection(asked: PlanAsked, at: Instant, scheme: 'sdd_core' | 'sdd_b2b'): OrderPlan {
  const { wish, lead_minutes, purpose } = asked
  // Who gets money back is told by getting it.
  const pre_notification_days = purpose === 'reversal' ? 0 : asked.pre_notification_days
  const plan = planSepa({
    scheme,
    at: toTemporal(at),
    on: wishedDay(wish, at),
    lead_minutes,
    notified_on: null,
    ...(pre_notification_days === null ? undefined : { notice_days: pre_notification_days }),
  })
  if (plan.scheme === 'sct' || plan.scheme === 'sct_inst') throw new Error('a collection is planned as one')
  return {
    time_window: scheme,
    file_cutoff_at: fromTemporal(plan.file_cutoff_at),
    effective_on: plan.collection_on,
    settles_on: plan.collection_on,
    settles_at: fromTemporal(instantAt(plan.collection_on, COLLECTED_FROM, BRUSSELS)),
  }
}
