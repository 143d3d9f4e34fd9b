import { type Instant, plusMs } from '../../../kernel/world.ts'
import type { CardScheme } from '../card_connector.ts'
import { disputeRules, type DisputeStage } from './facts/dispute_deadlines.ts'
import {
  type DisputeNetwork,
  type DisputeReason,
  disputeReasonFacts,
  disputeReasons,
} from './facts/dispute_reasons.ts'

const DAY_MS = 86_400_000

/** Whose rules a dispute follows. Schemes without rules of their own here follow those of the network that clears them. */
export function disputeNetwork(scheme: CardScheme): DisputeNetwork {
  switch (scheme) {
    case 'visa':
    case 'amex':
      return scheme
    case 'mastercard':
    case 'maestro':
      return 'mastercard'
    case 'discover':
    case 'diners':
    case 'jcb':
    case 'unionpay':
      return 'discover'
  }
}

export type ReadReason = DisputeReason & { readonly source: string; readonly needs_review: boolean }

/** Never throws; a code nobody knows is `general` and is looked at by somebody. */
export function readDisputeReason(scheme: CardScheme, code: string): ReadReason {
  const network = disputeNetwork(scheme)
  const { source } = disputeReasonFacts[network]
  const known = disputeReasons[network].get(code)
  if (known !== undefined) return { ...known, source, needs_review: false }
  const unknown = { code, name: 'Unknown reason', category: 'general', filing_days: null } as const
  return { ...unknown, is_legacy: false, source, needs_review: true }
}

export type DisputeDeadline = {
  readonly days: number | null
  /** By the network's rules; null: the acquirer says. */
  readonly due_at: Instant | null
  /** When we want to be done, because acquirers cut earlier. */
  readonly act_before: Instant | null
  readonly source: string
}

/** `at` is when the stage began. */
export function disputeDeadlines(asked: {
  readonly scheme: CardScheme
  readonly stage: DisputeStage
  readonly at: Instant
}): DisputeDeadline {
  const { value, source } = disputeRules(asked.at)
  const days = value.days[disputeNetwork(asked.scheme)][asked.stage]
  if (days === null) return { days, due_at: null, act_before: null, source }
  return {
    days,
    due_at: plusMs(asked.at, days * DAY_MS),
    act_before: plusMs(asked.at, Math.max(1, days - value.margin_days) * DAY_MS),
    source,
  }
}
