import { type Failure, ok, type Result } from '../../kernel/result.ts'
import type { Stage } from '../../platform/http/route.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { Tenant } from '../auth/index.ts'
import { setRunning } from './clock.ts'
import type { SandboxDeps } from './index.ts'

/**
 * Puts an empty sandbox in the place of the caller's, under the same keys. The old one's clock is stopped, so that nothing
 * more becomes due in it, and its books stay as they are. A repeat with the same key answers the same new sandbox; without
 * one it makes the next.
 *
 * Errors: sandbox_only, clock_advancing.
 */
export async function reset(
  deps: SandboxDeps,
  scope: OpenScope,
  stage: Stage,
): Promise<Result<Tenant, Failure>> {
  const { auth, simulator } = deps
  const clock = await auth.readClock(scope)
  if (!clock.ok) return clock
  const repeat = await auth.findReplacement(scope, stage.claim.key)
  if (repeat !== undefined) return ok(repeat)
  const stopped = await setRunning(deps, scope, false)
  if (!stopped.ok) return stopped
  const tenant = await auth.replaceSandbox(scope, stage.claim.key)
  // What it knows of the old sandbox is of no use to anybody; nothing depends on its being forgotten.
  await simulator?.reset(scope).catch(() => undefined)
  return ok(tenant)
}
