import { present } from '../../../kernel/assert.ts'
import { parseDay } from '../../../kernel/world.ts'
import type { DeclineClass } from '../decline.ts'

/**
 * What may follow a decline within the same payment, by its class. `other_route`: another account at once;
 * `other_route_once`: only after the first decline of the payment; `stop`: not in this payment. The scheme's law is
 * asked besides, and can only forbid.
 */
export type NextStep = 'other_route' | 'other_route_once' | 'stop'

export const nextSteps = {
  source: 'payment-codes.md 4.3, unified taxonomy',
  effective_from: present(parseDay('2026-01-01'), 'a day'),
  review_by: present(parseDay('2027-06-30'), 'a day'),
  by_class: {
    technical: 'other_route',
    config: 'other_route',
    later: 'stop',
    never: 'stop',
    fix_data: 'stop',
    customer_action: 'stop',
    compliance: 'stop',
  } satisfies Record<DeclineClass, NextStep>,
  /** Codes that another acquirer can turn into an approval, though their class says later. */
  by_code: new Map<string, NextStep>([
    ['do_not_honor', 'other_route_once'],
    ['generic_decline', 'other_route_once'],
  ]),
} as const
