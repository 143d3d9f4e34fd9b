import type { Failure, Result } from '../../kernel/result.ts'
import type { World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { Route, Stage } from '../../platform/http/route.ts'
import type { JobKind } from '../../platform/jobs/job.ts'
import type { Poll } from '../../platform/jobs/skip_polls.ts'
import type { FactTable } from '../../platform/outbox/fact.ts'
import type { OpenScope, TenantId } from '../../platform/scope.ts'
import type { Audit } from '../audit/index.ts'
import type { Auth, Tenant } from '../auth/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { ClockMove, ClockNow } from './clock.ts'
import type { Fault, StandingFault } from './fault.ts'
import type { SimulatorControl } from './simulator_control.ts'
import type { Triggered, TriggerRow } from './trigger.ts'

/** What only a sandbox does. Every method but `jobs` refuses live tenants with `sandbox_only`. */
export type Sandbox = {
  readClock(scope: OpenScope): Promise<Result<ClockNow, Failure>>
  /** See `clock.ts`. Errors: clock_backwards, clock_too_far, clock_advancing. */
  advance(
    scope: OpenScope,
    move: ClockMove,
    stage: Stage,
    wait_ms: number,
  ): Promise<Result<ClockNow, Failure>>
  /** Stops the clock or lets it run again. A repeat changes nothing. Errors: clock_advancing. */
  setRunning(scope: OpenScope, is_running: boolean): Promise<Result<ClockNow, Failure>>
  listFaults(scope: OpenScope): Promise<Result<readonly StandingFault[], Failure>>
  /** Replaces all faults; none takes them away. A repeat counts them from the start. Errors: simulator_unavailable. */
  putFaults(scope: OpenScope, faults: readonly Fault[]): Promise<Result<readonly StandingFault[], Failure>>
  /** Every type of event that callers hear of, and whether and how it can be triggered. */
  listTriggers(scope: OpenScope): Promise<Result<readonly TriggerRow[], Failure>>
  /** See `trigger.ts`. */
  trigger(
    scope: OpenScope,
    asked: { readonly type: string; readonly object: string | null },
    stage: Stage,
  ): Promise<Result<Triggered, Failure>>
  /** See `reset.ts`. */
  reset(scope: OpenScope, stage: Stage): Promise<Result<Tenant, Failure>>
  /** The move of a clock; needs a worker of its own, see `live_through.ts`. */
  readonly jobs: readonly JobKind[]
}

/** Whoever does the work that time makes due. */
export type TimeWork = {
  /** The kinds of all jobs that tenants' clocks make due, the move itself not among them. */
  readonly kinds: readonly string[]
  /** Those of the kinds that only look at somebody else, and how often. */
  readonly polls: readonly Poll[]
  /** Consumers of facts that make further work: a clock waits until they have heard what happened. */
  readonly listeners: readonly string[]
  /** Has the listeners hear what the tenant's feed holds now; resolves when those in this process have. */
  hear(tenant_id: TenantId): Promise<void>
  /** Does what is due in a tenant, or finds others at it; how many jobs that were. */
  serve(tenant_id: TenantId): Promise<number>
  /** Says that a tenant's feed has news. */
  wakeListeners(tenant_id: TenantId): void
  /** Says that a move of a clock waits to be done. */
  wakeMove(tenant_id: TenantId): void
}

export type SandboxDeps = {
  readonly db: Database
  /** The wall's world. */
  readonly world: World
  readonly audit: Pick<Audit, 'append'>
  readonly auth: Auth
  readonly ledger: Pick<Ledger, 'expireHolds' | 'nextHoldEnd'>
  /** Undefined where no simulator runs: then time goes by without one. */
  readonly simulator: SimulatorControl | undefined
  /** Called late: workers are made after this module. */
  readonly work: () => TimeWork
  /** Every route of the server, called late: what a caller could do, a trigger does the same way. */
  readonly routes: () => readonly Route[]
  /** The facts of every module; those with `event` can be triggered, or not for a reason. */
  readonly catalogue: readonly FactTable[]
}

export type { Fault, FaultKind, FaultOperation, StandingFault } from './fault.ts'
export { sandboxFacts } from './facts.ts'
export { routes } from './http.ts'
export { createSandbox } from './sandbox.ts'
export type { Pull, SimulatorControl } from './simulator_control.ts'
