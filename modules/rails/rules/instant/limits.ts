import { type Day, startOfDay } from '../../../../kernel/world.ts'
import type { InstantRail } from '../../codes/facts/instant_statuses.ts'
import { allow, refuse, type Verdict } from '../verdict.ts'
import { type RailLimit, railLimit } from './facts/limits.ts'

export const railLimitOn = (rail: InstantRail, day: Day): RailLimit => railLimit[rail](startOfDay(day)).value

/** Whether a rail carries an amount, in minor units of its currency, on a day. A bank’s own limit may be lower. */
export function mayCarry(rail: InstantRail, amount: bigint, on: Day): Verdict {
  const { value, source } = railLimit[rail](startOfDay(on))
  const rule = `instant.${rail}.limit`
  if (amount <= 0n) return refuse(rule, 'An amount is above zero.', source)
  if (value.amount_max === null || amount <= value.amount_max)
    return allow(rule, 'The rail carries it.', source)
  return refuse(rule, `More than ${value.amount_max} minor units of ${value.currency}.`, source)
}
