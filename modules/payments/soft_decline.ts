import type { Instant } from '../../kernel/world.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { readDecline } from '../rails/index.ts'
import type { RiskInput } from '../risk/index.ts'
import { canAskCardholder, isSoftDecline } from './cardholder.ts'
import { newAuthenticationId, started } from './authentication.ts'
import { authenticationJob } from './authentication_plan.ts'
import { declinedOf } from './declined.ts'
import type { FinishItem, Learned } from './finish_item.ts'
import type { News } from './learn.ts'
import type { Operation, OutcomeVia, PaymentView } from './payment.ts'
import { UNKNOWN_SCHEME } from './render_payment.ts'
import { paymentStep } from './steps.ts'

/**
 * Whether an outcome is a soft decline that the cardholder can heal: they can be asked, and were not for these attempts.
 */
export function asksForCardholder(
  { order, standing, card, attempt, authentication }: PaymentView,
  operation: Operation,
  news: News,
  at: Instant,
): boolean {
  if (news.kind !== 'declined' || operation.kind !== 'authorize' || authentication !== null) return false
  if (!canAskCardholder(order.asked) || order.token === null) return false
  if (standing.state !== 'processing' || attempt?.id !== operation.id) return false
  const { network_code, advice_code } = news
  const decline = readDecline({ scheme: card?.scheme ?? UNKNOWN_SCHEME, network_code, advice_code, at })
  return isSoftDecline(decline)
}

/**
 * A soft decline as it is written down: the attempt is declined, the payment stays under way, nobody is told yet, and a job
 * goes on with the authentication unless whoever heard the decline does so at once.
 */
export function softDeclineItem(
  scope: OpenScope,
  heard: {
    readonly view: PaymentView
    readonly news: News
    readonly via: OutcomeVia
    readonly counted: RiskInput | undefined
    readonly learned: Learned
  },
): { readonly item: FinishItem; readonly view: PaymentView } {
  const { view, news, via, counted, learned } = heard
  const { order, standing, attempt } = view
  const at = scope.world.now()
  const fresh = {
    id: newAuthenticationId(scope.world),
    payment: order.id,
    account: (attempt as NonNullable<typeof attempt>).account,
    token: order.token as NonNullable<typeof order.token>,
    cause: 'issuer' as const,
  }
  const { state, step } = paymentStep(standing.state, 'send')
  const after = {
    ...standing,
    state,
    version: standing.version + 1,
    open_operation: null,
    updated_at: at,
  }
  const item: FinishItem = {
    payment: order.id,
    version: standing.version,
    step,
    after,
    learned: { ...learned, is_applied: true },
    posting: null,
    told: null,
    jobs: [via === 'answer' ? authenticationJob(scope, fresh) : authenticationJob(scope, fresh, at)],
    ...declinedOf(view, news, counted, true),
    at,
  }
  return { item, view: { ...view, standing: after, authentication: started(fresh) } }
}
