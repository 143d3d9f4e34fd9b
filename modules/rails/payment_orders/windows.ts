import type { Day, Instant } from '../../../kernel/world.ts'
import { fromTemporal, instantAt } from '../calendars/zone.ts'
import { plusDays } from '../calendars/days.ts'
import { target } from '../calendars/calendar.ts'
import { achFinality } from '../rules/ach/finality.ts'
import { sddTimeline } from '../rules/sepa/timeline.ts'
import { sepaRules } from '../rules/sepa/facts/sepa_rules.ts'
import type { PaymentOrder } from './payment_order.ts'

export type ReturnWindows = Pick<PaymentOrder, 'return_closes_at' | 'dispute_closes_at'>

/** The first moment of the day after, in Brussels. */
const afterDay = (day: Day): Instant => fromTemporal(instantAt(plusDays(day, 1), '00:00', 'Europe/Brussels'))
const never: ReturnWindows = { return_closes_at: null, dispute_closes_at: null }

/**
 * Until when an order that settled may come back: for ordinary reasons, and as unauthorised. Null where it cannot.
 * Sources: payment-codes.md 1, 2.2 and 2.3.
 */
export function returnWindows(
  order: Pick<PaymentOrder, 'rail' | 'kind' | 'sec_code' | 'settles_on'>,
): ReturnWindows {
  switch (order.rail) {
    case 'ach': {
      const times = achFinality({
        settled_on: order.settles_on,
        sec: order.sec_code ?? 'PPD',
        direction: order.kind === 'credit_transfer' ? 'credit' : 'debit',
      })
      return {
        return_closes_at: fromTemporal(times.return_window_closes_at),
        dispute_closes_at: fromTemporal(times.unauthorized_window_closes_at),
      }
    }
    case 'sepa': {
      const days = sepaRules.on('sct_return', order.settles_on).value
      const closes = afterDay(target.addBankingDays(target.onOrAfter(order.settles_on), days))
      return { return_closes_at: closes, dispute_closes_at: closes }
    }
    case 'sepa_core':
    case 'sepa_b2b': {
      // A reversal is the end of it.
      if (order.kind === 'credit_transfer') return never
      const scheme = order.rail === 'sepa_core' ? 'sdd_core' : 'sdd_b2b'
      const times = sddTimeline({ scheme, collection_on: order.settles_on })
      const last = times.unauthorized_refund_by ?? times.refund_by ?? times.return_by
      return { return_closes_at: afterDay(times.return_by), dispute_closes_at: afterDay(last) }
    }
    default:
      return never
  }
}
