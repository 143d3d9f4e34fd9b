import type { Id } from '../../kernel/id.ts'
import type { Instant, VirtualClock } from '../../kernel/world.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { Fault, StandingFault } from './fault.ts'

/** What a sandbox's world of cards can be made to do to an operation, or to a dispute. */
export type Pull =
  | {
      readonly kind: 'open_dispute' | 'late_reversal' | 'late_rejection' | 'fail_refund' | 'succeed_refund'
      readonly connector: string
      /** As the acquirer knows it. */
      readonly operation_reference: string
      readonly reason?: string
    }
  | { readonly kind: 'win_dispute' | 'lose_dispute' | 'pre_arbitration'; readonly case_reference: string }

/**
 * The card world outside, as far as a sandbox may steer it; the app that runs the simulator brings it. Each method is about
 * the world of the scope's tenant, which is made at its first use. All reject when the simulator does not answer.
 */
export type SimulatorControl = {
  /** Shows the world this very clock, without playing anything. */
  setClock(scope: OpenScope, clock: VirtualClock): Promise<void>
  /** Plays everything up to a moment, delivers callbacks and waits for them. A repeat plays nothing twice. */
  advance(
    scope: OpenScope,
    to: Instant,
  ): Promise<{ readonly undelivered: number; readonly is_complete: boolean }>
  /** When something happens next; null when nothing will. */
  nextDue(scope: OpenScope): Promise<Instant | null>
  listFaults(scope: OpenScope): Promise<readonly StandingFault[]>
  /** Replaces all faults. */
  putFaults(scope: OpenScope, faults: readonly Fault[]): Promise<readonly StandingFault[]>
  /** Makes something happen now; undefined when it cannot. */
  pull(scope: OpenScope, pull: Pull): Promise<{ readonly case_reference: string | null } | undefined>
  /** What the acquirers hold to be true. */
  books(scope: OpenScope): Promise<unknown>
  /** Forgets everything that happened and all faults. */
  reset(scope: OpenScope): Promise<void>
  /** The connector behind an account; undefined when it is not simulated. */
  connectorOf(scope: OpenScope, account: Id<'aca'>): Promise<string | undefined>
}
