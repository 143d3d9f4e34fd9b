import { machine, type StateOf } from '../../kernel/machine.ts'

/**
 * A breaker keeps payments away from an account that fails. `trip`: too many failures in the window; `rest`: it was
 * open long enough; `recover`: its probes went well; `relapse`: one of them did not.
 */
export const breakerMachine = machine('breaker', {
  closed: { trip: 'open' },
  open: { rest: 'half_open' },
  half_open: { recover: 'closed', relapse: 'open' },
})
export type BreakerState = StateOf<typeof breakerMachine>
