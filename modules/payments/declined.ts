import type { CardScheme } from '../rails/index.ts'
import type { RiskInput } from '../risk/index.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { Core } from './deps.ts'
import type { FinishItem } from './finish_item.ts'
import type { News } from './learn.ts'
import { lookItemOf } from './look_batch.ts'
import type { PaymentView } from './payment.ts'

/**
 * What a decline is counted by, and what the schemes' law on trying again looks at. A soft one says nothing against the
 * card, so risk does not count it.
 */
export function declinedOf(
  { order, attempt }: PaymentView,
  news: News,
  input: RiskInput | undefined,
  is_soft = false,
): Pick<FinishItem, 'declined'> {
  if (news.kind !== 'declined' || input === undefined || attempt === null) return {}
  const { fingerprint, scheme, amount } = input
  const { network_code, advice_code } = news
  const noted = {
    attempt: attempt.id,
    fingerprint,
    amount,
    merchant: order.merchant,
    scheme: scheme as CardScheme,
    network_code,
    advice_code,
  }
  return { declined: { input: is_soft ? null : input, noted } }
}

/**
 * What a decline that came after the answer, by callback or inquiry, is counted by: read anew, since whoever sent the attempt
 * has gone. Undefined when the vault has forgotten the card.
 */
export async function countedLate(
  core: Pick<Core, 'looking'>,
  scope: OpenScope,
  { order }: PaymentView,
): Promise<RiskInput | undefined> {
  const item = lookItemOf(scope, { ...order, created_at: scope.world.now() })
  return (await core.looking.submit(scope.tenant_id, item)).risk?.input
}
