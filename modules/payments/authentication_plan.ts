import { type Id, newId } from '../../kernel/id.ts'
import { type Instant, plusMs } from '../../kernel/world.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { type AuthenticationCause, type NewAuthentication, newAuthenticationId } from './authentication.ts'
import type { PlannedJob } from './finish_item.ts'
import type { PaymentOrder } from './payment.ts'
import { AUTHENTICATION_JOB, AUTHENTICATION_RESUME_MS } from './limits.ts'

/**
 * The job that goes on with an authentication when the process that began it has died, and that ends a challenge which
 * nobody answered. It names everything, because it may have to write the authentication down first.
 */
export function authenticationJob(
  { world }: Pick<OpenScope, 'world'>,
  { id, payment, account, token, cause }: NewAuthentication,
  run_at: Instant = plusMs(world.now(), AUTHENTICATION_RESUME_MS),
): PlannedJob {
  return {
    id: newId('job', world),
    kind: AUTHENTICATION_JOB,
    unique_key: id,
    run_at,
    body: { id, payment, account, token, cause },
  }
}

/** The cardholder is asked for before anything is sent to an acquirer. */
export const firstAuthentication = (
  { world }: Pick<OpenScope, 'world'>,
  { id, token }: Pick<PaymentOrder, 'id' | 'token'>,
  account: Id<'aca'>,
  cause: AuthenticationCause,
): NewAuthentication => ({
  id: newAuthenticationId(world),
  payment: id,
  account,
  token: token as Id<'tok'>,
  cause,
})
