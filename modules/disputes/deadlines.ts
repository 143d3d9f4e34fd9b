import { type Instant, instant, plusMs } from '../../kernel/world.ts'
import { type CardScheme, type CaseStage, disputeDeadlines } from '../rails/index.ts'
import { DAY_MS } from './limits.ts'

/** Where neither network nor acquirer says how long there is: the shortest of the networks' windows. */
const UNKNOWN_DAYS = 20

/**
 * By when a stage has to be answered: the network's window from its beginning, or earlier when the acquirer says so; and
 * when we want to be done.
 */
export function deadlinesOf(asked: {
  readonly scheme: CardScheme
  readonly stage: CaseStage
  readonly stage_at: Instant
  readonly respond_by: Instant | null
}): { due_at: Instant; act_before: Instant } {
  const { scheme, stage, stage_at: at, respond_by } = asked
  const step = stage === 'inquiry' || stage === 'chargeback' ? 'response' : stage
  const rule = disputeDeadlines({ scheme, stage: step, at })
  const network = rule.due_at ?? respond_by ?? plusMs(at, UNKNOWN_DAYS * DAY_MS)
  const due_at = instant(Math.min(network, respond_by ?? network))
  const margin =
    rule.due_at === null || rule.act_before === null ? 3 * DAY_MS * 1_000 : rule.due_at - rule.act_before
  const act_before = instant(Math.max(at, due_at - margin))
  return { due_at, act_before: instant(Math.min(act_before, due_at)) }
}
