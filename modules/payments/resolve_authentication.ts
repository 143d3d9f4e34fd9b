import type { OpenScope } from '../../platform/scope.ts'
import type { Authentication } from './authentication.ts'
import { goWithout, prove, refuse } from './authenticate.ts'
import type { Core } from './deps.ts'
import type { PaymentView } from './payment.ts'

/** Whether its cardholder is on the issuer's page, as far as we know. */
export const isChallenged = ({ standing, authentication }: PaymentView): boolean =>
  standing.state === 'requires_action' && authentication?.state === 'challenged'

/**
 * Asks the directory server what became of a challenge, and goes on by what it says: nothing that a browser brings is
 * believed. Returns the payment as it then stands. `is_due`: nobody is waited for any longer, so what is not proved lapses.
 * A repeat, or a second one at the same time, changes nothing.
 */
export async function resolveAuthentication(
  core: Core,
  scope: OpenScope,
  view: PaymentView,
  is_due = false,
): Promise<PaymentView> {
  if (!isChallenged(view)) return view
  const { account, directory_id } = view.authentication as Authentication
  const answer = await core.rails.authenticationResult(scope, account, directory_id ?? '')
  const done = await goOn(core, scope, view, answer)
  if (!is_due || !isChallenged(done)) return done
  return (await refuse(core, scope, done, 'lapse')).view
}

async function goOn(
  core: Core,
  scope: OpenScope,
  view: PaymentView,
  answer: Awaited<ReturnType<Core['rails']['authenticationResult']>>,
): Promise<PaymentView> {
  switch (answer.kind) {
    case 'proved':
      return (await prove(core, scope, view, answer.proof)).view
    case 'failed':
      return (await refuse(core, scope, view, answer.why === 'expired' ? 'lapse' : 'fail')).view
    case 'unavailable':
      return (await goWithout(core, scope, view)).view
    case 'challenge':
    case 'unknown':
    case 'rejected':
    case 'not_found':
      return view
    default:
      return answer satisfies never
  }
}
