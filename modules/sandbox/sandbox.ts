import { type Failure, ok, type Result } from '../../kernel/result.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { createWaits } from '../../platform/waits.ts'
import { advance, readClockNow, setRunning } from './clock.ts'
import { sandboxErrors } from './errors.ts'
import type { Sandbox, SandboxDeps } from './index.ts'
import { advanceJob } from './live_through.ts'
import { reset } from './reset.ts'
import type { SimulatorControl } from './simulator_control.ts'
import { trigger, triggerRows } from './trigger.ts'

/** Puts the module together. */
export function createSandbox(deps: SandboxDeps): Sandbox {
  const arrivals = createWaits<string>(deps.world)
  /** Refuses live tenants before anything else is looked at. */
  const inSandbox = async <T>(
    scope: OpenScope,
    fn: () => Promise<Result<T, Failure>>,
  ): Promise<Result<T, Failure>> => {
    const clock = await deps.auth.readClock(scope)
    return clock.ok ? fn() : clock
  }
  const outside = <T>(
    scope: OpenScope,
    fn: (control: SimulatorControl) => Promise<T>,
  ): Promise<Result<T, Failure>> =>
    inSandbox(scope, async () => {
      if (deps.simulator === undefined) return sandboxErrors.fail('simulator_unavailable')
      return ok(await fn(deps.simulator))
    })
  return {
    readClock: (scope) => readClockNow(deps, scope),
    advance: (scope, move, stage, wait_ms) => advance({ ...deps, arrivals }, scope, move, stage, wait_ms),
    setRunning: (scope, is_running) => setRunning(deps, scope, is_running),
    listFaults: (scope) => outside(scope, (control) => control.listFaults(scope)),
    putFaults: (scope, faults) => outside(scope, (control) => control.putFaults(scope, faults)),
    listTriggers: (scope) => inSandbox(scope, async () => ok(triggerRows(deps))),
    trigger: (scope, asked, stage) => inSandbox(scope, () => trigger(deps, scope, asked, stage)),
    reset: (scope, stage) => reset(deps, scope, stage),
    jobs: [advanceJob({ ...deps, arrivals })],
  }
}
